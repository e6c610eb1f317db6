"""How fast the notes' network is trained in NumPy: ratios to Keras and to the bare products.

`make bench` prints the table twice. On one thread only the processor's time for what is compared
counts, so other programs disturb little. On all cores the time on the wall counts; our blocks of
pictures are then shared out among as many threads. What is compared takes turns in one process,
and the ratios are medians over the turns. The products are those of the step, in the sizes that
it needs and mostly in memory that is used again. The memory is the largest sum of the arrays that
live at the same time during a step, beside what the layers of one block must hand to the backward
pass.
"""

import os
import tracemalloc
from functools import partial
from time import perf_counter, process_time

import numpy as np

import nncourse._quiet  # noqa: F401  # before Keras

# isort: split
import keras
import tensorflow as tf
import timing

from nncourse import conv, convnet, models

THREADS = int(os.environ.get("TF_NUM_INTRAOP_THREADS", os.cpu_count()))
FIT_STEPS = 20
ratios = partial(timing.ratios, clock=process_time if THREADS == 1 else perf_counter)
LAYERS = [(32, 3, 32), (15, 32, 64), (6, 64, 64)]  # pixels, channels in, channels out
RNG = np.random.default_rng(0)


def normal(*shape):
    """Return random numbers in single precision."""
    return RNG.normal(size=shape).astype(np.float32)


def products(batch):
    """Return a function that does the matrix products of a step alone."""
    block = min(batch, convnet.BLOCK)
    layers = [(block * 784, 27, 32), (block * 144, 288, 64), (block * 16, 576, 64)]
    layers += [(block, 1024, 64), (block, 64, 10)]
    arrays = [(normal(m, k), normal(k, n), normal(m, n)) for m, k, n in layers]
    made = [np.empty_like(maps) for _, _, maps in arrays]
    sent = [np.empty_like(rows) for rows, _, _ in arrays]

    def run():
        for _ in range(0, batch, block):
            for i, (rows, weights, maps) in enumerate(arrays):
                np.matmul(rows, weights, out=made[i])
                rows.T @ maps
                if i:  # nothing is asked of the pictures
                    np.matmul(maps, weights.T, out=sent[i])

    return run


def network(batch):
    """Print the ratios of one training step."""
    x, y = normal(FIT_STEPS * batch, 32, 32, 3), RNG.integers(0, 10, FIT_STEPS * batch)
    model = models.convolutional_network()
    criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", criterion)
    params, adam = convnet.Params(*model.get_weights()), convnet.Adam()
    loss, _ = convnet.loss_and_gradient(params, x[:batch], y[:batch])
    np.testing.assert_allclose(loss, model.train_on_batch(x[:batch], y[:batch]), rtol=1e-4)

    def ours():
        _, gradient = convnet.loss_and_gradient(params, x[:batch], y[:batch], THREADS)
        adam.step(params, gradient)

    def fit():
        model.fit(x, y, batch, verbose=0, shuffle=False)

    fit()
    to_batch, to_products = ratios(
        ours, lambda: model.train_on_batch(x[:batch], y[:batch]), products(batch)
    )
    (to_fit,) = ratios(lambda: [ours() for _ in range(FIT_STEPS)], fit)
    print(f"step, batch {batch:4d}{to_batch:16.2f}{to_fit:8.2f}{to_products:12.2f}", flush=True)


def layer(batch, pixels, channels, out):
    """Print the ratios of a convolution by its definition, without and with its gradients."""
    x, kernel = normal(batch, pixels, pixels, channels), normal(3, 3, channels, out)
    upstream = normal(batch, pixels - 2, pixels - 2, out)
    forward = tf.function(lambda x, k: tf.nn.conv2d(x, k, 1, "VALID"))

    @tf.function
    def both(x, kernel, upstream):
        with tf.GradientTape() as tape:
            tape.watch([x, kernel])
            maps = tf.nn.conv2d(x, kernel, 1, "VALID")
        return maps, *tape.gradient(maps, [x, kernel], upstream)

    def our_both():
        return (
            conv.conv2d(x, kernel),
            conv.conv2d_input_gradient(kernel, upstream, (pixels, pixels)),
            conv.conv2d_kernel_gradient(x, upstream, (3, 3)),
        )

    theirs = [tf.constant(a) for a in (x, kernel, upstream)]
    for one, other in zip(our_both(), both(*theirs), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4 * np.abs(other).max())
    (alone,) = ratios(lambda: conv.conv2d(x, kernel), lambda: forward(*theirs[:2]))
    (backward,) = ratios(our_both, lambda: both(*theirs))
    size = f"{batch}, {pixels} x {pixels} x {channels} to {out}"
    print(f"{size:28}{alone:8.2f}{backward:14.2f}", flush=True)


def memory(batch):
    """Print what a step holds at most, in megabytes."""
    params = convnet.start(RNG)
    x, y = normal(batch, 32, 32, 3), RNG.integers(0, 10, batch)
    kept = convnet.BLOCK * convnet.NUMBERS * 4 / 2**20
    convnet.SPARE.clear()
    tracemalloc.start()
    convnet.loss_and_gradient(params, x, y, THREADS)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    print(
        f"memory, batch {batch:4d}: {peak:.1f} MB; a block's layers hold {kept:.1f} MB", flush=True
    )


def main():
    """Print the tables."""
    print(f"\n{THREADS} thread(s)          to train_on_batch  to fit  to products")
    for batch in (32, 128):
        network(batch)
    print(f"{'conv2d by its definition':28} forward  and backward, to tf.nn.conv2d")
    for sizes in LAYERS:
        layer(32, *sizes)
    for batch in (32, 128):
        memory(batch)


if __name__ == "__main__":
    main()
