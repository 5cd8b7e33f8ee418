"""Tokens, held-out documents, rows and the mixture of the golden mini-run."""
import re
import struct

import numpy as np

from recipe import END, MERGES, SETTINGS, SHAPE, TEXTS


def alphabet():
    """GPT-2's spelling of the 256 bytes."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spelling, extra = {}, 0
    for byte in range(256):
        if byte in plain:
            spelling[byte] = chr(byte)
        else:
            spelling[byte] = chr(256 + extra)
            extra += 1
    return spelling


SPELLING = alphabet()
VOCABULARY = {SPELLING[byte]: byte for byte in range(256)}
for left, right in MERGES:
    VOCABULARY[left + right] = len(VOCABULARY)
END_ID = len(VOCABULARY)
SHAPE["vocab_size"] = END_ID + 1
BYTES = {index: len(token) for token, index in VOCABULARY.items()} | {END_ID: 0}


def encode(text):
    tokens = []
    words = re.findall(r" ?[^\W\d_]+", text)
    assert "".join(words) == text, text
    for word in words:
        parts = [SPELLING[byte] for byte in word.encode()]
        while True:
            pairs = list(zip(parts, parts[1:]))
            known = [MERGES.index(pair) for pair in pairs if pair in MERGES]
            if not known:
                break
            place = pairs.index(MERGES[min(known)])
            parts[place:place + 2] = [parts[place] + parts[place + 1]]
        tokens += [VOCABULARY[part] for part in parts]
    return tokens + [END_ID]


def is_held_out(text, seed, fraction):
    mask = (1 << 64) - 1
    value = 0xCBF29CE484222325
    for byte in struct.pack("<Q", seed) + text.encode():
        value = (value ^ byte) * 0x100000001B3 & mask
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & mask
    value = (value ^ value >> 27) * 0x94D049BB133111EB & mask
    value ^= value >> 31
    return (value >> 11) * 2.0**-53 < fraction


class Reader:
    """Rows of one domain's documents in their order, again and again."""

    def __init__(self, documents):
        self.documents = documents
        self.size = sum(map(len, documents))
        self.document = self.offset = self.read = 0

    def row(self, length):
        inputs, labels, positions, segments, segment = [], [], [], [], 0
        while len(inputs) < length:
            segment += 1
            tokens = self.documents[self.document]
            count = min(len(tokens) - self.offset, length - len(inputs))
            for index in range(count):
                place = self.offset + index
                inputs.append(tokens[place])
                labels.append(tokens[place + 1] if place + 1 < len(tokens) else -1)
                positions.append(index)
                segments.append(segment)
            self.offset += count
            self.read += count
            if self.offset == len(tokens):
                self.offset, self.document = 0, (self.document + 1) % len(self.documents)
        return inputs, labels, positions, segments

    @property
    def repeated(self):
        return max(0, self.read - self.size)


def shares(progress):
    first, last = (knot["weights"] for knot in SETTINGS["data"]["mixture"]["knots"])
    u = min(1, progress)
    return [(1 - u) * first[name] + u * last[name] for name in TEXTS]


class Stream:
    """Each row comes from the domain that is furthest behind its share at the row's middle."""

    def __init__(self, corpora, total, at=0.5):
        self.readers = [Reader(corpus) for corpus in corpora]
        self.credits = [0.0] * len(corpora)
        self.drawn, self.total, self.at = 0, total, at

    def batch(self, rows, length):
        result = []
        for _ in range(rows):
            wanted = shares((self.drawn + self.at * length) / self.total)
            self.credits = [credit + share * length for credit, share in zip(self.credits, wanted)]
            best = self.credits.index(max(self.credits))
            assert self.credits.count(max(self.credits)) == 1, "a tie needs a random number"
            self.credits[best] -= length
            result.append(self.readers[best].row(length))
            self.drawn += length
        return [np.array(part) for part in zip(*result)]
