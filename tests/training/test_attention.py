import pytest
import torch

from training.attention import Attention


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
