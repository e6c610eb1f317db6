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
        What each of these was most often mistaken for.
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


class RemedyRuns(NamedTuple):
    """Ten epochs on CIFAR-10 with each remedy: what `make remedies` printed.

    Parameters
    ----------
    ends : dict of str to ndarray of shape (3, 4)
        By remedy, for seeds 0, 1 and 2, after the last epoch: loss and accuracy in training, loss
        and accuracy on the test pictures.
    by_batch : ndarray, shape (3,)
        Test accuracy of the networks with normalisation alone, if the statistics of 500 test
        pictures at a time take the place of the running averages.
    """

    ends: dict[str, NDArray]
    by_batch: NDArray


REMEDIES = RemedyRuns(
    ends={
        "none": np.array(
            [
                [0.6561, 0.7708, 1.0541, 0.6613],
                [0.7195, 0.7466, 0.9558, 0.6767],
                [0.7164, 0.7489, 0.9982, 0.6667],
            ]
        ),
        "normalisation": np.array(
            [
                [0.3917, 0.8632, 3.4997, 0.4336],
                [0.3771, 0.8705, 1.2771, 0.6569],
                [0.3802, 0.8677, 1.3440, 0.6489],
            ]
        ),
        "augmentation": np.array(
            [
                [0.9765, 0.6565, 0.9035, 0.6879],
                [0.9341, 0.6694, 0.9179, 0.6765],
                [0.9684, 0.6593, 0.9839, 0.6612],
            ]
        ),
        "schedule": np.array(
            [
                [0.6558, 0.7717, 0.8567, 0.7061],
                [0.7114, 0.7506, 0.8662, 0.7002],
                [0.6839, 0.7635, 0.8615, 0.7053],
            ]
        ),
        "all but normalisation": np.array(
            [
                [0.9206, 0.6743, 0.8839, 0.6905],
                [0.9035, 0.6844, 0.8829, 0.6954],
                [0.9347, 0.6725, 0.9014, 0.6855],
            ]
        ),
        "all three": np.array(
            [
                [0.7693, 0.7295, 0.7454, 0.7389],
                [0.7610, 0.7331, 0.7311, 0.7457],
                [0.7412, 0.7390, 0.7189, 0.7509],
            ]
        ),
    },
    by_batch=np.array([0.6920, 0.7021, 0.6914]),
)
SHAPES = ShapesRuns(
    network=np.array(
        [
            [[1.710, 1.033], [0.801, 0.505], [0.345, 0.250], [0.160, 0.164]],
            [[0.046, 0.104], [0.054, 0.084], [0.079, 0.044], [0.059, 0.059]],
        ]
    ),
    linear=np.array(
        [
            [[2.120, 1.999], [1.859, 1.991], [1.725, 1.997], [1.613, 2.009]],
            [[0.012, 0.074], [0.009, 0.080], [0.010, 0.083], [0.010, 0.085]],
        ]
    ),
    few=np.array(
        [
            [
                [2.334, 2.300],
                [2.276, 2.299],
                [2.216, 2.297],
                [2.075, 2.293],
                [1.861, 2.306],
                [1.617, 2.447],
                [1.469, 2.556],
                [1.316, 2.514],
                [1.098, 2.762],
                [0.929, 2.823],
                [0.708, 3.297],
                [0.634, 3.472],
                [0.482, 3.595],
                [0.338, 3.874],
                [0.249, 4.210],
            ],
            [
                [0.010, 0.003],
                [0.010, 0.011],
                [0.027, 0.027],
                [0.075, 0.049],
                [0.120, 0.078],
                [0.187, 0.086],
                [0.225, 0.228],
                [0.112, 0.083],
                [0.126, 0.174],
                [0.202, 0.164],
                [0.230, 0.345],
                [0.252, 0.786],
                [0.228, 0.407],
                [0.173, 0.463],
                [0.139, 0.470],
            ],
        ]
    ),
    accuracies=np.array(
        [
            [[0.332, 0.590], [0.441, 0.267], [0.942, 0.294], [0.942, 0.940]],
            [[0.021, 0.060], [0.008, 0.018], [0.055, 0.025], [0.025, 0.024]],
        ]
    ),
    test=np.array([0.936, 0.036]),
    test_linear=np.array([0.263, 0.022]),
    confusion=np.array(
        [
            [114.8, 0.0, 0.0, 0.0, 3.2, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 92.0, 0.0, 0.0, 0.0, 7.8, 0.0, 0.0, 0.0, 0.2],
            [0.2, 0.0, 76.8, 7.2, 1.4, 0.0, 0.4, 0.0, 0.0, 0.0],
            [0.0, 0.0, 4.8, 85.0, 0.6, 0.0, 0.2, 0.0, 0.2, 0.2],
            [5.4, 0.0, 0.4, 0.4, 82.8, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 5.2, 0.0, 0.0, 0.0, 78.8, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.2, 1.8, 0.0, 0.0, 103.4, 0.0, 0.0, 3.6],
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 96.0, 2.0, 0.0],
            [0.0, 0.0, 0.0, 2.8, 0.0, 0.0, 0.0, 1.6, 111.4, 0.2],
            [0.0, 0.0, 0.4, 0.6, 0.0, 0.2, 10.6, 0.6, 1.4, 95.2],
        ]
    ),
    hardest=(24, 980, 74, 826, 541, 942, 897, 627, 252, 651),
    taken_for=(3, 8, 6, 5, 3, 4, 0, 3, 4, 6),
)
for _array in (*SHAPES[:7], *REMEDIES.ends.values(), REMEDIES.by_batch):
    _array.flags.writeable = False
