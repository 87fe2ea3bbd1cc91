"""Attention for training on a CPU: its gradient is computed example by example, so that the scores of one stay in the cache."""

from typing import Any

import torch
from transformers import AttentionInterface
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS, AttentionMaskInterface

NAME = "by_example"


class Attention(torch.autograd.Function):
    """softmax(scale q k^T + mask) v for q, k, v of shape (batch, heads, length, d) and a mask of (batch, 1, 1, length)."""

    @staticmethod
    def forward(ctx: Any, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor, scale: float) -> torch.Tensor:
        q, k, v = (x.contiguous() for x in (q, k, v))
        ctx.save_for_backward(q, k, v, mask)
        ctx.scale = scale
        wide = mask.expand(-1, 1, q.shape[2], -1)
        return torch.nn.functional.scaled_dot_product_attention(q, k, v, wide, scale=scale)

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        q, k, v, mask = ctx.saved_tensors
        gradient = gradient.contiguous()
        dq, dk, dv = (torch.empty_like(x) for x in (q, k, v))
        q = q * ctx.scale
        for i in range(q.shape[0]):
            p = torch.softmax(torch.baddbmm(mask[i], q[i], k[i].transpose(1, 2)), -1)
            torch.bmm(p.transpose(1, 2), gradient[i], out=dv[i])
            ds = torch._softmax_backward_data(torch.bmm(gradient[i], v[i].transpose(1, 2)), p, -1, p.dtype)
            torch.bmm(ds, k[i], out=dq[i])
            torch.bmm(ds.transpose(1, 2), q[i], out=dk[i])
        return dq.mul_(ctx.scale), dk, dv, None, None


def _attend(
    module: torch.nn.Module,
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    mask: torch.Tensor | None,
    scaling: float,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    if mask is None:  # transformers leaves out a mask that hides nothing
        mask = torch.ones(q.shape[0], 1, 1, k.shape[2], dtype=torch.bool, device=q.device)
    hidden = torch.zeros_like(mask[:, :, :1], dtype=q.dtype).masked_fill_(~mask[:, :, :1], torch.finfo(q.dtype).min)
    return Attention.apply(q, k, v, hidden, scaling).transpose(1, 2), None


AttentionInterface.register(NAME, _attend)
AttentionMaskInterface.register(NAME, ALL_MASK_ATTENTION_FUNCTIONS["sdpa"])
