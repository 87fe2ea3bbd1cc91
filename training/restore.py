"""The packaged int8 reader as a model that can be trained on: its weights times their scales, in float32.

Only the int8 file is packaged. What rounding took from the weights is gone, but it is a far better start than the base model.
"""

import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertForQuestionAnswering

from qa.reader import FILE, WEIGHTS


def restore(out: Path, weights: Path = WEIGHTS) -> None:
    """Write the reader in ``weights`` to ``out`` as a transformers model with its tokenizer.

    Raises ValueError when the file was not made by training/export.py.
    """
    graph = onnx.load(str(weights / FILE)).graph
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer}

    def whole(name: str) -> np.ndarray:
        values, zero = (stored[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "zero_point"))
        return (values - zero) * stored[f"{name}_scale"]

    state = {name.removeprefix("model."): values for name, values in stored.items() if name.startswith("model.")}
    scaled = {n.removesuffix("_scale").removeprefix("model.") for n in stored if n.startswith("model.") and n.endswith("_scale")}
    model = BertForQuestionAnswering(BertConfig.from_pretrained(weights))
    names = set(model.state_dict())
    state = {name: values for name, values in state.items() if name in names}
    state |= {name: whole(f"model.{name}") for name in scaled & names}
    # Matrices have lost their names on the way; their order is that of the layers. ONNX holds them transposed.
    matrices = [n.input[1].removesuffix("_quantized") for n in graph.node if n.op_type in ("QAttention", "MatMulInteger")]
    for i in range(model.config.num_hidden_layers):
        layer = f"bert.encoder.layer.{i}."
        qkv, attention, middle, last = matrices[4 * i : 4 * i + 4]
        biases = np.split(stored[qkv.replace("_weight", "_bias")], 3)
        for part, weight, bias in zip(("query", "key", "value"), np.split(whole(qkv), 3, axis=1), biases, strict=True):
            state |= {f"{layer}attention.self.{part}.weight": weight.T, f"{layer}attention.self.{part}.bias": bias}
        for part, matrix in (("attention.output", attention), ("intermediate", middle), ("output", last)):
            state[f"{layer}{part}.dense.weight"] = whole(matrix).T
    state["qa_outputs.weight"] = whole(matrices[-1]).T
    if missing := names - set(state) - {"bert.embeddings.position_ids"}:
        raise ValueError(f"{weights / FILE} lacks {sorted(missing)[0]}; it was not made by training/export.py")
    model.load_state_dict({name: torch.tensor(state[name]) for name in names})
    model.save_pretrained(out)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(weights / name, out / name)
