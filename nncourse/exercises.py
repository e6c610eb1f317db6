"""Say whether a reader's answer to an exercise is right and, if not, where to look.

`check` does not give the answer away. Answers are computed, where it fits by the
modules that the chapters derive; they and the hints stand in ``nncourse._answers``, a module a
chapter.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._answers import (
    beyond_one_machine,
    cifar10,
    embeddings_at_work,
    filters,
    in_numpy,
    integers_to_vectors,
    layers,
    learning_through_time,
    looking_inside,
    lstm_and_gru,
    meaning_from_neighbours,
    order_matters,
    recurrence,
    sentence_classifier,
    sequences_of_numbers,
    training_a_classifier,
    which_way_do_we_read,
    why_convolutions,
    words_to_integers,
)
from nncourse._answers.exercise import Exercise
from nncourse._checks import choice, real_array

_DIGITS = 5e-5  # half a unit of the fifth digit, relative to a number that begins with 1


def check(name: str, answer: ArrayLike) -> str:
    """Return whether an answer is right and, if not, where to look.

    Parameters
    ----------
    name : str
        The exercise, as the chapter writes it.
    answer : array_like of real numbers
        The reader's answer: counts exactly, other numbers to a relative 5e-5: five digits or four.

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


EXERCISES: dict[str, Callable[[], Exercise]] = {
    exercise.__name__.replace("_", "-"): exercise
    for exercise in (
        order_matters.binary,
        order_matters.stairs,
        order_matters.dimmer,
        order_matters.window,
        recurrence.third_step,
        recurrence.first_state,
        recurrence.delay_line,
        recurrence.fading,
        learning_through_time.both_outputs,
        learning_through_time.tanh_blame,
        learning_through_time.one_per_cent,
        which_way_do_we_read.both_ways,
        which_way_do_we_read.neighbours,
        sequences_of_numbers.pencil_mase,
        sequences_of_numbers.day_after_next,
        sequences_of_numbers.training_scale,
        sequences_of_numbers.skewed_steps,
        lstm_and_gru.gru_step,
        lstm_and_gru.gate_order,
        lstm_and_gru.half_left,
        words_to_integers.letter_codes,
        words_to_integers.first_pair,
        words_to_integers.small_vocabulary,
        words_to_integers.unknown_share,
        integers_to_vectors.repeated_word,
        integers_to_vectors.one_hot_bytes,
        integers_to_vectors.word_average,
        integers_to_vectors.untouched_rows,
        sentence_classifier.classifier_parameters,
        sentence_classifier.first_step,
        sentence_classifier.bag_gradient,
        meaning_from_neighbours.twice_drawn,
        meaning_from_neighbours.small_analogy,
        meaning_from_neighbours.count_windows,
        embeddings_at_work.frozen_parameters,
        embeddings_at_work.file_to_table,
        embeddings_at_work.piece_average,
        filters.pencil_convolution,
        filters.two_in_one,
        filters.level_stripes,
        layers.three_layers,
        layers.pooling_blame,
        layers.five_by_five,
        layers.holes,
        why_convolutions.same_matrix,
        why_convolutions.shared_gradient,
        why_convolutions.layer_as_dense,
        why_convolutions.exact_shift,
        training_a_classifier.pencil_gradient,
        training_a_classifier.untrained_loss,
        training_a_classifier.luck_of_the_draw,
        training_a_classifier.count_mistakes,
        in_numpy.scattered_gradient,
        in_numpy.strided_gradient,
        in_numpy.two_adam_steps,
        cifar10.training_steps,
        cifar10.test_pictures,
        cifar10.best_epoch,
        looking_inside.pencil_activation,
        looking_inside.cover_a_sum,
        beyond_one_machine.unequal_shards,
        beyond_one_machine.most_machines,
    )
}


def _same(given: NDArray, wanted: ArrayLike) -> bool:
    """Return whether two answers have the same shape and, to five digits, the same numbers."""
    wanted = np.asarray(wanted)
    return given.shape == wanted.shape and _close(given, wanted).all()


def _close(given: NDArray, wanted: NDArray) -> NDArray:
    """Return where two answers agree: counts exactly, other numbers to five digits."""
    if wanted.dtype.kind in "iu":
        return given == wanted
    return np.isclose(given, wanted, rtol=_DIGITS)


def _difference(given: NDArray, wanted: NDArray) -> str:
    """Return in what an answer differs from the right one, without giving that away."""
    if given.shape != wanted.shape:
        return f"the answer has shape {wanted.shape}, yours has shape {given.shape}."
    at = [int(i) for i in np.argwhere(~_close(given, wanted))[0]]
    where, value = f"entry {at}" if at else "the answer", given[tuple(at)]
    if wanted.dtype.kind == "f" and np.isclose(value, wanted[tuple(at)], rtol=1e-3):
        return f"{where} is {value}, which is near. Give it to five digits."
    return f"{where} is {value}, and should be another number."
