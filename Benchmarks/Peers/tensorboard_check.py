#!/usr/bin/env python3
"""Reads the event files of a run with TensorBoard's own reader and compares them with metrics.jsonl.

Usage: tensorboard_check.py RUN. Needs `pip install tensorboard`; TensorFlow is not needed.

Every number of metrics.jsonl must be in the event files under its tag and step, rounded to float32,
and nothing else may be there. TensorBoard drops what a resumed run has voided, so the comparison
also holds for runs that were interrupted or rolled back. Ends with 0 when all agree, else with 1.
"""

import json
import math
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def float32(value):
    """The nearest float32; null in the file stands for a number that is not finite."""
    if value is None:
        return math.nan
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def numbers(record):
    """The tags and numbers of a line, named as the event files name them."""
    for name, value in record.items():
        if name in ("v", "step", "nonFinite") or isinstance(value, str):
            continue
        if isinstance(value, dict):
            for row, number in value.items():
                yield f"{name}/{row}", number
        elif isinstance(value, list):
            for place, number in enumerate(value):
                yield f"{name}/{place:02d}", number
        else:
            yield name, value


def main(run):
    expected = {}
    with open(f"{run}/metrics.jsonl", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            for tag, value in numbers(record):
                expected[tag, record["step"]] = float32(value)

    # 0 keeps every point; the default would thin them out.
    events = EventAccumulator(run, size_guidance={"scalars": 0})
    events.Reload()
    found = {}
    for tag in events.Tags()["scalars"]:
        for event in events.Scalars(tag):
            found[tag, event.step] = event.value

    wrong = sorted(set(expected) ^ set(found))
    for place in wrong[:10]:
        print(f"{place}: only in {'metrics.jsonl' if place in expected else 'the event files'}")
    for place in sorted(set(expected) & set(found)):
        a, b = expected[place], found[place]
        # Infinities are null in metrics.jsonl.
        same = a == b or (math.isnan(a) and not math.isfinite(b))
        if not same:
            wrong.append(place)
            print(f"{place}: {a} in metrics.jsonl, {b} in the event files")
    steps = {step for _, step in expected}
    tags = {tag for tag, _ in expected}
    print(f"{len(expected)} numbers, {len(steps)} steps, {len(tags)} tags: {len(wrong)} differ")
    return 1 if wrong or not expected else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
