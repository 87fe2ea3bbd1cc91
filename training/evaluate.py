"""Closed figures of an exported reader: ``python -m training.evaluate DATA --weights qa/weights``.

The passage is given, the reader is asked alone. Exact match and F1 on answerable questions, and the area under the ROC curve of
its no-answer margin: can it tell a question the passage answers from one it does not? Only passages that no stage of training
saw: 5% of the Wikipedia passages of SQuADShifts and the written news whose titles end in 0. (The reader's first stage trained
on nearly all of the other two SQuADShifts files, so nothing held out of them now would be unseen.)
"""

import argparse
import json
import statistics
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track
from sklearn.metrics import roc_auc_score

from eval.metrics import exact_match, f1
from index import Document, Passage
from qa.reader import OnnxReader, Reader
from qa.retriever import Hit
from qa.spans import decode
from training.data import Paragraph, held_out, load_squad, written_split


def closed(paragraphs: Sequence[Paragraph], reader: Reader) -> dict[str, float]:
    """The figures over every question of ``paragraphs``, each asked of its own passage."""
    matches, overlaps, margins, answerable = [], [], [], []
    for paragraph in track(paragraphs, "reading", console=Console(stderr=True)):
        text = paragraph.context
        hit = Hit(Passage("p", "d", 0, len(text), text), Document("d", "", text, None, None, None, ""), 1.0, 1, None)
        for question, answers in paragraph.questions:
            span = decode(reader.read(question, [text]), [hit])[0]
            margins.append(span.margin)
            answerable.append(bool(answers))
            if answers:
                accepted = [text for text, _ in answers]
                matches.append(exact_match(span.text, accepted))
                overlaps.append(f1(span.text, accepted))
    found = {"n": len(matches), "em": statistics.fmean(matches), "f1": statistics.fmean(overlaps)}
    if not all(answerable):
        found |= {"unanswerable": answerable.count(False), "no_answer_auc": float(roc_auc_score(answerable, margins))}
    return {name: round(value, 4) for name, value in found.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the exported reader")
    options = parser.parse_args()
    reader = OnnxReader(options.weights)
    wiki = load_squad(options.data / "new_wiki.json")
    kept = held_out(wiki)
    print(
        json.dumps(
            {
                "new_wiki": closed([p for p in wiki if p.context in kept], reader),
                "written news": closed(written_split(load_squad(options.data / "news_written.json"))[2], reader),
            },
            indent=1,
        )
    )
