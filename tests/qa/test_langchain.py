"""The retriever under LangChain's own standard tests, and the evidence of an answer."""

from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_tests.integration_tests import RetrieversIntegrationTests

from index import BadInputError
from qa import Assistant
from qa.langchain import QuothRetriever, evidence


@pytest.mark.anyio
class TestStandard(RetrieversIntegrationTests):
    """LangChain's tests, as they are."""

    @pytest.fixture(autouse=True)
    def _index(self, seeds_index: Path) -> None:
        self.index = str(seeds_index)

    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @property
    def retriever_constructor(self) -> type[QuothRetriever]:
        return QuothRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"index": self.index}

    @property
    def retriever_query_example(self) -> str:
        return "what did Egypt reject?"


def test_what_narrows_and_what_cannot_be_used_goes_through(seeds_index: Path) -> None:
    retriever = QuothRetriever(index=str(seeds_index), k=4)
    found = retriever.invoke("what did Egypt reject?", since="2024-08")
    assert {document.metadata["published"] for document in found} <= {"2024-08-22", "2024"}  # a year may lie inside
    with pytest.raises(BadInputError, match="top_k is 0"):
        retriever.invoke("what did Egypt reject?", k=0)
    with pytest.raises(TypeError):
        retriever.invoke("what did Egypt reject?", sources="x")


def test_the_evidence_is_the_citations(assistant: Assistant) -> None:
    result = assistant.ask("what did Egypt reject?")
    assert result.answer is not None
    documents = evidence(result)
    assert len(documents) == len(result.answer.citations)
    for document in documents:
        assert isinstance(document, Document)
        assert document.metadata["quote"] in document.page_content
        (article,) = assistant.store.documents([document.metadata["document_id"]])
        assert article.text[document.metadata["start"] : document.metadata["end"]] == document.metadata["quote"]
    assert documents[0].metadata["answer"] == result.answer.text
    assert evidence(assistant.ask("How long does banana bread bake?")) == []
