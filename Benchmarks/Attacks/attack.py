#!/usr/bin/env python3
"""Attacks a release build of motif-train and says what it survived.

    python3 Benchmarks/Attacks/attack.py .build/release/motif-train [--minutes 10] [--only kill,flip]

Every attack is tried many times on a small run of three stages (pretrain, grow, pretrain). A try is
survived when the program ends in time, by an exit code that it documents and with a sentence, and when
the run, resumed without the attack, ends with the bits of a run that was never attacked. Where Open
MPI's mpirun is installed, runs of several ranks are attacked as well (`ranks.py`). Needs Python 3.9 and
nothing else; Linux only. Exits 1 when a try was not survived.
"""

import argparse
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ranks import LAUNCHER, RankAttacks

DOCUMENTED = {0, 2, 3, 4, 5, 75, 130}
DEADLINE = 60.0
NOBODY = 65534

CONFIG = {
    "threads": 1,
    "model": {"preset": "nano-seed", "hidden_size": 64, "num_hidden_layers": 2,
              "intermediate_size": 256},
    "tokenizer": {"vocabSize": 300},
    "data": {"sources": [{"name": "arithmetic", "kind": "synthetic", "family": "arithmetic",
                          "documents": 300}]},
    "training": {"steps": 30, "batchSize": 2, "sequenceLength": 32},
    "evaluation": {"interval": 10, "items": 4},
    "checkpoint": {"interval": 5},
    "stages": [
        {"kind": "pretrain", "name": "seed"},
        {"kind": "grow", "model": {"num_hidden_layers": 4}},
        {"kind": "pretrain", "name": "train", "training": {"steps": 20}},
    ],
}


