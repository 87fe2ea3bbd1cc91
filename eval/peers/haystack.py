"""Haystack 3: an embedding retriever over the in-memory store, and its extractive reader."""

from collections.abc import Callable, Sequence

from eval.peers.systems import Ask, Found, Passage, Work

TOP_K = 10
"""The default of Haystack's retrievers."""


def ready(work: Work) -> Callable[[Sequence[Passage]], None]:
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersDocumentEmbedder

    embedder = SentenceTransformersDocumentEmbedder(model=str(work.embedder), progress_bar=False, normalize_embeddings=True)
    embedder.warm_up()
    embedder.run([Document(content="ready")])

    def build(passages: Sequence[Passage]) -> None:
        store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        store.write_documents(embedder.run([Document(id=p.id, content=p.text) for p in passages])["documents"])
        work.index.mkdir(parents=True)
        store.save_to_disk(str(work.index / "store.json"))

    return build


def opened(work: Work) -> Ask:
    from haystack import Pipeline
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder
    from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

    store = InMemoryDocumentStore.load_from_disk(str(work.index / "store.json"))
    pipeline = Pipeline()
    pipeline.add_component(
        "embedder", SentenceTransformersTextEmbedder(model=str(work.embedder), progress_bar=False, normalize_embeddings=True)
    )
    pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=TOP_K))
    pipeline.add_component("reader", TransformersExtractiveReader(model=str(work.reader), no_answer=False, top_k=5))
    pipeline.connect("embedder.embedding", "retriever.query_embedding")
    pipeline.connect("retriever.documents", "reader.documents")
    pipeline.warm_up()

    def ask(question: str) -> Found:
        found = pipeline.run({"embedder": {"text": question}, "reader": {"query": question}}, include_outputs_from={"retriever"})
        answers = [answer.data for answer in found["reader"]["answers"] if answer.data]
        return Found(answers[0] if answers else "", tuple(d.id for d in found["retriever"]["documents"]))

    return ask
