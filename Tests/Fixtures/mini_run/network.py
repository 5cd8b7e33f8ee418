"""The model of the golden mini-run, forward only: `autograd` differentiates it."""
import math

import autograd.numpy as np
from autograd.extend import defvjp, primitive

from recipe import D, F, G, H, L, R, SHAPE


def rms_norm(x, weight, epsilon):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + epsilon) * weight


def rotate(x, positions):
    """x: rows, time, heads, D."""
    half = D // 2
    angles = positions[:, :, None] * SHAPE["rope_theta"] ** (-2 * np.arange(half) / D)
    cos, sin = np.cos(angles)[:, :, None, :], np.sin(angles)[:, :, None, :]
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, b * cos + a * sin], axis=-1)


def lambda_init(layer):
    return 0.8 - 0.6 * math.exp(-0.3 * (layer - 1))


def lambda_of(w, layer):
    p = f"model.layers.{layer}.self_attn.lambda_"
    return (np.exp(np.sum(w[p + "q1"] * w[p + "k1"])) - np.exp(np.sum(w[p + "q2"] * w[p + "k2"]))
            + lambda_init(layer))


@primitive
def record(scores, sink):
    sink.append(np.max(np.max(np.max(scores, axis=3), axis=2), axis=0))
    return scores


defvjp(record, lambda answer, scores, sink: lambda g: g, None)


def attention(w, x, layer, positions, segments, logits):
    p = f"model.layers.{layer}.self_attn."
    rows, time = positions.shape
    q = rotate((x @ w[p + "q_proj.weight"].T).reshape(rows, time, G * (R + 1), D), positions)
    k = rotate((x @ w[p + "k_proj.weight"].T).reshape(rows, time, 2 * G, D), positions)
    v = (x @ w[p + "v_proj.weight"].T).reshape(rows, time, G, 2 * D)
    keys = [2 * (h // (R + 1)) + (1 if h % (R + 1) == R else 0) for h in range(G * (R + 1))]
    groups = [h // (R + 1) for h in range(G * (R + 1))]
    scores = np.einsum("bihd,bjhd->bhij", q, k[:, :, keys, :]) / math.sqrt(D)
    visible = (np.tril(np.ones((time, time))) > 0)[None] & (
        segments[:, :, None] == segments[:, None, :]) & (segments[:, None, :] > 0)
    scores = record(np.where(visible[:, None], scores, -1e30), logits)
    top = np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(scores - top) * visible[:, None]
    weights = weights / np.maximum(np.sum(weights, axis=-1, keepdims=True), 1e-300)
    out = np.einsum("bhij,bjhe->bihe", weights, v[:, :, groups, :])
    parts = []
    for g in range(G):
        noise = out[:, :, g * (R + 1) + R, :]
        for j in range(R):
            z = out[:, :, g * (R + 1) + j, :] - lambda_of(w, layer) * noise
            n = rms_norm(z, w[p + "subln.weight"], SHAPE["attn_rms_norm_eps"])
            parts.append((1 - lambda_init(layer)) * n)
    return np.concatenate(parts, axis=-1) @ w[p + "o_proj.weight"].T


def poly_norm(x, weight, bias):
    terms = [w * u / np.sqrt(np.mean(u * u, axis=-1, keepdims=True) + 1e-6)
             for w, u in zip(weight, (x**3, x**2, x))]
    return terms[0] + terms[1] + terms[2] + bias


def token_losses(w, batch, logits=None):
    """By token: −log p(label) and log Σ exp, for the rows of `batch`; and whether it counts."""
    inputs, labels, positions, segments = batch
    logits = [] if logits is None else logits
    h = w["model.embed_tokens.weight"][inputs]
    eps = SHAPE["rms_norm_eps"]
    for layer in range(L):
        p = f"model.layers.{layer}."
        x = rms_norm(h, w[p + "input_layernorm.weight"], eps)
        h = h + attention(w, x, layer, positions, segments, logits)
        x = rms_norm(h, w[p + "post_attention_layernorm.weight"], eps)
        gate = poly_norm(x @ w[p + "mlp.gate_proj.weight"].T, w[p + "mlp.act_fn.weight"],
                         w[p + "mlp.act_fn.bias"])
        h = h + (gate * (x @ w[p + "mlp.up_proj.weight"].T)) @ w[p + "mlp.down_proj.weight"].T
    out = rms_norm(h, w["model.norm.weight"], eps) @ w["lm_head.weight"].T
    lse = np.log(np.sum(np.exp(out), axis=-1))
    hot = np.eye(SHAPE["vocab_size"])[np.maximum(labels, 0)]
    return lse - np.sum(out * hot, axis=-1), lse, labels >= 0


def first_weights():
    random = np.random.RandomState(7)
    w = {}

    def matrix(name, *shape, scale):
        w[name] = random.randn(*shape) * scale

    matrix("model.embed_tokens.weight", SHAPE["vocab_size"], H, scale=0.3)
    for layer in range(L):
        p = f"model.layers.{layer}."
        w[p + "input_layernorm.weight"] = 1 + 0.1 * random.randn(H)
        matrix(p + "self_attn.q_proj.weight", G * (R + 1) * D, H, scale=0.2)
        matrix(p + "self_attn.k_proj.weight", 2 * G * D, H, scale=0.2)
        matrix(p + "self_attn.v_proj.weight", 2 * G * D, H, scale=0.2)
        matrix(p + "self_attn.o_proj.weight", H, 2 * G * R * D, scale=0.1)
        for name in ("q1", "k1", "q2", "k2"):
            matrix(p + f"self_attn.lambda_{name}", D, scale=0.2)
        w[p + "self_attn.subln.weight"] = 1 + 0.1 * random.randn(2 * D)
        w[p + "post_attention_layernorm.weight"] = 1 + 0.1 * random.randn(H)
        matrix(p + "mlp.gate_proj.weight", F, H, scale=0.2)
        matrix(p + "mlp.up_proj.weight", F, H, scale=0.2)
        matrix(p + "mlp.down_proj.weight", H, F, scale=0.1)
        w[p + "mlp.act_fn.weight"] = np.array([0.3, 0.4, 0.2])
        w[p + "mlp.act_fn.bias"] = np.array([0.05])
    w["model.norm.weight"] = 1 + 0.1 * random.randn(H)
    matrix("lm_head.weight", SHAPE["vocab_size"], H, scale=0.3)
    return {name: value.astype(np.float32).astype(np.float64) for name, value in w.items()}
