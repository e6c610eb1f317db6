"""What three remedies bring on CIFAR-10: each alone, all, and all but normalisation.

`make remedies` trains the notes' network for ten epochs from three seeds with each, which takes
most of an hour on two cores, and prints what nncourse/_recorded.py keeps.
"""

import numpy as np

from nncourse import datasets, models, training

# isort: split
import keras

EPOCHS, SEEDS = 10, (0, 1, 2)
REMEDIES = {  # whether normalised, augmented, with a falling learning rate
    "none": (False, False, False),
    "normalisation": (True, False, False),
    "augmentation": (False, True, False),
    "schedule": (False, False, True),
    "all but normalisation": (False, True, True),
    "all three": (True, True, True),
}


def trained(train, test, seed, normalised, augmented, falling):
    """Return a network and the last row of its history, shape (4,)."""
    training.set_seed(seed)
    model = models.convolutional_network(normalised, augmented)
    steps = EPOCHS * -(-len(train[0]) // 32)
    rate = keras.optimizers.schedules.CosineDecay(0.001, steps) if falling else 0.001
    criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), criterion, metrics=["accuracy"])
    history = training.fit(model, *train, EPOCHS, validation_data=test)
    return model, np.transpose(history)[-1]


def accuracy_by_batch(model, x, y):
    """Return the accuracy if each 500 pictures are normalised by their own statistics."""
    logits = np.concatenate([model(some, training=True) for some in np.split(x, len(x) // 500)])
    return np.mean(logits.argmax(axis=1) == y)


def main():
    """Train all eighteen networks and print the ends of their histories."""
    train, test = ((x.astype(np.float32) / 255, y) for x, y in datasets.cifar10())
    for name, options in REMEDIES.items():
        for seed in SEEDS:
            model, last = trained(train, test, seed, *options)
            print(f"{name}, seed {seed}:", last.round(4).tolist(), flush=True)
            if name == "normalisation":
                print("    by batch:", round(accuracy_by_batch(model, *test), 4), flush=True)


if __name__ == "__main__":
    main()
