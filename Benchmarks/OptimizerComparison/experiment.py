#!/usr/bin/env python3
"""Compares ways to update matrices on Configs/optimizer-comparison.json, three seeds of each.

  python3 Benchmarks/OptimizerComparison/experiment.py .build/release/motif-train --jobs 16

  MuonClip       the published five steps of Newton-Schulz
  Polar Express  six steps, for singular values down to 1e-4
  Turbo-Muon     rows balanced first, four steps
  NorMuon        rows of the update evened out by their second moment
  AdamW          for every parameter

Each run has one thread, and as many go side by side as `--jobs` says, one for each processor unless told.
Writes a table as Markdown to the standard output: bits a byte of validation over all domains by seed, their
mean, what it is less than that of MuonClip, and the median of tokens a second beside so many others. A run
that is there already is not run again, one that was interrupted goes on. `--only TEXT` takes the ways whose
names contain it, beside MuonClip; `--set KEY=VALUE` changes every run.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

BASE = "MuonClip"
WAYS = {
    BASE: [],
    "Polar Express, 6 steps": [
        "optimizer.newtonSchulz=polarExpress", "optimizer.newtonSchulzSteps=6",
        "optimizer.newtonSchulzLowerBound=1e-4",
    ],
    "Turbo-Muon, 4 steps": [
        "optimizer.newtonSchulzPreconditioned=true", "optimizer.newtonSchulzSteps=4",
    ],
    "NorMuon": ["optimizer.neuronNormalization=true"],
    "AdamW": ["optimizer.kind=adamw"],
}


def run(options, way, seed):
    """Bits a byte and the median tokens a second; None when the run did not end."""
    name = f"{way}-{options.rate:g}-{seed}".replace(",", "").replace(" ", "-").lower()
    folder = os.path.join(options.out, name)
    results = os.path.join(folder, "results.json")
    if not os.path.exists(results):
        words = [options.program, options.config]
        for change in [
            *WAYS[way], f"optimizer.learningRate={options.rate}", f"seed={seed}", f"name={name}",
            f"output={options.out}", "threads=1", "evaluation.interval=0", "checkpoint.interval=0",
            "logging.tensorBoard=false", *options.changes,
        ]:
            words += ["--set", change]
        if os.path.exists(os.path.join(folder, "config.json")):
            words = [options.program, "--resume", folder]
        with open(os.path.join(options.out, name + ".log"), "w") as log:
            subprocess.run(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    if not os.path.exists(results):
        print(f"{name} did not end; see {options.out}/{name}.log", file=sys.stderr)
        return None
    with open(os.path.join(folder, "metrics.jsonl")) as file:
        steps = [json.loads(line) for line in file]
    rates = [step["tokensPerSecond"] for step in steps if "tokensPerSecond" in step]
    return steps[-1]["validationBitsPerByte"], statistics.median(rates[1:] or rates)


def table(found, seeds):
    base = statistics.mean(bits for bits, _ in found[BASE]) if BASE in found else None
    head = ["way", *[f"seed {seed}" for seed in seeds], "mean", f"below {BASE}", "tokens/s"]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    for way, results in found.items():
        mean = statistics.mean(bits for bits, _ in results)
        less = "–" if base is None or way == BASE else f"{base - mean:+.4f}"
        cells = [way, *[f"{bits:.4f}" for bits, _ in results], f"{mean:.4f}", less]
        cells.append(f"{statistics.median(rate for _, rate in results):,.0f}")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--set", action="append", default=[], dest="changes", metavar="KEY=VALUE")
    parser.add_argument("--config", default="Configs/optimizer-comparison.json")
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="")
    parser.add_argument("--out", default="optimizer-runs")
    options = parser.parse_args()
    options.out = os.path.abspath(options.out)
    os.makedirs(options.out, exist_ok=True)
    seeds = range(options.seeds)
    ways = [way for way in WAYS if way == BASE or options.only.lower() in way.lower()]
    jobs = [(way, seed) for seed in seeds for way in ways]
    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda job: run(options, *job), jobs))
    found = {
        way: [result for job, result in zip(jobs, results) if job[0] == way and result]
        for way in ways
    }
    whole = {way: some for way, some in found.items() if len(some) == options.seeds}
    if not whole:
        sys.exit("no way has ended with all its seeds")
    print(f"{os.path.basename(options.config)}, rate {options.rate:g}, {options.seeds} seeds; bits a "
          "byte, less is better\n")
    print(table(whole, seeds))


if __name__ == "__main__":
    main()
