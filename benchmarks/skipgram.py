"""How many steps of skip-gram a second, as ratios to a plain Keras model of the same objective.

`make bench` prints the table. A step is one of gradient descent on a batch of pairs with five
negative samples each. The words are as frequent as Zipf's law has it. What is compared gets the
same batches in single precision, and ends at the same tables. It takes turns in one process, on one
thread (the Makefile says so), and only the processor's time for it counts. The ratios are medians
over the turns: how many steps of ours fit into the time of one of Keras, in `train_on_batch`, in
`fit`, and in a training step compiled by hand with `tf.function`.
"""

from statistics import median

import numpy as np

import nncourse._quiet  # noqa: F401  # before Keras

# isort: split
import keras
import tensorflow as tf
from timing import seconds

from nncourse import models
from nncourse.embedding import SkipGram, draw_negatives, skipgram_steps

SIZES = [(256, 2_000, 32), (256, 10_000, 64), (1024, 10_000, 64)]  # batch, vocabulary, dimensions
STEPS, NEGATIVES, RATE, TURNS = 50, 5, 0.02, 15
RNG = np.random.default_rng(0)


def batches(batch, vocabulary):
    """Return centres, contexts and negatives of all steps."""
    counts = 1e6 / np.arange(1, vocabulary + 1)
    pairs = RNG.choice(vocabulary, size=(2, STEPS, batch), p=counts / counts.sum())
    return *pairs, draw_negatives(counts, (STEPS, batch, NEGATIVES), RNG)


def fresh(tables, batch):
    """Return the model with these tables, its loss, and descent at the same rate for a pair."""
    model = models.skip_gram(*tables.words.shape)
    model.set_weights(tables)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)  # a mean, where ours is a sum
    optimizer = keras.optimizers.SGD(RATE * batch * (1 + NEGATIVES))
    model.compile(optimizer, loss)
    optimizer.build(model.trainable_variables)
    return model, loss, optimizer


def in_keras(tables, centres, around, labels):
    """Return three functions by name that take all steps, and the models they train."""
    steps, batch = centres.shape
    by_batch, by_fit, by_hand = (fresh(tables, batch) for _ in range(3))
    whole = [centres.reshape(-1), around.reshape(steps * batch, -1)]

    def train_on_batch():
        for centre, there in zip(centres, around, strict=True):
            by_batch[0].train_on_batch([centre, there], labels)

    def fit():
        answers = np.tile(labels, (steps, 1))
        by_fit[0].fit(whole, answers, batch_size=batch, shuffle=False, verbose=0)

    model, loss_of, optimizer = by_hand

    @tf.function
    def step(centre, there, answers):
        with tf.GradientTape() as tape:
            loss = loss_of(answers, model([centre, there]))
        variables = [weight.value for weight in model.trainable_variables]
        optimizer.apply(tape.gradient(loss, variables), model.trainable_variables)

    tensors = [tuple(map(tf.constant, both)) for both in zip(centres, around, strict=True)]

    def compiled():
        for centre, there in tensors:
            step(centre, there, labels)

    return (train_on_batch, fit, compiled), (by_batch[0], by_fit[0], model)


def ratios(batch, vocabulary, dimensions):
    """Return how many steps of ours fit into one of each of Keras', after a look at the tables."""
    words = RNG.uniform(-0.5, 0.5, (vocabulary, dimensions)).astype(np.float32)
    tables = SkipGram(words, np.zeros_like(words))
    centres, beside, negatives = batches(batch, vocabulary)
    labels = np.zeros((batch, 1 + NEGATIVES), np.float32)
    labels[:, 0] = 1
    around = np.concatenate([beside[..., None], negatives], axis=-1).astype(np.int32)
    theirs, trained = in_keras(tables, centres.astype(np.int32), around, labels)

    def ours():
        return skipgram_steps(tables, centres, beside, negatives, np.full(STEPS, RATE))

    for function, model in zip(theirs, trained, strict=True):
        function()
        for our, their in zip(ours(), model.get_weights(), strict=True):
            np.testing.assert_allclose(our, their, atol=1e-4)
    turns = [[seconds(it) for it in (ours, *theirs)] for _ in range(TURNS)]
    return [median(turn[i] / turn[0] for turn in turns) for i in (1, 2, 3)]


def main():
    """Print the table."""
    print(f"{'batch, vocabulary, dimensions':31}{'train_on_batch':>14}{'fit':>8}{'compiled':>11}")
    for size in SIZES:
        by_batch, by_fit, by_hand = ratios(*size)
        print(f"{size!s:31}{by_batch:14.1f}{by_fit:8.1f}{by_hand:11.1f}", flush=True)


if __name__ == "__main__":
    main()
