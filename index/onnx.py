"""The int8 ONNX models that come with Quoth, and their tokenizers. The only place for onnxruntime.

Dynamic int8 scales activations over a whole batch: in one, what a model makes of a text would change with the texts beside it,
and padding would cost time besides. So every text is a run of its own, as many at once as there are cores, one thread each
(docs/adr/0002-windows.md, docs/adr/0013-int8-embedder.md).
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Encoding

WORKERS = os.cpu_count() or 1


@cache
def _pool() -> ThreadPoolExecutor:
    # One for all models and askers: more threads than cores would only take turns.
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="quoth-model")


class OnnxModel:
    """An int8 model with its tokenizer. Safe to share between threads."""

    def __init__(self, path: Path, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        """Load ``path`` and the tokenizer.json beside it.

        ``inputs`` are those of input_ids, attention_mask and token_type_ids that the model has. What onnxruntime and tokenizers
        raise comes through: a type of their own for every cause.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # texts run side by side instead
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._inputs = tuple(inputs)
        self._outputs = list(outputs)
        self.tokenizer = Tokenizer.from_file(str(path.parent / "tokenizer.json"))

    def run(self, encoding: "Encoding") -> list[NDArray[np.float32]]:
        """The outputs for one text, each without its batch axis."""
        values: dict[str, Any] = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        made = self._session.run(self._outputs, {name: np.array([values[name]], dtype=np.int64) for name in self._inputs})
        return [output[0] for output in made]

    def run_all(self, encodings: Iterable["Encoding"]) -> Iterator[list[NDArray[np.float32]]]:
        """The outputs for each text, in order; the texts run side by side."""
        return _pool().map(self.run, encodings)
