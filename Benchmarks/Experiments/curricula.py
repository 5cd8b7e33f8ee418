#!/usr/bin/env python3
"""Compares curricula at equal tokens: the same sources, model and seeds, one thing changed.

  python3 Benchmarks/Experiments/curricula.py .build/release/motif-train --tokens 2000000 --jobs 2

Each arm changes the recipe Configs/motif-2-pretrain-nano.json in one way:

  curriculum      nothing: mixture moves, reasoning rises in the end, the batch grows
  constant        the same total of every source, but the same share at every moment
  no anneal       reasoning stays where it is when the learning rate begins to fall
  constant batch  the largest batch from the first step on

Writes a table of bits a byte and exact match by source, mean and standard deviation over the seeds, as
Markdown to the standard output. A run that is there already is not run again.
"""

import argparse
import json
import sys

import runs

GROUPS = ["web", "multilingual", "korean", "academic", "specialised", "code", "math", "reasoning"]
INITIAL = [0.68, 0.07, 0.01, 0.06, 0.05, 0.10, 0.02, 0.01]
FINAL = [0.33, 0.00, 0.30, 0.03, 0.01, 0.18, 0.10, 0.05]
CAP = 0.095
ANNEAL = 0.82


def sources(weights):
    """Weights of groups as weights of sources: reasoning is two parts mathematics, one part code."""
    named = dict(zip(GROUPS, weights))
    reasoning = named.pop("reasoning")
    return {**named, "reasoning-math": reasoning * 2 / 3, "reasoning-code": reasoning / 3}


def mixture(knots):
    weights = [{"at": at, "weights": sources(values)} for at, values in knots]
    return ["data.mixture.preset=none", "data.mixture.knots=" + json.dumps(weights)]


def normalized(weights):
    total = sum(weights)
    return [weight / total for weight in weights]


def arms():
    end = [weight * (1 - CAP) / (1 - FINAL[7]) for weight in FINAL[:7]] + [CAP]
    initial, final = normalized(INITIAL), normalized(FINAL)
    mean = [
        ANNEAL * (a + b) / 2 + (1 - ANNEAL) * (b + c) / 2 for a, b, c in zip(initial, final, end)
    ]
    return {
        "curriculum": [],
        "constant": mixture([(0, mean)]),
        "no anneal": mixture([(0, INITIAL), (ANNEAL, FINAL), (1, FINAL)]),
        "constant batch": ["training.ramp.batch=[]", "training.batchTokens=16384"],
    }


def run(options, arm, changes, seed):
    one = runs.Run(options.program, options.out, f"{arm.replace(' ', '-')}-{seed}")
    own = [
        f"seed={seed}", f"threads={options.threads}", f"training.tokens={options.tokens}",
        f"evaluation.items={options.items}",
    ]
    return arm, one.results() if one.make(options.config, own + changes) else None


def table(found, section, value, digits):
    domains = [row["domain"] for row in next(iter(found.values()))[0][section]]
    rows = [
        [domain] + [
            runs.cell([value(result[section][place]) for result in results], digits)
            for results in found.values()
        ] for place, domain in enumerate(domains)
    ]
    return runs.table(["source", *found], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--config", default="Configs/motif-2-pretrain-nano.json")
    parser.add_argument("--tokens", type=int, default=2_000_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--items", type=int, default=50)
    parser.add_argument("--out", default="curriculum-runs")
    options = parser.parse_args()
    options.out = runs.folder(options.out)
    jobs = [(arm, changes, seed) for seed in range(1, options.seeds + 1)
            for arm, changes in arms().items()]
    results = runs.side_by_side(jobs, lambda *job: run(options, *job), options.jobs)
    found = {arm: [result for name, result in results if name == arm and result] for arm in arms()}
    found = {arm: results for arm, results in found.items() if results}
    if not found:
        sys.exit("no run has ended")
    print(f"{options.tokens:,} tokens, {min(map(len, found.values()))} seeds\n")
    print("Bits a byte (less is better)\n")
    print(table(found, "validation", lambda row: row["bitsPerByte"], 3))
    print("\nExact match, percent (more is better)\n")
    print(table(found, "exactMatch", lambda row: 100 * row["correct"] / row["items"], 1))


if __name__ == "__main__":
    main()
