import pytest
import torch
from transformers import BertConfig, BertForQuestionAnswering

from training.attention import NAME, Attention


@pytest.mark.parametrize("length", [1, 7, 32])
def test_values_and_gradients_are_those_of_plain_attention(length: int) -> None:
    torch.manual_seed(0)
    q, k, v = (torch.randn(3, 2, length, 4, requires_grad=True) for _ in range(3))
    mask = torch.zeros(3, 1, 1, length)
    mask[1, :, :, length // 2 + 1 :] = torch.finfo(torch.float32).min
    wanted = torch.softmax(0.5 * q @ k.transpose(2, 3) + mask, -1) @ v
    found = Attention.apply(q, k, v, mask, 0.5)
    assert torch.allclose(found, wanted, atol=1e-6)
    back = torch.randn_like(wanted)
    mine, plain = (torch.autograd.grad(out, (q, k, v), back) for out in (found, wanted))
    for one, other in zip(mine, plain, strict=True):
        assert torch.allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("hidden", [0, 3])
def test_a_model_reads_with_it_as_with_any_other(hidden: int) -> None:
    torch.manual_seed(0)
    config = BertConfig(vocab_size=50, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    model = BertForQuestionAnswering(config).eval()
    mask = torch.ones(2, 32, dtype=torch.long)
    mask[0, 32 - hidden :] = 0
    given = {"input_ids": torch.randint(50, (2, 32)), "attention_mask": mask}
    model.set_attn_implementation("eager")
    wanted = model(**given).start_logits
    model.set_attn_implementation(NAME)
    assert torch.allclose(model(**given).start_logits[mask == 1], wanted[mask == 1], atol=1e-5)
