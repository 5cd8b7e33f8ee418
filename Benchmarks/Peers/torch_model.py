"""The model of this project in PyTorch, as a peer for timing: fused attention, fused AdamW.

Names and formulas follow the Swift sources; arXiv 2511.07464 for the architecture, 2502.16982 for
Muon and 2507.20534 for QK-Clip.
"""

import dataclasses
import math

import torch
from torch import nn
from torch.nn import functional

COEFFICIENTS = (
    (4.0848, -6.8946, 2.9270),
    (3.9505, -6.3029, 2.6377),
    (3.7418, -5.5913, 2.3037),
    (2.8769, -3.1427, 1.2046),
    (2.8366, -3.0525, 1.2012),
)


@dataclasses.dataclass
class Sizes:
    vocab: int
    hidden: int
    layers: int
    intermediate: int
    groups: int
    signal_heads: int
    dim: int


def poly_norm(x, weight, bias, epsilon=1e-6):
    def normalized(u):
        return u * torch.rsqrt(u.square().mean(-1, keepdim=True) + epsilon)

    square = x * x
    return (
        weight[0] * normalized(square * x) + weight[1] * normalized(square)
        + weight[2] * normalized(x) + bias)


def rotary_tables(time, dim, theta):
    frequency = theta ** (-torch.arange(0, dim, 2, dtype=torch.float64) / dim)
    angle = torch.arange(time, dtype=torch.float64)[:, None] * frequency
    return angle.cos().float(), angle.sin().float()


def rotate(x, cosines, sines):
    """x is [batch, head, time, dim]; pairs are (p, p + dim / 2)."""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cosines - b * sines, b * cosines + a * sines], -1)


def wide_attention(q, k, v):
    return functional.scaled_dot_product_attention(q, k, v, is_causal=True)


def split_attention(q, k, v):
    """Two calls with values as wide as the keys, which the fused kernel takes."""
    return torch.cat([wide_attention(q, k, half) for half in v.chunk(2, -1)], -1)


class Attention(nn.Module):
    def __init__(self, sizes, layer):
        super().__init__()
        self.sizes = sizes
        hidden, d, groups, signal = sizes.hidden, sizes.dim, sizes.groups, sizes.signal_heads
        self.lambda_init = 0.8 - 0.6 * math.exp(-0.3 * (layer - 1))
        self.q = nn.Linear(hidden, groups * (signal + 1) * d, bias=False)
        self.k = nn.Linear(hidden, 2 * groups * d, bias=False)
        self.v = nn.Linear(hidden, 2 * groups * d, bias=False)
        self.o = nn.Linear(2 * groups * signal * d, hidden, bias=False)
        self.vectors = nn.ParameterList(torch.randn(d) * 0.1 for _ in range(4))
        self.gain = nn.Parameter(torch.ones(2 * d))

    def forward(self, x, cosines, sines):
        s = self.sizes
        batch, time, _ = x.shape
        heads = lambda y, *shape: y.view(batch, time, *shape)
        q = heads(self.q(x), s.groups * (s.signal_heads + 1), s.dim).transpose(1, 2)
        k = heads(self.k(x), 2 * s.groups, s.dim).transpose(1, 2)
        v = heads(self.v(x), s.groups, 2 * s.dim).transpose(1, 2)
        q, k = rotate(q, cosines, sines), rotate(k, cosines, sines)
        q = q.view(batch, s.groups, s.signal_heads + 1, time, s.dim)
        q1, q2 = q[:, :, :-1].flatten(1, 2), q[:, :, -1]
        k1, k2 = k[:, 0::2], k[:, 1::2]
        spread = lambda t: t.repeat_interleave(s.signal_heads, 1)
        a1 = wide_attention(q1, spread(k1), spread(v))
        a2 = wide_attention(q2, k2, v)
        # A fused kernel does not return its largest score; the bound |q|·|k| stands in for it.
        with torch.no_grad():
            largest = q.norm(dim=-1).amax((0, 3)).flatten() * k.norm(dim=-1).max() / s.dim**0.5
        q1v, k1v, q2v, k2v = self.vectors
        weight = torch.exp(q1v @ k1v) - torch.exp(q2v @ k2v) + self.lambda_init
        z = functional.rms_norm(a1 - weight * spread(a2), (2 * s.dim,), self.gain, 1e-5)
        z = (z * (1 - self.lambda_init)).transpose(1, 2).reshape(batch, time, -1)
        return self.o(z), largest


