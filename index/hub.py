"""Where a model's files are: a folder, or a hub id that is cached or within reach. The only place for huggingface_hub."""

import logging
from pathlib import Path

from index.errors import ModelError


def locate(name: str, kind: str, otherwise: str) -> str:
    """``name`` if it is a folder with a model or a hub id whose config.json can be had.

    ``kind`` ("embedder") and ``otherwise`` (what to give instead) go into the ModelError that is raised if not.
    """
    if Path(name).is_dir():
        if not any(Path(name, file).is_file() for file in ("config.json", "modules.json")):
            raise ModelError(f"{kind} {name!r} is a folder without a model (no config.json); {otherwise}")
        return name
    import huggingface_hub

    logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL)  # each retry is a line of its own otherwise
    try:
        huggingface_hub.hf_hub_download(name, "config.json")
    except Exception as error:  # from ValueError for a name that is no id to whatever the network came up with
        raise ModelError(
            f"{kind} {name!r} is neither a folder nor a model that can be had from the hub now "
            f"({type(error).__name__}); {otherwise}"
        ) from error
    return name
