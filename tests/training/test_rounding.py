import torch

from training.rounding import round_linear, rounded


def test_a_rounded_layer_is_as_near_as_int8_and_keeps_the_gradient() -> None:
    torch.manual_seed(0)
    plain = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.GELU(), torch.nn.Linear(32, 4))
    like_int8 = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.GELU(), torch.nn.Linear(32, 4))
    like_int8.load_state_dict(plain.state_dict())
    round_linear(like_int8)
    assert list(like_int8.state_dict()) == list(plain.state_dict())
    x = torch.randn(16, 64)
    difference = (like_int8(x) - plain(x)).abs().max().item()
    assert 0 < difference < 0.05
    like_int8(x).sum().backward()
    plain(x).sum().backward()
    ours, theirs = like_int8[0].weight.grad, plain[0].weight.grad
    assert ours is not None
    assert theirs is not None
    assert torch.nn.functional.cosine_similarity(ours.flatten(), theirs.flatten(), dim=0) > 0.99


def test_a_rounded_number_is_a_multiple() -> None:
    x = torch.tensor([0.26, -0.9, 0.0], requires_grad=True)
    found = rounded(x, torch.tensor(0.5))
    assert found.tolist() == [0.5, -1.0, 0.0]
    found.sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [1.0, 1.0, 1.0]
    assert rounded(torch.zeros(2), torch.tensor(0.0)).tolist() == [0.0, 0.0]
