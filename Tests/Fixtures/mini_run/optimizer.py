"""MuonClip, AdamW and the rates of the golden mini-run."""
import math

import numpy as np

from recipe import D, G, H, R, SETTINGS


def is_hidden_matrix(name):
    return "_proj" in name


def newton_schulz(u):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = u / (np.linalg.norm(u) + 1e-7)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x


def update(w, gradients, state, rate, step, scale):
    o = SETTINGS["optimizer"]
    for name, gradient in gradients.items():
        g = gradient * scale
        decay = o["weightDecay"] if w[name].ndim == 2 else 0
        if is_hidden_matrix(name):
            m = state[name] = o["momentum"] * state.get(name, 0) + g
            direction = newton_schulz(g + o["momentum"] * m)
            rows, columns = g.shape
            w[name] = (w[name] * (1 - rate * decay)
                       - rate * 0.2 * math.sqrt(max(rows, columns)) * direction)
        else:
            m, v = state.get(name, (0, 0))
            m = o["beta1"] * m + (1 - o["beta1"]) * g
            v = o["beta2"] * v + (1 - o["beta2"]) * g * g
            state[name] = (m, v)
            corrected = m / (1 - o["beta1"] ** step)
            root = np.sqrt(v / (1 - o["beta2"] ** step)) + o["epsilon"]
            w[name] = w[name] * (1 - rate * decay) - rate * corrected / root


def clip_heads(w, max_logits):
    """Both sides by √γ, a shared key by the least of its readers; returns γ by layer and head."""
    threshold = SETTINGS["optimizer"]["qkClip"]["threshold"]
    factors = [[min(1, threshold / s) if s > 0 else 1 for s in layer] for layer in max_logits]
    for layer, gammas in enumerate(factors):
        p = f"model.layers.{layer}.self_attn."
        keys = [1.0] * (2 * G)
        for head, gamma in enumerate(gammas):
            key = 2 * (head // (R + 1)) + (1 if head % (R + 1) == R else 0)
            keys[key] = min(keys[key], gamma)
        q = w[p + "q_proj.weight"].reshape(G * (R + 1), D, H)
        k = w[p + "k_proj.weight"].reshape(2 * G, D, H)
        w[p + "q_proj.weight"] = (q * np.sqrt(gammas)[:, None, None]).reshape(-1, H)
        w[p + "k_proj.weight"] = (k * np.sqrt(keys)[:, None, None]).reshape(-1, H)
    return factors


def rate_after(step):
    s, peak, steps = SETTINGS["schedule"], SETTINGS["optimizer"]["learningRate"], 6
    warmup, start = steps * s["warmupFraction"], steps * (1 - s["decayFraction"])
    if step < warmup:
        return peak * step / warmup
    if step < start:
        return peak
    progress = (step - start) / (steps * s["decayFraction"])
    return peak * (1 - (1 - s["endRatio"]) * progress)
