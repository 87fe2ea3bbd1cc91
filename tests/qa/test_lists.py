import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lists import asks_list, items
from qa.polarity import asks_yes_no, polarity

LISTS = [
    ("which countries took part?", True),
    ("Which three towns were hit by the flood?", True),
    ("In which four provinces did the trial take place?", True),
    ("what goods were unloaded first?", True),
    ("Which perishable goods did the port say would be unloaded first?", True),
    ("From which villages were people evacuated?", True),
    ("Name the three towns below the dam.", True),
    ("name the ministers who resigned", True),
    ("List the exhibits that were stolen.", True),
    ("Who were the two men arrested at the bakery?", True),
    ("What were the causes of the collapse?", True),
    ("Who are the members of the panel?", True),
    ("Which of the wards were recounted?", True),
    ("What kinds of fish are caught off the skerry?", True),
    ("Which two parties want a new vote?", True),
    ("Which children were found?", True),
    ("Who was arrested at the bakery?", False),
    ("Which town was hit first?", False),
    ("How many towns were hit?", False),
    ("What causes floods in the valley?", False),
    ("What happens next?", False),
    ("What news was there of the crew?", False),
    ("Which series was cancelled?", False),
    ("Name the mayor of Pellworth.", False),
    ("Which boss was suspended?", False),
    ("Which two-year plan was dropped?", False),
    ("What is the name of the ship?", False),
    ("When were the trawlers boarded?", False),
    ("Where did the thieves hide the cup?", False),
    ("Which leads to the harbour?", False),
    ("What did the workers demand?", False),
    ("What was the price of three cups?", False),
    ("Which status did the port have?", False),
    ("Which company leads the consortium?", False),
    ("Which electricity company operates lines near the ridge?", False),
    ("What were the workers promised?", False),
    ("Who were the men arrested at the bakery?", True),
    ("Which northern wards did Feld lead?", True),
    ("which countries border Osk?", True),
]

ITEMS = [
    ("Brindle Ford, Osk and Lower Teskel", ["Brindle Ford", "Osk", "Lower Teskel"]),
    ("Brindle Ford, Osk, and Lower Teskel", ["Brindle Ford", "Osk", "Lower Teskel"]),
    ("fruit and medicines", ["fruit", "medicines"]),
    ("food, water and medical supplies", ["food", "water", "medical supplies"]),
    ("both Kestria and Valdry", ["Kestria", "Valdry"]),
    ("the U.S., Kestria and Dolmany", ["the U.S.", "Kestria", "Dolmany"]),
    ("Kestria; Valdry; the isles of Mar and Lo", ["Kestria", "Valdry", "the isles of Mar and Lo"]),
    ("Lowmark, Aster, Benholt or Cray", ["Lowmark", "Aster", "Benholt", "Cray"]),
    ("the Heron Torc, the Mossgate Cup and a silver brooch", ["the Heron Torc", "the Mossgate Cup", "a silver brooch"]),
    ("Osk", ["Osk"]),
    ("Osk, Marenta", ["Osk, Marenta"]),
    ("Smith and Sons", ["Smith and Sons"]),
    ("Halden & Pike", ["Halden & Pike"]),
    ("Halden & Pike, Quillon and Sable Copper", ["Halden & Pike", "Quillon", "Sable Copper"]),
    ("Trinidad and Tobago", ["Trinidad and Tobago"]),
    ("Cuba, Trinidad and Tobago and Haiti", ["Cuba", "Trinidad and Tobago", "Haiti"]),
    ("9 and 10 May", ["9 and 10 May"]),
    ("3, 4 and 5 May", ["3, 4 and 5 May"]),
    ("between Osk and Brindle Ford", ["between Osk and Brindle Ford"]),
    ("1,200 sheep and 40 goats", ["1,200 sheep", "40 goats"]),
    ("May 3, 2024", ["May 3, 2024"]),
    ("two and a half years", ["two and a half years"]),
    ("one hundred and twenty", ["one hundred and twenty"]),
    ("the Ministry of Health and Welfare", ["the Ministry of Health and Welfare"]),
    ("the Ministry of Health and the coast guard", ["the Ministry of Health", "the coast guard"]),
    ("search and rescue", ["search and rescue"]),
    ("northern and southern wards", ["northern and southern wards"]),
    ("it served one side and lacked guarantees", ["it served one side and lacked guarantees"]),
    ("Ann Dole, a baker, and Tom Rell", ["Ann Dole, a baker", "Tom Rell"]),
    ("Ann Dole, 67, and Tom Rell, 30", ["Ann Dole, 67", "Tom Rell, 30"]),
    ("“bread and salt” and wine", ["“bread and salt”", "wine"]),
    ("Kestria as well as Valdry", ["Kestria", "Valdry"]),
    ("tents, blankets and so on", ["tents", "blankets"]),
    ("Monday and Friday.", ["Monday", "Friday"]),
    ("because the road was cut and the bridge fell", ["because the road was cut and the bridge fell"]),
    ("", []),
]

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


@pytest.mark.parametrize(("question", "expected"), LISTS)
def test_questions_for_lists(question: str, expected: bool) -> None:
    assert asks_list(question) is expected


@pytest.mark.parametrize(("text", "expected"), ITEMS)
def test_items_of_an_answer(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in items(text)] == expected


@given(st.text(alphabet="aB1 ,;&and-“”()'.\n", max_size=80))
def test_items_stand_apart_in_order_and_are_never_blank(text: str) -> None:
    last = 0
    for start, end in items(text):
        assert last <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end] != ""
        last = end


@pytest.mark.parametrize(("question", "expected"), YES_NO)
def test_questions_for_yes_or_no(question: str, expected: bool) -> None:
    assert asks_yes_no(question) is expected


@pytest.mark.parametrize(("question", "answer", "sentence", "expected"), POLARITY)
def test_polarity_is_told_where_the_words_are_certain(question: str, answer: str, sentence: str, expected: str | None) -> None:
    assert polarity(question, answer, sentence) == expected


@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=120))
def test_any_text_is_taken(question: str, answer: str, sentence: str) -> None:
    assert polarity("Did " + question, answer, sentence) in {"yes", "no", None}
    assert asks_list(question) in {True, False}
