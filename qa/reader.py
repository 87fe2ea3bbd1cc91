"""Question and passages -> start, end and null logits. The only place for transformers.

A passage longer than a window is read in several that overlap. The packaged reader runs every window by itself, as many at once
as there are cores: dynamic int8 scales activations over a whole batch, so in a batch the logits of one passage would change
with its neighbours, and padding would cost time besides (docs/adr/0002-windows.md).
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index import ModelError
from index.embedder import first_line
from index.hub import locate, quiet
from index.onnx import OnnxModel

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
FILE = "reader.int8.onnx"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")

WINDOW_TOKENS = 384
"""Question, passage and three marks; what the packaged reader was trained on. A 900-character passage fits whole."""

STRIDE_TOKENS = 96
"""How far windows of one long passage overlap: longer than any answer."""

QUESTION_TOKENS = 160
"""Kept of a question. Only scripts outside the vocabulary, which fall into single characters, come to this."""

TORCH_BATCH = 8

HEADER = "quoth_header"
"""Key of a model's config.json, set by training/train.py."""

_OTHERWISE = "give the folder or hub id of an extractive question-answering model, or leave it out for the packaged one"


@dataclass(frozen=True, slots=True)
class Window:
    """What the reader saw and thought of one stretch of a passage.

    ``offsets`` (n, 2): the [start, end) of each passage token in the passage's text, code points. ``start_logits`` and
    ``end_logits`` (n,): unbounded, higher is likelier. ``null_logit``: start plus end logit of "no answer here".
    """

    passage: int
    offsets: NDArray[np.int64]
    start_logits: NDArray[np.float32]
    end_logits: NDArray[np.float32]
    null_logit: float


class Reader(Protocol):
    """Reads passages for the answer to a question."""

    wants_header: bool
    """Whether it was trained on passages with headline and date before them (qa/reading.py puts them there)."""

    def read(self, question: str, passages: Sequence[str]) -> list[Window]:
        """At least one window for every passage that has a word in it, in the order of the passages."""
        ...


class _Windows:
    """Splits question and passage into windows of tokens. Safe to share between threads: its tokenizer never changes."""

    def __init__(self, tokenizer: "Tokenizer", cls_id: int | None) -> None:
        self._plain = type(tokenizer).from_str(tokenizer.to_str())
        self._plain.no_truncation()
        self._plain.no_padding()
        self._pairs = type(tokenizer).from_str(self._plain.to_str())
        self._pairs.enable_truncation(WINDOW_TOKENS, stride=STRIDE_TOKENS, strategy="only_second")
        self._cls_id = cls_id

    def encode(self, question: str, passages: Sequence[str]) -> list[tuple[int, "Encoding"]]:
        """(index of the passage, its window), windows of one passage in order."""
        tokens = self._plain.encode(question, add_special_tokens=False)
        if len(tokens.ids) > QUESTION_TOKENS:
            question = question[: tokens.offsets[QUESTION_TOKENS - 1][1]]
        encoded = self._pairs.encode_batch([(question, text) for text in passages])
        return [(i, window) for i, whole in enumerate(encoded) for window in (whole, *whole.overflowing)]

    def window(self, passage: int, encoding: "Encoding", start: NDArray[Any], end: NDArray[Any]) -> Window | None:
        """The logits of the passage's own tokens; None where there is none."""
        inside = np.array([part == 1 for part in encoding.sequence_ids])
        if not inside.any():
            return None
        null = encoding.ids.index(self._cls_id) if self._cls_id in encoding.ids else 0
        return Window(
            passage,
            np.array(encoding.offsets, dtype=np.int64)[inside],
            np.asarray(start[: len(inside)], dtype=np.float32)[inside],
            np.asarray(end[: len(inside)], dtype=np.float32)[inside],
            float(start[null] + end[null]),
        )


