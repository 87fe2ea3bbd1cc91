"""The usual glue: LangChain's FAISS store, and a transformers reader on torch with the decoding of the model card."""

from collections.abc import Callable, Sequence
from typing import Any

from eval.peers.systems import Ask, Found, Passage, Work

TOP_K = 4
"""LangChain's default."""

READ_TOKENS = 384
LONGEST_ANSWER = 40


def _embeddings(work: Work) -> Any:
    from langchain_huggingface import HuggingFaceEmbeddings

    return HuggingFaceEmbeddings(model_name=str(work.embedder), encode_kwargs={"normalize_embeddings": True})


def ready(work: Work) -> Callable[[Sequence[Passage]], None]:
    from langchain_community.vectorstores import FAISS

    embeddings = _embeddings(work)
    embeddings.embed_query("ready")

    def build(passages: Sequence[Passage]) -> None:
        store = FAISS.from_texts([p.text for p in passages], embeddings, [{"id": p.id} for p in passages])
        store.save_local(str(work.index))

    return build


def opened(work: Work) -> Ask:
    import torch
    from langchain_community.vectorstores import FAISS
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    # The store keeps its texts in a pickle; this one was written a moment ago by ``ready``.
    store = FAISS.load_local(str(work.index), _embeddings(work), allow_dangerous_deserialization=True)
    tokenizer = AutoTokenizer.from_pretrained(work.reader)
    model = AutoModelForQuestionAnswering.from_pretrained(work.reader, dtype=torch.float32).eval()

    def ask(question: str) -> Found:
        documents = store.similarity_search(question, k=TOP_K)
        texts = [document.page_content for document in documents]
        inputs = tokenizer(
            [question] * len(texts),
            texts,
            truncation="only_second",
            max_length=READ_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = inputs.pop("offset_mapping")
        with torch.inference_mode():
            out = model(**inputs)
        best, answer = float("-inf"), ""
        for i, text in enumerate(texts):
            outside = torch.tensor([part != 1 for part in inputs.sequence_ids(i)])
            start, end = (logits[i].masked_fill(outside, -1e9) for logits in (out.start_logits, out.end_logits))
            scores = torch.triu(start[:, None] + end[None, :]).tril(LONGEST_ANSWER - 1)
            scores[scores == 0] = -1e9
            score = float(scores.max())
            if score > best:
                first, last = divmod(int(scores.argmax()), scores.shape[1])
                best, answer = score, text[int(offsets[i][first][0]) : int(offsets[i][last][1])]
        return Found(answer, tuple(document.metadata["id"] for document in documents))

    return ask
