import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.polarity import asks_yes_no, polarity

YES_NO = [
    ("Did the council sell the quarry?", True),
    ("was anyone hurt when the boats were boarded?", True),
    ("As of August 2024, did Silke plan to resign?", True),
    ("According to the union, had the men been paid?", True),
    ("Isn't the mill closed?", True),
    ("May the tenants appeal?", True),
    ("Did he say who fired?", True),
    ("Did the ship sink or not?", True),
    ("Was it fire or flood that ruined the mill?", False),
    ("Can you tell me who owns the mill?", False),
    ("Do you know when the dam failed?", False),
    ("Who did it?", False),
    ("When was the mill closed?", False),
    ("May 5 what happened?", False),
    ("In which year did the dam fail?", False),
]

POLARITY = [
    ("Did the council sell the quarry?", "did not sell", "The council did not sell the quarry.", "no"),
    ("Did the council sell the quarry?", "sold the quarry", "The council sold the quarry to a cousin of the mayor.", "yes"),
    ("Did the airline hide its debts?", "denied hiding anything", "The airline denied hiding anything about its debts.", "no"),
    ("Was anyone hurt?", "nobody was hurt", "The coast guard said nobody was hurt.", "no"),
    ("Did the operator remove a beacon at the junction?", "denied removing any", "The railway denied removing any beacon.", "no"),
    ("Did Rell plan to resign, as of May 2024?", "denied that he planned", "He denied that he planned to resign.", "no"),
    ("Did the airline sell its last two planes?", "denied selling tickets", "The airline denied selling tickets.", None),
    ("Did the council sell the quarry?", "not pay", "The council, which did not pay its staff, sold the quarry.", None),
    ("Did the tug sink?", "The tug did not sink", "The tug did not sink and nobody was hurt.", None),
    ("Did Teague deny the claim?", "denied the claim", "Teague denied the claim on Friday.", "yes"),
    ("Was the part reused?", "denied that the part had been reused", "The bureau denied that the part had been reused.", "no"),
    ("Did two volunteers die?", "denied rumours", "The makers denied rumours that two volunteers had died.", "no"),
    ("Will the mill close?", "will close", "The mill will close in May.", "yes"),
    ("Will the mill close?", "may close", "The mill may close in May.", None),
    ("Did the mill close?", "will close", "The mill will close in May.", None),
    ("Did the union accept the offer?", "accepted the offer", "The council accepted the offer.", None),
    ("Did Kestria attack Valdry?", "attacked", "Valdry attacked Kestria at dawn.", None),
    ("Did two volunteers die?", "three volunteers died", "In the end three volunteers died.", None),
    ("Did the minister not resign?", "did not resign", "The minister did not resign.", None),
    ("Did the minister resign?", "refused to resign", "The minister refused to resign.", "no"),
    ("Did the minister resign?", "not deny", "He did not deny that the minister had resigned.", None),
    ("Did the minister resign?", "threatened to resign", "The minister threatened to resign.", None),
    ("Did the minister resign?", "in May", "It rained in May.", None),
    ("Who resigned?", "the minister", "The minister did not resign.", None),
    ("Did the mill reopen?", "never reopened", "The mill never reopened after the fire.", "no"),
    ("Was the crack ignored?", "No crack was recorded", "No crack was recorded at any inspection.", None),
    ("Did the mine pass its safety check?", "failed to pass", "The mine failed to pass its safety check.", "no"),
    ("Did the ferry sink?", "sank", "The ferry sank, not the tug.", None),
    ("Did the guard leave his post?", "if the guard left", "It is not known if the guard left his post.", None),
    ("Is the water safe to drink?", "not safe to drink", "The water is not safe to drink, the office said.", "no"),
    ("Is the water safe to drink?", "safe to drink", "The water is safe to drink again.", "yes"),
]


@pytest.mark.parametrize(("question", "expected"), YES_NO)
def test_questions_for_yes_or_no(question: str, expected: bool) -> None:
    assert asks_yes_no(question) is expected


@pytest.mark.parametrize(("question", "answer", "sentence", "expected"), POLARITY)
def test_polarity_is_told_where_the_words_are_certain(question: str, answer: str, sentence: str, expected: str | None) -> None:
    assert polarity(question, answer, sentence) == expected


@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=120))
def test_any_text_is_taken(question: str, answer: str, sentence: str) -> None:
    assert polarity("Did " + question, answer, sentence) in {"yes", "no", None}
