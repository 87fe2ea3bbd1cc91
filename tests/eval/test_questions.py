import json
from pathlib import Path

import pytest

from eval.questions import load_gold
from index import BadInputError


def squad(*asked: dict[str, object]) -> str:
    return json.dumps({"version": "v2.0", "data": [{"title": "T", "paragraphs": [{"context": "C", "qas": list(asked)}]}]})


def test_squad_of_both_versions(tmp_path: Path) -> None:
    answers = [{"text": "two", "answer_start": 1}, {"text": "two", "answer_start": 1}, {"text": "only two", "answer_start": 1}]
    (tmp_path / "s.json").write_text(
        squad(
            {"id": "56d", "question": "How many?", "answers": answers},
            {"id": "56e", "question": "Who?", "answers": [], "plausible_answers": answers, "is_impossible": True},
        )
    )
    first, second = load_gold(tmp_path / "s.json")
    assert (first.question.id, first.answers, first.docs, first.kind) == ("56d", ("two", "only two"), (), "answerable")
    assert (second.question.id, second.answers, second.kind) == ("56e", (), "impossible")


def test_csv(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        '\ufeffid,question,answers,kind,since,remark\na,"Who, then?",Ann | Ann Lee,who,2024-03-01,nothing\nb,How deep?,,,,\n',
        "utf-8",
    )
    first, second = load_gold(tmp_path / "s.csv")
    assert (first.question.question, first.answers, first.kind, first.question.since) == (
        "Who, then?",
        ("Ann", "Ann Lee"),
        "who",
        "2024-03-01",
    )
    assert (second.question.id, second.answers, second.kind, second.question.since) == ("b", (), "all", None)


def test_what_a_kind_asks_for(tmp_path: Path) -> None:
    row = {"question": "How many?", "answers": ["9", "27"], "kind": "moved", "story": "dam", "independent_sources": 2}
    row |= {"values": [{"value": "9", "doc": "x"}, {"value": "27"}], "resolved": "2024-03-10"}
    row |= {"attribution": "the mayor", "attribution_kind": "denied"}
    (tmp_path / "s.jsonl").write_text(json.dumps(row))
    (gold,) = load_gold(tmp_path / "s.jsonl")
    assert (gold.story, gold.values, gold.independent_sources, gold.resolved) == ("dam", ("9", "27"), 2, "2024-03-10")
    assert (gold.attribution, gold.attribution_kind) == ("the mayor", "denied")


BAD = [
    ("s.json", "{", "s.json: not JSON"),
    ("s.json", "[]", 'there is no list "data"'),
    ("s.json", '{"data": [{"paragraphs": 1}]}', 'data[0]: not SQuAD JSON, there is no list "paragraphs"'),
    ("s.json", '{"data": [1]}', "data[0]: not an object"),
    (
        "s.json",
        squad({"id": "1", "question": "Who?"}),
        'data[0] paragraphs[0] qas[0]: not SQuAD JSON, there is no list "answers"',
    ),
    ("s.json", squad({"id": "1", "question": "Who?", "answers": []}), "qas[0]: no answers, and not is_impossible"),
    ("s.json", squad({"id": "1", "question": "Who?", "answers": [{"text": 3}]}), 'qas[0]: "answers" is not a list of strings'),
    ("s.csv", "id,question\n1,Who?\n", 'line 1: no column "answers"'),
    ("s.csv", "question,answers\nWho, me?,Ann\n", "line 2: not the 2 cells of the header"),
    ("s.csv", "question,answers\nWho?\n", "line 2: not the 2 cells of the header"),
    ("s.csv", 'question,answers\n"Who?"x,Ann\n', "line 2: not CSV"),
    ("s.csv", "question,answers\n,Ann\n", "line 2: the question is empty"),
    ("s.csv", "", 'no column "question"'),
    ("s.jsonl", "", "no questions in it"),
    ("s.jsonl", '{"question": "Who?", "answers": "Ann"}', 'line 1: "answers" is not a list'),
    ("s.jsonl", '{"question": "Who?", "answers": [], "values": ["9"]}', '"values" is not a list of objects with a value'),
    ("s.jsonl", '{"question": "Who?", "answers": [], "values": 9}', '"values" is not a list'),
    ("s.jsonl", '{"question": "Who?", "answers": [], "resolved": 2024}', '"resolved" is not a string'),
    ("s.jsonl", '{"question": "Who?", "answers": [], "attribution_kind": "sung"}', "is not one of quoted, reported, denied, own"),
    ("s.jsonl", '{"question": "Who?", "answers": [], "independent_sources": true}', "is not a whole number"),
]


@pytest.mark.parametrize(("name", "text", "message"), BAD)
def test_what_is_none_is_refused_in_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(BadInputError) as caught:
        load_gold(tmp_path / name)
    assert message in str(caught.value)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for name in ("s.json", "s.csv", "s.jsonl"):
        with pytest.raises(BadInputError, match="cannot be read"):
            load_gold(tmp_path / name)
