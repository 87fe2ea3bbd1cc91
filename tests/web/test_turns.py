from contextlib import suppress
from copy import deepcopy
from threading import Event, Thread

from web.turns import Turn


def test_an_answer_that_a_later_question_overtook_is_not_shown() -> None:
    turn = deepcopy(Turn())  # as the page makes its own
    assert not turn.begun
    begun, go_on = Event(), Event()
    found: list[object] = []

    def slow() -> list[str]:
        begun.set()
        go_on.wait(10)
        return ["of the first"]

    first = Thread(target=lambda: found.append(turn.newest(slow)))
    first.start()
    assert begun.wait(10)
    assert turn.begun
    assert turn.newest(lambda: ["of the second"]) == ["of the second"]
    go_on.set()
    first.join(10)
    assert found == [None]


def test_a_question_that_fails_overtakes_nothing() -> None:
    turn = Turn()

    def fails() -> list[str]:
        raise KeyError

    def slow() -> list[str]:
        with suppress(KeyError):
            turn.newest(fails)
        return ["of the first"]

    assert turn.newest(slow) == ["of the first"]


def test_the_same_thing_asked_again_is_shown() -> None:
    turn = Turn()
    assert turn.newest(lambda: [1]) == turn.newest(lambda: [1]) == [1]
