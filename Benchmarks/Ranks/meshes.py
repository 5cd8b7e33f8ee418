"""Trains the same run under several meshes, twice each, and compares losses and weights.

One rank that adds the gradients of a batch up in three parts shows what rounding alone does.

    python3 Benchmarks/Ranks/meshes.py .build/release/motif-train --steps 50 --preset micro

For each mesh: the largest difference of a step's loss from the run on one rank, in nats and as a
share of that loss, whether both runs end with the same SHA-256 of all weights, and the median seconds
of a step. Ranks are threads; with `--mpi` they are processes of mpirun.
"""

import argparse
import hashlib
import json
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

MESHES = {
    "one rank": {},
    "one rank in 3 parts": {},
    "DDP 4": {"ranks": 4, "dpReplicate": 4},
    "FSDP 4": {"ranks": 4, "dpShard": 4},
    "FSDP 3": {"ranks": 3, "dpShard": 3},
    "HSDP 2 × 2": {"ranks": 4, "dpReplicate": 2, "dpShard": 2},
    "TP 2": {"ranks": 2, "tp": 2},
    "FSDP 2 × TP 2": {"ranks": 4, "dpShard": 2, "tp": 2},
}


def train(options, output, name, mesh):
    config = {
        "name": "meshes", "extends": options.preset, "output": str(output), "seed": 3,
        "data": {"sources": [{"name": name, "family": name, "documents": 2000}
                             for name in ("stories", "programs")]},
        "tokenizer": {"vocabSize": 512},
        "training": {"steps": options.steps, "batchSize": 12, "sequenceLength": options.length},
        "evaluation": {"interval": 0, "items": 0}, "generation": {"tokens": 1},
        "checkpoint": {"interval": 0}, "logging": {"tensorBoard": False, "report": False},
    }
    if options.rate:
        config["optimizer"] = {"learningRate": options.rate}
    launch = []
    if mesh:
        config["parallel"] = mesh
    elif "3 parts" in name:
        config["training"]["microBatchSize"] = 4
    if mesh and options.mpi:
        launch = ["mpirun", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none",
                  "-n", mesh["ranks"]]
    path = output.with_suffix(".json")
    path.write_text(json.dumps(config))
    done = subprocess.run(list(map(str, [*launch, options.program, path])), capture_output=True)
    if done.returncode:
        raise SystemExit(f"{mesh}: exit {done.returncode}\n{done.stderr.decode()[-2000:]}")
    run = next(output.iterdir())
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    steps = [line for line in lines if "loss" in line]
    weights = hashlib.sha256()
    newest = sorted((run / "checkpoints").iterdir())[-1]
    for file in sorted(newest.glob("model*.safetensors")):
        weights.update(file.read_bytes())
    return [s["loss"] for s in steps], [12 * options.length / s["tokensPerSecond"] for s in steps], weights.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--preset", default="micro")
    parser.add_argument("--mpi", action="store_true")
    parser.add_argument("--rate", type=float, help="another learning rate than the preset's")
    parser.add_argument("--only", help="names of meshes, separated by commas, beside one rank")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    alone = None
    print("| mesh | largest difference of a loss | as a share | same weights twice | SHA-256 | s a step |")
    print("|---|---|---|---|---|---|")
    for name, mesh in MESHES.items():
        if options.only and not (name == "one rank" or name in options.only.split(",")):
            continue
        runs = [train(options, folder / f"{i}-{abs(hash(name))}", name, mesh) for i in (0, 1)]
        losses, seconds, sha = runs[0]
        assert len(losses) == options.steps, len(losses)
        alone = alone or losses
        off = max(abs(a - b) for a, b in zip(alone, losses))
        share = max(abs(a - b) / a for a, b in zip(alone, losses))
        same = "yes" if sha == runs[1][2] and losses == runs[1][0] else "NO"
        print(f"| {name} | {off:.1e} | {share:.1e} | {same} | {sha[:12]} "
              f"| {statistics.median(seconds):.2f} |", flush=True)
    shutil.rmtree(folder)


main()
