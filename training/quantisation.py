"""What int8 costs, by way of doing it: ``python -m training.quantisation DATA MODEL [--aware MODEL]``.

F1 on held-out passages, size, and milliseconds a window, of one fine-tuned model as float32, as dynamic int8 (a scale for each
output channel as packaged, one for each matrix, the last layer left float) and as static int8 (activations scaled by what
CALIBRATED training passages gave). ``--aware`` adds a model that was trained with rounded weights (``training.train --rounded``),
exported as packaged. Times are medians of rounds in which the ways take turns.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from rich.console import Console
from rich.progress import track
from rich.table import Table

from qa.reader import OnnxReader
from training.data import training_examples
from training.evaluate import closed, figures, unseen
from training.examples import Example
from training.export import FILE, INPUTS, Quantise, dynamic, export

CALIBRATED = 200
ROUNDS = 5
SETS = ("new_wiki", "written news", "news with headlines")


class Calibration(CalibrationDataReader):  # type: ignore[misc]
    """Questions beside passages, as the model takes them."""

    def __init__(self, examples: list[Example], reader: OnnxReader) -> None:
        encoded = (reader.encode(e.question, [e.context])[0][1] for e in examples)
        self._feeds: Iterator[dict[str, np.ndarray]] = (
            {
                name: np.array([ids], dtype=np.int64)
                for name, ids in zip(INPUTS, (e.ids, e.attention_mask, e.type_ids), strict=True)
            }
            for e in encoded
        )

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(self._feeds, None)


def last_layer_float(fused: Path, target: Path) -> None:
    """Dynamic int8 but for the last layer and the two scores of a token."""
    names = [
        node.name for node in onnx.load(fused, load_external_data=False).graph.node if node.op_type in ("MatMul", "Attention")
    ]
    dynamic(fused, target, nodes_to_exclude=names[-5:])  # attention, three products, the scores


def static(examples: list[Example], reader: OnnxReader) -> Quantise:
    """Static int8 of the matrix products, activations by the least and the greatest that ``examples`` give."""

    def quantise(fused: Path, target: Path) -> None:
        prepared = fused.with_suffix(".prepared.onnx")
        quant_pre_process(fused, prepared, skip_symbolic_shape=True)
        quantize_static(
            prepared,
            target,
            Calibration(examples, reader),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )

    return quantise


def milliseconds(readers: dict[str, OnnxReader], windows: list[tuple[str, str]]) -> dict[str, float]:
    """Median milliseconds a window by reader; they take turns, ROUNDS times."""
    times: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(ROUNDS):
        for name, reader in readers.items():
            begun = time.perf_counter()
            for question, passage in windows:
                reader.read(question, [passage])
            times[name].append(1000 * (time.perf_counter() - begun) / len(windows))
    return {name: statistics.median(found) for name, found in times.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path, help="folder of the fine-tuned model")
    parser.add_argument("--aware", type=Path, help="folder of one trained with rounded weights")
    parser.add_argument("--share", type=float, default=1.0, help="share of the held-out passages, for a trial run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        ways: dict[str, tuple[Path, Quantise]] = {
            "float32": (options.model, lambda fused, target: shutil.copyfile(fused, target) and None),
            "dynamic, by channel": (options.model, dynamic),
            "dynamic, by matrix": (options.model, lambda fused, target: dynamic(fused, target, per_channel=False)),
            "dynamic, last layer float": (options.model, last_layer_float),
        }
        if options.aware:
            ways["trained with rounded weights, dynamic"] = (options.aware, dynamic)
        folders = {name: Path(scratch, str(number)) for number, name in enumerate(ways)}
        for name, (model, quantise) in ways.items():
            export(model, folders[name], quantise)
        examples = training_examples(options.data, 0.01)[:CALIBRATED]
        folders["static"] = Path(scratch, "static")
        export(options.model, folders["static"], static(examples, OnnxReader(folders["float32"])))
        readers = {name: OnnxReader(folder) for name, folder in folders.items()}
        times = milliseconds(readers, [(e.question, e.context) for e in examples[:40]])
        sets = {name: articles for name, articles in unseen(options.data).items() if name in SETS}
        table = Table(
            "way", "MB", "ms a window", *(f"F1, {name}" for name in sets), *(f"no-answer area, {name}" for name in SETS[1:])
        )
        for name, reader in track(readers.items(), "reading", console=Console(stderr=True)):
            found = {
                each: figures(closed(articles[: max(2, int(len(articles) * options.share))], reader))
                for each, articles in sets.items()
            }
            size = (folders[name] / FILE).stat().st_size / 1e6
            shown = (found[each]["F1"] for each in sets), (found[each]["no-answer area"] for each in SETS[1:])
            table.add_row(name, f"{size:.1f}", f"{times[name]:.1f}", *(text for texts in shown for text in texts))
        Console(width=220).print(table)
