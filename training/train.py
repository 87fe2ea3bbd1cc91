"""Fine-tune a BERT reader: ``python -m training.train BASE OUT --data DIR``. Resumes from OUT/checkpoint.pt.

On a GPU where torch finds one. On a CPU a third of a step used to go into drawing random numbers for dropout and another into
attention's own path for it: with random bytes for the hidden dropout and none inside attention a step takes half the time, and a
fifth less with the gradient of attention by example (training/attention.py). bfloat16 autocast and frozen word embeddings (about
a third of the parameters, none of the gain) do the rest. Preload tcmalloc: without it half the time goes to page faults.
"""

import argparse
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from transformers import AutoTokenizer, BertForQuestionAnswering, PreTrainedTokenizerBase

from qa.reader import HEADER
from training import attention
from training.data import SEED, STAGES, training_examples
from training.examples import Example
from training.rounding import round_linear

MAX_TOKENS = 384
BATCH = 24
WARM_UP = 0.06
CHECKPOINT_SECONDS = 240
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"

Feature = tuple[list[int], list[int], int, int]
"""Token ids, token types, first and last answer token (0, 0 = [CLS] = no answer, as in SQuAD 2.0)."""


def features(examples: list[Example], tokenizer: PreTrainedTokenizerBase) -> list[Feature]:
    """One feature an example; an answer that truncation cut off is left out."""
    found = []
    for example in examples:
        encoded = tokenizer(
            example.question,
            example.context,
            truncation="only_second",
            max_length=MAX_TOKENS,
            return_offsets_mapping=True,
        )
        first = last = 0
        if example.end > example.start:
            inside = [
                i
                for i, (part, (a, b)) in enumerate(zip(encoded.sequence_ids(), encoded["offset_mapping"], strict=True))
                if part == 1 and b > example.start and a < example.end
            ]
            if not inside:
                continue
            first, last = inside[0], inside[-1]
        found.append((encoded["input_ids"], encoded["token_type_ids"], first, last))
    return found


def batches(features: list[Feature], rng: random.Random) -> list[list[Feature]]:
    """Shuffled batches of like length (pools of 40 batches are sorted), so that little of a batch is padding."""
    order = list(features)
    rng.shuffle(order)
    pool = BATCH * 40
    found = []
    for i in range(0, len(order), pool):
        chunk = sorted(order[i : i + pool], key=lambda f: len(f[0]))
        found += [chunk[k : k + BATCH] for k in range(0, len(chunk), BATCH)]
    rng.shuffle(found)
    return found


def tensors(batch: list[Feature]) -> dict[str, torch.Tensor]:
    """Model inputs of shape (batch, length); length is a multiple of 32, so that few distinct shapes occur."""
    length = math.ceil(max(len(f[0]) for f in batch) / 32) * 32
    ids, types, mask = (torch.zeros(len(batch), length, dtype=torch.long) for _ in range(3))
    for row, (tokens, kinds, _, _) in enumerate(batch):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        types[row, : len(tokens)] = torch.tensor(kinds)
        mask[row, : len(tokens)] = 1
    return {
        "input_ids": ids,
        "token_type_ids": types,
        "attention_mask": mask,
        "start_positions": torch.tensor([f[2] for f in batch]),
        "end_positions": torch.tensor([f[3] for f in batch]),
    }


class Dropout(torch.nn.Module):
    """Dropout by random bytes: the rate is that of torch's to 1/256, at a fortieth of the time on a CPU."""

    def __init__(self, rate: float, random: np.random.Generator) -> None:
        super().__init__()
        self._dropped = round(256 * rate)
        self._random = random

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or not self._dropped:
            return x
        drawn = torch.frombuffer(bytearray(self._random.bytes(x.numel())), dtype=torch.uint8).view(x.shape).to(x.device)
        return x * ((drawn >= self._dropped).to(x.dtype) * (256 / (256 - self._dropped)))


def load(base: str, rounded: bool = False) -> BertForQuestionAnswering:
    """The model of folder ``base``, ready to train; ``rounded`` as int8 will compute it."""
    model = BertForQuestionAnswering.from_pretrained(
        base,
        dtype=torch.float32,
        attention_probs_dropout_prob=0.0,
        attn_implementation="sdpa" if DEVICE == "cuda" else attention.NAME,
    )
    random = np.random.Generator(np.random.SFC64(SEED))
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, torch.nn.Dropout) and child.p:  # attention reads the rate of its own, now 0
                setattr(module, name, Dropout(child.p, random))
    if rounded:
        round_linear(model)
    for parameter in model.bert.embeddings.word_embeddings.parameters():
        parameter.requires_grad = False
    return model.to(DEVICE).train()


def train(base: str, out: Path, examples: list[Example], epochs: int, rate: float, rounded: bool = False) -> None:
    """Fine-tune ``base`` and write the model and its tokenizer to ``out``; goes on from a checkpoint that lies there."""
    torch.manual_seed(SEED)
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = load(base, rounded)
    rng = random.Random(SEED)
    found = features(examples, tokenizer)
    plan = [batch for _ in range(epochs) for batch in batches(found, rng)]
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], rate, weight_decay=0.01)
    warm = max(1, int(WARM_UP * len(plan)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (len(plan) - step) / max(1, len(plan) - warm)))
    )
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=DEVICE, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        done = state["done"]
    saved = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        bar = progress.add_task("training", total=len(plan), completed=done)
        average = 0.0
        for step in range(done, len(plan)):
            with torch.autocast(DEVICE, dtype=torch.bfloat16):
                loss = model(**{name: tensor.to(DEVICE) for name, tensor in tensors(plan[step]).items()}).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            average = loss.item() if step == done else 0.98 * average + 0.02 * loss.item()
            progress.update(bar, advance=1, description=f"step {step + 1}/{len(plan)} loss {average:.3f}")
            if time.monotonic() - saved > CHECKPOINT_SECONDS:
                state = {
                    "model": model.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                    "done": step + 1,
                }
                part = checkpoint.with_suffix(".part")
                torch.save(state, part)
                part.replace(checkpoint)
                saved = time.monotonic()
    setattr(model.config, HEADER, True)
    model.save_pretrained(out)
    # A fresh one: the one used here remembers how it truncated.
    AutoTokenizer.from_pretrained(base).save_pretrained(out)
    checkpoint.unlink(missing_ok=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", help="folder of the model to start from")
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the data, 0.01 for a trial run")
    parser.add_argument("--rounded", action="store_true", help="compute with int8's rounding (training/rounding.py)")
    parser.add_argument("--stage", choices=STAGES, default="all")
    options = parser.parse_args()
    found = training_examples(options.data, options.scale, options.stage)
    train(options.base, options.out, found, options.epochs, options.rate, options.rounded)
