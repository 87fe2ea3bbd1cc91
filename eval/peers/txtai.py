"""txtai: an embeddings database, and its extractive question answering over the best texts joined into one."""

from collections.abc import Callable, Sequence

from eval.peers.systems import Ask, Found, Passage, Work

RETRIEVED = 5


def ready(work: Work) -> Callable[[Sequence[Passage]], None]:
    from txtai import Embeddings

    embeddings = Embeddings(path=str(work.embedder), content=True, gpu=False)
    embeddings.transform("ready")

    def build(passages: Sequence[Passage]) -> None:
        embeddings.index((p.id, p.text, None) for p in passages)
        embeddings.save(str(work.index))

    return build


def opened(work: Work) -> Ask:
    from txtai import RAG, Embeddings

    embeddings = Embeddings()
    embeddings.load(str(work.index))
    best: list[str] = []

    def search(queries: list[str], limit: int) -> list[list[dict[str, object]]]:
        # As RAG would search, with two more than it reads kept for recall@5.
        found = embeddings.batchsearch(queries, max(limit, RETRIEVED))
        best[:] = [str(row["id"]) for row in found[0]]
        return [rows[:limit] for rows in found]

    rag = RAG(search, str(work.reader), gpu=False, task="question-answering", output="flatten")

    def ask(question: str) -> Found:
        try:
            answer = rag(question)
        except TypeError:  # its decoder has no case for a reader that says there is no answer
            answer = None
        return Found(answer or "", tuple(best))

    return ask
