"""The results of the lecture notes, found among the stored outputs of the chapters."""

import re

import numpy as np
import pytest
from conftest import NOTEBOOKS, cells

from nncourse import datasets

CHAPTERS = {path.stem: path for path in NOTEBOOKS}


def cell_with(chapter: str, code: str) -> dict:
    """Return the one cell of a chapter that holds this code."""
    (cell,) = (cell for cell in cells(CHAPTERS[chapter], "code") if code in cell["source"])
    return cell


def printed_by(chapter: str, code: str) -> str:
    """Return what the one cell of a chapter that holds this code has printed."""
    outputs = cell_with(chapter, code)["outputs"]
    return "".join("".join(output.get("text", "")) for output in outputs)


@pytest.mark.parametrize("code", ["h, o = unroll(x, U, V, W)", "model.predict(batch, verbose=0)"])
def test_the_recurrence_gives_the_notes_states_and_outputs(code):
    lines = printed_by("recurrence", code).splitlines()
    assert [line[:26] for line in lines] == [f"{name}: [[1.0, 1.0], [2.5, 2.5]" for name in "ho"]


def test_the_padded_codes_are_the_notes_matrix():
    notes = """[[16  1  0  0]
 [46 17  0  0]
 [ 5 10  0  0]
 [35 17  0  0]
 [27  0  0  0]
 [ 2  0  0  0]
 [ 4 10  0  0]
 [40 46  0  0]
 [ 4 17  0  0]
 [26 41  1  6]]
"""
    assert printed_by("sentence-classifier", "print(padded)").startswith(notes)


def test_the_notes_codes_stand_beside_their_sentences():
    lines = printed_by("words-to-integers", "datasets.NOTES_CODES):").splitlines()
    codes = [[int(code) for code in line.split("[")[-1].strip("]").split(",")] for line in lines]
    notes = [[16, 1], [46, 17], [5, 10], [35, 17], [27], [2], [4, 10], [40, 46], [4, 17]]
    assert codes == [*notes, [26, 41, 1, 6]]


def test_the_notes_labels_and_accuracy_are_on_the_page():
    assert "labels: 1 1 1 1 1 0 0 0 0 0 " in printed_by("sentence-classifier", "print(padded)")
    assert printed_by("sentence-classifier", "np.float32(0.9)") == "89.999998\n"


def test_embedding_of_50_integers():
    printed = printed_by("integers-to-vectors", "layer.count_params()")
    assert printed == "output (1, 50, 32) parameters 6400\n"


def test_the_classifier_has_433_parameters():
    printed = printed_by("sentence-classifier", "vocabulary=50, dimensions=8, length=4")
    assert re.findall(r"(\d+)$", printed, re.MULTILINE) == ["400", "0", "33", "0", "433"]


def test_the_classifiers_accuracy_stands_beside_the_notes():
    printed = printed_by("sentence-classifier", "the notes' one run")
    assert f"the notes' one run: {datasets.NOTES_SENTENCE_ACCURACY:.2f}" in printed
    mean, spread = re.search(r"true labels: mean (\S+) ± ([\d.]+)", printed).groups()
    assert 0.8 <= float(mean) <= 1 and float(spread) < 0.2


def test_the_notes_accuracy_is_the_commonest_with_the_optimizer_of_their_time():
    printed = printed_by("sentence-classifier", "the notes' one run")
    (as_notes,) = re.findall(r"added first: .* 0\.9 in (\d+) of 20", printed)
    assert int(as_notes) > 10


def test_the_losses_in_numpy_and_keras_stand_side_by_side():
    lines = printed_by("sentence-classifier", "NumPy, added first").splitlines()[1:]
    by_keras, ours, added_first = np.array([line.split()[1:] for line in lines], float).T
    np.testing.assert_allclose(ours, by_keras, atol=1e-4)
    assert added_first[-1] > ours[-1] + 5e-4


def test_the_table_of_the_convolutional_network_is_the_notes():
    printed = printed_by("layers", "multiply-adds  field")
    rows = re.findall(r"^\w+ +\(([\d, ]+?),?\) +([\d,]+) ", printed, re.MULTILINE)
    assert rows == [
        ("30, 30, 32", "896"),
        ("15, 15, 32", "0"),
        ("13, 13, 64", "18,496"),
        ("6, 6, 64", "0"),
        ("4, 4, 64", "36,928"),
        ("1024", "0"),
        ("64", "65,600"),
        ("10", "650"),
    ]
    assert re.findall(r"^total +([\d,]+) ", printed, re.MULTILINE) == ["122,570"]
    assert printed.endswith(" 56,320\n")


def test_the_summary_of_keras_is_the_notes():
    assert printed_by("layers", "network.summary") == "8 lines agree; in all 122,570\n"


@pytest.mark.parametrize(
    ("code", "columns"),
    [("print_columns(training=0, test=2)", [0, 2]), ("print_columns(training=1, test=3)", [1, 3])],
)
def test_the_ten_epochs_stand_beside_the_notes_own_which_would_pass_as_ours(code, columns):
    lines = printed_by("cifar10", code).splitlines()[2:]
    rows = np.array([line.split() for line in lines], float)  # epoch, (ours, the notes') twice
    notes = datasets.NOTES_CIFAR10_HISTORY[:, columns]
    np.testing.assert_allclose(rows[:, 2::2], notes, atol=6e-4)
    atol = cell_with("cifar10", code)["metadata"]["tolerance"]["atol"]
    np.testing.assert_allclose(rows[:, 1::2], notes, atol=atol)
    recorded, _ = datasets.RECORDED_CIFAR10_HISTORY
    np.testing.assert_allclose(rows[:, 1::2], recorded[:, columns], atol=6e-4)


def test_the_final_accuracy_stands_beside_the_notes():
    printed = printed_by("cifar10", "final test accuracy, the notes")
    assert "the notes: 0.7054" in printed
    ours = float(re.search(r"ours: (\S+) ±", printed)[1])
    linear = float(re.search(r"regression: (\S+) ±", printed)[1])
    assert 0.62 < ours < 0.8 and linear < 0.45


def test_every_claim_about_cifar10_holds():
    printed = printed_by("cifar10", "for claim, holds in").splitlines()
    assert len(printed) == 5 and all(line.startswith("True - ") for line in printed)
