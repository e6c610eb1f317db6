"""How fast texts become codes, as ratios to Keras: 100,000 short sentences cut, encoded, padded.

`make bench` prints the table. What is compared takes turns in one process, on one thread (the
Makefile says so), and gives the same codes. The ratios are medians over the turns: of the
processor's time and, for `Vocabulary.encode_padded`, of the time that passed.

In the last row 50,000 words are equally frequent, unlike those of a language. That is the worst
case for a dictionary of Python's, whose strings no longer fit the processor's cache.
"""

from time import perf_counter, process_time

import numpy as np

import nncourse._quiet  # noqa: F401  # before Keras

# isort: split
import keras
import tensorflow as tf

from nncourse.encoders import Vocabulary, pad_sequences

TEXTS, TURNS, LENGTH = 100_000, 7, 8
RNG = np.random.default_rng(0)


def sentences(words, ending):
    """Return sentences of three to eight words out of so many; one in ten has this ending."""
    lengths, rare = RNG.integers(3, 9, size=TEXTS), RNG.random(TEXTS) < 0.1
    rows = RNG.integers(words, size=(TEXTS, 8)).tolist()
    texts = (" ".join(map("word{}".format, row[:n])) for row, n in zip(rows, lengths, strict=True))
    return [f"{t.capitalize()}{ending if r else '!'}" for t, r in zip(texts, rare, strict=True)]


def times(function):
    """Return what a call takes: of the processor's time, and of the time that passes."""
    cpu, wall = process_time(), perf_counter()
    function()
    return process_time() - cpu, perf_counter() - wall


def ratios(texts):
    """Return the ratios of all texts at once and one by one to Keras, after a look at the codes."""
    vocabulary = Vocabulary.build(texts)
    layer = keras.layers.TextVectorization(output_sequence_length=LENGTH)
    layer.adapt(texts)

    def at_once():
        return vocabulary.encode_padded(texts, LENGTH, "post", "post")

    def one_by_one():
        return pad_sequences([vocabulary.encode(text) for text in texts], LENGTH, "post", "post")

    def in_keras():
        return layer(tf.constant(texts)).numpy()

    np.testing.assert_array_equal(at_once(), in_keras())
    np.testing.assert_array_equal(one_by_one(), in_keras())
    turns = np.array([[times(f) for f in (in_keras, at_once, one_by_one)] for _ in range(TURNS)])
    to_keras = turns[:, 1:] / turns[:, :1]  # (turns, at once and one by one, cpu and wall)
    return np.median(to_keras, axis=0)


def main():
    """Print the table."""
    print(f"{'words':>6}  {'one text in ten':17}{'to Keras':>8}{'passed':>10}{'one by one':>14}")
    for words, ending in ((2_000, "!"), (2_000, " don't!"), (2_000, " caf\u00e9!"), (50_000, "!")):
        (cpu, wall), (slow, _) = ratios(sentences(words, ending))
        ends = f"ends in {ending.strip()}"
        print(f"{words:6,}  {ends:17}{cpu:8.2f}{wall:10.2f}{slow:14.2f}", flush=True)


if __name__ == "__main__":
    main()
