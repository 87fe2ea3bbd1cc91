"""What can be set, each default beside its reason. The only place for environment variables."""

import dataclasses
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index import BadInputError
from index.embedder import PACKAGED

PREFIX = "QUOTH_"


@dataclass(frozen=True, slots=True)
class Settings:
    """How an assistant works. Every field can be given as QUOTH_<NAME> in the environment."""

    embedder: str | None = None
    """Folder or hub id of a sentence-transformers model; None is the one the index was made with (new: the packaged)."""

    reader: str | None = None
    """Folder or hub id of an AutoModelForQuestionAnswering; None is the packaged int8 reader."""

    top_k: int = 12
    """Passages read a question. The packaged reader takes most of the time of an answer, in proportion to this; what
    reading more or fewer gives stands in docs/adr/0006-passages.md."""

    min_confidence: float | None = None
    """An answer below this probability is not given. None is what was fitted with the reader: the lowest threshold at which
    17 of 20 questions that the calibration corpus does not answer are met with silence."""

    def __post_init__(self) -> None:
        if not 1 <= self.top_k <= 100:
            raise BadInputError(f"top_k is {self.top_k}; give a number of passages from 1 to 100")
        if self.min_confidence is not None and not 0.0 <= self.min_confidence <= 1.0:
            raise BadInputError(f"min_confidence is {self.min_confidence}; give a probability from 0 to 1")

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ, **given: object) -> "Settings":
        """The settings of ``environment`` with those ``given`` (None: not given) over them.

        Raises BadInputError for a name that does not exist and a value that does not fit.
        """
        fields = {f.name for f in dataclasses.fields(cls)}
        known = ", ".join(sorted(PREFIX + name.upper() for name in fields))
        values: dict[str, object] = {}
        for key, text in environment.items():
            if not key.startswith(PREFIX) or not text:  # empty is what compose files write for unset
                continue
            name = key[len(PREFIX) :].lower()
            if name not in fields:
                raise BadInputError(f"environment variable {key} is not a setting; unset it, or use one of {known}")
            try:
                values[name] = int(text) if name == "top_k" else float(text) if name == "min_confidence" else text
            except ValueError:
                raise BadInputError(f"environment variable {key} is {text!r}, which is not a number") from None
        values.update({name: value for name, value in given.items() if value is not None})
        return cls(**values)  # type: ignore[arg-type]


def default_embedder(settings: Settings) -> str:
    """The embedder a new index is made with."""
    return settings.embedder or PACKAGED


def seeds_folder() -> Path:
    """The default corpus: the articles that come with Quoth."""
    return Path(__file__).resolve().parent.parent / "seeds"


def default_index() -> Path:
    """Where the index of the default corpus lies: in the user's cache folder."""
    import platformdirs

    # One for each place Quoth is installed in: the paths in it are those of that place.
    place = hashlib.sha256(str(seeds_folder()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return Path(platformdirs.user_cache_dir("quoth", appauthor=False)) / f"seeds-{place}.quoth"
