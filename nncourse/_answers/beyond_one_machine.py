"""The exercises of the chapter cnn/beyond-one-machine."""

import numpy as np

from nncourse._answers.exercise import Exercise


def unequal_shards() -> Exercise:
    """Return the gradient of a batch whose shards are not of one size.

    Examples
    --------
    >>> round(unequal_shards().answer, 3)
    0.575
    """
    counts, means = np.array([10, 10, 4]), np.array([0.6, 0.3, 1.2])
    return Exercise(
        float(counts @ means / counts.sum()),
        (
            (means.mean(), "this gives the four pictures as much say as ten. Weigh the means."),
            (means.sum(), "the shares must add up to 1."),
            (counts @ means, "this is the sum over all pictures. The loss is their mean."),
        ),
    )


def most_machines() -> Exercise:
    """Return with how many machines the step of the exercise is fastest.

    Examples
    --------
    >>> most_machines().answer
    58
    """
    work, size, bandwidth, latency = 0.5, 1e8, 1.25e9, 5e-5
    machines = np.arange(1, 201)
    steps = work / machines + 2 * (machines - 1) * (latency + size / (machines * bandwidth))
    waiting = work / machines + 2 * (machines - 1) * latency
    return Exercise(
        int(machines[steps.argmin()]),
        (
            (int(machines[waiting.argmin()]), "bytes take time as well, not only messages."),
            (int(steps.argmin()), "NumPy counts from 0, machines are counted from 1."),
        ),
    )
