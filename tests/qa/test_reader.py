import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering, RobertaConfig, RobertaForQuestionAnswering

from index import ModelError
from qa.reader import WEIGHTS, WINDOW_TOKENS, OnnxReader, load_reader

PASSAGE = "Egypt rejected both proposals, Egyptian officials said. The talks in Cairo go on."


def test_the_packaged_reader_reads() -> None:
    windows = load_reader().read("What did Egypt reject?", [PASSAGE])
    assert len(windows) == 1
    window = windows[0]
    first, last = int(window.start_logits.argmax()), int(window.end_logits.argmax())
    assert PASSAGE[window.offsets[first, 0] : window.offsets[last, 1]] == "both proposals"
    assert window.start_logits.max() + window.end_logits.max() > window.null_logit


def test_a_passage_reads_the_same_whatever_stands_beside_it() -> None:
    reader = load_reader()
    alone = reader.read("What did Egypt reject?", [PASSAGE])[0]
    beside = reader.read("What did Egypt reject?", ["Short.", PASSAGE, "A long one. " * 60])[1]
    assert beside.passage == 1
    assert np.array_equal(alone.start_logits, beside.start_logits)
    assert alone.null_logit == beside.null_logit


def test_long_passages_are_read_in_windows_that_overlap() -> None:
    text = "The talks went on. " * 200 + PASSAGE
    windows = load_reader().read("What did Egypt reject?", [text])
    assert len(windows) > 2
    assert all(len(w.offsets) < WINDOW_TOKENS for w in windows)
    covered = np.zeros(len(text), dtype=bool)
    for window in windows:
        for start, end in window.offsets:
            covered[start:end] = True
    assert all(covered[i] or text[i].isspace() for i in range(len(text)))
    assert all(a.offsets[-1, 1] > b.offsets[0, 0] for a, b in itertools.pairwise(windows))


@pytest.mark.parametrize("question", ["漢" * 500, "😀 " * 250, "?" * 500])
def test_questions_of_many_pieces_leave_room_for_the_passage(question: str) -> None:
    windows = load_reader().read(question, [PASSAGE])
    assert windows
    assert len(windows[0].offsets) > 5


def test_a_passage_without_a_word_gives_no_window() -> None:
    assert load_reader().read("Who?", ["", " ", PASSAGE])[0].passage == 2
    assert load_reader().read("Who?", []) == []


def test_a_reader_gets_headlines_only_if_it_was_trained_on_them(tmp_path: Path) -> None:
    assert OnnxReader(WEIGHTS).wants_header
    shutil.copytree(WEIGHTS, tmp_path / "plain")
    config = json.loads((WEIGHTS / "config.json").read_text("utf-8"))
    del config["quoth_header"]
    (tmp_path / "plain" / "config.json").write_text(json.dumps(config), "utf-8")
    assert not OnnxReader(tmp_path / "plain").wants_header


def test_missing_weights_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="reinstall quoth"):
        OnnxReader(tmp_path)


@pytest.fixture(scope="session")
def bert_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny BERT with random weights, saved as any user's model is."""
    folder = tmp_path_factory.mktemp("bert")
    torch.manual_seed(0)
    size = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertForQuestionAnswering(BertConfig(vocab_size=30522, **size)).save_pretrained(folder)
    AutoTokenizer.from_pretrained(WEIGHTS).save_pretrained(folder)
    return folder


def test_any_extractive_model_reads_from_a_folder(bert_folder: Path) -> None:
    windows = load_reader(str(bert_folder)).read("What did Egypt reject?", [PASSAGE, "Short one.", "The talks went on. " * 200])
    assert [w.passage for w in windows] == sorted(w.passage for w in windows)
    assert {w.passage for w in windows} == {0, 1, 2}
    assert all(len(w.offsets) == len(w.start_logits) == len(w.end_logits) for w in windows)


def test_models_without_token_types_and_with_another_null_token_read(tmp_path: Path) -> None:
    from tokenizers import ByteLevelBPETokenizer
    from tokenizers.processors import RobertaProcessing
    from transformers import PreTrainedTokenizerFast

    bpe = ByteLevelBPETokenizer()
    bpe.train_from_iterator([PASSAGE] * 3, vocab_size=400, special_tokens=["<s>", "<pad>", "</s>", "<unk>"])
    bpe._tokenizer.post_processor = RobertaProcessing(("</s>", 2), ("<s>", 0))
    fast = PreTrainedTokenizerFast(
        tokenizer_object=bpe._tokenizer,
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_input_names=["input_ids", "attention_mask"],
    )
    fast.save_pretrained(tmp_path)
    size = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    config = RobertaConfig(vocab_size=len(fast), max_position_embeddings=514, type_vocab_size=1, pad_token_id=1, **size)
    RobertaForQuestionAnswering(config).save_pretrained(tmp_path)
    windows = load_reader(str(tmp_path)).read("What did Egypt reject?", [PASSAGE])
    text = "".join(PASSAGE[a:b] for a, b in windows[0].offsets)
    assert "both" in text