class OnnxReader:
    """The packaged reader, or one that training/export.py made: int8 ONNX, no torch and no network needed."""

    def __init__(self, folder: Path) -> None:
        """Load from ``folder``. Raises ModelError when a file is missing or not a model."""
        try:
            self.model = OnnxModel(folder / FILE, INPUTS, ("start_logits", "end_logits"))
            self.wants_header = bool(json.loads((folder / "config.json").read_text("utf-8")).get(HEADER, False))
        except Exception as error:  # onnxruntime and tokenizers raise types of their own for every cause
            raise ModelError(f"reader in {folder} cannot be loaded: {first_line(error)}; reinstall quoth") from error
        self._windows = _Windows(self.model.tokenizer, self.model.tokenizer.token_to_id("[CLS]"))

    def read(self, question: str, passages: Sequence[str]) -> list[Window]:
        encoded = self.encode(question, passages)
        logits = self.model.run_all([encoding for _, encoding in encoded])
        windows = (self._windows.window(i, e, *pair) for (i, e), pair in zip(encoded, logits, strict=True))
        return [w for w in windows if w is not None]

    def encode(self, question: str, passages: Sequence[str]) -> list[tuple[int, "Encoding"]]:
        """(index of the passage, its window) for every window that ``read`` runs."""
        return self._windows.encode(question, passages)


class TorchReader:
    """Any AutoModelForQuestionAnswering with a fast tokenizer, by folder or hub id, on a GPU where torch finds one."""

    def __init__(self, name: str) -> None:
        """Load ``name``. Raises ModelError when that fails."""
        location = locate(name, "reader", _OTHERWISE)
        quiet()
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        try:
            tokenizer = AutoTokenizer.from_pretrained(location, trust_remote_code=False)
            model = AutoModelForQuestionAnswering.from_pretrained(
                location, trust_remote_code=False, use_safetensors=True, dtype=torch.float32
            )
            self._windows = _Windows(tokenizer.backend_tokenizer, tokenizer.cls_token_id)
        except Exception as error:  # the libraries raise everything from OSError to AttributeError here
            raise ModelError(f"reader {name!r} cannot be loaded: {first_line(error)}; {_OTHERWISE}") from error
        self.wants_header = bool(getattr(model.config, HEADER, False))
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = model.to(self._device).eval()
        self._pad = tokenizer.pad_token_id or 0
        self._names = set(tokenizer.model_input_names)
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[str]) -> list[Window]:
        import torch

        encoded = self._windows.encode(question, passages)
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][1].ids))
        windows: dict[int, Window | None] = {}
        for first in range(0, len(order), TORCH_BATCH):
            batch = order[first : first + TORCH_BATCH]
            length = max(len(encoded[i][1].ids) for i in batch)

            def padded(values: list[list[int]], fill: int, length: int = length) -> Any:
                rows = [row + [fill] * (length - len(row)) for row in values]
                return torch.tensor(rows, device=self._device)

            inputs = {
                "input_ids": padded([encoded[i][1].ids for i in batch], self._pad),
                "attention_mask": padded([encoded[i][1].attention_mask for i in batch], 0),
                "token_type_ids": padded([encoded[i][1].type_ids for i in batch], 0),
            }
            with self._lock, torch.inference_mode():
                out = self._model(**{k: v for k, v in inputs.items() if k in self._names})
            for row, i in enumerate(batch):
                start, end = out.start_logits[row].float().cpu().numpy(), out.end_logits[row].float().cpu().numpy()
                windows[i] = self._windows.window(*encoded[i], start, end)
        return [w for i in range(len(encoded)) if (w := windows[i]) is not None]


@cache
def load_reader(name: str | None = None) -> Reader:
    """The packaged reader, one that training/ made in a folder, or any other by folder or hub id; one instance a process.

    Raises ModelError.
    """
    if name is None or (Path(name) / FILE).is_file():
        return OnnxReader(WEIGHTS if name is None else Path(name))
    return TorchReader(name)
