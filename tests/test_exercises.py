"""`nncourse.exercises` against answers worked by hand, and every mistake against its hint."""

import importlib
import pkgutil
import re

import numpy as np
import pytest

from nncourse import _answers, conv
from nncourse._answers.exercise import Exercise
from nncourse.exercises import EXERCISES, check

# work 2, poor 3, good 4, effort 5, done 6: three times, twice, and the alphabet from behind
SEVEN_CODES = "0 1 6  0 4 2  0 1 5  0 1 2  0 0 1  0 0 1  0 3 5  0 1 4  0 3 2  1 1 6"
NINE_CODES = "0 7 6  0 4 2  0 1 5  0 1 2  0 0 1  0 0 8  0 3 5  0 1 4  0 3 2  1 1 6"
SEVEN_AFTER = "1 6 0  4 2 0  1 5 0  1 2 0  1 0 0  1 0 0  3 5 0  1 4 0  3 2 0  1 1 6"
FIVE_CODES = "0 1 1  0 4 2  0 1 1  0 1 2  0 0 1  0 0 1  0 3 1  0 1 4  0 3 2  1 1 1"
EXCHANGED = "1 6 0  4 2 0  1 5 0  1 2 0  1 0 0  1 0 0  3 5 0  1 4 0  3 2 0  1 6 1"
SEVEN_LAST = "0 1 6  0 4 2  0 1 5  0 1 2  0 0 1  0 0 1  0 3 5  0 1 4  0 3 2  1 6 1"
# Code i has the row (2i, 2i + 1) of the table 0, 1, .. 99. Well done is 16, 1: 17/2 = 8.5.
MEAN_CODES = np.array([8.5, 31.5, 7.5, 26, 27, 2, 7, 43, 10.5, 18.5])
LENGTHS = np.array([2, 2, 2, 2, 1, 1, 2, 2, 2, 4])


def table(text, columns):
    return np.array(text.split(), int).reshape(-1, columns)


def pairs(codes):
    """The rows of these codes, which may lie between two rows."""
    return np.stack([2 * codes, 2 * codes + 1], axis=1)


