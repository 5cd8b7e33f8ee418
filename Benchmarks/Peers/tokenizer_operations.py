"""The operations of motif-bench in the package `tokenizers`.

Texts and tokenizers are files of the folder MOTIF_PEER_FILES; a zero byte ends each document of a text.
The number of threads comes from RAYON_NUM_THREADS.
"""

import os

import tokenizers
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

CL100K = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def path(name):
    return os.path.join(os.environ["MOTIF_PEER_FILES"], name)


def documents(name):
    with open(path(name), "rb") as file:
        return file.read().decode().split("\0")


def encode(library, text, tokenizer):
    """`encode_batch_fast`, which leaves out the offsets that our encoder does not compute either."""
    model = Tokenizer.from_file(path(tokenizer))
    texts = documents(text)
    return lambda: model.encode_batch_fast(texts, add_special_tokens=False)


def train_tokenizer(library, text):
    """A byte-level BPE of 8,192 tokens with the cl100k expression."""
    texts = documents(text)

    def body():
        model = Tokenizer(models.BPE())
        model.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(CL100K), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
        trainer = trainers.BpeTrainer(
            vocab_size=8192,
            min_frequency=2,
            special_tokens=["<|endoftext|>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        model.train_from_iterator(texts, trainer)

    return body


class Tokenizers:
    def __init__(self):
        self.name = f"tokenizers {tokenizers.__version__}"
