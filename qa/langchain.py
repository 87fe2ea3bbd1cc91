"""Quoth for LangChain: a retriever, and the evidence of an answer as documents. The only place for langchain-core.

>>> from qa.langchain import QuothRetriever
>>> QuothRetriever(index="news.quoth", k=4).invoke("what did Egypt reject?")
"""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import PrivateAttr

from qa.assistant import Assistant
from qa.result import Result
from qa.settings import Settings


class QuothRetriever(BaseRetriever):
    """The passages of the index at ``index`` that fit a question, best first, with what they are and where they stand.

    ``k``: how many, from 1 to 100; also per call, ``retriever.invoke(question, k=3)``, as are ``since``, ``until``,
    ``as_of``, ``source`` and ``document`` of Assistant.ask. Raises what Assistant.open raises.
    """

    index: str
    k: int = Settings().top_k
    _assistant: Assistant = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self._assistant = Assistant.open(self.index)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None, **narrowed: str | None
    ) -> list[Document]:
        hits = self._assistant.search(query, top_k=self.k if k is None else k, **narrowed)
        return [
            Document(
                id=hit.passage.id,
                page_content=hit.passage.text,
                metadata={
                    "document_id": hit.document.id,
                    "title": hit.document.title,
                    "source": hit.document.source,
                    "published": hit.document.published,
                    "url": hit.document.url,
                    "path": hit.document.path,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "score": hit.score,
                },
            )
            for hit in hits
        ]


def evidence(result: Result) -> list[Document]:
    """The citations of an answer, a document each: the passage, and in its metadata the quote and where it stands.

    Empty where the articles do not say. ``start`` and ``end`` count code points of the article's text.
    """
    if result.answer is None:
        return []
    return [
        Document(
            id=f"{citation.document_id}:{citation.start}-{citation.end}",
            page_content=citation.passage,
            metadata={
                "answer": result.answer.text,
                "confidence": result.answer.confidence,
                "quote": citation.quote,
                "context": citation.context,
                "document_id": citation.document_id,
                "title": citation.title,
                "source": citation.source,
                "published": citation.published,
                "url": citation.url,
                "path": citation.path,
                "page": citation.page,
                "start": citation.start,
                "end": citation.end,
            },
        )
        for citation in result.answer.citations
    ]
