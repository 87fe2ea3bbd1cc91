"""Training that feels int8: every linear layer computes with weights and inputs rounded as dynamic int8 will round them.

The gradient passes through the rounding as if it were not there (Bengio et al. 2013, the straight-through estimator).
"""

import torch


def rounded(x: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """``x`` in whole multiples of ``scale``, with the gradient of ``x``."""
    scale = scale.clamp_min(1e-12)
    return x + ((x / scale).round() * scale - x).detach()


class RoundedLinear(torch.nn.Linear):
    """A linear layer as dynamic int8 computes it: a scale for each output channel, one for all inputs."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        weight = rounded(self.weight, self.weight.detach().abs().amax(1, keepdim=True) / 127)
        low, high = x.detach().aminmax()
        return torch.nn.functional.linear(rounded(x, (high - low) / 255), weight, self.bias)


def round_linear(model: torch.nn.Module) -> None:
    """Make every linear layer of ``model`` a rounded one; names and weights stay as they are."""
    for module in model.modules():
        if type(module) is torch.nn.Linear:
            module.__class__ = RoundedLinear
