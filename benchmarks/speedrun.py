"""How fast the notes' accuracy on CIFAR-10 can be had, and what their time can buy.

`make speedrun` trains one network after the other, with nothing beside it, for about an hour on
two cores, and prints what nncourse/_recorded_speed.py keeps: a line of JSON for each network.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import NamedTuple

import numpy as np

from nncourse import datasets, models, training

# isort: split
import keras

SEEDS = (0, 1, 2)
HELD_OUT = 5000  # training pictures that nothing is trained on: all choices were made by them
PADDING = 2  # pixels that a picture may move in each direction


class Recipe(NamedTuple):
    """How a network is trained.

    Parameters
    ----------
    network : callable
        Returns the network.
    epochs, batch : int
        Passes over the pictures, and pictures between two changes of the weights.
    peak : float
        Adam's largest learning rate.
    one_cycle : bool
        Whether the learning rate climbs to `peak` in the first quarter of all steps and falls
        from there to 0, along a cosine; else it stays at `peak`.
    standardised : bool
        Whether pixels have mean 0 and standard deviation 1 in each colour; else they lie between
        0 and 1.
    augmented : bool
        Whether pictures are moved and mirrored at random.
    by_fit : bool
        Whether Keras' `fit` takes the steps; else `training.training_step` does.
    mixed : bool
        Whether all layers but the last compute in bfloat16, with weights in float32.
    """

    network: Callable[[], keras.Model]
    epochs: int
    batch: int = 128
    peak: float = 0.004
    one_cycle: bool = True
    standardised: bool = True
    augmented: bool = False
    by_fit: bool = False
    mixed: bool = True


NOTES = Recipe(models.convolutional_network, 10, 32, 0.001, False, False, by_fit=True, mixed=False)
FASTER = Recipe(models.convolutional_network, 3)
BETTER = Recipe(models.deeper_network, 7, peak=0.01, augmented=True)
RECIPES = {"notes": NOTES, "faster": FASTER, "better": BETTER}
# Each leaves out one thing. Where the peak seemed too high for what is left it is lower, not tuned.
ABLATIONS = {
    "faster, constant rate": FASTER._replace(peak=0.001, one_cycle=False),
    "faster, pixels from 0 to 1": FASTER._replace(standardised=False),
    "faster, batch 32": FASTER._replace(batch=32, peak=0.001),
    "faster, by fit": FASTER._replace(by_fit=True),
    "faster, in float32": FASTER._replace(mixed=False),
    "better, the notes' network": BETTER._replace(
        network=models.convolutional_network, peak=FASTER.peak
    ),
    "better, not augmented": BETTER._replace(augmented=False),
    "better, not normalised": BETTER._replace(
        network=partial(models.deeper_network, normalised=False), peak=0.002
    ),
}


def learning_rate(recipe, steps):
    """Return the learning rate, or the schedule that says it by the step."""
    if not recipe.one_cycle:
        return recipe.peak
    climb = steps // 4
    return keras.optimizers.schedules.CosineDecay(
        recipe.peak / 20, steps - climb, warmup_target=recipe.peak, warmup_steps=climb
    )


def moved(padded, rng):
    """Return pictures, each at a random place within its margin, half of them mirrored."""
    places = np.lib.stride_tricks.sliding_window_view(padded, (32, 32), axis=(1, 2))
    down, right = rng.integers(0, 2 * PADDING + 1, (2, len(padded)))
    pictures = np.moveaxis(places[np.arange(len(padded)), down, right], 1, 3)
    mirrored = rng.random(len(padded)) < 0.5
    return np.where(mirrored[:, None, None, None], pictures[:, :, ::-1], pictures)


def one_epoch(recipe, take_step, x, y, rng):
    """Take the steps of an epoch; a last short batch is left out."""
    order = rng.permutation(len(x))
    for start in range(0, len(x) - recipe.batch + 1, recipe.batch):
        some = order[start : start + recipe.batch]
        take_step(moved(x[some], rng) if recipe.augmented else x[some], y[some])


class Clock(keras.callbacks.Callback):
    """Calls a function after each epoch with the seconds of training so far, and stands still then.

    Parameters
    ----------
    report : callable
        Takes the seconds.
    """

    def __init__(self, report):
        super().__init__()
        self.report, self.used = report, 0.0

    def begin(self):
        """Start."""
        self.start = perf_counter()

    def on_epoch_end(self, epoch=None, logs=None):
        """Stop, report, and go on."""
        self.used += perf_counter() - self.start
        self.report(self.used)
        self.begin()


def trained(recipe, seed, x, y, report):
    """Return a trained network; call `report` with it and the seconds so far after each epoch."""
    training.set_seed(seed)
    keras.config.set_dtype_policy("mixed_bfloat16" if recipe.mixed else "float32")
    model = recipe.network()
    model.layers[-1].dtype_policy = "float32"  # logits of 8 bits would often be equal
    whole, left_over = divmod(len(x), recipe.batch)
    steps = recipe.epochs * (whole + (recipe.by_fit and left_over > 0))
    optimizer = keras.optimizers.Adam(learning_rate(recipe, steps))
    clock = Clock(lambda used: report(model, used))
    if recipe.by_fit:
        criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer, criterion, metrics=["accuracy"])
        clock.begin()
        model.fit(x, y, recipe.batch, recipe.epochs, verbose=0, callbacks=[clock])
        return model
    if recipe.augmented:
        margin = (PADDING, PADDING)
        x = np.pad(x, ((0, 0), margin, margin, (0, 0)))
    rng = np.random.default_rng(seed)
    clock.begin()
    take_step = training.training_step(model, optimizer)
    for _ in range(recipe.epochs):
        one_epoch(recipe, take_step, x, y, rng)
        clock.on_epoch_end()
    return model


def accuracy(model, x, y):
    """Return the share of pictures that the network gets right."""
    return float(np.mean(model.predict(x, batch_size=500, verbose=0).argmax(axis=1) == y))


def pictures():
    """Return pairs of pictures and labels: to train on, held out, and to test on."""
    (x, y), test = datasets.cifar10()
    order = np.random.default_rng(12345).permutation(len(x))
    held_out, rest = order[:HELD_OUT], order[HELD_OUT:]
    return (x[rest], y[rest]), (x[held_out], y[held_out]), test


def one(name, seed):
    """Train one network and print what became of it."""
    recipe = (RECIPES | ABLATIONS)[name]
    train, held_out, test = ((x.astype(np.float32) / 255, y) for x, y in pictures())
    if recipe.standardised:
        mean, deviation = (
            of(train[0], axis=(0, 1, 2), dtype=np.float64).astype(np.float32)
            for of in (np.mean, np.std)
        )
        train, held_out, test = (((x - mean) / deviation, y) for x, y in (train, held_out, test))
    curve = []

    def report(model, used):
        curve.append((round(used, 1), round(accuracy(model, *held_out), 4)))

    model = trained(recipe, seed, *train, report)
    line = {"recipe": name, "seed": seed, "curve": curve}
    if name in RECIPES:
        line["test"] = round(accuracy(model, *test), 4)
    print(json.dumps(line), flush=True)


def main():
    """Train all networks, each in a process of its own."""
    for names in (RECIPES, ABLATIONS):
        for seed in SEEDS:
            for name in names:
                subprocess.run([sys.executable, __file__, name, str(seed)], check=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        one(sys.argv[1], int(sys.argv[2]))
    else:
        main()
