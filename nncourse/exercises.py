"""The answers to the exercises, and a hint for each mistake that is often made.

`check` says whether an answer is right without giving it away. Answers are computed by the
modules that the chapters derive, never typed in.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse import conv, datasets, encoders, rnn
from nncourse._checks import choice, real_array
from nncourse.functions import Activation, cross_entropy, identity


class Exercise(NamedTuple):
    """An answer and the mistakes that have a hint.

    Parameters
    ----------
    answer : array_like
        What is right.
    mistakes : tuple of (array_like, str)
        What is often answered instead, and what to say to it.

    Examples
    --------
    >>> Exercise(answer=4, mistakes=((5, "One too many."),)).answer
    4
    """

    answer: ArrayLike
    mistakes: tuple[tuple[ArrayLike, str], ...]


def check(name: str, answer: ArrayLike) -> str:
    """Return whether an answer is right and, if not, where to look.

    Parameters
    ----------
    name : str
        The exercise, as the chapter writes it.
    answer : array_like of real numbers
        The reader's answer.

    Returns
    -------
    str
        "Right." or "Not yet: " and a hint.

    Raises
    ------
    TypeError
        If the answer does not hold real numbers.
    ValueError
        If there is no exercise of that name, or the answer holds a NaN or an infinity.

    Examples
    --------
    >>> check("third-step", [3.5, 3.5])
    'Right.'
    >>> check("third-step", [2.5, 2.5])
    'Not yet: this is only what h_2 passes on. Add what the new input brings, x_3 U.'
    >>> check("third-step", [3.5, 3.0])
    'Not yet: entry [1] is 3.0, and should be another number.'
    """
    exercise = EXERCISES[choice(name, "name", tuple(EXERCISES))]()
    given = real_array(answer, "answer")
    if _same(given, exercise.answer):
        return "Right."
    for mistake, hint in exercise.mistakes:
        if _same(given, mistake):
            return f"Not yet: {hint}"
    return f"Not yet: {_difference(given, np.asarray(exercise.answer))}"


def third_step() -> Exercise:
    """Return the state after the notes' two inputs and a third, (2, 0).

    Examples
    --------
    >>> third_step().answer
    array([3.5, 3.5])
    """
    h, _ = rnn.forward(rnn.WORKED_EXAMPLE, [[[1, 1], [1, 2], [2, 0]]], f=identity)
    alone, _ = rnn.forward(rnn.WORKED_EXAMPLE, [[[2, 0]]], f=identity)
    return Exercise(
        h[0, 2],
        (
            (alone[0, 0], "this is only what the new input brings. Add the memory, h_2 V."),
            (
                h[0, 1] @ rnn.WORKED_EXAMPLE.V,
                "this is only what h_2 passes on. Add what the new input brings, x_3 U.",
            ),
        ),
    )


def delay_line() -> Exercise:
    """Return the V by which unit 2 holds what unit 1 held one step before.

    Examples
    --------
    >>> delay_line().answer
    array([[0., 1.],
           [0., 0.]])
    """
    V = np.eye(2, k=1)
    hint = "this is the transpose. Row i of V is what unit i sends, column j what unit j receives."
    return Exercise(V, ((V.T, hint), (np.eye(2), "this lets each unit keep its own number.")))


def fading() -> Exercise:
    """Return after how many steps less than 1 % is left, if every entry of V is 0.45.

    Examples
    --------
    >>> fading().answer
    44
    """
    left = 0.9 ** np.arange(100)
    answer = int(np.argmax(left < 0.01))
    alone = int(np.argmax(0.45 ** np.arange(100) < 0.01))
    return Exercise(
        answer,
        (
            (answer - 1, "one step too early: a little more than 1 % is left."),
            (alone, "each unit hears from both units, so a step multiplies by 2 · 0.45."),
        ),
    )


def both_outputs() -> Exercise:
    """Return the gradient of U in the notes' example if e_1 = (1, 0) and e_2 = (0.5, 0).

    Examples
    --------
    >>> both_outputs().answer
    array([[1.  , 1.  ],
           [1.25, 1.25]])
    """
    whole = _notes_gradient([[1, 0], [0.5, 0]])
    last, first = _notes_gradient([[0, 0], [0.5, 0]]), _notes_gradient([[1, 0], [0, 0]])
    x_1, x_2 = np.array([[1.0], [1.0]]), np.array([[1.0], [2.0]])
    no_way_back = x_2 * [0.25, 0.25] + x_1 * [0.5, 0.5]
    return Exercise(
        whole,
        (
            (whole.T, "this is the transpose. Row i of U belongs to feature i of the input."),
            (last, "this leaves out e_1. The first state answers for its own output too."),
            (first, "this leaves out e_2. What comes later asks something of the first step too."),
            (no_way_back, "the first state answers for the second as well: add what comes back."),
        ),
    )


def tanh_blame() -> Exercise:
    """Return the gradient of U in the notes' example with tanh if e_2 = (0.5, 0).

    Examples
    --------
    >>> tanh_blame().answer.round(4)
    array([[0.0151, 0.0151],
           [0.0257, 0.0257]])
    """
    error = [[0, 0], [0.5, 0]]
    no_slope = _notes_gradient(error)
    return Exercise(
        _notes_gradient(error, np.tanh),
        ((no_slope, "this is the answer for the identity. The slope of tanh is 1 - h²."),),
    )


def one_per_cent() -> Exercise:
    """Return how many steps back less than 1 % is left if each step leaves 0.7.

    Examples
    --------
    >>> one_per_cent().answer
    13
    """
    steps = int(np.ceil(np.log(0.01) / np.log(0.7)))
    return Exercise(
        steps,
        (
            (steps - 1, "after this many steps more than 0.01 of it is left."),
            (int(np.ceil(np.log(0.01) / np.log(0.9))), "that would be 0.9 a step."),
        ),
    )


def classifier_parameters() -> Exercise:
    """Return the parameters of a classifier with 1,000 codes, 16 dimensions and 10 positions.

    Examples
    --------
    >>> classifier_parameters().answer
    16161
    """
    table, weights = 1000 * 16, 10 * 16
    return Exercise(
        table + weights + 1,
        (
            (table + weights, "the dense unit has a bias as well."),
            (table + 16 + 1, "the dense unit reads all 10 positions, not one."),
        ),
    )


def padding_before() -> Exercise:
    """Return the notes' codes padded to 4 in front.

    Examples
    --------
    >>> padding_before().answer[0]
    array([ 0,  0, 16,  1])
    """
    after = encoders.pad_sequences(datasets.NOTES_CODES, 4, padding="post")
    hint = "the zeros stand after the words here; the exercise wants them before."
    return Exercise(encoders.pad_sequences(datasets.NOTES_CODES, 4), ((after, hint),))


def enough_buckets() -> Exercise:
    """Return the smallest number of buckets in which no two words of the ten sentences meet.

    Examples
    --------
    >>> enough_buckets().answer > 14
    True
    """
    words = {word for sentence in datasets.SENTENCES for word in encoders.tokenize(sentence)}
    tried = range(len(words) + 1, 1000)  # fewer cannot do: code 0 is padding
    free = (n for n in tried if len({encoders.hash_word(word, n) for word in words}) == len(words))
    buckets = next(free)
    hint = "count code 0 as well: it is a bucket that no word gets."
    return Exercise(buckets, ((buckets - 1, hint),))


def pencil_convolution() -> Exercise:
    """Return the feature map of a 3 × 3 picture under a 2 × 2 kernel.

    Examples
    --------
    >>> pencil_convolution().answer
    array([[ 4., -1.],
           [ 2.,  6.]])
    """
    picture, kernel = np.array([[1, 2, 0], [0, 1, 3], [2, 0, 1]]), np.array([[1, 2], [0, -1]])
    flipped = _one_map(picture, kernel[::-1, ::-1])
    hint = "you turned the kernel round. Deep learning does not: this is a cross-correlation."
    return Exercise(_one_map(picture, kernel), ((flipped, hint),))


def five_by_five() -> Exercise:
    """Return the parameters of the notes' network with 5 × 5 kernels.

    Examples
    --------
    >>> five_by_five().answer
    160970
    """
    base = sum(conv.conv_parameters((5, 5), i, o) for i, o in ((3, 32), (32, 64), (64, 64)))
    head = 10 * (64 + 1)
    return Exercise(
        base + 64 * (64 + 1) + head,
        (
            (
                base + 64 * (1024 + 1) + head,
                "larger kernels leave a smaller map: flatten gives 64.",
            ),
            (base + 64 * 64 + 64 * 10 - 160, "each output of a layer has a bias."),
        ),
    )


def exact_shift() -> Exercise:
    """Return the smallest shift that three poolings of 2 × 2 pass on exactly.

    Examples
    --------
    >>> exact_shift().answer
    8
    """
    return Exercise(2 * 2 * 2, ((4, "that is for two poolings; the third halves once more."),))


def training_steps() -> Exercise:
    """Return how often the notes' run changes its weights.

    Examples
    --------
    >>> training_steps().answer
    15630
    """
    epochs, pictures, batch = 10, 50_000, 32
    whole = pictures // batch
    return Exercise(
        epochs * (whole + 1),
        (
            (epochs * whole, "the last batch of an epoch has only 16 pictures, but it counts."),
            (whole + 1, "that is one epoch."),
        ),
    )


def untrained_loss() -> Exercise:
    """Return the loss of a network that gives all ten classes the same logit.

    Examples
    --------
    >>> round(untrained_loss().answer, 4)
    2.3026
    """
    loss = float(cross_entropy(np.zeros((1, 10)), [0])[0])
    return Exercise(
        loss,
        (
            (loss / np.log(2), "that is in bits; Keras takes the natural logarithm."),
            (-loss, "a loss is at least 0: mind the minus sign before the logarithm."),
        ),
    )


def best_epoch() -> Exercise:
    """Return the epoch, counted from 1, at which the notes' test loss is smallest.

    Examples
    --------
    >>> best_epoch().answer
    8
    """
    test_loss = datasets.NOTES_CIFAR10_HISTORY[:, 2]
    best = int(np.argmin(test_loss)) + 1
    return Exercise(best, ((best - 1, "NumPy counts from 0, epochs are counted from 1."),))


EXERCISES: dict[str, Callable[[], Exercise]] = {
    exercise.__name__.replace("_", "-"): exercise
    for exercise in (
        third_step,
        delay_line,
        fading,
        both_outputs,
        tanh_blame,
        one_per_cent,
        classifier_parameters,
        padding_before,
        enough_buckets,
        pencil_convolution,
        five_by_five,
        exact_shift,
        training_steps,
        untrained_loss,
        best_epoch,
    )
}


def _notes_gradient(error: ArrayLike, f: Activation = identity) -> NDArray:
    """Return the gradient of U in the notes' example for these gradients of the outputs."""
    x = [[[1, 1], [1, 2]]]
    h, o = rnn.forward(rnn.WORKED_EXAMPLE, x, f=f)
    return rnn.backward(rnn.WORKED_EXAMPLE, x, h, o, [error], f=f).U


def _one_map(picture: NDArray, kernel: NDArray) -> NDArray:
    """Return the feature map of one picture under one kernel."""
    return conv.conv2d(picture[None, :, :, None], kernel[:, :, None, None])[0, :, :, 0]


def _same(given: NDArray, wanted: ArrayLike) -> bool:
    """Return whether two answers have the same shape and, to five digits, the same numbers."""
    wanted = np.asarray(wanted)
    return given.shape == wanted.shape and _close(given, wanted).all()


def _close(given: NDArray, wanted: NDArray) -> NDArray:
    """Return where two answers agree: counts exactly, other numbers to five digits."""
    if wanted.dtype.kind in "iu":
        return given == wanted
    return np.isclose(given, wanted)


def _difference(given: NDArray, wanted: NDArray) -> str:
    """Return in what an answer differs from the right one, without giving that away."""
    if given.shape != wanted.shape:
        return f"the answer has shape {wanted.shape}, yours has shape {given.shape}."
    at = [int(i) for i in np.argwhere(~_close(given, wanted))[0]]
    where = f"entry {at}" if at else "the answer"
    return f"{where} is {given[tuple(at)]}, and should be another number."
