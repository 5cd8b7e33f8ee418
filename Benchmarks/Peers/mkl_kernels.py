"""Lets the MKL inside PyTorch use AVX-512 on AMD processors that have it.

MKL takes its AVX2 kernels on every processor that is not Intel's, so on a Zen 5 PyTorch multiplies
matrices at half the rate that it could. A comparison with a peer is a comparison with its best;
`MOTIF_PEER_KERNELS=default` measures PyTorch as it comes.
"""

import ctypes
import os

# mov eax, 1; ret
ANSWER_YES = b"\xb8\x01\x00\x00\x00\xc3"
READ_WRITE_EXECUTE = 7


def applies():
    """Whether this is an AMD processor with AVX-512 (Linux) and nobody asked for the defaults."""
    if os.environ.get("MOTIF_PEER_KERNELS") == "default":
        return False
    try:
        with open("/proc/cpuinfo") as file:
            text = file.read()
    except OSError:
        return False
    return "AuthenticAMD" in text and " avx512f " in text


def take_widest(library):
    """Makes MKL inside the loaded `library` take this processor for one of Intel's.

    Has to run before the first product, since MKL asks once. The function that it asks is exported;
    its code is replaced by a yes. Returns what was done, for the greeting.
    """
    if not applies():
        return ""
    try:
        question = ctypes.CDLL(library).mkl_serv_intel_cpu_true
    except (OSError, AttributeError):
        return ""
    address = ctypes.cast(question, ctypes.c_void_p).value
    page = os.sysconf("SC_PAGE_SIZE")
    start = address // page * page
    length = ctypes.c_size_t(address + len(ANSWER_YES) - start)
    protect = ctypes.CDLL(None).mprotect
    if protect(ctypes.c_void_p(start), length, READ_WRITE_EXECUTE) != 0:
        return ""
    ctypes.memmove(address, ANSWER_YES, len(ANSWER_YES))
    return ", AVX-512 kernels of MKL"
