#!/usr/bin/env python3
"""Runs an operation in numpy, PyTorch or tokenizers and says how long it took.

Usage: peer.py numpy|torch|torch-compiled|tokenizers. Prints one greeting line ("missing: …" when the library is not
installed), then answers each request line `operation key=value … calls=N` with the seconds of one
call, or "unknown". motif-bench --peers drives it over a pipe; the number of threads comes from the
environment (OPENBLAS_NUM_THREADS, OMP_NUM_THREADS, RAYON_NUM_THREADS), which must be set before the import; so does the
clock (MOTIF_PEER_CLOCK=wall|processor). The request `peak_resident_mib` answers with the process's own
peak memory.
"""

import functools
import os
import resource
import sys
import time

import mkl_kernels

now = time.process_time if os.environ.get("MOTIF_PEER_CLOCK") == "processor" else time.perf_counter

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

    def compile(self, function):
        return function


class Torch:
    def __init__(self, compiled=False):
        import torch

        kernels = mkl_kernels.take_widest(
            os.path.join(os.path.dirname(torch.__file__), "lib", "libtorch_cpu.so")
        )
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
        torch.set_grad_enabled(False)
        torch.manual_seed(1)
        self.torch = torch
        self.compiled = compiled
        self.name = f"torch {torch.__version__}" + (" compiled" if compiled else "") + kernels
        if compiled:
            import torch._dynamo
            import torch._functorch.config

            # Backward bodies run their graph many times.
            torch._functorch.config.donated_buffer = False
            torch._dynamo.config.cache_size_limit = 64

    def compile(self, function):
        if not self.compiled:
            return function
        self.torch._dynamo.reset()
        return self.torch.compile(function)

    def fastest(self, bodies):
        """The body that is quickest in a short trial."""

        def seconds(body):
            body()
            start = now()
            for _ in range(2):
                body()
            return now() - start

        return min(bodies, key=seconds)

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

    def iteration(u):
        x = u / (library.norm(u) + 1e-7)
        if m > n:
            x = library.transpose(x)
        for a, b, c in MOTIF:
            gram = x @ library.transpose(x)
            x = a * x + (b * gram + c * (gram @ gram)) @ x
        return library.transpose(x) if m > n else x

    run = library.compile(iteration)
    return lambda: run(u)


def tokenizers():
    import tokenizer_operations

    return tokenizer_operations.Tokenizers()


def operations(library):
    """The operations by name; numpy has only the products, tokenizers none of them."""
    names = {
        "matmul": matmul,
        "symmetric_product": symmetric_product,
        "newton_schulz": newton_schulz,
    }
    if isinstance(library, Numpy):
        return names
    if library.name.startswith("tokenizers"):
        import tokenizer_operations

        return {
            "encode": tokenizer_operations.encode,
            "train_tokenizer": tokenizer_operations.train_tokenizer,
        }
    import torch_operations

    for name in (
        "softmax", "poly_norm", "rms_norm", "rotary", "cross_entropy", "attention", "adam",
        "train_step", "matmul_bf16",
    ):
        names[name] = getattr(torch_operations, name)
    if library.compiled:
        # A compiler has nothing to fuse around a lone product; eager measures it.
        del names["matmul"], names["symmetric_product"], names["matmul_bf16"]
    return names


def wake_threads(body):
    """Threads that slept may wake on one processor or one core; the systems need time to spread them."""
    if int(os.environ.get("OMP_NUM_THREADS", "1")) > 1:
        start = time.monotonic()
        while time.monotonic() - start < 0.1:
            body()


def main():
    kinds = {
        "numpy": Numpy,
        "torch": Torch,
        "torch-compiled": functools.partial(Torch, compiled=True),
        "tokenizers": tokenizers,
    }
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    if wanted not in kinds:
        sys.exit("usage: peer.py numpy|torch|torch-compiled|tokenizers")
    try:
        library = kinds[wanted]()
    except ImportError as error:
        print(f"missing: {wanted} cannot be imported ({error}); its columns are left out", flush=True)
        return
    print(library.name, flush=True)
    known = operations(library)

    @functools.lru_cache(maxsize=1)
    def prepared(operation, arguments):
        body = known[operation](library, **dict(arguments))
        for _ in range(3):
            body()
        return body

    for line in sys.stdin:
        operation, *pairs = line.split()
        if operation == "peak_resident_mib":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
            continue
        arguments = dict(pair.split("=") for pair in pairs)
        arguments = {key: int(value) if value.isdigit() else value for key, value in arguments.items()}
        calls = arguments.pop("calls")
        if operation not in known:
            print("unknown", flush=True)
            continue
        body = prepared(operation, tuple(sorted(arguments.items())))
        wake_threads(body)
        start = now()
        for _ in range(calls):
            body()
        print((now() - start) / calls, flush=True)


if __name__ == "__main__":
    main()
