"""How fast the recurrent layers are: ratios to Keras and to the bare matrix products.

`make bench` prints the table. The products are those that no way of computing the layer can do
without, alone and in the same loop over the steps, those of the loop in memory that is used
again. What is compared takes turns in one process, on one thread (the Makefile says so), and only
the processor's time for it counts: so other programs disturb little. The ratios are medians over
the turns.
"""

import numpy as np

import nncourse._quiet  # noqa: F401  # before Keras

# isort: split
import keras
import tensorflow as tf
from timing import ratios

from nncourse import gated, rnn

SIZES = [(32, 50, 16, 64), (128, 100, 32, 128)]  # batch, steps, features, units
RNG = np.random.default_rng(0)


def normal(*shape, scale=1.0):
    """Return random numbers in single precision."""
    return RNG.normal(scale=scale, size=shape).astype(np.float32)


def keras_layers(name, features, units):
    """Return Keras' layers of a name: the RNN has outputs, as many as it has features."""
    options = {"return_sequences": True}
    layers = {
        "RNN": lambda: [
            keras.layers.SimpleRNN(units, use_bias=False, **options),
            keras.layers.Dense(features, use_bias=False),
        ],
        "LSTM": lambda: [keras.layers.LSTM(units, **options)],
        "GRU": lambda: [keras.layers.GRU(units, **options)],
    }[name]()
    return keras.Sequential([keras.Input((None, features)), *layers])


def in_keras(model, x, upstream):
    """Return two functions of Keras, compiled: outputs; outputs, gradients of weights and of x."""

    @tf.function
    def forward(x):
        return model(x)

    @tf.function
    def both(x, upstream):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = model(x)
        sources = [*(weight.value for weight in model.trainable_weights), x]
        return y, *tape.gradient(y, sources, upstream)

    x, upstream = tf.constant(x), tf.constant(upstream)
    return lambda: [forward(x)], lambda: both(x, upstream)


def in_numpy(name, weights, x, upstream):
    """Return two functions of the package: outputs; outputs, gradients of weights and of x."""
    if name == "RNN":
        params = rnn.RNNParams(*weights)

        def both():
            h, o = rnn.forward(params, x)
            return o, *rnn.backward(params, x, h, o, upstream)[:4]

        return lambda: [rnn.forward(params, x)[1]], both
    params = gated.GatedParams(*weights)
    if name == "LSTM":

        def both():
            h, c, gates = gated.lstm_forward(params, x)
            return h, *gated.lstm_backward(params, x, h, c, gates, upstream)[:4]

        return lambda: [gated.lstm_forward(params, x)[0]], both

    def both():
        h, gates = gated.gru_forward(params, x)
        return h, *gated.gru_backward(params, x, h, gates, upstream)[:4]

    return lambda: [gated.gru_forward(params, x)[0]], both


def products(name, weights, x):
    """Return two functions that do the products alone: of forward; of forward and backward."""
    U, V, *W = weights
    batch, steps, features = x.shape
    W = W[0] if name == "RNN" else np.empty((len(V), 0), np.float32)
    h, do = normal(batch * steps, len(V)), normal(batch * steps, W.shape[1])
    dz = normal(batch * steps, V.shape[1])
    x, h_t, dz_t = x.reshape(-1, features), h[:batch], dz[:batch]
    hv_t, dh_t = np.empty_like(dz_t), np.empty_like(h_t)

    def forward():
        x @ U
        for _ in range(steps):
            np.matmul(h_t, V, out=hv_t)
        h @ W

    def both():
        forward()
        do @ W.T, h.T @ do
        for _ in range(steps):
            np.matmul(dz_t, V.T, out=dh_t)
        x.T @ dz, h.T @ dz, dz @ U.T

    return forward, both


def rows(name, batch, steps, features, units):
    """Yield the ratios of a layer, forward and with its gradients, after a look at the numbers."""
    model = keras_layers(name, features, units)
    model.set_weights([normal(*w.shape, scale=units**-0.5) for w in model.weights])
    weights, x = model.get_weights(), normal(batch, steps, features)
    upstream = normal(*model(x).shape)
    theirs, bare = in_keras(model, x, upstream), products(name, weights, x)
    for part, ours, *others in zip(
        ("forward", "and backward"), in_numpy(name, weights, x, upstream), theirs, bare, strict=True
    ):
        for our, their in zip(ours(), others[0](), strict=True):
            np.testing.assert_allclose(our, their, atol=1e-5 * np.abs(their).max())
        yield part, ratios(ours, *others)


def main():
    """Print the table."""
    print(
        f"{'batch, steps, features, units':31}{'layer':6}{'':14}{'to Keras':>8}{'to products':>13}"
    )
    for size in SIZES:
        for name in ("RNN", "LSTM", "GRU"):
            for part, (to_keras, to_products) in rows(name, *size):
                print(f"{size!s:31}{name:6}{part:14}{to_keras:8.2f}{to_products:13.2f}", flush=True)


if __name__ == "__main__":
    main()
