"""Every error Quoth raises. One line each: what, where, and how to mend it.

QuothError
├── BadInputError           a question, setting, date or question file that cannot be used
├── DocumentError           one file that cannot be read; ingest puts it into the report and goes on
├── IndexNotFoundError      no index in that folder
├── IndexFormatError        the folder is not an index, or one of another format
├── IndexMismatchError      index and models do not belong together
├── IndexLockedError        another process is writing
├── IndexWriteError         the index folder cannot be written: permissions, a full disk
├── IndexDamagedError       files of the index do not hold what the manifest says
├── ModelError              a model that cannot be loaded
└── CitationError           a quote that does not stand where it should; never shown, always a bug

``exit_code`` is what the ``quoth`` command returns: 2 for usage and input, 1 for failure.
"""


class QuothError(Exception):
    """The root: catch this to catch everything Quoth raises on purpose."""

    exit_code = 2


class BadInputError(QuothError, ValueError):
    """A question, setting, date or question file that cannot be used as it is."""


class DocumentError(QuothError):
    """A file that cannot be read as a document."""


class IndexNotFoundError(QuothError, FileNotFoundError):
    """There is no index at that place."""


class IndexFormatError(QuothError):
    """The folder holds something else, or an index of a format this version does not read."""


class IndexMismatchError(QuothError):
    """The index was made with another embedder, dimension or metric than the one asked for."""


class IndexLockedError(QuothError):
    """Another process is writing to the index."""


class IndexWriteError(QuothError):
    """The index folder cannot be made or written; what was committed before is as it was."""

    exit_code = 1


class IndexDamagedError(QuothError):
    """A file of the index is missing or differs from what the manifest says, and cannot be rebuilt."""


class ModelError(QuothError):
    """A model that is not there, cannot be had, or is not what its hash says."""


class CitationError(QuothError, AssertionError):
    """A quote differs from the document at its offsets."""

    exit_code = 1
