"""The queue, the time limit and the change of generations, without a server."""

import threading
from pathlib import Path

import pytest

from index import BadInputError, Embedder, ingest
from qa import Assistant
from web.service import WORKERS, BusyError, Service, TooSlowError

ROW = {"question": "Who is the mayor of Marwick?"}


def test_who_finds_the_queue_full_is_told_at_once(small: Assistant, tmp_path: Path) -> None:
    service = Service(tmp_path / "small.quoth", small, waiting=1)
    outcomes: list[object] = []

    def ask() -> None:
        try:
            outcomes.append(service.ask_many([ROW] * 5)[-1].answer)
        except BusyError as error:
            outcomes.append(error)

    askers = [threading.Thread(target=ask) for _ in range(WORKERS + 4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    refused = [outcome for outcome in outcomes if isinstance(outcome, BusyError)]
    assert len(outcomes) - len(refused) >= WORKERS + 1
    assert refused
    assert all(error.retry_after >= 1 and "1 questions are waiting" in str(error) for error in refused)
    assert service.ask(**ROW).answer is not None  # and there is room again


def test_a_place_is_free_again_after_an_error(small: Assistant, tmp_path: Path) -> None:
    service = Service(tmp_path / "small.quoth", small, waiting=0)
    for _ in range(WORKERS * 3):
        with pytest.raises(BadInputError):
            service.ask("")
        with pytest.raises(BadInputError):
            service.search("who?", since="yesterday")
    assert service.search("Who is the mayor of Marwick?", top_k=1)[0].document.source


def test_a_question_that_takes_too_long_is_given_up(small: Assistant, tmp_path: Path) -> None:
    service = Service(tmp_path / "small.quoth", small, seconds=0.0001)
    with pytest.raises(TooSlowError, match=r"longer than 0\.0001 s"):
        service.ask(**ROW)


def test_a_generation_is_opened_over_the_same_models(small: Assistant, folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "small.quoth"
    service = Service(index, small)
    service.refresh()
    assert service.assistant is small  # nothing has changed
    (folder / "new.txt").write_text("Lighthouse sold\n\nThe lighthouse at Sill was sold to Ilse Varga.\n")
    ingest([folder], index, embedder)
    service.refresh()
    assert service.assistant is not small
    assert service.assistant.store.manifest.generation == 2
    assert service.ask("Who bought the lighthouse at Sill?").hits[0].document.title == "Lighthouse sold"
    assert small.ask("Who bought the lighthouse at Sill?").hits[0].document.title != "Lighthouse sold"
    (index / "manifest.json").unlink()
    service.refresh()
    assert "no manifest.json" in (service.problem or "")
    assert service.ask(**ROW).answer is not None
