#!/usr/bin/env python3
"""Compares ways to fine-tune in three stages: one thing changed, several seeds.

  python3 Benchmarks/Experiments/finetuning.py .build/release/motif-train --from runs/motif-2-pretrain-nano

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
import os
import shutil
import sys

import runs

STAGES = ["1-align", "2-skills", "3-refine"]
END = f"stages/{STAGES[-1]}/results.json"
ARMS = {
    "random": (2, ["stages.2.data.selection.pruneRandomly=true"]),
    "no selection": (1, [
        "stages.1.data.selection.quality=0", "stages.1.data.selection.lossLow=0",
        "stages.1.data.selection.lossHigh=100", "stages.1.data.selection.difficulty=false",
    ]),
}


def recipe(options, seed):
    own = [f"seed={seed}", f"threads={options.threads}",
           f"initialization.from={os.path.abspath(options.source)}"]
    run(options, "scored", seed).make(options.config, own + options.set, END)


def arm(options, kind, seed):
    kept, changes = ARMS[kind]
    copy, base = run(options, kind, seed), run(options, "scored", seed)
    if copy.has(END):
        return
    if not os.path.exists(copy.folder):
        shutil.copytree(base.folder, copy.folder + ".part")
        for stage in STAGES[kept:]:
            shutil.rmtree(f"{copy.folder}.part/stages/{stage}", ignore_errors=True)
        os.rename(copy.folder + ".part", copy.folder)
    copy.launch(["--resume", copy.folder, *runs.settings(changes)])


def run(options, kind, seed):
    return runs.Run(options.program, options.out, f"{kind.replace(' ', '-')}-{seed}")


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
    rows = []
    for name in names:
        values = [[row[name] for row in found if name in row] for found in shares.values()]
        rows.append([name] + [runs.cell(some, 1) if some else "–" for some in values])
    return runs.table(["source", *shares], rows)


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
    options.program, options.out = os.path.abspath(options.program), runs.folder(options.out)
    seeds = range(1, options.seeds + 1)
    recipes = [(options, seed) for seed in seeds]
    runs.side_by_side(recipes, recipe, options.jobs)
    runs.side_by_side([(options, kind, seed) for kind in ARMS for seed in seeds], arm, options.jobs)
    columns = {}
    for title, name, stage in [
        ("after stage 1", "scored", STAGES[0]), ("after stage 2 (no stage 3)", "scored", STAGES[1]),
        ("after stage 3", "scored", STAGES[2]), ("stage 3, random pruning", "random", STAGES[2]),
        ("stage 2 without selection", "no-selection", STAGES[1]),
        ("… and stage 3", "no-selection", STAGES[2]),
    ]:
        place = f"stages/{stage}"
        found = [run(options, name, seed) for seed in seeds]
        found = [one.results(place) for one in found if one.has(place + "/results.json")]
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
