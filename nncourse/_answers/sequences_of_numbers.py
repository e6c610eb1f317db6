"""The exercises of the chapter rnn/sequences-of-numbers."""

import numpy as np

from nncourse._answers.exercise import Exercise
from nncourse.datasets import windows
from nncourse.functions import mase


def pencil_mase() -> Exercise:
    """Return the MASE of the naive forecast for 10, 14, 12, 18 and then 17, 23.

    Examples
    --------
    >>> pencil_mase().answer
    0.875
    """
    series = np.array([10, 14, 12, 18, 17, 23])
    history, target, forecast = series[:4], series[4:], series[3:5]
    error = float(np.abs(target - forecast).mean())
    return Exercise(
        mase(target, forecast, history),
        (
            (error, "this is the MAE, in pieces sold. Divide it by the scale."),
            (mase(target, forecast, series), "this scale comes from the whole series."),
            (1, "this scale comes from the test part. Take it from the training part."),
            (mase(target, forecast, history, 2), "this scale looks two days back."),
            (mase(target, [18, 18], history), "the sixth day is forecast when the fifth is known."),
        ),
    )


def day_after_next() -> Exercise:
    """Return windows of three squares, each with the square two days after its last.

    Examples
    --------
    >>> day_after_next().answer
    array([[ 0,  1,  4, 16],
           [ 1,  4,  9, 25],
           [ 4,  9, 16, 36]])
    """
    squares = np.arange(7) ** 2
    x, y = (array.astype(int) for array in windows(squares, length=3, horizon=2))
    rows = np.c_[x[:, :, 0], y[:, 1]]
    next_day = np.c_[tuple(array.reshape(4, -1).astype(int) for array in windows(squares, 3))]
    return Exercise(
        rows,
        (
            (rows.T, "this is the transpose. A row is a window and its target."),
            (np.c_[x[:, :, 0], y[:, 0]], "these targets are the next day's. Go one day further."),
            (next_day, "these targets are the next day's. Go one day further."),
            (np.c_[x[:, :, 0], x[:, 2]], "each target lies in its own window."),
            (rows[:-1], "the last window is missing: its target is the last day."),
        ),
    )


def training_scale() -> Exercise:
    """Return the test part 10, 15 in the scale of the training part 2, 4, 6, 8.

    Examples
    --------
    >>> training_scale().answer.round(3)
    array([2.236, 4.472])
    """
    train, test = np.array([2.0, 4.0, 6.0, 8.0]), np.array([10.0, 15.0])
    whole = np.concatenate([train, test])
    spread = test / train.std()
    return Exercise(
        (test - train.mean()) / train.std(),
        (
            ((test - whole.mean()) / whole.std(), "this scale comes from the whole series."),
            ((test - test.mean()) / test.std(), "this scale comes from the test part."),
            (spread, "subtract the mean of the training part first."),
            ((test - train.mean()) / train.var(), "divide by the root of the variance."),
            (
                (test - train.mean()) / train.std(ddof=1),
                "average the squares over all four training values.",
            ),
        ),
    )


def skewed_steps() -> Exercise:
    """Return what to add to the last value if the steps are -1, -1, -1 or 3.

    Examples
    --------
    >>> skewed_steps().answer
    -1
    """
    steps = [-1, -1, -1, 3]
    return Exercise(
        int(np.median(steps)),
        (
            (
                int(np.mean(steps)),
                "this is the mean, best for squared errors. Try the median.",
            ),
            (1, "that would move the forecast to the side on which steps are rare."),
        ),
    )
