"""What `make speedrun` and the two processes of `make bench` gave once.

TensorFlow 2.21, Keras 3.15, November 2026. `make speedrun` had two cores of an AMD EPYC with
AVX-512 and its instructions for bfloat16; `make bench`, two of an Intel Xeon with AVX-512. The
pictures were copies of CIFAR-10's that had once been saved as JPEG; 45,000 were trained on.
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
                    [18.8, 34.8, 59.2, 77.4, 94.9, 116.2, 132.4, 153.2, 169.5, 189.2],
                    [20.2, 35.1, 53.4, 68.3, 82.7, 96.9, 117.3, 131.0, 145.2, 159.2],
                    [19.0, 35.8, 51.5, 65.6, 85.3, 99.5, 113.2, 125.9, 139.9, 153.7],
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
                [[7.6, 15.1, 22.6], [7.1, 14.6, 21.6], [8.3, 15.2, 22.3]],
                [[0.5654, 0.6392, 0.694], [0.5626, 0.6542, 0.694], [0.572, 0.6564, 0.6976]],
            ]
        ),
        "better": np.array(
            [
                [
                    [21.5, 41.4, 60.7, 79.8, 97.8, 116.8, 135.3],
                    [19.9, 38.8, 56.8, 75.9, 94.7, 115.5, 133.7],
                    [19.1, 37.5, 55.1, 72.1, 89.2, 107.8, 126.6],
                ],
                [
                    [0.6454, 0.7058, 0.7428, 0.7638, 0.7902, 0.8172, 0.8234],
                    [0.603, 0.6892, 0.7256, 0.7612, 0.792, 0.811, 0.8124],
                    [0.641, 0.6748, 0.7382, 0.7092, 0.7836, 0.8106, 0.8154],
                ],
            ]
        ),
    },
    tests={
        "notes": np.array([0.6619, 0.658, 0.6689]),
        "faster": np.array([0.69, 0.684, 0.6976]),
        "better": np.array([0.8136, 0.8103, 0.8117]),
    },
    ablations={
        "faster, constant rate": np.array([[23.4, 19.0, 19.7], [0.6484, 0.6332, 0.6592]]),
        "faster, pixels from 0 to 1": np.array([[21.3, 19.4, 20.6], [0.6604, 0.6476, 0.659]]),
        "faster, batch 32": np.array([[34.5, 29.6, 30.8], [0.6948, 0.6926, 0.6914]]),
        "faster, by fit": np.array([[27.2, 22.2, 21.9], [0.6854, 0.6984, 0.7072]]),
        "faster, in float32": np.array([[30.0, 30.3, 33.3], [0.6996, 0.691, 0.699]]),
        "better, the notes' network": np.array([[53.5, 56.0, 53.6], [0.7474, 0.7348, 0.7502]]),
        "better, not augmented": np.array([[117.6, 120.5, 111.6], [0.7992, 0.7888, 0.7992]]),
        "better, not normalised": np.array([[100.7, 114.8, 106.7], [0.7844, 0.7844, 0.7856]]),
    },
)
STEPS = {  # milliseconds of a step with a batch of 128, of one process and of two that share it
    "notes": (32.0, 24.0),
    "deeper": (89.8, 54.3),
}
for _array in (*SPEEDRUN.curves.values(), *SPEEDRUN.tests.values(), *SPEEDRUN.ablations.values()):
    _array.flags.writeable = False
