#!/usr/bin/env python3
"""Runs an operation in numpy or PyTorch and says how long it took.

Usage: peer.py numpy|torch. Prints one greeting line ("missing: …" when the library is not
installed), then answers each request line `operation key=value … calls=N` with the seconds of one
call, or "unknown". motif-bench --peers drives it over a pipe; the number of threads comes from the
environment (OPENBLAS_NUM_THREADS, OMP_NUM_THREADS), which must be set before the import.
"""

import functools
import os
import sys
import time

MOTIF = (
    (4.0848, -6.8946, 2.9270),
    (3.9505, -6.3029, 2.6377),
    (3.7418, -5.5913, 2.3037),
    (2.8769, -3.1427, 1.2046),
    (2.8366, -3.0525, 1.2012),
)


class Numpy:
    def __init__(self):
        import numpy

        self.numpy = numpy
        self.name = f"numpy {numpy.__version__}"

    def random(self, rows, columns):
        return self.numpy.random.default_rng(1).standard_normal(
            (rows, columns), dtype=self.numpy.float32
        )

    def product(self, a, b, out):
        self.numpy.matmul(a, b, out=out)

    def transpose(self, x):
        return x.T

    def norm(self, x):
        return self.numpy.linalg.norm(x)


class Torch:
    def __init__(self):
        import torch

        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
        torch.set_grad_enabled(False)
        self.torch = torch
        self.name = f"torch {torch.__version__}"

    def random(self, rows, columns):
        return self.torch.randn(rows, columns)

    def product(self, a, b, out):
        self.torch.matmul(a, b, out=out)

    def transpose(self, x):
        return x.T

    def norm(self, x):
        return self.torch.linalg.norm(x)


def matmul(library, m, n, k, transpose_a, transpose_b, beta):
    """Neither library adds into C in its product; beta = 1 is a product and an addition."""
    a = library.random(k, m) if transpose_a else library.random(m, k)
    b = library.random(n, k) if transpose_b else library.random(k, n)
    a = library.transpose(a) if transpose_a else a
    b = library.transpose(b) if transpose_b else b
    c = library.random(m, n)
    total = library.random(m, n)

    def body():
        nonlocal total
        library.product(a, b, c)
        if beta:
            total += c

    return body


def symmetric_product(library, m, k):
    """numpy recognises A @ A.T and calls syrk."""
    a = library.random(m, k)
    c = library.random(m, m)
    return lambda: library.product(a, library.transpose(a), c)


def newton_schulz(library, m, n):
    """The iteration as public code writes it, in float32."""
    u = library.random(m, n)

    def body():
        x = u / (library.norm(u) + 1e-7)
        if m > n:
            x = library.transpose(x)
        for a, b, c in MOTIF:
            gram = x @ library.transpose(x)
            x = a * x + (b * gram + c * (gram @ gram)) @ x
        return library.transpose(x) if m > n else x

    return body


OPERATIONS = {
    "matmul": matmul,
    "symmetric_product": symmetric_product,
    "newton_schulz": newton_schulz,
}


def main():
    kinds = {"numpy": Numpy, "torch": Torch}
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    if wanted not in kinds:
        sys.exit("usage: peer.py numpy|torch")
    try:
        library = kinds[wanted]()
    except ImportError as error:
        print(f"missing: {wanted} cannot be imported ({error}); its columns are left out", flush=True)
        return
    print(library.name, flush=True)

    @functools.lru_cache(maxsize=1)
    def prepared(operation, arguments):
        body = OPERATIONS[operation](library, **dict(arguments))
        body()
        return body

    for line in sys.stdin:
        operation, *pairs = line.split()
        arguments = {key: int(value) for key, value in (pair.split("=") for pair in pairs)}
        calls = arguments.pop("calls")
        if operation not in OPERATIONS:
            print("unknown", flush=True)
            continue
        body = prepared(operation, tuple(sorted(arguments.items())))
        start = time.perf_counter()
        for _ in range(calls):
            body()
        print((time.perf_counter() - start) / calls, flush=True)


if __name__ == "__main__":
    main()
