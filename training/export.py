"""A fine-tuned reader -> the int8 ONNX file that is packaged: ``python -m training.export MODEL qa/weights``.

Float32 graph, attention and layer norm fused by ONNX Runtime's BERT optimiser, then dynamic int8, signed weights, a scale for
each output channel. Also prints the largest difference of the float32 graph from torch, which is rounding if all is well.
"""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

FILE = "reader.int8.onnx"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("start_logits", "end_logits")


Quantise = Callable[[Path, Path], None]
"""Writes the float32 graph of a file as the one to run, into another."""


class Logits(torch.nn.Module):
    """The model as a function of three tensors, as ONNX wants it."""

    def __init__(self, model: BertForQuestionAnswering) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        out = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types)
        return out.start_logits, out.end_logits


def dynamic(fused: Path, target: Path, **options: Any) -> None:
    """Write ``fused`` with int8 weights to ``target``; activations are scaled as they come."""
    quantize_dynamic(
        fused,
        target,
        **{"per_channel": True, "weight_type": QuantType.QInt8, **options},
        # Shape inference does not know the fused operators, so their outputs' type is told.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def export(source: Path, out: Path, quantise: Quantise = dynamic) -> float:
    """Write the int8 model, its tokenizer and its config to ``out``; gives the largest float32 difference from torch."""
    # Eager attention: the optimiser's patterns know its plain matrix products.
    model = BertForQuestionAnswering.from_pretrained(source, dtype=torch.float32, attn_implementation="eager").eval()
    logits = Logits(model).eval()  # the wrapper too: exporting puts back the mode it found there, dropout and all
    tokenizer = AutoTokenizer.from_pretrained(source)
    sample = tokenizer(["Who?", "Where was it?"], ["He did.", "It was in the north."], padding=True, return_tensors="pt")
    tensors = tuple(sample[name] for name in INPUTS)
    with torch.no_grad():
        want = logits(*tensors)
    got = int8(logits, tensors, INPUTS, OUTPUTS, model.config, out / FILE, quantise)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(source / name, out / name)
    inside = tensors[1].numpy() == 1  # what stands at padding is nobody's business, and fused attention leaves other things there
    return max(float(np.abs(g - w.numpy())[inside].max()) for g, w in zip(got, want, strict=True))


def int8(
    module: torch.nn.Module,
    tensors: tuple[torch.Tensor, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
    config: BertConfig,
    target: Path,
    quantise: Quantise = dynamic,
) -> list[np.ndarray]:
    """Write a function of BERT as an int8 model to ``target``; gives what its float32 graph makes of ``tensors``."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain, fused = Path(scratch, "plain.onnx"), Path(scratch, "fused.onnx")
        torch.onnx.export(
            module,
            tensors,
            plain,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: {0: "batch", 1: "length"} for name in (*inputs, *outputs)},
            opset_version=17,
            dynamo=False,
        )
        optimize_model(
            str(plain), "bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size, opt_level=0
        ).save_model_to_file(str(fused))
        session = onnxruntime.InferenceSession(str(fused), providers=["CPUExecutionProvider"])
        got = session.run(list(outputs), {n: t.numpy() for n, t in zip(inputs, tensors, strict=True)})
        quantise(fused, target)
    return list(got)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="folder of the fine-tuned model")
    parser.add_argument("out", type=Path, help="folder for the exported one")
    options = parser.parse_args()
    difference = export(options.source, options.out)
    size = (options.out / FILE).stat().st_size
    print(f"{options.out / FILE}: {size / 1e6:.1f} MB, float32 graph differs from torch by at most {difference:.1e}")
