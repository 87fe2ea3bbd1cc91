"""What the disk refuses while an index is written, as one error. What its user does between the calls is not the index's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from index.database import DatabaseError
from index.embedder import first_line
from index.errors import IndexWriteError, QuothError
from index.manifest import Manifest, current


class Writing(Protocol):
    """Who changes the index in ``folder``, whose last generation is ``base``."""

    folder: Path
    base: Manifest | None


_Who = TypeVar("_Who", bound=Writing)
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@contextmanager
def failing(folder: Path, before: int | None) -> Iterator[None]:
    """Raises IndexWriteError for an OSError or DatabaseError within; ``before`` is the generation that stood."""
    try:
        yield
    except QuothError:
        raise
    except (OSError, DatabaseError) as error:
        # The last sync may fail when the manifest is already in place.
        committed = current(folder) != before
        outcome = "the change stands, but may not outlive a power cut; run this again" if committed else "nothing was changed"
        raise IndexWriteError(
            f"{folder} cannot be written: {first_line(error)}; make room or choose another folder ({outcome})"
        ) from error


def own(call: Callable[Concatenate[_Who, _Given], _Result]) -> Callable[Concatenate[_Who, _Given], _Result]:
    """A method, all of whose failures are of the index."""

    @wraps(call)
    def method(writer: _Who, /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        with failing(writer.folder, writer.base.generation if writer.base else None):
            return call(writer, *args, **kwargs)

    return method
