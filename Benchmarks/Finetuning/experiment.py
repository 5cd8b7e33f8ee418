#!/usr/bin/env python3
"""Compares ways to fine-tune in three stages: one thing changed, several seeds.

  python3 Benchmarks/Finetuning/experiment.py .build/release/motif-train --from runs/motif-2-pretrain-nano

Every seed trains Configs/motif-2-sft-nano.json from the pre-trained run. Two arms go on from copies of it:

  scored            the recipe: stage 3 prunes by utility
  random            stage 3 prunes as many samples at random (from the copy's stage 2)
  no selection      stage 2 without quality, loss band and difficulty, then stage 3 (from its stage 1)

What each stage has found at its end is in the copies as well, so the table has every stage of the recipe
(no stage 3 is its stage 2) and the ends of the other arms: exact match by source, and the answers that ended
their turn. Means and standard deviations over the seeds, as Markdown to the standard output. Runs that are
there already are not run again.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

STAGES = ["1-align", "2-skills", "3-refine"]
ARMS = {
    "random": (2, ["stages.2.data.selection.pruneRandomly=true"]),
    "no selection": (1, [
        "stages.1.data.selection.quality=0", "stages.1.data.selection.lossLow=0",
        "stages.1.data.selection.lossHigh=100", "stages.1.data.selection.difficulty=false",
    ]),
}


def launch(options, name, arguments):
    with open(os.path.join(options.out, name + ".log"), "a") as log:
        subprocess.run([options.program] + arguments, stdout=log, stderr=log,
                       stdin=subprocess.DEVNULL)


def results(options, name, stage):
    path = os.path.join(options.out, name, "stages", stage, "results.json")
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return json.load(file)


def settings(changes):
    return [part for change in changes for part in ("--set", change)]


def recipe(options, seed):
    name = f"scored-{seed}"
    if results(options, name, STAGES[-1]) is None:
        if os.path.exists(os.path.join(options.out, name, "config.json")):
            arguments = ["--resume", os.path.join(options.out, name)]
        else:
            source = os.path.abspath(options.source)
            arguments = [options.config] + settings([
                f"seed={seed}", f"name={name}", f"output={options.out}",
                f"threads={options.threads}", f"initialization.from={source}",
                "checkpoint.interval=0", "logging.tensorBoard=false", "evaluation.interval=0",
            ] + options.set)
        launch(options, name, arguments)


def arm(options, kind, seed):
    kept, changes = ARMS[kind]
    name = f"{kind.replace(' ', '-')}-{seed}"
    folder, base = os.path.join(options.out, name), os.path.join(options.out, f"scored-{seed}")
    if results(options, name, STAGES[-1]) is None:
        if not os.path.exists(folder):
            shutil.copytree(base, folder + ".part")
            for stage in STAGES[kept:]:
                shutil.rmtree(os.path.join(folder + ".part", "stages", stage), ignore_errors=True)
            os.rename(folder + ".part", folder)
        launch(options, name, ["--resume", folder] + settings(changes))


def share(found, value):
    """Percent by source, families together, and of all."""
    counts = {}
    for row in found["exactMatch"]:
        for name in (row["domain"].split("/")[0], "all"):
            hit, asked = counts.get(name, (0, 0))
            counts[name] = (hit + value(row), asked + row["items"])
    return {name: 100 * hit / asked for name, (hit, asked) in counts.items()}


def table(columns, value):
    shares = {title: [share(found, value) for found in list_] for title, list_ in columns.items()}
    names = list(dict.fromkeys(name for found in shares.values() for row in found for name in row))
    names.sort(key=lambda name: name == "all")
    lines = ["| source | " + " | ".join(shares) + " |", "| --- |" + " --- |" * len(shares)]
    for name in names:
        cells = []
        for found in shares.values():
            values = [row[name] for row in found if name in row]
            spread = statistics.stdev(values) if len(values) > 1 else 0
            cells.append(f"{statistics.mean(values):.1f} ± {spread:.1f}" if values else "–")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--from", dest="source", default="runs/motif-2-pretrain-nano")
    parser.add_argument("--config", default="Configs/motif-2-sft-nano.json")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", default="finetuning-runs")
    parser.add_argument("--set", action="append", default=[], help="a setting of every run")
    options = parser.parse_args()
    options.program, options.out = map(os.path.abspath, (options.program, options.out))
    os.makedirs(options.out, exist_ok=True)
    seeds = range(1, options.seeds + 1)
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda seed: recipe(options, seed), seeds))
        list(pool.map(lambda job: arm(options, *job), [(k, s) for k in ARMS for s in seeds]))
    columns = {}
    for title, name, stage in [
        ("after stage 1", "scored", STAGES[0]), ("after stage 2 (no stage 3)", "scored", STAGES[1]),
        ("after stage 3", "scored", STAGES[2]), ("stage 3, random pruning", "random", STAGES[2]),
        ("stage 2 without selection", "no-selection", STAGES[1]),
        ("… and stage 3", "no-selection", STAGES[2]),
    ]:
        found = [results(options, f"{name}-{seed}", stage) for seed in seeds]
        found = [one for one in found if one]
        if found:
            columns[title] = found
    if not columns:
        sys.exit(f"no stage has ended; see {options.out}/*.log")
    print(f"{min(map(len, columns.values()))} to {max(map(len, columns.values()))} seeds\n")
    print("Exact match of held-out tasks, greedy, percent\n")
    print(table(columns, lambda row: row["correct"]))
    print("\nAnswers that ended their turn, percent\n")
    print(table(columns, lambda row: row.get("ended") or 0))


if __name__ == "__main__":
    main()