ANSWERS = {
    "binary": [1, 3, 6, 13],
    "stairs": [[1, 1], [-2, -2]],
    "dimmer": [[1, -1], [-1, -3], [0, -2]],
    "window": 4,  # 3^-3 / 2 = 0.0185, 3^-4 / 2 = 0.0062
    "third-step": [3.5, 3.5],  # (2 + 0)/2 of the input, (2.5 + 2.5)/2 of the memory
    "first-state": [1.5, 4],  # (4, 0) V = (2, 2), (3, 3) V = (1.5, 3)
    "delay-line": [[0, 1], [0, 0]],  # row 1, column 2: unit 1 sends, unit 2 receives
    "fading": 44,  # 0.9^43 = 0.0108, 0.9^44 = 0.0097
    "both-outputs": [[1, 1], [1.25, 1.25]],  # 0.25 + 0.75, 0.5 + 0.75
    "tanh-blame": [[0.01508369, 0.01508369], [0.0257062, 0.0257062]],
    "one-per-cent": 13,  # 0.7^12 = 0.0138, 0.7^13 = 0.0097
    "both-ways": [[2, 2.25], [1, 0.5], [1.5, 1]],  # to the left: 2/2, 0 + 1/2, 4/2 + 0.5/2
    "neighbours": [7, 14, 18, 9],  # 0 + 7, 5 + 9, 7 + 11, 9 + 0
    "pencil-mase": 0.875,  # errors 1 and 6, mean 3.5; changes 4, 2 and 6, mean 4
    "day-after-next": [[0, 1, 4, 16], [1, 4, 9, 25], [4, 9, 16, 36]],
    "training-scale": [5 / 5**0.5, 10 / 5**0.5],  # mean 5, variance (9 + 1 + 1 + 9)/4
    "skewed-steps": -1,  # the median of -1, -1, -1 and 3
    "gru-step": 0.25,  # 3/4 · 1/2 - 1/4 · 1/2
    "gate-order": [[0, 1, 4, 5, 6, 7, 2, 3]],  # i is first, o second in the file
    "half-left": 7.273932,  # ln 1442.2: f = 1 - ln 2 / 1000, nearly
    "letter-codes": [12, 4],  # 14 + 15 + 20 = 49 = 2 · 19 + 11, 7 + 15 + 15 + 4 = 41 = 2 · 19 + 3
    "first-pair": 46,  # 45 · 44 / 2 = 990, 46 · 45 / 2 = 1035
    "small-vocabulary": table(SEVEN_CODES, 3),
    "unknown-share": 7 / 11,  # weak, poor, not, poor, could, have, better
    "repeated-word": [[0, 0], [0, -1], [0, 0], [2, 3]],  # (1, 2) + (2, 0) + (-1, 1)
    "one-hot-bytes": 768_000_000,  # 64 · 100 · 30,000 · 4
    "word-average": pairs(MEAN_CODES),
    "untouched-rows": 9257.531271,  # 1 + Σ (1 - 1 / 9.787506 i)^1600 by a loop over i
    "classifier-parameters": 16_161,  # 1000 · 16 + 10 · 16 + 1
    # a = ln 3: -1/4 (a, 0) + 2/4 (0, a)
    "twice-drawn": [-np.log(3) / 4, np.log(3) / 2],
    "small-analogy": 3,  # towards (-0.2, 1.6): 1.4 with word 3, 1.16 with word 4
    "count-windows": table("0 1 2 0  1 0 1 1  2 1 0 1  0 1 1 0", 4),
    "frozen-parameters": [51, 500_100],  # 50 + 1, 10,002 · 50
    "file-to-table": [[0, 0], [0, 0], [0.5, -0.5], [0.8, 0.6], [0, 0], [0.8, -0.4]],
    "piece-average": [2, 3],  # old and ld>
    "first-step": 0.27735,  # (3 - 2) / √(9 + 4)
    "bag-gradient": [[0, 0], [-0.125, 0.125], [-0.125, 0.125]],  # -1/4 · (1, -1), half a word
    "pencil-convolution": [[4, -1], [2, 6]],  # 1+4+0-1, 2+0+0-3, 0+2+0-0, 1+6+0-1
    "two-in-one": np.outer([1, 3, 4, 3, 1], [-1, -1, 0, 1, 1]) / 9,  # [1 2 1] · [-1 0 1] blurred
    "level-stripes": np.repeat([[-1 / 3], [1], [-1 / 3]], 3, axis=1),  # sums -1, 3, -1
    # 28/2; (14 - 3)/2 + 1; 6 - 5 + 1 and 1 + 4; 5 + 2 · 2; 9 + 2 · 2 · 4
    "three-layers": [[14, 16, 5], [6, 16, 9], [2, 8, 25]],
    "pooling-blame": [[0, 3, 0], [0, 8, 0], [4, 0, 0]],  # 1 + 2 to the first 2 of the upper row
    "holes": 7,  # -6, -4, -2, 0, 2, 4 and 6 pixels from the middle
    "five-by-five": 160_970,  # 2,432 + 51,264 + 102,464 + 64 · 65 + 650
    # Row i: the pixel is seen from the output on its right, its own, the one on its left.
    "same-matrix": table("1 3 0 0  2 1 3 0  0 2 1 3  0 0 2 1", 4),
    "shared-gradient": [1, 7],  # 2 - 1 + 0, 1 - 0 + 6
    "layer-as-dense": 88_502_400,  # 3,073 · 28,800
    "exact-shift": 8,  # the pixels behind one entry of the third pooling
    "scattered-gradient": [3, -5, 2],  # 3·1, -3·1 - 2·1, 2·1
    # 0·1 + 2·2 + 10·3 + 12·4; a column further 1 + 2 + 3 + 4 more, a row further 5 times that
    "strided-gradient": table("82 92 102  132 142 152  182 192 202", 3),
    "two-adam-steps": -0.0947366,  # -0.1 + 0.1 · 0.235318 · 0.04 / 0.178840
    "pencil-gradient": [[1 / 8, 1 / 8, -1 / 4], [3 / 10, -2 / 5, 1 / 10]],
    "luck-of-the-draw": 0.015,  # 0.3 / 20
    "count-mistakes": [[1, 2, 0], [1, 1, 0], [0, 1, 1]],
    "training-steps": 15_630,  # the notes print 1563 steps an epoch
    "untrained-loss": 2.302585,  # ln 10
    "test-pictures": 210_000,  # 0.7 · 0.3 / 0.000001
    "best-epoch": 8,  # the notes print 0.8349
    "pencil-activation": [[4, -6], [0, 2]],  # 2 · 2, -6, 0, 2 · 2 - 2
    "cover-a-sum": [[10, -18], [42, -50]],  # 0+1+4+5, -(2+3+6+7), 8+9+12+13, -(10+11+14+15)
    "unequal-shards": 0.575,  # (6 + 3 + 4.8) / 24
    "most-machines": 58,  # the root of 0.34 / 0.0001 is 58.3
}
MISTAKES = {
    "binary": [[1, 2, 5, 11], [1, 2, 2, 3], [1, 11, 110, 1101]],
    "stairs": [[[1, -2], [1, -2]], [[1, 1], [-1, -1]]],
    "dimmer": [
        [[1, -1, 0], [-1, -3, -2]],
        [[1, 0], [-1, -2], [0, -1]],
        [[1, 3], [-1, 1], [0, 2]],
    ],
    "window": [3, 5],
    "third-step": [[1, 1], [2.5, 2.5]],
    "first-state": [[0.5, 2], [2, 1.5], [3, 3]],
    "delay-line": [[[0, 0], [1, 0]], [[1, 0], [0, 1]]],
    "fading": [43, 6],  # 0.45^5 = 0.0185, 0.45^6 = 0.0083
    "both-outputs": [
        [[1, 1.25], [1, 1.25]],
        [[0.5, 0.5], [0.75, 0.75]],
        [[0.5, 0.5], [0.5, 0.5]],
        [[0.75, 0.75], [1, 1]],
    ],
    "tanh-blame": [[[0.5, 0.5], [0.75, 0.75]]],
    "one-per-cent": [12, 44],
    "both-ways": [
        [[2, 1], [1, 0.5], [1.5, 2.25]],
        [[2.25, 2], [0.5, 1], [1, 1.5]],
        [[2, 1, 1.5], [2.25, 0.5, 1]],
        [[2, 2], [1, 1], [1.5, 1.5]],
        [[2, 2.4375], [1, 0.875], [1.5, 1.75]],  # to the left from 1.5: 1 + 0.75, 0 + 0.875, ...
        [[2, 0.5], [1, 1], [1.5, 0]],
    ],
    "neighbours": [[0, 5, 7, 9], [7, 9, 11, 0], [0, 16, 16, 16], [10, 14, 18, 22]],
    "pencil-mase": [3.5, 3.5 / 3.8, 1, 3.5 / 3, 0.75],  # two days apart: 2 and 4; errors 1 and 5
    "day-after-next": [
        [[0, 1, 4], [1, 4, 9], [4, 9, 16], [16, 25, 36]],
        [[0, 1, 4, 9], [1, 4, 9, 16], [4, 9, 16, 25]],
        [[0, 1, 4, 9], [1, 4, 9, 16], [4, 9, 16, 25], [9, 16, 25, 36]],
        [[0, 1, 4, 4], [1, 4, 9, 9], [4, 9, 16, 16]],
        [[0, 1, 4, 16], [1, 4, 9, 25]],
    ],
    "training-scale": [
        [0.5906244, 1.7718733],  # mean 7.5, variance 445/6 - 7.5² = 17.9167
        [-1, 1],
        [10 / 5**0.5, 15 / 5**0.5],
        [1, 2],
        [5 / (20 / 3) ** 0.5, 10 / (20 / 3) ** 0.5],
    ],
    "skewed-steps": [0, 1],
    # z = 9/10; candidate -4/5; z and 1 - z swapped; half of (1 - 3^2.5) / (1 + 3^2.5);
    # candidate 1 / (1 + 3^0.5)
    "gru-step": [0.4, 0.175, -0.25, -0.439717, 0.466506],
    "gate-order": [
        [[0, 1, 6, 7, 2, 3, 4, 5]],
        [[0, 1, 4, 5, 2, 3, 6, 7]],
        [[0], [1], [4], [5], [6], [7], [2], [3]],
        [[0, 1, 2, 3, 4, 5, 6, 7]],
    ],
    "half-left": [0.9993071, -7.273932, 3.983713],
    "letter-codes": [[11, 3], [10, 2], [9, 1], [9, 19]],  # 46 = 2 · 19 + 8, 37 = 19 + 18
    # 33 · 32 = 1056, 32 · 31 = 992; 998 · 997 · ... · 962 / 999^37 = 0.490, to 963: 0.509
    "first-pair": [45, 33, 999, 38],
    "small-vocabulary": [
        table(t, 3) for t in (NINE_CODES, FIVE_CODES, EXCHANGED, SEVEN_AFTER, SEVEN_LAST)
    ],
    "unknown-share": [7 / 20, 7 / 4, 4 / 11, 16 / 20],
    "repeated-word": [
        [[0, 0], [0, -1], [0, 0], [-1, 1]],
        [[0, 0], [0, -1], [0, 0], [2 / 3, 1]],
        [[0, 0, 0, 2], [0, -1, 0, 3]],
        [[1, 2], [0, -1], [2, 0], [-1, 1]],
        [[0, -1], [0, 0], [2, 3], [0, 0]],
    ],
    "one-hot-bytes": [192_000_000, 12_000_000, 7_680_000, 36_000_000],
    "word-average": [
        pairs(MEAN_CODES * LENGTHS / 4),  # padding adds row 0, which is (0, 1)
        pairs(MEAN_CODES) * LENGTHS[:, None] / 4,
        pairs(MEAN_CODES) * LENGTHS[:, None],
        pairs(MEAN_CODES - 1),
        pairs(MEAN_CODES).T,
    ],
    "untouched-rows": [9256.531271, 8521.381222, 742.468729],
    "classifier-parameters": [16_160, 16_017, 16_011, 161, 16_000, 160_161],
    "twice-drawn": [
        [-0.274653, 0.274653],
        [0.274653, -0.549306],
        [0.823959, 0.549306],
        [-0.274653, -1.647918],
        [0.25, -0.25],
        [-0.25, 0.5],
        [0.549306, -0.274653],
        [-0.274653, 1.647918],
        [-0.823959, 1.647918],
        [-0.274653, -0.549306],
        [-0.091551, 0.183102],
    ],
    "small-analogy": [2, 4, 0, 1, [-0.2, 1.6]],
    "count-windows": [
        table("2 1 2 0  1 1 1 1  2 1 2 1  0 1 1 1", 4),
        table("0 1 1 0  1 0 1 0  1 1 0 1  0 0 1 0", 4),
        table("0 1 2 1  1 0 1 1  2 1 0 1  1 1 1 0", 4),
        table("0 1 2 1  1 0 1 1  2 1 2 2  1 1 2 0", 4),
        table("0 1 1 0  0 0 1 1  1 0 0 1  0 0 0 0", 4),
        table("0 0 1 0  1 0 0 0  1 1 0 0  0 1 1 0", 4),
        table("0 1 1 0  1 0 1 1  1 1 0 1  0 1 1 0", 4),
    ],
    "frozen-parameters": [
        [500_151, 0],
        [500_100, 51],
        [50, 500_100],
        [51, 500_000],
        [50, 500_000],
        [51, 10_002],
        [51, 500_151],
    ],
    "file-to-table": [
        [[0, 0, 0.5, 0.8, 0, 0.8], [0, 0, -0.5, 0.6, 0, -0.4]],
        [[0, 0], [0.5, -0.5], [0.8, 0.6], [0, 0], [0.8, -0.4], [0, 0]],
        [[0, 0], [0.5, -0.5], [0.8, 0.6], [0, 0], [0.8, -0.4]],
        [[0.5, -0.5], [0.8, 0.6], [0, 0], [0.8, -0.4]],
        [[0.1, 0.1], [0.5, -0.5], [0.8, 0.6], [0.8, -0.4], [0, 0.5]],
        [[0, 0], [0, 0], [0.5, -0.5], [0, 0], [0, 0], [0, 0]],
        [[0.44, 0.06], [0.44, 0.06], [0.5, -0.5], [0.8, 0.6], [0.44, 0.06], [0.8, -0.4]],
    ],
    "piece-average": [[0, 3], [4, 6], [1, 1.5], [4 / 3, 2], [2, 2]],
    # 1 / 13, 5 / √13, 1 / √(9 - 4)
    "first-step": [1, 0.0769231, 1.3867505, 0.4472136, 0.00027735, -0.27735],
    "bag-gradient": [
        [[0, 0], [0.125, -0.125], [0.125, -0.125]],
        [[0, 0], [0.375, -0.375], [0.375, -0.375]],
        [[0, 0], [-0.25, 0.25], [-0.25, 0.25]],
        # p = 1 / (1 + e^0.25 / 3) = 0.700275, a quarter of p - 1 for each position
        [[-0.149862, 0.149862], [-0.0749312, 0.0749312], [-0.0749312, 0.0749312]],
        [[-0.125, 0.125], [-0.125, 0.125], [0, 0], [0, 0]],
        [[0, -0.125, -0.125], [0, 0.125, 0.125]],
    ],
    "pencil-convolution": [
        [[0, 3], [4, 0]],  # -1+0+0+1, -2+0+2+3, 0+0+4+0, -1+0+0+1
        [[4, 2], [-1, 6]],
        [[0, 1], [4, 0]],  # 1+0+0-1, 2+0+2-3, 0+0+4-0, 1+0+0-1
        [[[[4, -1], [2, 6]]]],
        [[[[4], [-1]], [[2], [6]]]],
        [[[4, -1], [2, 6]]],
        [[[4], [-1]], [[2], [6]]],
        [[4, -1, 0], [2, 6, 3], [2, 2, 1]],
        [[4]],
        [[6, 5], [2, 8]],  # 1+4+0+1, 2+0+0+3, 0+2+0+0, 1+6+0+1
    ],
    "two-in-one": [
        np.outer([1, 3, 4, 3, 1], [1, 1, 0, -1, -1]) / 9,
        np.outer([3, 4, 3], [-1, 0, 1]) / 9,
        np.outer([1, 3, 4, 3, 1], [-1, -1, 0, 1, 1]),
        np.outer([-1, -1, 0, 1, 1], [1, 3, 4, 3, 1]) / 9,
        [[-8 / 9, 1 / 9, 10 / 9], [-17 / 9, 1 / 9, 19 / 9], [-8 / 9, 1 / 9, 10 / 9]],
        [[-1 / 9, 0, 1 / 9], [-2 / 9, 0, 2 / 9], [-1 / 9, 0, 1 / 9]],
        [[-4 / 9, 0, 4 / 9]] * 3,
    ],
    "level-stripes": [
        [[-1 / 3, 1, -1 / 3]] * 3,
        [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        [[-1, -1, -1], [3, 3, 3], [-1, -1, -1]],
        [-1, 3, -1],
        [[-1], [3], [-1]],
        [[1 / 9] * 3] * 3,
        [[0, -1, 0], [0, 3, 0], [0, -1, 0]],
    ],
    "scattered-gradient": [
        [-3, 5, -2],
        [-2, 5, -3],
        [6, -2],
        [5],
        [3, -3, 2],
        [3, -2, 2],
        [3, -1, 2],
    ],
    "strided-gradient": [
        table("41 51 61  91 101 111  141 151 161", 3),  # 0·1 + 1·2 + 5·3 + 6·4
        table("202 192 182  152 142 132  102 92 82", 3),
        table("82 132 182  92 142 192  102 152 202", 3),
        table("74 84 94  124 134 144  174 184 194", 3),  # 0·1 + 2·3 + 10·2 + 12·4
        table("41 46 51  66 71 76  91 96 101", 3) / 2,
    ],
    # -0.1 · (0.4 / √0.016 - 0.04 / √0.031984) without the factor
    "two-adam-steps": [0, -0.0999999, 0.0947368, -0.2938615, -0.1999999, -0.000947368],
    "same-matrix": [
        table("1 2 0 0  3 1 2 0  0 3 1 2  0 0 3 1", 4),
        table("3 0  1 3  2 1  0 2", 2),
        table("3 0 0 0  1 3 0 0  2 1 3 0  0 2 1 3", 4),
        table("2 1 3 0  0 2 1 3  0 0 2 1  0 0 0 2", 4),
        table("1 3 0 2  2 1 3 0  0 2 1 3  3 0 2 1", 4),
    ],
    "shared-gradient": [[7, 1], [1 / 3, 7 / 3], [2, 1], [3, 5]],  # 4 - 1 + 0, 2 - 0 + 3
    # 3,072 · 28,800; 1,025 · 28,800; 3,073 · 900; 3,073 · 32,768; (27 + 1) · 32
    "layer-as-dense": [88_473_600, 29_520_000, 2_765_700, 100_696_064, 896],
    "exact-shift": [4, 6],
    "pencil-gradient": [
        [[1 / 4, 1 / 4, -1 / 2], [3 / 5, -4 / 5, 1 / 5]],
        [[-1 / 8, -1 / 8, 1 / 4], [-3 / 10, 2 / 5, -1 / 10]],
        [[1 / 8, 1 / 8, 1 / 4], [3 / 10, 1 / 10, 1 / 10]],
        [[1 / 4, 1 / 4, 0], [3 / 5, -3 / 10, 1 / 5]],
        [[1 / 8, -3 / 8, 1 / 4], [-1 / 5, 1 / 10, 1 / 10]],
        [[1 / 8, 3 / 10], [1 / 8, -2 / 5], [-1 / 4, 1 / 10]],
        # of the columns (1, 3), (1, 1), (2, 1)
        [[1 / 8, 1 / 4, -1 / 6], [3 / 8, -1 / 4, 1 / 6]],
    ],
    "luck-of-the-draw": [0.000225, 0.3, 0.00075, 0.0474342, 6],  # the root of 0.9 / 400
    "count-mistakes": [
        [[1, 1, 0], [2, 1, 1], [0, 0, 1]],
        [[1, 1, 0], [1, 1, 0], [0, 1, 1]],
        [[0, 2, 0], [1, 0, 0], [0, 1, 0]],
        [[1 / 3, 2 / 3, 0], [1 / 2, 1 / 2, 0], [0, 1 / 2, 1 / 2]],
        [[1 / 7, 2 / 7, 0], [1 / 7, 1 / 7, 0], [0, 1 / 7, 1 / 7]],
    ],
    "three-layers": [
        [[14, 16, 5], [6, 16, 7], [2, 8, 11]],
        [[14, 16, 9], [6, 16, 17], [2, 8, 33]],
        [[12, 16, 5], [5, 16, 9], [1, 8, 25]],
        [[14, 16, 5], [7, 16, 9], [3, 8, 25]],
        [[14, 16, 5], [5, 16, 9], [0, 8, 25]],
        [[14, 16, 5], [6, 16, 9], [4, 8, 17]],
        [[14, 16, 5], [6, 16, 9], [4, 8, 25]],
        [[16, 14, 5], [16, 6, 9], [8, 2, 25]],
    ],
    "pooling-blame": [
        [[0, 0, 0], [0, 11, 0], [4, 0, 0]],
        [[0, 7 / 6, 2 / 3], [0, 55 / 6, 0], [4, 0, 0]],  # 1/2 + 2/3, 1/2 + 2/3 + 8
        [[0, 3, 2], [0, 11, 0], [4, 0, 0]],
        [[0.25, 0.75, 0.5], [1.25, 3.75, 2.5], [1, 3, 2]],
        [[0, 2, 0], [0, 8, 0], [4, 0, 0]],
    ],
    "holes": [13, 27, 49],
    # 64 · 1025 in place of 64 · 65; without 234 biases; 64 · 4097; 832 + 2 · 1664 + 4160 + 650
    "five-by-five": [222_410, 160_736, 419_018, 8_970],
    "training-steps": [15_620, 1_563],
    "untrained-loss": [3.321928, -2.302585],  # log2 10
    "test-pictures": [700_000, 210, 458],
    "best-epoch": [7],
    "pencil-activation": [
        [[-4, 6], [0, -2]],
        [[4, 6], [0, 6]],
        [[0, 12], [0, 4]],
        [[4, 18], [0, 10]],
        [[2, -12], [0, -2]],  # a with 2 and 0, b with 1 and 2: 2, -12, 0, 2 - 4
        [[4, 0], [-6, 2]],
        [[1, -1.5], [0, 0.5]],
        0,
    ],
    "cover-a-sum": [
        [[-10, 18], [-42, 50]],
        [[-26, 2], [-58, 34]],  # the whole is -16
        [[10, 18], [42, 50]],
        [[10, -2, -18], [26, -2, -34], [42, -2, -50]],  # 1 + 5 - 2 - 6
        [[2.5, -4.5], [10.5, -12.5]],
        [[10, 42], [-18, -50]],
    ],
    "unequal-shards": [0.7, 2.1, 13.8],
    "most-machines": [71, 57],  # the root of 0.5 / 0.0001 is 70.7
}
REALS = sorted(name for name in EXERCISES if np.asarray(EXERCISES[name]().answer).dtype == float)
INTEGERS = sorted(name for name in EXERCISES if isinstance(EXERCISES[name]().answer, int))
HINTS = [(name, i) for name in EXERCISES for i in range(len(EXERCISES[name]().mistakes))]
every_exercise = pytest.mark.parametrize("name", EXERCISES)


def other_number(answer):
    return f"the answer is {answer}, and should be another number."


def test_every_exercise_has_an_answer_and_mistakes_worked_by_hand():
    assert set(ANSWERS) == set(MISTAKES) == set(EXERCISES)


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_worked_by_hand_is_right(name):
    assert check(name, ANSWERS[name]) == "Right."


def test_three_poolings_pass_on_no_smaller_shift_exactly():
    def pooled(x):
        return conv.max_pool(conv.max_pool(conv.max_pool(x)))

    picture = np.random.default_rng(0).random((1, 64, 128, 1))
    maps = pooled(picture)  # eight rows
    for shift in range(1, 9):
        moved = pooled(picture[:, shift : shift + 32])  # four rows
        exact = any(np.array_equal(moved, maps[:, row : row + 4]) for row in range(5))
        assert exact == (check("exact-shift", shift) == "Right.")


@every_exercise
def test_the_answer_of_the_package_is_right(name):
    assert check(name, EXERCISES[name]().answer) == "Right."


@every_exercise
def test_an_answer_may_come_as_a_list_of_floats(name):
    assert check(name, np.asarray(EXERCISES[name]().answer, np.float32).tolist()) == "Right."


@pytest.mark.parametrize(("name", "i"), HINTS)
def test_a_mistake_gets_its_own_hint(name, i):
    mistake, hint = EXERCISES[name]().mistakes[i]
    assert check(name, mistake) == f"Not yet: {hint}"


@pytest.mark.parametrize(("name", "i"), [(n, i) for n in MISTAKES for i in range(len(MISTAKES[n]))])
def test_a_mistake_worked_by_hand_gets_the_hint_for_it(name, i):
    assert check(name, MISTAKES[name][i]) == f"Not yet: {EXERCISES[name]().mistakes[i][1]}"


@pytest.mark.parametrize("name", MISTAKES)
def test_no_hint_is_left_without_a_mistake_worked_by_hand(name):
    assert len(EXERCISES[name]().mistakes) == len(MISTAKES[name])


@pytest.mark.parametrize("name", INTEGERS)
@pytest.mark.parametrize("off", [-1, 1])
def test_a_count_that_is_off_by_one_is_not_right(name, off):
    assert check(name, EXERCISES[name]().answer + off) != "Right."


@pytest.mark.parametrize("answer", [2.29, 2.31, -2.3])
def test_a_rough_number_is_not_right(answer):
    assert check("untrained-loss", answer) == f"Not yet: {other_number(answer)}"


@pytest.mark.parametrize("answer", [2.302, 2.3024, 2.3028, 2.303])
def test_a_number_that_is_near_is_told_how_many_digits_are_wanted(answer):
    said = f"Not yet: the answer is {answer}, which is near. Give it to five digits."
    assert check("untrained-loss", answer) == said


def test_an_entry_that_is_near_is_told_how_many_digits_are_wanted():
    said = "Not yet: entry [1] is 4.471, which is near. Give it to five digits."
    assert check("training-scale", [2.2361, 4.471]) == said


@pytest.mark.parametrize("name", INTEGERS)
def test_a_count_is_never_near(name):
    wrong = EXERCISES[name]().answer * 1.0001
    assert check(name, wrong) == f"Not yet: {other_number(wrong)}"


@pytest.mark.parametrize("name", REALS)
def test_numbers_rounded_to_five_digits_are_right(name):
    answer = np.asarray(EXERCISES[name]().answer)
    rounded = [float(f"{number:.4e}") for number in answer.ravel()]
    assert check(name, np.reshape(rounded, answer.shape)) == "Right."


@every_exercise
def test_the_answer_to_something_wrong_names_only_what_came(name):
    wrong = np.asarray(EXERCISES[name]().answer) + 1000.0
    first = re.escape(str(wrong.ravel()[0]))
    where = r"entry \[0(, 0)?\]" if wrong.ndim else "the answer"
    assert re.fullmatch(
        f"Not yet: {where} is {first}, and should be another number.", check(name, wrong)
    )


@pytest.mark.parametrize(("name", "i"), HINTS)
def test_a_hint_goes_on_after_the_colon_in_whole_sentences(name, i):
    _, hint = EXERCISES[name]().mistakes[i]
    assert re.match("[a-z]|NumPy", hint) and hint.endswith(".")
    assert not re.search(r"\. [a-z]|keras|numpy|[A-Z]{4}", re.sub("LSTM|ONNX", "", hint))
    assert not re.search(r"('s|_\d) [uvw]\b", hint)  # matrices have capital letters


@pytest.mark.parametrize(("name", "i"), HINTS)
def test_a_hint_does_not_give_the_answer_away(name, i):
    _, hint = EXERCISES[name]().mistakes[i]
    numbers = {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", hint)}
    answer = np.asarray(EXERCISES[name]().answer)
    assert answer.ndim > 0 or not np.isclose(list(numbers), answer).any()


def test_the_first_entry_that_is_wrong_is_named():
    message = "Not yet: entry [1, 0] is 7.0, and should be another number."
    assert check("pencil-convolution", [[4, -1], [7, 5]]) == message


@pytest.mark.parametrize(
    ("name", "answer", "shapes"),
    [
        ("third-step", [[3.5, 3.5]], "(2,), yours has shape (1, 2)"),
        ("third-step", 3.5, "(2,), yours has shape ()"),
        ("fading", [44], "(), yours has shape (1,)"),
        ("small-vocabulary", [[0, 1, 6]], "(10, 3), yours has shape (1, 3)"),
        ("delay-line", [], "(2, 2), yours has shape (0,)"),
    ],
)
def test_an_answer_of_another_shape_is_told_both_shapes(name, answer, shapes):
    assert check(name, answer) == f"Not yet: the answer has shape {shapes}."


@pytest.mark.parametrize("name", ["third_step", "Third-step", "", 3, [3.5, 3.5]])
def test_an_unknown_name_is_told_the_names_there_are(name):
    with pytest.raises(ValueError, match=r"name must be 'binary' or .* or 'most-machines', got"):
        check(name, [3.5, 3.5])


@pytest.mark.parametrize(("answer", "got"), [("3.5", "'3.5'"), ([True], "an array of bool")])
def test_an_answer_that_is_no_number_is_refused(answer, got):
    with pytest.raises(TypeError, match=f"answer must hold real numbers, got {got}"):
        check("third-step", answer)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_an_answer_that_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match=rf"answer must be finite, got {value} at \[0\]"):
        check("third-step", [value, 3.5])


def test_asking_twice_gives_the_same():
    assert check("delay-line", np.eye(2)) == check("delay-line", np.eye(2))


def test_exercises_are_named_after_their_functions():
    names = [function.__name__ for function in EXERCISES.values()]
    assert [name.replace("-", "_") for name in EXERCISES] == names


def test_no_answer_is_left_without_an_exercise():
    written = set()
    for module in pkgutil.iter_modules(_answers.__path__, _answers.__name__ + "."):
        functions = vars(importlib.import_module(module.name)).values()
        written |= {f for f in functions if getattr(f, "__module__", "") == module.name}
    written = {function for function in written if not function.__name__.startswith("_")}
    assert written - {Exercise} == set(EXERCISES.values())
