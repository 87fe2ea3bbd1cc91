import pytest

from qa.quantities import Quantity, comparable, equal, kind, read


def one(text: str) -> Quantity:
    (found,) = read(text)[0]
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit", "hedge"),
    [
        ("twenty-seven", 27, "", ""),
        ("three hundred and forty-two", 342, "", ""),
        ("2.5 million", 2_500_000, "", ""),
        ("half a million", 500_000, "", ""),
        ("two and a half years", 2.5, "year", ""),
        ("1,200 people", 1200, "", ""),
        ("$47", 47, "dollar", ""),
        ("€1.2bn", 1_200_000_000, "euro", ""),
        ("6.5 per cent", 6.5, "percent", ""),
        ("two dozen", 24, "", ""),
        ("a 9-mile queue", 9, "mile", ""),
        ("2:35 a.m.", 155, "clock", ""),
        ("12.05 pm", 725, "clock", ""),
        ("46 degrees Fahrenheit", 46, "degF", ""),
        ("five square miles", 5, "mile**2", ""),
        ("more than 34,000", 34_000, "", "over"),
        ("nearly 34,000", 34_000, "", "about"),
        ("34,000 or more", 34_000, "", "over"),
        ("fewer than 40", 40, "", "under"),
        ("-5", -5, "", ""),
    ],
)
def test_a_quantity_is_read(text: str, value: float, unit: str, hedge: str) -> None:
    found = one(text)
    assert (found.value, found.unit, found.hedge) == (pytest.approx(value), unit, hedge)


@pytest.mark.parametrize("text", ["no one was hurt", "Orrin-2", "the 2nd attempt", "second place", "in the morning", ""])
def test_what_is_no_quantity_is_left_alone(text: str) -> None:
    assert read(text) == ((), text)


def test_the_rest_of_the_text_is_what_is_left() -> None:
    quantities, left = read("some 9 million crowns a day")
    assert [q.noun for q in quantities] == ["crowns"]
    assert left.split() == ["crowns", "a", "day"]


@pytest.mark.parametrize(
    ("a", "b", "are"),
    [
        ("9 miles", "14.5 kilometres", True),
        ("9 miles", "14 km", True),
        ("9 miles", "9 kilometres", False),
        ("100 km", "90 miles", False),
        ("5,070 pounds", "2,300 kilograms", True),
        ("8 degrees Celsius", "46 degrees Fahrenheit", True),
        ("2 weeks", "14 days", True),
        ("1 month", "30 days", False),
        ("9", "9 miles", False),
        ("47", "47 dollars", True),
        ("47 crowns", "47 dollars", False),
        ("fewer than 40", "40", False),
        ("at least 40", "about 40", True),
    ],
)
def test_equal_within_the_digits_given(a: str, b: str, are: bool) -> None:
    assert equal(one(a), one(b)) is are
    assert equal(one(b), one(a)) is are


def test_what_may_be_compared() -> None:
    assert [kind(one(t)) for t in ("9 miles", "$3", "12%", "3 p.m.", "27 people")] == [
        "length",
        "money",
        "percent",
        "clock",
        "count",
    ]
    assert comparable(one("5,070 pounds"), one("2,300 kilograms"))
    assert comparable(one("190 million dollars"), one("310 million"))
    assert not comparable(one("190 million dollars"), one("26"))
    assert not comparable(one("12%"), one("12"))
