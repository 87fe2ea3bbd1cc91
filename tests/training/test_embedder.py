"""training/embedder.py for real: it makes the packaged file again."""

import subprocess
import sys
from pathlib import Path

import numpy as np

from index import Embedder
from index.embedder import FILE
from index.onnx import OnnxModel

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ["Egypt rejected both proposals.", "Schools stay shut until Friday, the mayor of Marwick said."]


def test_the_packaged_embedder_can_be_made_again(tmp_path: Path, embedder: Embedder) -> None:
    command = [sys.executable, "-m", "training.embedder", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "differs from torch" in done.stdout
    model = OnnxModel(tmp_path / FILE, ("input_ids", "attention_mask"), ("vector",))
    for text in TEXTS:
        (vector,) = model.run(model.tokenizer.encode(text))
        assert vector @ embedder.query(text) / np.linalg.norm(vector) > 0.9999
