"""The golden mini-run: a whole training run computed in float64, independently of the Swift code.

    pip install numpy autograd && python3 generate.py

README.md beside this file says what it pins.
"""
import json
import math
import pathlib
import struct

import autograd.numpy as np
from autograd import grad

from corpus import BYTES, END_ID, Reader, Stream, VOCABULARY, encode, is_held_out, shares
from network import first_weights, lambda_of, token_losses
from optimizer import clip_heads, rate_after, update
from recipe import D, END, F, G, H, L, MERGES, R, SETTINGS, SHAPE, TEXTS

HERE = pathlib.Path(__file__).parent


def validate(w, corpora, record):
    losses, bits, nats_in_all, bytes_in_all = {}, {}, 0, 0
    length = SETTINGS["training"]["sequenceLength"]
    for name, documents in corpora.items():
        reader = Reader(documents)
        count = -(-reader.size // length)
        rows = [list(map(np.array, reader.row(length))) for _ in range(count)]
        nats = tokens = size = 0
        for index, (inputs, labels, positions, segments) in enumerate(rows):
            # What the last row reads again from the start is padding.
            beyond = np.arange(length) + index * length >= reader.size
            labels, segments = np.where(beyond, -1, labels), np.where(beyond, 0, segments)
            loss, _, valid = token_losses(
                w, [part[None] for part in (inputs, labels, positions, segments)])
            nats += float(np.sum(loss[valid]))
            tokens += int(np.sum(valid))
            size += sum(BYTES[int(label)] for label in labels if label >= 0)
        losses[name], bits[name] = nats / tokens, nats / math.log(2) / size
        nats_in_all, bytes_in_all = nats_in_all + nats, bytes_in_all + size
    record["validationLoss"], record["bitsPerByte"] = losses, bits
    record["validationBitsPerByte"] = nats_in_all / math.log(2) / bytes_in_all


def attention_pairs(positions):
    """Pairs of a position and one that it sees: those before it in its document, and itself."""
    return int(np.sum(positions + 1))


def flops(tokens, pairs):
    matrices = L * (H * D * G * (R + 1) + 2 * H * D * 2 * G + 2 * H * G * R * D + 3 * H * F)
    return 6 * (matrices + SHAPE["vocab_size"] * H) * tokens + 18 * L * G * (R + 1) * D * pairs


def run(w, train, held_out):
    t = SETTINGS["training"]
    steps, rows, length = t["steps"], t["batchSize"], t["sequenceLength"]
    stream = Stream(train, steps * rows * length)
    records = [dict(step=0, tokens=0, trainingFLOPs=0)]
    validate(w, held_out, records[0])
    state, pairs = {}, 0
    for step in range(1, steps + 1):
        planned = shares(stream.drawn / stream.total)
        batch = stream.batch(rows, length)
        pairs += attention_pairs(batch[2])
        valid = int(np.sum(batch[1] >= 0))
        logits = []

        def objective(weights):
            logits.clear()
            loss, lse, counts = token_losses(weights, batch, logits)
            return np.sum((loss + t["zLoss"] * lse * lse) * counts) / valid

        gradients = grad(objective)(w)
        loss = float(objective(w))
        norm = math.sqrt(sum(float(np.sum(g * g)) for g in gradients.values()))
        scale = min(1, t["gradientClip"] / norm)
        rate = rate_after(step)
        record = dict(
            step=step, tokens=stream.drawn, trainingFLOPs=flops(stream.drawn, pairs),
            loss=loss, learningRate=rate, gradientNorm=norm, gradientScale=scale,
            validTokens=valid, maxLogits=[float(np.max(layer)) for layer in logits])
        update(w, gradients, state, rate, step, scale)
        if step % SETTINGS["optimizer"]["qkClip"]["interval"] == 0:
            factors = [gamma for layer in clip_heads(w, logits) for gamma in layer]
            clipped = sum(bool(gamma < 1) for gamma in factors)
            record |= dict(clippedHeads=clipped, clippedFraction=clipped / len(factors),
                           smallestClipFactor=float(min(factors)))
        record["lambda"] = [float(lambda_of(w, layer)) for layer in range(L)]
        for index, name in enumerate(("polyNormCubic", "polyNormSquare", "polyNormLinear")):
            record[name] = [float(w[f"model.layers.{layer}.mlp.act_fn.weight"][index])
                            for layer in range(L)]
        record["mixture"] = {n: r.read for n, r in zip(TEXTS, stream.readers)}
        if any(reader.repeated for reader in stream.readers):
            record["repeatedTokens"] = {n: r.repeated for n, r in zip(TEXTS, stream.readers)}
            record["epochs"] = {n: r.read // r.size for n, r in zip(TEXTS, stream.readers)}
        record["plannedMixture"] = dict(zip(TEXTS, planned))
        if step % SETTINGS["evaluation"]["interval"] == 0 or step == steps:
            validate(w, held_out, record)
        records.append(record)
    return records


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, value in tensors.items():
        raw = value.astype("<f4").tobytes()
        header[name] = dict(dtype="F32", shape=list(value.shape),
                            data_offsets=[len(data), len(data) + len(raw)])
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def write_inputs(w):
    (HERE / "model").mkdir(exist_ok=True)
    for name, text in TEXTS.items():
        (HERE / f"{name}.txt").write_text(text + "\n")
    shape = {"architectures": ["MotifForCausalLM"], "model_type": "motif", **SHAPE}
    (HERE / "model/config.json").write_text(json.dumps(shape, indent=1))
    write_safetensors(HERE / "model/model.safetensors", w)
    tokenizer = dict(
        version="1.0", truncation=None, padding=None, normalizer=None,
        added_tokens=[dict(id=END_ID, content=END, single_word=False, lstrip=False, rstrip=False,
                           normalized=False, special=True)],
        pre_tokenizer=dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True,
                           use_regex=True),
        post_processor=None,
        decoder=dict(type="ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True),
        model=dict(type="BPE", dropout=None, unk_token=None, fuse_unk=False, byte_fallback=False,
                   vocab=VOCABULARY, merges=[" ".join(merge) for merge in MERGES]))
    (HERE / "model/tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False))
    config = {**SETTINGS, "model": SHAPE,
              "initialization": {"kind": "checkpoint", "from": "model"}}
    (HERE / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def main():
    w = first_weights()
    write_inputs(w)
    seed, fraction = SETTINGS["seed"], SETTINGS["data"]["validationFraction"]
    train, held_out = [], {}
    for name, text in TEXTS.items():
        sides = {False: [], True: []}
        for line in text.split("\n"):
            sides[is_held_out(line, seed, fraction)].append(encode(line))
        train.append(sides[False])
        held_out[name] = sides[True]
        assert len(sides[True]) > 1, f"{name} holds out {len(sides[True])}"
    total = 6 * 3 * 16
    streams = [Stream(train, total, at) for at in (0.5, 0)]
    drawn = [[(s.batch(3, 16), [r.read for r in s.readers])[1] for _ in range(6)] for s in streams]
    assert drawn[0] != drawn[1], "shares at a row's start would give the same rows"
    records = run(w, train, held_out)
    assert any(0 < r.get("clippedFraction", 0) < 1 for r in records)
    scales = [r["gradientScale"] for r in records if r["step"]]
    assert min(scales) < 1 and max(scales) == 1, scales
    assert any("repeatedTokens" in r for r in records)
    lines = [json.dumps({"v": 1, **record}) for record in records]
    (HERE / "expected.jsonl").write_text("\n".join(lines) + "\n")


main()
