"""What `make speedrun` and the two processes of `make bench` gave once.

TensorFlow 2.21, Keras 3.15, two cores of an Intel Xeon with AVX-512, November 2026. The pictures
were copies of CIFAR-10's that had once been saved as JPEG; 45,000 were trained on. What
`fit` trains was measured anew in a second run; some of its epochs take twice as long as others.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class SpeedRuns(NamedTuple):
    """Three recipes for CIFAR-10 and what each thing in them brings, for seeds 0, 1 and 2.

    Parameters
    ----------
    curves : dict of str to ndarray of shape (2, 3, epochs)
        By recipe, after each epoch: the seconds of training so far, and the share of 5,000
        held-out training pictures that was right.
    tests : dict of str to ndarray of shape (3,)
        By recipe, the share of the test pictures that was right after the last epoch.
    ablations : dict of str to ndarray of shape (2, 3)
        By what was left out, the seconds and the share of the held-out pictures at the end.
    """

    curves: dict[str, NDArray]
    tests: dict[str, NDArray]
    ablations: dict[str, NDArray]


SPEEDRUN = SpeedRuns(
    curves={
        "notes": np.array(
            [
                [
                    [13.2, 32.5, 52.5, 72.5, 82.9, 102.7, 112.8, 132.5, 142.7, 152.9],
                    [12.7, 22.5, 32.4, 52.8, 63.2, 73.7, 84.0, 94.1, 104.2, 114.4],
                    [12.8, 22.9, 32.9, 53.1, 63.3, 73.7, 84.0, 94.2, 104.3, 114.1],
                ],
                [
                    [0.5312, 0.5886, 0.6206, 0.64, 0.6524, 0.6618, 0.6684, 0.6644, 0.657, 0.6638],
                    [0.5254, 0.589, 0.6354, 0.6512, 0.6618, 0.6666, 0.676, 0.6716, 0.6668, 0.6638],
                    [0.557, 0.6184, 0.635, 0.6512, 0.6628, 0.6642, 0.6696, 0.6782, 0.6698, 0.6776],
                ],
            ]
        ),
        "faster": np.array(
            [
                [[8.6, 16.5, 24.5], [8.2, 16.2, 24.2], [8.1, 15.7, 23.1]],
                [[0.5582, 0.641, 0.6946], [0.5782, 0.6572, 0.6884], [0.539, 0.6458, 0.6954]],
            ]
        ),
        "better": np.array(
            [
                [
                    [20.5, 40.3, 59.6, 79.5, 98.9, 118.2],
                    [20.0, 39.4, 58.2, 76.4, 94.6, 113.5],
                    [19.7, 38.8, 57.7, 76.4, 95.1, 114.1],
                ],
                [
                    [0.6204, 0.6882, 0.7434, 0.777, 0.8004, 0.811],
                    [0.5984, 0.7016, 0.7396, 0.7664, 0.8072, 0.8076],
                    [0.6326, 0.6828, 0.747, 0.7628, 0.8054, 0.8168],
                ],
            ]
        ),
    },
    tests={
        "notes": np.array([0.6619, 0.658, 0.6689]),
        "faster": np.array([0.6905, 0.6879, 0.6928]),
        "better": np.array([0.8079, 0.8056, 0.8069]),
    },
    ablations={
        "faster, constant rate": np.array([[22.2, 25.0, 23.7], [0.6532, 0.6462, 0.6482]]),
        "faster, pixels from 0 to 1": np.array([[22.3, 24.3, 24.3], [0.652, 0.6494, 0.6592]]),
        "faster, batch 32": np.array([[31.8, 31.5, 30.3], [0.6968, 0.685, 0.6968]]),
        "faster, by fit": np.array([[28.0, 28.3, 28.4], [0.6896, 0.6908, 0.6998]]),
        "better, the notes' network": np.array([[50.1, 47.7, 47.6], [0.7312, 0.733, 0.7426]]),
        "better, not augmented": np.array([[111.7, 112.0, 113.7], [0.792, 0.786, 0.798]]),
        "better, not normalised": np.array([[112.1, 103.7, 101.0], [0.7822, 0.7734, 0.7762]]),
    },
)
STEPS = {  # milliseconds of a step with a batch of 128, of one process and of two that share it
    "notes": (32.0, 24.0),
    "deeper": (89.8, 54.3),
}
for _array in (*SPEEDRUN.curves.values(), *SPEEDRUN.tests.values(), *SPEEDRUN.ablations.values()):
    _array.flags.writeable = False
