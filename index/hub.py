"""Where a model's files are: a folder, or a hub id that is cached or within reach. The only place for huggingface_hub."""

import logging
from pathlib import Path

from index.errors import ModelError

_FILES = ("config.json", "modules.json")


def locate(name: str, kind: str, otherwise: str) -> str:
    """``name`` if it is a folder with a model, its full path, or a hub id whose description can be had.

    ``kind`` ("embedder") and ``otherwise`` (what to give instead) go into the ModelError that is raised if not.
    """
    try:
        folder = Path(name).resolve()
        if folder.is_dir():
            if not any((folder / file).is_file() for file in _FILES):
                raise ModelError(f"{kind} {name!r} is a folder without a model (no config.json); {otherwise}")
            return str(folder)
    except OSError:  # no name of a file: too long, say
        pass
    owner, _, model = name.partition("/")
    if not owner.strip(".~") or not model or "/" in model:  # a hub would be asked six times over half a minute without a network
        raise ModelError(f"{kind} {name!r} is no folder, and no hub id: those read owner/name; {otherwise}")
    import huggingface_hub
    from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError

    logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL)  # each retry is a line of its own otherwise
    error: Exception | None = None
    for file in _FILES:
        try:
            huggingface_hub.hf_hub_download(name, file)
            return name
        except Exception as found:  # from ValueError for a name that is no id to whatever the network came up with
            error = found
            if isinstance(found, LocalEntryNotFoundError) or not isinstance(found, EntryNotFoundError):
                break
    raise ModelError(
        f"{kind} {name!r} is neither a folder nor a model that can be had from the hub now ({type(error).__name__}); {otherwise}"
    ) from error


def quiet() -> None:
    """No progress bars from transformers: stderr is the user's, and Quoth has its own."""
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
