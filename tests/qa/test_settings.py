import pytest

from index import BadInputError
from qa.settings import Settings


def test_given_beats_environment_beats_default() -> None:
    environment = {"QUOTH_TOP_K": "4", "QUOTH_MIN_CONFIDENCE": "0.7", "PATH": "/bin"}
    settings = Settings.load(environment, top_k=6, reader=None)
    assert (settings.top_k, settings.min_confidence, settings.reader) == (6, 0.7, None)
    assert Settings.load({}) == Settings()


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"QUOTH_TOPK": "4"}, "QUOTH_TOPK is not a setting.*QUOTH_TOP_K"),
        ({"QUOTH_TOP_K": "four"}, "not a number"),
        ({"QUOTH_TOP_K": "0"}, "from 1 to 100"),
        ({"QUOTH_MIN_CONFIDENCE": "nan"}, "from 0 to 1"),
    ],
)
def test_what_is_not_a_setting_is_refused(environment: dict[str, str], message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        Settings.load(environment)
