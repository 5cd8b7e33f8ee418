"""Attacks on runs of several ranks: threads of one process, and processes of Open MPI's mpirun.

A try is survived when all ranks end in time with a sentence, when the newest checkpoint is whole, and
when the run, resumed under any number of ranks, sees the samples of a run that was never attacked, with
the same bits where the mesh stayed the same. Jobs leave nothing in the shared-memory folder; what a
killed job leaves there is removed.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

RANKS = 4
# Seconds that a rank waits for the others where one is stopped, and what a busy machine adds.
WAIT, SLACK = 3.0, 3.0
SHARED = Path("/dev/shm")
LAUNCHER = shutil.which("mpirun.openmpi") or shutil.which("mpirun")


class Job:
    """Ranks that mpirun has started, or one process with threads."""

    def __init__(self, command, temporary):
        self.temporary = temporary
        self.names = set()
        self.process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True,
            env={**os.environ, "TMPDIR": str(temporary)})

    def ranks(self):
        """The process of each rank that runs, by number."""
        found = {}
        for pid in self.processes():
            settings = dict(part.split("=", 1) for part in environment(pid) if "=" in part)
            # The child of a launcher that has not become the program yet has no rank.
            if "OMPI_COMM_WORLD_RANK" in settings:
                found[int(settings["OMPI_COMM_WORLD_RANK"])] = pid
                self.names.add(settings.get("PMIX_NAMESPACE", ""))
        return found

    def processes(self):
        """All processes that descend from the launcher."""
        found, last = [], [self.process.pid]
        while last:
            last = [child for pid in last for child in children(pid)]
            found += last
        return found

    def kill(self):
        """Ends all of them at once, the launcher first, so that nothing can be tidied up."""
        everyone = [self.process.pid, *self.ranks().values(), *self.processes()]
        for pid in everyone:
            send(pid, signal.SIGKILL)
        self.process.communicate()
        for pid in everyone[1:]:
            while os.path.exists(f"/proc/{pid}") and not is_dead(pid):
                time.sleep(0.01)

    def end(self, seconds):
        """Exit code (None: it hung) and standard error."""
        try:
            _, err = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return None, ""
        return self.process.returncode, err.decode(errors="replace")

    def survivors_end(self, ranks, victim, seconds):
        """Seconds until every rank but `victim` has ended, at most as many as given."""
        began = time.monotonic()
        others = [pid for rank, pid in ranks.items() if rank != victim]
        while not all(map(is_dead, others)) and time.monotonic() - began < seconds:
            time.sleep(0.02)
        return time.monotonic() - began

    def left(self):
        """What the job has left in shared memory, which is removed."""
        marks = [f"{int(name):x}" for name in self.names if name.isdigit()]
        found = [path for path in SHARED.iterdir() if any(mark in path.name for mark in marks)]
        for path in found:
            path.unlink()
        rest = [path for path in self.temporary.rglob("*") if not path.is_dir()]
        shutil.rmtree(self.temporary, ignore_errors=True)
        return [path.name for path in found + rest]


class RankAttacks:
    """What is done to ranks; each method of `RANK_KINDS` is one try."""

    RANK_KINDS = ["ranks_killed", "thread_ranks_killed", "one_rank_killed", "one_rank_stopped",
                  "ranks_signalled", "one_rank_fills", "ranks_undisturbed"]

    # Running

    def job(self, output, count, threads=False, before=(), settings=(), wrapped=None):
        """Starts or continues the run in `output`.

        `before` goes to the launcher; `wrapped` is a shell's line that becomes the program.
        """
        arguments = [self.program, *self.train(output, self.rank_config)]
        for setting in (f"parallel.ranks={count if threads else 0}", *settings):
            arguments += ["--set", setting]
        if wrapped:
            arguments = ["/bin/sh", "-c", wrapped, *arguments]
        temporary = self.fresh()
        temporary.mkdir()
        if threads:
            return Job(arguments, temporary)
        launch = [LAUNCHER, "--allow-run-as-root", "--bind-to", "none", "--oversubscribe",
                  *before]
        return Job([*launch, "-n", count, *arguments], temporary)

    def finish_ranks(self, output, count, threads):
        """Resumes until the run is done; the complaint, or None."""
        job = self.job(output, count, threads, settings=["parallel.deadline=60"])
        code, err = job.end(120)
        left = job.left()
        if code != 0:
            return f"cannot be finished by {count} ranks: exit {code}, {sentence(err)}"
        return f"left {left}" if left else None

    def reference_ranks(self):
        """The run of four ranks that nobody attacks."""
        if hasattr(self, "rank_reference"):
            return
        output = self.folder / "whole-ranks"
        began = time.monotonic()
        complaint = self.finish_ranks(output, RANKS, False)
        assert complaint is None, complaint
        self.rank_seconds = time.monotonic() - began
        self.rank_reference = self.hash(output)
        self.rank_samples = samples(output)

    def resumed(self, output, count=None, threads=None):
        """Finishes the run under `count` ranks, any number where it is None, and compares."""
        is_same = count == RANKS
        count = count or self.random.randrange(1, 5)
        threads = self.random.random() < 0.5 if threads is None else threads
        complaint = damaged(output) or self.finish_ranks(output, count, threads)
        if complaint is None and samples(output) != self.rank_samples:
            complaint = f"finished by {count} ranks, it saw other samples"
        if complaint is None and is_same and self.hash(output) != self.rank_reference:
            complaint = "ends with other bits under the same mesh"
        return complaint

    def begun(self, output, **options):
        """A job of four ranks somewhere in its training, and its ranks."""
        job = self.job(output, RANKS, **options)
        log = output / "metrics.jsonl"
        while not (log.exists() and log.stat().st_size) and job.process.poll() is None:
            time.sleep(0.01)
        time.sleep(self.random.uniform(0, 0.4 * self.rank_seconds))
        return job, job.ranks()

    # The attacks; each is one try

    def killed(self, threads):
        """Everything is killed, some times over, under one number of ranks or under several."""
        self.reference_ranks()
        output, keeps = self.fresh(), self.random.random() < 0.5
        for _ in range(self.random.randrange(1, 3)):
            count = RANKS if keeps else self.random.randrange(1, 5)
            job = self.job(output, count, threads)
            time.sleep(self.random.uniform(0, self.rank_seconds))
            job.kill()
            job.left()
        return output, self.resumed(output, RANKS if keeps else None)

    def ranks_killed(self):
        return self.killed(False)

    def thread_ranks_killed(self):
        return self.killed(True)

    def struck(self, number, word):
        """A run of which one rank gets a signal: its folder, the job, that rank, how long others lived."""
        self.reference_ranks()
        output = self.fresh()
        job, ranks = self.begun(output, settings=[f"parallel.deadline={WAIT}"])
        victim = self.random.randrange(RANKS)
        if len(ranks) == RANKS:
            send(ranks[victim], number)
        seconds = job.survivors_end(ranks, victim, 60)
        if len(ranks) == RANKS:
            print(f"  rank {victim} {word}, the others ended after {seconds:.1f} s", flush=True)
        return output, job, victim, seconds

    def one_rank_killed(self):
        output, job, victim, seconds = self.struck(signal.SIGKILL, "killed")
        code, err = job.end(60)
        job.left()
        complaint = self.told_ranks(code, err, {0, 5, 137})
        if complaint is None and seconds > WAIT + 1 + SLACK and code != 0:
            complaint = f"ended only after {seconds:.1f} s"
        return output, complaint or self.resumed(output)

    def one_rank_stopped(self):
        output, job, victim, seconds = self.struck(signal.SIGSTOP, "stopped")
        # The launcher gives the one that stands still two seconds before it kills it.
        code, err = job.end(60)
        job.left()
        complaint = self.told_ranks(code, err, {0, 5})
        if complaint is None and code == 5 and not re.search(rf"for .*rank {victim}\b", err):
            complaint = f"does not name rank {victim}: {sentence(err)}"
        if complaint is None and seconds > WAIT + 1 + SLACK:
            complaint = f"ended only after {seconds:.1f} s: {sentence(err)}"
        return output, complaint or self.resumed(output)

    def ranks_signalled(self):
        self.reference_ranks()
        output = self.fresh()
        number = self.random.choice([signal.SIGTERM, signal.SIGUSR1])
        # Signalled itself, the launcher waits so many seconds before it sends SIGTERM to the ranks, and as
        # many again before it kills what has not ended.
        job, _ = self.begun(output, before=["--mca", "odls_base_sigkill_timeout", 10])
        send(job.process.pid, number)
        code, err = job.end(60)
        left = job.left()
        # The launcher reports SIGTERM as a failure of its own.
        allowed = {0, 75} if number == signal.SIGUSR1 else {0, 1, 75}
        complaint = self.told_ranks(code, err, allowed)
        if complaint is None and left:
            complaint = f"left {left}"
        return output, complaint or self.resumed(output, RANKS)

    def one_rank_fills(self):
        """One rank may write files up to a size only."""
        self.reference_ranks()
        output = self.fresh()
        victim, size = self.random.randrange(RANKS), self.random.randrange(1, self.largest() // 1024)
        limit = f'[ "$OMPI_COMM_WORLD_RANK" != {victim} ] || ulimit -f {size}; exec "$0" "$@"'
        # Shared memory between ranks is a file as well, which the limit would meet first.
        job = self.job(output, RANKS, before=["--mca", "btl", "tcp,self"], wrapped=limit)
        code, err = job.end(60)
        job.left()
        complaint = self.told_ranks(code, err, {3, 5} if victim else {0, 3, 5})
        return output, complaint or temporary_folders(output) or self.resumed(output)

    def ranks_undisturbed(self):
        self.reference_ranks()
        output = self.fresh()
        return output, self.resumed(output, RANKS)

    # Judging

    def largest(self):
        return max(path.stat().st_size for path in (self.folder / "whole-ranks").rglob("*.safetensors"))

    def told_ranks(self, code, err, allowed):
        if code is None:
            return "hung"
        if code not in allowed:
            return f"exit {code}, {sentence(err)}"
        if code in (3, 5) and sentence(err) == "no sentence":
            return f"exit {code} without a sentence"
        return f"trapped: {sentence(err)}" if "Fatal error" in err else None


def environment(pid):
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def children(pid):
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, path.read_text().split())
        except OSError:
            pass
    return found


def is_dead(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except OSError:
        return True


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def sentence(err):
    """What the program said, without the launcher's frames and the line of progress."""
    lines = [line for line in re.split(r"[\r\n]+", err) if "rank " in line or "motif-train" in line]
    return lines[0] if lines else "no sentence"


def temporary_folders(output):
    found = [path.name for path in output.glob("checkpoints/*") if "." in path.name]
    return f"left {found}" if found else None


def damaged(output):
    """Whether the newest checkpoint is not what its manifest says."""
    for folder in sorted(output.glob("checkpoints/step-*"))[-1:]:
        if "." in folder.name:
            continue
        manifest = json.loads((folder / "manifest.json").read_text())
        for name, entry in manifest["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != entry["sha256"]:
                return f"{folder.name}/{name} is not what its manifest says"
    return None


def samples(output):
    """What a run has read: steps and tokens of the log, place in the data of the newest checkpoint."""
    lines = [json.loads(line) for line in (output / "metrics.jsonl").read_text().splitlines()]
    newest = sorted(p for p in output.glob("checkpoints/step-*") if "." not in p.name)[-1]
    state = json.loads((newest / "state.json").read_text())
    return [(line["step"], line.get("tokens")) for line in lines], state["data"]