class Attack(RankAttacks):
    """The program, the unattacked run, and the tally."""

    def __init__(self, program, folder, seed):
        self.program = os.path.abspath(program)
        self.folder = Path(folder)
        self.random = random.Random(seed)
        self.tally = {}
        self.failures = []
        self.config = self.folder / "config.json"
        self.config.write_text(json.dumps(CONFIG))
        self.rank_config = self.folder / "ranks.json"
        self.rank_config.write_text(json.dumps({
            **{key: value for key, value in CONFIG.items() if key != "stages"},
            "training": {**CONFIG["training"], "steps": 40, "batchSize": 4}}))

    # Running

    def start(self, arguments, limits=(), plain=False):
        """A process of its own session; `plain`: of a user to whom limits and modes apply."""
        def limit():
            os.setsid()
            for kind, value in limits:
                resource.setrlimit(kind, (value, value))
            if plain and os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
        return subprocess.Popen(
            [self.program, *map(str, arguments)], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit)

    def end(self, process, seconds=DEADLINE):
        """Exit code (None: it hung), standard output, standard error."""
        try:
            out, err = process.communicate(timeout=seconds)
            return process.returncode, out, err.decode(errors="replace")
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            return None, out, err.decode(errors="replace")

    def run(self, *arguments, limits=(), plain=False):
        return self.end(self.start(arguments, limits, plain))

    def train(self, output, config=None):
        """The arguments that begin or continue the run in `output`."""
        if (output / "config.json").exists():
            return ["--resume", output]
        return [config or self.config, "--set", f"output={output.parent}", "--set", f"name={output.name}"]

    def finish(self, output):
        """Resumes until the run is done; the complaint, or None."""
        for _ in range(3):
            code, _, err = self.run(*self.train(output))
            if code == 0:
                return None
        return f"cannot be finished: exit {code}, {last(err)}"

    def hash(self, output):
        """One hash over weights and optimizer of every stage's newest checkpoint."""
        sums = hashlib.sha256()
        for folder in sorted(output.glob("**/checkpoints")):
            newest = sorted(p for p in folder.iterdir() if "." not in p.name)[-1]
            for path in sorted(newest.glob("*.safetensors")):
                sums.update(path.read_bytes())
        return sums.hexdigest()

    # Judging

    def judge(self, kind, complaint):
        survived, tried = self.tally.get(kind, (0, 0))
        self.tally[kind] = (survived + (complaint is None), tried + 1)
        if complaint:
            self.failures.append(f"{kind}: {complaint}")
            print(f"  {kind}: {complaint}", flush=True)

    def told(self, code, err, allowed=DOCUMENTED):
        """Whether a program ended as documented, with a sentence where it failed."""
        if code is None:
            return f"hung for more than {DEADLINE:.0f} s"
        if code == 127 and "loading shared libraries" in err:
            return None  # The limit kept the loader from starting the program.
        if code not in allowed:
            return f"exit {code}, {last(err)}"
        if code in (2, 3, 4, 5) and not err.strip():
            return f"exit {code} without a sentence"
        if "Fatal error" in err or "Swift/" in err:
            return f"trapped: {last(err)}"
        return None

    def same(self, output):
        return self.finish(output) or (
            None if self.hash(output) == self.reference else "ends with other bits")

    def fresh(self):
        path = self.folder / f"run-{self.random.getrandbits(48):012x}"
        return path

    def copy(self):
        """A copy of a run that was stopped half way."""
        path = self.fresh()
        shutil.copytree(self.half, path, symlinks=True)
        return path

    def prepare(self):
        """The run that nobody attacks, and one stopped in its last stage."""
        whole = self.folder / "whole"
        began = time.monotonic()
        code, _, err = self.run(*self.train(whole))
        assert code == 0, err
        self.seconds = time.monotonic() - began
        self.reference = self.hash(whole)
        self.whole = whole
        self.half = self.folder / "half"
        while True:
            process = self.start(self.train(self.half))
            time.sleep(self.seconds * 0.8)
            process.send_signal(signal.SIGTERM)
            code, _, err = self.end(process)
            if code == 75:
                return
            shutil.rmtree(self.half)

    # The attacks; each is one try

    def kill(self):
        output = self.fresh()
        for _ in range(self.random.randrange(1, 5)):
            process = self.start(self.train(output))
            time.sleep(self.random.uniform(0, self.seconds))
            process.kill()
            process.communicate()
        return output, self.same(output)

    def signal(self):
        output = self.fresh()
        number = self.random.choice([signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
        process = self.start(self.train(output))
        time.sleep(self.random.uniform(0, self.seconds))
        process.send_signal(number)
        code, _, err = self.end(process)
        # A signal before the handlers stand ends the process as it ends any other.
        return output, self.told(code, err, {0, 75, 130, -number}) or self.same(output)

    def limited(self, limits, plain=False):
        output = self.copy() if self.random.random() < 0.5 else self.fresh()
        self.give_away(output)
        code, _, err = self.run(*self.train(output), limits=limits, plain=plain)
        return output, self.told(code, err) or self.same(output)

    def give_away(self, output):
        """Lets the plain user write the run."""
        if os.geteuid() != 0:
            return
        os.chmod(self.folder, 0o777)
        for path in [output, *output.rglob("*")]:
            if path.exists():
                os.chown(path, NOBODY, NOBODY)

    def memory(self):
        size = int(2 ** self.random.uniform(26, 31))
        return self.limited([(resource.RLIMIT_AS, size)])

    def threads(self):
        return self.limited(
            [(resource.RLIMIT_NPROC, self.random.randrange(1, 4))], plain=True)

    def fill(self):
        return self.limited([(resource.RLIMIT_FSIZE, int(2 ** self.random.uniform(0, 21)))])

    def descriptors(self):
        return self.limited([(resource.RLIMIT_NOFILE, self.random.randrange(3, 24))])

    def flip(self):
        output = self.copy()
        files = [p for p in output.rglob("*") if p.is_file() and p.stat().st_size
                 and "checkpoints" in p.parts]
        path = self.random.choice(files)
        data = bytearray(path.read_bytes())
        place = self.random.randrange(len(data) * 8)
        data[place // 8] ^= 1 << (place % 8)
        path.write_bytes(data)
        code, _, err = self.run(*self.train(output))
        complaint = self.told(code, err, {0, 3})
        if complaint is None and code == 0 and self.hash(output) != self.reference:
            complaint = f"a flipped bit in {path.name} went unnoticed into the result"
        return output, complaint

    def missing(self):
        """Checkpoints that vanished are an error, never a silent new start."""
        output = self.copy()
        stage = self.random.choice(sorted(output.glob("stages/*/checkpoints")))
        shutil.rmtree(stage)
        if self.random.random() < 0.5:
            stage.mkdir()
        code, _, err = self.run(*self.train(output))
        if code == 0 and self.hash(output) == self.reference:
            return output, None
        return output, self.told(code, err, {3})

    def unreadable(self):
        """What cannot be read now is neither damaged nor removed."""
        output = self.copy()
        self.give_away(output)
        checkpoint = self.random.choice(sorted(output.glob("stages/*/checkpoints/step-*")))
        os.chmod(checkpoint, 0)
        code, _, err = self.run(*self.train(output), plain=True)
        complaint = self.told(code, err)
        if complaint is None and not checkpoint.exists():
            complaint = f"removed {checkpoint.name}, which it could not read"
        if checkpoint.exists():
            os.chmod(checkpoint, 0o755)
        return output, complaint or self.same(output)

    def two_trainers(self):
        output = self.copy() if self.random.random() < 0.5 else self.fresh()
        both = [self.start(self.train(output)) for _ in range(2)]
        ends = [self.end(p) for p in both]
        complaint = next(filter(None, (self.told(c, e) for c, _, e in ends)), None)
        return output, complaint or self.same(output)

    def two_reports(self):
        output = self.copy()
        page = output / "page.html"
        stage = output / "stages/1-seed"
        writers = [self.start(["report", stage, "--html", page]) for _ in range(4)]
        ends = [self.end(p) for p in writers]
        complaint = next(filter(None, (self.told(c, e, {0}) for c, _, e in ends)), None)
        if complaint is None and not page.read_text().rstrip().endswith("</html>"):
            complaint = "the page is torn"
        return output, complaint

    def two_growths(self):
        out = self.fresh()
        source = self.whole / "stages/1-seed"
        command = ["grow", source, "--to", self.target(), "--out", out]
        both = [self.start(command) for _ in range(2)]
        is_killed = self.random.random() < 0.5
        if is_killed:
            time.sleep(self.random.uniform(0, 0.3))
            self.random.choice(both).kill()
        ends = [self.end(p) for p in both]
        complaint = next(filter(None, (
            self.told(c, e) for c, _, e in ends if c != -signal.SIGKILL)), None)
        done = [c for c, _, _ in ends if c == 0]
        if complaint is None and (len(done) > 1 or (
                done or not is_killed) and bool(done) != out.exists()):
            complaint = f"exits {[c for c, _, _ in ends]}, folder there: {out.exists()}"
        if complaint is None and out.exists() and not (
                (out / "config.json").exists() and list(out.glob("*.safetensors"))):
            complaint = "the folder is not whole"
        return out, complaint

    def target(self):
        """A config to grow into."""
        target = self.folder / "target.json"
        config = {key: value for key, value in CONFIG.items() if key != "stages"}
        config["model"] = {**CONFIG["model"], "num_hidden_layers": 4}
        target.write_text(json.dumps(config))
        return target

    def stopped_commands(self):
        output = self.copy()
        stage = output / "stages/1-seed"
        self.lengthen(stage / "metrics.jsonl")
        page, out = output / "page.html", output / "grown"
        page.write_text("old")
        command = self.random.choice([
            ["report", stage], ["report", stage, "--html", page],
            ["compare", stage, self.whole / "stages/1-seed", "--html", page],
            ["generate", self.whole, "--prompt", "1+1=", "--tokens", "100000"],
            ["grow", self.whole / "stages/1-seed", "--to", self.target(), "--out", out],
        ])
        process = self.start(command)
        time.sleep(self.random.uniform(0, 0.3))
        process.send_signal(self.random.choice([signal.SIGTERM, signal.SIGINT]))
        code, _, err = self.end(process, 5)
        complaint = self.told(code, err, {0, 75, 130, -signal.SIGTERM, -signal.SIGINT})
        text = page.read_text()
        if complaint is None and text != "old" and not text.rstrip().endswith("</html>"):
            complaint = "the page is torn"
        if complaint is None and out.exists() != (code == 0 and command[0] == "grow"):
            complaint = f"exit {code}, folder there: {out.exists()}"
        if complaint is None and list(output.rglob("*.partial")):
            complaint = "a temporary file was left"
        return output, complaint

    def lengthen(self, log):
        """Makes a log that takes a while to read."""
        line = json.loads(log.read_text().splitlines()[-1])
        first = line["step"]
        with open(log, "a") as file:
            for step in range(first + 1, first + 20000):
                file.write(json.dumps({**line, "step": step}) + "\n")

    def moved(self):
        """A folder that is moved or removed under the run is not made again."""
        output = self.fresh()
        process = self.start(self.train(output))
        time.sleep(self.random.uniform(0.1, self.seconds))
        away = self.fresh()
        if not output.exists():
            process.kill()
            process.communicate()
            return output, None
        output.rename(away)
        code, _, err = self.end(process)
        complaint = self.told(code, err, {0, 3})
        if complaint is None and output.exists():
            complaint = f"exit {code}, and the folder was made again"
        if complaint is None and (away / "config.json").exists():
            complaint = self.same(away)
        shutil.rmtree(away, ignore_errors=True)
        return output, complaint

    def retention(self):
        """What a rollback needs is there, however few checkpoints are kept and whoever stops."""
        reach, interval = self.random.randrange(1, 30), self.random.randrange(1, 9)
        path = self.folder / f"rollback-{self.random.getrandbits(32):08x}.json"
        config = {key: value for key, value in CONFIG.items() if key != "stages"}
        # At such a rate losses are soon above their mean.
        path.write_text(json.dumps({
            **config, "checkpoint": {"interval": interval, "keepLast": 1},
            "training": {**CONFIG["training"], "steps": 60}, "optimizer": {"learningRate": 0.3},
            "safety": {"onSpike": "rollback", "spikeSigma": 0.1, "spikeWindow": 10,
                       "rollbackSteps": reach, "budget": 3}}))
        output = self.fresh()
        command = [path, "--set", f"output={output.parent}", "--set", f"name={output.name}"]
        for _ in range(4):
            process = self.start(command)
            if self.random.random() < 0.5:
                time.sleep(self.random.uniform(0, self.seconds))
                process.send_signal(signal.SIGTERM)
            code, _, err = self.end(process)
            complaint = self.told(code, err, {0, 4, 75, 130, -signal.SIGTERM})
            # Before the first checkpoint that was due there is nothing to go back to.
            gone = re.search(r"there is no checkpoint of step (\d+) or before", err)
            if complaint is None and gone and int(gone[1]) >= interval:
                complaint = last(err)
            if complaint or code != 75:
                break
            command = ["--resume", output]
        path.unlink()
        return output, complaint

    # All of it

    KINDS = ["kill", "signal", "memory", "threads", "fill", "descriptors", "flip", "missing",
             "unreadable", "two_trainers", "two_reports", "two_growths", "stopped_commands",
             "moved", "retention"] + (RankAttacks.RANK_KINDS if LAUNCHER else [])

    def all(self, kinds, minutes):
        end = time.monotonic() + 60 * minutes
        while time.monotonic() < end:
            for kind in kinds:
                output, complaint = getattr(self, kind)()
                self.judge(kind, complaint)
                if output.exists():
                    shutil.rmtree(output, ignore_errors=True)
        print("\n| attack | survived of tried |\n|---|---|")
        for kind, (survived, tried) in self.tally.items():
            print(f"| {kind.replace('_', ' ')} | {survived} of {tried} |")


def last(text):
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no sentence"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="kinds, separated by commas: " + ",".join(Attack.KINDS))
    arguments = parser.parse_args()
    kinds = arguments.only.split(",") if arguments.only else Attack.KINDS
    with tempfile.TemporaryDirectory() as folder:
        attack = Attack(arguments.program, folder, arguments.seed)
        if not set(kinds) <= set(Attack.RANK_KINDS):
            attack.prepare()
            print(f"a run without attack takes {attack.seconds:.1f} s, bits {attack.reference[:12]}")
        attack.all(kinds, arguments.minutes)
    sys.exit(1 if attack.failures else 0)


if __name__ == "__main__":
    main()
