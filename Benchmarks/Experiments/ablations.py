#!/usr/bin/env python3
"""Compares attention, feed-forward and optimizer at equal parameters, operations and tokens.

  python3 Benchmarks/Experiments/ablations.py .build/release/motif-train --tokens 2000000 --jobs 16

Each arm changes the recipe of the base, grouped differential attention with PolyNorm and MuonClip, in one
way; the last changes everything:

  GDA, PolyNorm, MuonClip   nothing
  plain differential        one signal head for each noise head
  softmax                   no noise heads
  SwiGLU                    SiLU in place of PolyNorm
  Muon                      no QK-Clip
  AdamW                     for every parameter
  Llama                     softmax, SwiGLU and AdamW

`--grid` takes every attention with every activation and every optimizer instead. Matrices and operations of
all shapes are exactly equal (ModelConfig.withEqualCost); for nano they are those of the presets nano-diff,
nano-softmax and nano-swiglu.

With several `--rates` every arm is trained with each of them, and the table shows the one with the fewest
bits a byte: the best rate of AdamW need not be that of Muon. The choice is made on the validation text
that is shown.

Writes one table as Markdown to the standard output: bits a byte of validation by source, mean and standard
deviation over the seeds, parameters, operations, tokens a second, the largest attention logit of any step.
Below optimizer.qkClip.threshold Muon and MuonClip have the same bits; Benchmarks/QKClipExperiment has runs
that exceed it. One thread a run by default, as many
runs at once as `--jobs` says: tokens a second are those beside so many others. A run that is there already
is not run again, one that was interrupted goes on.
"""

import argparse
import itertools
import json
import statistics
import subprocess
import sys

import runs

UNITS = {"nano": 512, "micro": 1024}
# Heads of queries, of keys and of noise, and the share of the feed-forward units.
ATTENTION = {
    "GDA": (10, 4, 2, 1), "plain differential": (10, 10, 5, 15 / 16), "softmax": (15, 5, 0, 15 / 16),
}
ACTIVATION = {"PolyNorm": "poly_norm", "SwiGLU": "silu"}
OPTIMIZER = {"MuonClip": "muonClip", "Muon": "muon", "AdamW": "adamw"}
BASE = ("GDA", "PolyNorm", "MuonClip")


def arms(grid):
    """The arms by name: attention, activation and optimizer of each."""
    if grid:
        return {", ".join(arm): arm for arm in itertools.product(ATTENTION, ACTIVATION, OPTIMIZER)}
    one = {", ".join(BASE): BASE}
    for place, choices in enumerate([ATTENTION, ACTIVATION, OPTIMIZER]):
        for choice in choices:
            if choice != BASE[place]:
                one[choice] = BASE[:place] + (choice,) + BASE[place + 1:]
    one["Llama: softmax, SwiGLU, AdamW"] = ("softmax", "SwiGLU", "AdamW")
    return one


def changes(options, arm, rate):
    attention, activation, optimizer = arm
    queries, keys, noise, units = ATTENTION[attention]
    return [
        f"model.preset={options.preset}", f"model.num_attention_heads={queries}",
        f"model.num_key_value_heads={keys}", f"model.num_noise_heads={noise}",
        f"model.intermediate_size={UNITS[options.preset] * units:.0f}",
        f"model.hidden_act={ACTIVATION[activation]}",
        f"optimizer.kind={OPTIMIZER[optimizer]}", f"optimizer.learningRate={rate}",
        f"training.tokens={options.tokens}", f"threads={options.threads}",
    ]


def parameters(options, arm):
    """What `--plan` counts."""
    words = [options.program, options.config, *runs.settings(changes(options, arm, options.rates[0]))]
    plan = subprocess.run(
        words + ["--plan", "--json"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if plan.returncode != 0:
        sys.exit(plan.stdout + plan.stderr)
    return find(json.loads(plan.stdout), "parameters")


def find(node, key):
    """The first number of that key."""
    if isinstance(node, dict):
        if isinstance(node.get(key), int):
            return node[key]
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            found = find(value, key)
            if found is not None:
                return found
    return None


def run(options, arm, rate, seed):
    name = "-".join(arm + (str(rate), str(seed))).replace(" ", "-").lower()
    one = runs.Run(options.program, options.out, name)
    own = [f"seed={seed}", f"evaluation.items={options.items}"]
    if not one.make(options.config, changes(options, arm, rate) + own):
        return None
    steps = one.steps()
    last = steps[-1]
    return {
        "bits": last["bitsPerByte"], "total": last["validationBitsPerByte"],
        "flops": last["trainingFLOPs"] / last["tokens"],
        "rate": runs.tokens_per_second(steps),
        "logit": max(max(step["maxLogits"]) for step in steps if "maxLogits" in step),
    }


def row(name, rate, results, domains, size):
    cells = [name, f"{rate:g}", runs.cell([result["total"] for result in results], 3)]
    cells += [runs.cell([result["bits"][domain] for result in results], 3) for domain in domains]
    flops = statistics.mean(result["flops"] for result in results)
    speed = statistics.mean(result["rate"] for result in results)
    logit = max(result["logit"] for result in results)
    cells += [f"{size:,}", f"{flops / 1e6:.2f}", f"{speed:,.0f}", f"{logit:.1f}"]
    return cells


def table(found, sizes):
    domains = list(next(iter(found.values()))[1][0]["bits"])
    head = ["arm", "rate", "all", *domains, "parameters", "MFLOP a token", "tokens/s", "logit"]
    rows = [
        row(name, rate, results, domains, sizes[name]) for name, (rate, results) in found.items()
    ]
    return runs.table(head, rows)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--config", default="Configs/motif-2-pretrain-nano.json")
    parser.add_argument("--preset", default="nano", choices=list(UNITS))
    parser.add_argument("--tokens", type=int, default=2_000_000)
    parser.add_argument("--rates", default="0.002", help="learning rates, separated by commas")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--items", type=int, default=0)
    parser.add_argument("--grid", action="store_true")
    parser.add_argument("--out", default="ablation-runs")
    options = parser.parse_args()
    options.out = runs.folder(options.out)
    options.rates = [float(rate) for rate in options.rates.split(",")]
    chosen = arms(options.grid)
    sizes = {name: parameters(options, arm) for name, arm in chosen.items()}
    # A rate is finished with all its seeds before the next begins: what is interrupted has a table.
    jobs = [(arm, rate, seed) for rate in options.rates for seed in range(1, options.seeds + 1)
            for arm in chosen.values()]
    results = runs.side_by_side(jobs, lambda *job: run(options, *job), options.jobs)
    found = {}
    for name, arm in chosen.items():
        by_rate = {
            rate: [result for job, result in zip(jobs, results)
                   if job[:2] == (arm, rate) and result] for rate in options.rates
        }
        ended = {rate: some for rate, some in by_rate.items() if len(some) == options.seeds}
        if ended:
            found[name] = min(
                ended.items(), key=lambda item: statistics.mean(r["total"] for r in item[1]))
    if not found:
        sys.exit("no arm has ended with all its seeds")
    print(f"{options.preset}, {options.tokens:,} tokens, {options.seeds} seeds, rates "
          f"{', '.join(f'{rate:g}' for rate in options.rates)}; bits a byte, less is better\n")
    print(table(found, sizes))


if __name__ == "__main__":
    main()
