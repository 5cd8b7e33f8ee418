#!/usr/bin/env python3
"""Compares ways to update matrices on Configs/optimizer-comparison.json, three seeds of each.

  python3 Benchmarks/Experiments/optimizers.py .build/release/motif-train --jobs 16

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
import os
import statistics
import sys

import runs

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
    one = runs.Run(options.program, options.out, name)
    own = [f"optimizer.learningRate={options.rate}", f"seed={seed}", "threads=1"]
    if not one.make(options.config, [*WAYS[way], *own, *options.changes]):
        return None
    steps = one.steps()
    return steps[-1]["validationBitsPerByte"], runs.tokens_per_second(steps)


def table(found, seeds):
    base = statistics.mean(bits for bits, _ in found[BASE]) if BASE in found else None
    head = ["way", *[f"seed {seed}" for seed in seeds], "mean", f"below {BASE}", "tokens/s"]
    rows = []
    for way, results in found.items():
        mean = statistics.mean(bits for bits, _ in results)
        less = "–" if base is None or way == BASE else f"{base - mean:+.4f}"
        cells = [way, *[f"{bits:.4f}" for bits, _ in results], f"{mean:.4f}", less]
        cells.append(f"{statistics.median(rate for _, rate in results):,.0f}")
        rows.append(cells)
    return runs.table(head, rows)


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
    options.out = runs.folder(options.out)
    seeds = range(options.seeds)
    ways = [way for way in WAYS if way == BASE or options.only.lower() in way.lower()]
    jobs = [(way, seed) for seed in seeds for way in ways]
    results = runs.side_by_side(jobs, lambda *job: run(options, *job), options.jobs)
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
