"""The operations of motif-bench in PyTorch: eager, or compiled where a compiler may fuse.

Each function prepares tensors and returns the body to be timed. `library.compile` is the identity for
the eager peer and torch.compile for the other. Backward bodies differentiate a graph that was made
once; only `attention` and `train_step` time forward and backward together, as our cases do.
"""

import math

import torch
from torch.nn import functional

import torch_model


def gradients_of(output, inputs):
    """A body that runs the backward pass of `output` alone."""
    upstream = torch.randn_like(output)
    return lambda: torch.autograd.grad(output, inputs, upstream, retain_graph=True)


def unary(library, function, inputs, backward):
    function = library.compile(function)
    if not backward:
        def body():
            with torch.no_grad():
                return function(*inputs)

        return body
    inputs = [x.requires_grad_(True) for x in inputs]
    with torch.enable_grad():
        return gradients_of(function(*inputs), inputs)


def softmax(library, rows, columns, backward=0):
    return unary(library, lambda x: x.softmax(-1), [torch.randn(rows, columns)], backward)


def poly_norm(library, rows, columns, factor, backward, bits):
    """With 16 bits all tensors, weights too, are bfloat16, as in the published model: the eager
    composition of powers, mean and rsqrt rounds and stores every intermediate."""
    dtype = torch.bfloat16 if bits == 16 else torch.float32
    weight = torch.tensor([0.3, 0.4, 0.3], dtype=dtype)
    bias = torch.tensor([0.1], dtype=dtype)
    x, m = (torch.randn(rows, columns).to(dtype) for _ in range(2))
    if factor:
        return unary(
            library, lambda x, w, b, m: torch_model.poly_norm(x, w, b) * m, [x, weight, bias, m],
            backward)
    return unary(library, torch_model.poly_norm, [x, weight, bias], backward)


def rms_norm(library, rows, columns, backward=0):
    inputs = [torch.randn(rows, columns), torch.randn(columns)]
    return unary(
        library, lambda x, w: functional.rms_norm(x, (columns,), w, 1e-6), inputs, backward)


def rotary(library, rows, heads, dim):
    cosines, sines = torch_model.rotary_tables(rows, dim, 1e4)
    return unary(
        library, lambda x: torch_model.rotate(x, cosines, sines),
        [torch.randn(1, heads, rows, dim)], False)


def cross_entropy(library, tokens, hidden, vocabulary):
    states = torch.randn(tokens, hidden, requires_grad=True)
    head = (torch.randn(vocabulary, hidden) * 0.02).requires_grad_(True)
    labels = torch.arange(tokens) * 7919 % vocabulary
    loss = library.compile(lambda h, w: functional.cross_entropy(h @ w.T, labels))

    def body():
        with torch.enable_grad():
            return torch.autograd.grad(loss(states, head), (states, head))

    return body


def attention(library, batch, time, dim, backward):
    """8 signal and 2 noise heads over two key pairs; the faster way to give fused attention a value
    twice as wide as its keys, which depends on the shape, is chosen by a trial."""
    groups, signal = 2, 4
    tensor = lambda heads, width: torch.randn(batch, heads, time, width, requires_grad=True)
    inputs = [
        tensor(groups * signal, dim), tensor(groups, dim), tensor(groups, dim),
        tensor(groups, dim), tensor(groups, 2 * dim),
        torch.tensor(0.3, requires_grad=True), torch.ones(2 * dim, requires_grad=True),
    ]
    upstream = torch.randn(batch, groups * signal, time, 2 * dim)

    def make(attend):
        def core(q1, q2, k1, k2, v, scale, gain):
            a1 = attend(q1, k1.repeat_interleave(signal, 1), v.repeat_interleave(signal, 1))
            a2 = attend(q2, k2, v)
            z = a1 - scale * a2.repeat_interleave(signal, 1)
            return functional.rms_norm(z, (2 * dim,), gain, 1e-5) * 0.8

        compiled = library.compile(core)

        def forward():
            with torch.no_grad():
                return compiled(*inputs)

        def both():
            with torch.enable_grad():
                return torch.autograd.grad(compiled(*inputs), inputs, upstream)

        return both if backward else forward

    return library.fastest([make(torch_model.wide_attention), make(torch_model.split_attention)])


def adam(library, count):
    weight = torch.nn.Parameter(torch.randn(count))
    weight.grad = torch.randn(count)
    optimizer = torch.optim.AdamW(
        [weight], lr=1e-4, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1, fused=True)
    return optimizer.step


def matmul_bf16(library, m, n, k, transpose_a, transpose_b, stored):
    """A product of stored bfloat16, or of float32 as autocast takes it: rounded, then
    multiplied. PyTorch stores its result in bfloat16."""
    a = torch.randn(k, m).T if transpose_a else torch.randn(m, k)
    b = torch.randn(n, k).T if transpose_b else torch.randn(k, n)
    if stored:
        a, b = a.bfloat16(), b.bfloat16()

    def body():
        with torch.autocast("cpu", dtype=torch.bfloat16, cache_enabled=False):
            return torch.matmul(a, b)

    return body


def train_step(library, batch, time, bits, **sizes):
    """Forward, loss, backward and MuonClip; the batch is the same every step. With 16 bits forward and
    loss run under autocast, and Newton-Schulz in bfloat16."""
    model = torch_model.LanguageModel(torch_model.Sizes(**sizes))
    optimizer = torch_model.MuonClip(model, dtype=torch.bfloat16 if bits == 16 else torch.float32)
    forward = library.compile(model)
    ids = torch.arange(batch * time).view(batch, time) * 7919 % sizes["vocab"]
    labels = (ids + 7919) % sizes["vocab"]

    def body():
        with torch.enable_grad():
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bits == 16):
                logits, largest = forward(ids)
                loss = functional.cross_entropy(logits.flatten(0, 1).float(), labels.flatten())
            loss.backward()
        optimizer.step(largest)

    return body