class Block(nn.Module):
    def __init__(self, sizes, layer):
        super().__init__()
        self.attention = Attention(sizes, layer)
        self.gate = nn.Linear(sizes.hidden, sizes.intermediate, bias=False)
        self.up = nn.Linear(sizes.hidden, sizes.intermediate, bias=False)
        self.down = nn.Linear(sizes.intermediate, sizes.hidden, bias=False)
        self.weight = nn.Parameter(torch.full((3,), 1 / 3))
        self.bias = nn.Parameter(torch.zeros(1))
        self.norms = nn.ParameterList(torch.ones(sizes.hidden) for _ in range(2))

    def forward(self, h, cosines, sines):
        norm = lambda x, gain: functional.rms_norm(x, (x.shape[-1],), gain, 1e-6)
        branch, largest = self.attention(norm(h, self.norms[0]), cosines, sines)
        h = h + branch
        x = norm(h, self.norms[1])
        return h + self.down(poly_norm(self.gate(x), self.weight, self.bias) * self.up(x)), largest


class LanguageModel(nn.Module):
    def __init__(self, sizes, maximum_time=1024):
        super().__init__()
        self.sizes = sizes
        self.embedding = nn.Embedding(sizes.vocab, sizes.hidden)
        self.blocks = nn.ModuleList(Block(sizes, layer) for layer in range(sizes.layers))
        self.norm = nn.Parameter(torch.ones(sizes.hidden))
        self.head = nn.Linear(sizes.hidden, sizes.vocab, bias=False)
        cosines, sines = rotary_tables(maximum_time, sizes.dim, 1e5)
        self.register_buffer("cosines", cosines)
        self.register_buffer("sines", sines)

    def forward(self, ids):
        h = self.embedding(ids)
        cosines, sines = self.cosines[: ids.shape[1]], self.sines[: ids.shape[1]]
        largest = []
        for block in self.blocks:
            h, scores = block(h, cosines, sines)
            largest.append(scores)
        return self.head(functional.rms_norm(h, (h.shape[-1],), self.norm, 1e-6)), largest


def newton_schulz(u):
    x = u / (u.norm() + 1e-7)
    if u.shape[0] > u.shape[1]:
        x = x.T
    for a, b, c in COEFFICIENTS:
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.T if u.shape[0] > u.shape[1] else x


class MuonClip:
    """Muon for matrices inside blocks, fused AdamW for the rest, norm clipping, then QK-Clip."""

    def __init__(self, model, rate=1e-4, decay=0.1, threshold=100.0, dtype=torch.float32):
        self.dtype = dtype
        self.model, self.rate, self.decay, self.threshold = model, rate, decay, threshold
        matrices = {p for b in model.blocks for p in b.parameters() if p.ndim == 2}
        self.matrices = [(p, torch.zeros_like(p)) for p in model.parameters() if p in matrices]
        self.all = list(model.parameters())
        others = [p for p in self.all if p not in matrices]
        self.adam = torch.optim.AdamW(
            others, lr=rate, betas=(0.9, 0.95), weight_decay=decay, fused=True)

    @torch.no_grad()
    def step(self, largest):
        nn.utils.clip_grad_norm_(self.all, 1.0, foreach=True)
        for p, momentum in self.matrices:
            momentum.mul_(0.95).add_(p.grad)
            update = newton_schulz(p.grad.add(momentum, alpha=0.95).to(self.dtype)).float()
            p.mul_(1 - self.rate * self.decay)
            p.add_(update, alpha=-self.rate * 0.2 * math.sqrt(max(p.shape)))
        self.adam.step()
        for block, scores in zip(self.model.blocks, largest):
            if scores.max() > self.threshold:
                factor = (self.threshold / scores).clamp(max=1).sqrt()
                weight = block.attention.q.weight
                weight.view(len(scores), -1, weight.shape[1]).mul_(factor[:, None, None])
        for p in self.all:
            p.grad = None
