"""What the experiments share: runs that are made once, and the tables of what they found."""

import json
import os
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor


class Run:
    """A run of motif-train in a folder of its own, with its output in NAME.log beside it."""

    def __init__(self, program, out, name):
        self.program, self.out, self.name = program, out, name
        self.folder = os.path.join(out, name)

    def launch(self, words):
        with open(self.folder + ".log", "a") as log:
            subprocess.run([self.program, *words], stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def make(self, config, changes, results="results.json"):
        """Trains `config` with `changes`, goes on where it was interrupted, and leaves a finished run alone.

        Returns whether `results`, which the program writes last, is there.
        """
        if not self.has(results):
            if self.has("config.json"):
                self.launch(["--resume", self.folder])
            else:
                own = [f"name={self.name}", f"output={self.out}", "evaluation.interval=0",
                       "checkpoint.interval=0", "logging.tensorBoard=false"]
                self.launch([config, *settings([*own, *changes])])
        if not self.has(results):
            print(f"{self.name} did not end; see {self.folder}.log", file=sys.stderr)
            return False
        return True

    def has(self, file):
        return os.path.exists(os.path.join(self.folder, file))

    def results(self, stage=""):
        with open(os.path.join(self.folder, stage, "results.json")) as file:
            return json.load(file)

    def steps(self):
        """The lines of metrics.jsonl."""
        with open(os.path.join(self.folder, "metrics.jsonl")) as file:
            return [json.loads(line) for line in file]


def tokens_per_second(steps):
    """The median, without the first step, which reads files and fills caches."""
    rates = [step["tokensPerSecond"] for step in steps if "tokensPerSecond" in step]
    return statistics.median(rates[1:] or rates)


def settings(changes):
    return [word for change in changes for word in ("--set", change)]


def side_by_side(jobs, make, workers):
    """What `make` returns for each job, `workers` of them at a time."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda job: make(*job), jobs))


def folder(path):
    """The folder at `path`, made where it is missing, from the root."""
    path = os.path.abspath(path)
    os.makedirs(path, exist_ok=True)
    return path


def cell(values, digits):
    """Mean and standard deviation over the seeds."""
    mean = f"{statistics.mean(values):.{digits}f}"
    return f"{mean} ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else mean


def table(head, rows):
    """A table of Markdown; all columns but the first are aligned at the right."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
