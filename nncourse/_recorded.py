"""What training gave once, for figures and tables that must not depend on the processor.

TensorFlow 2.21, Keras 3.15, two cores of an AMD EPYC with AVX-512, November 2026.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class ShapesRuns(NamedTuple):
    """Five seeds of the chapter cnn/training-a-classifier; where it says so, mean and spread.

    Parameters
    ----------
    network, linear : ndarray, shape (2, 4, 2)
        Mean and spread, by epoch, of the training and the validation loss with 3000 pictures.
    few : ndarray, shape (2, 15, 2)
        The same of the network with 100 pictures.
    accuracies : ndarray, shape (2, 4, 2)
        Mean and spread of the training and the validation accuracy: the network after one epoch,
        logistic regression, the network with 100 pictures, the network after four epochs.
    test, test_linear : ndarray, shape (2,)
        Mean and spread of the accuracy on the test pictures.
    confusion : ndarray, shape (10, 10)
        How often the kind of the row was taken for that of the column, mean of the networks.
    hardest : tuple of int
        The test pictures on which the networks had the largest mean loss, the largest first.
    taken_for : tuple of int
        What each of these was taken for most often.
    """

    network: NDArray
    linear: NDArray
    few: NDArray
    accuracies: NDArray
    test: NDArray
    test_linear: NDArray
    confusion: NDArray
    hardest: tuple[int, ...]
    taken_for: tuple[int, ...]


SHAPES = ShapesRuns(
    network=np.array(
        [
            [[1.732, 1.118], [0.733, 0.523], [0.315, 0.356], [0.139, 0.209]],
            [[0.051, 0.101], [0.109, 0.104], [0.069, 0.088], [0.039, 0.055]],
        ]
    ),
    linear=np.array(
        [
            [[2.145, 2.035], [1.886, 2.033], [1.749, 2.041], [1.636, 2.051]],
            [[0.011, 0.032], [0.021, 0.035], [0.021, 0.035], [0.022, 0.034]],
        ]
    ),
    few=np.array(
        [
            [
                [2.324, 2.300],
                [2.247, 2.294],
                [2.140, 2.282],
                [1.953, 2.243],
                [1.668, 2.300],
                [1.413, 2.470],
                [1.208, 2.550],
                [1.034, 2.801],
                [0.896, 2.712],
                [0.621, 3.259],
                [0.543, 3.151],
                [0.403, 3.427],
                [0.263, 3.652],
                [0.215, 3.901],
                [0.184, 4.194],
            ],
            [
                [0.018, 0.006],
                [0.036, 0.017],
                [0.119, 0.022],
                [0.172, 0.024],
                [0.218, 0.074],
                [0.189, 0.136],
                [0.191, 0.187],
                [0.169, 0.295],
                [0.175, 0.309],
                [0.100, 0.945],
                [0.297, 0.162],
                [0.272, 0.540],
                [0.139, 0.546],
                [0.101, 0.389],
                [0.112, 0.375],
            ],
        ]
    ),
    accuracies=np.array(
        [
            [[0.324, 0.542], [0.425, 0.270], [0.946, 0.280], [0.952, 0.924]],
            [[0.025, 0.029], [0.014, 0.012], [0.045, 0.011], [0.013, 0.020]],
        ]
    ),
    test=np.array([0.943, 0.017]),
    test_linear=np.array([0.272, 0.007]),
    confusion=np.array(
        [
            [88.0, 0.0, 0.0, 0.2, 5.8, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 87.4, 0.0, 0.0, 0.0, 11.6, 0.0, 0.0, 0.0, 1.0],
            [0.2, 0.0, 91.6, 3.2, 1.2, 0.0, 0.6, 0.0, 0.2, 0.0],
            [0.0, 0.0, 4.0, 87.4, 0.4, 0.0, 0.4, 0.0, 1.8, 0.0],
            [5.2, 0.0, 0.6, 0.2, 99.6, 0.0, 0.0, 0.0, 0.4, 0.0],
            [0.0, 2.6, 0.0, 0.0, 0.0, 100.2, 0.0, 0.0, 0.0, 0.2],
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 92.6, 0.0, 0.0, 2.4],
            [0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 100.8, 1.6, 0.6],
            [0.0, 0.0, 0.0, 0.4, 0.0, 0.0, 0.0, 3.2, 86.4, 0.0],
            [0.0, 1.4, 0.0, 0.0, 0.0, 1.2, 2.0, 1.0, 0.2, 109.2],
        ]
    ),
    hardest=(912, 277, 538, 421, 60, 680, 498, 436, 111, 469),
    taken_for=(5, 5, 7, 9, 5, 6, 2, 5, 5, 5),
)
for _array in SHAPES[:7]:
    _array.flags.writeable = False
