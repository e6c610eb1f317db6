"""`stored_outputs`: what counts as the same output, what does not, and what the message says."""

import base64
import io
import itertools
from decimal import Decimal

import numpy as np
import pytest
from conftest import run_notebook
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_output
from PIL import Image
from stored_outputs import (
    OutputError,
    Tolerance,
    compare,
    compare_text,
    numbers,
    pixels_off,
    read_tolerance,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", [("3", 0)]),
        ("3.", [("3.", 0)]),
        ("-2.50", [("-2.50", "0.01")]),
        ("1.43e-05 9.1e+03 1e-05", [("1.43e-05", "1e-7"), ("9.1e+03", "1e2"), ("1e-05", "1e-5")]),
        (".25", [(".25", "0.01")]),
        ("[0.5   0.498]", [("0.5", "0.001"), ("0.498", "0.001")]),
        ("a [[0.   1.  ]\n   [1.   0.25]]", [(it, "0.01") for it in ("0.", "1.", "1.", "0.25")]),
        ("[[[2. 3.]]\n\n [[.5 1.]]]", [(it, "0.1") for it in ("2.", "3.", ".5", "1.")]),
        ("[[0.5], [0.75, 1.0]]", [(it, "0.01") for it in ("0.5", "0.75", "1.0")]),
        ("[[3.]]\n[0.5] [2.]", [("3.", 0), ("0.5", "0.1"), ("2.", 0)]),
        ("[1 2] 0.5", [("1", 0), ("2", 0), ("0.5", "0.1")]),
        ("10-12 18,496", [("10", 0), ("12", 0), ("18", 0), ("496", 0)]),
        ("Conv2D x_1 0x7f 1.2.3 768x408 1j nan", []),
        ("0.58 ± 0.07, 50 %", [("0.58", "0.01"), ("0.07", "0.01"), ("50", 0)]),
    ],
)
def test_numbers_are_found_with_one_unit_of_their_last_digit(text, found):
    assert numbers(text) == [(number, Decimal(digit)) for number, digit in found]


@pytest.mark.parametrize(
    ("stored", "now"),
    [
        ("loss 0.746", "loss 0.747"),
        ("loss 0.746", "loss 0.745"),
        ("7462.1", "7462.2"),
        ("7462.1", "7462.18"),  # the last digit, now the second, and 1e-5 of it
        ("0.0", "1.1e-16"),
        ("0.0", "0.0000009"),
        ("[0. 1.]", "[1.1e-16 1.0e+00]"),
        ("0.3", "0.30000000000000004"),
        ("1e-05", "9e-06"),
        ("0.999", "1"),
        ("-0.0", "0.0"),
        ("[3. 1.]", "[3.00001 1.     ]"),
        ("[0.5   0.498]", "[0.499 0.498]"),
        ("  9.99", " 10.00"),
        ("<Axes at 0x7f12>", "<Axes at 0x10ab>"),
        ("", ""),
    ],
)
def test_a_text_says_the_same(stored, now):
    assert compare_text(stored, now, Tolerance()) == []


@pytest.mark.parametrize(
    ("stored", "now"),
    [
        ("loss 0.746", "loss 0.748"),
        ("7462.1", "7462.19"),
        ("2.5", "2.42"),  # more digits now, so neither was rounded to one
        ("[[1.0], [2.5]]", "[[0.9413], [2.5]]"),
        ("[[0.5], [0.75]]", "[[0.6], [0.75]]"),
        ("[0. 1.]", "[0.1 1. ]"),
        ("[0. 1.]", "[4.0e-05 1.0e+00]"),
        ("0.0", "0.00002"),
        ("0.25", "-0.25"),
        ("3", "4"),
        ("3", "3.0"),
        ("3", "-3"),
        ("-3", "-3.0"),
        ("3.", "3.1"),
        ("[0.5   0.498]", "[0.502 0.498]"),
        ("1e-05", "1e-04"),
        ("nan", "0.0"),
        ("0.5", "inf"),
        ("0.5 0.5", "0.5"),
        ("0.5", "0.5 0.5"),
        ("True", "False"),
        ("a b", "a  b"),
        ("  a", "a"),
        ("0x7f", "0x70"),
        ("a\nb", "b\na"),
        ("a\nb", "a"),
        ("a", "a\n\n"),
        ("", "a"),
    ],
)
def test_a_text_says_something_else(stored, now):
    assert len(compare_text(stored, now, Tolerance())) >= 1


@pytest.mark.parametrize(
    ("tolerance", "near", "far"),
    [
        (Tolerance(atol=0.05), "0.70", "0.72"),
        (Tolerance(rtol=0.1), "0.70", "0.73"),
        (Tolerance(rtol=0.1, atol=0.05), "0.77", "0.78"),
    ],
)
def test_a_tolerance_is_added_to_the_last_digit(tolerance, near, far):
    assert compare_text("0.65", near, tolerance) == []
    assert compare_text("0.65", far, tolerance) != []
    assert compare_text("3", "4", Tolerance(rtol=0.5, atol=5)) != []


def test_an_error_says_something_else_by_its_kind_and_by_its_text(tmp_path):
    stored = new_output("error", ename="ValueError", evalue="got 3")
    for ename, evalue in [("TypeError", "got 3"), ("ValueError", "got 4")]:
        now = new_output("error", ename=ename, evalue=evalue)
        assert compare([stored], [stored], Tolerance(), tmp_path) == []
        assert len(compare([stored], [now], Tolerance(), tmp_path)) == 1


def test_html_is_compared_as_text_is(tmp_path):
    html = ("<td>loss</td><td>0.50", "<td>loss</td><td>0.51", "<td>loss</td><td>0.52", "<th>loss")
    stored, near, far, other = ([new_output("display_data", {"text/html": it})] for it in html)
    assert compare(stored, near, Tolerance(), tmp_path) == []
    (said,) = compare(stored, far, Tolerance(), tmp_path)
    assert said.startswith("text/html: stored 0.50, now 0.52; tolerance")
    (said,) = compare(stored, other, Tolerance(), tmp_path)
    assert said.endswith("now '<th>loss'; words must be equal")


def test_what_one_output_held_does_not_come_in_two(tmp_path):
    one = [new_output("display_data", {"text/html": "a", "text/plain": "b"})]
    two = [new_output("display_data", {kind: text}) for kind, text in one[0].data.items()]
    (said,) = compare(one, two, Tolerance(), tmp_path)
    assert said.startswith("stored text/html, text/plain, now text/html; text/plain; as many")


def test_the_message_names_the_values_and_the_tolerance():
    (said,) = compare_text("a 1.50\nb 2.00", "a 1.50\nb 2.20", Tolerance(atol=0.1))
    assert said == "stored 2.00, now 2.20; tolerance 0.11 (last digit 0.01, atol 0.1, rtol 1e-05)"
    assert compare_text("3", "4", Tolerance()) == ["stored 3, now 4; integers must be equal"]
    (said,) = compare_text("x\nyes 1", "x\nno 1", Tolerance())
    assert said == "line 2: stored 'yes 1', now 'no 1'; words must be equal"


@pytest.mark.parametrize(
    "asked",
    [
        {"rtol": 9e-6},
        {"atol": -1e-9},
        {"tol": 1},
        {"rtol": "1"},
        {"atol": np.inf},
        {"rtol": np.inf},
        {"rtol": np.nan},
        3,
    ],
)
def test_a_tolerance_that_cannot_be_is_refused(asked):
    with pytest.raises(OutputError, match=r"holds rtol, from 1e-05, and atol, from 0; got .*"):
        read_tolerance({"tolerance": asked})


def test_a_cell_that_asks_for_nothing_gets_the_default():
    assert read_tolerance({}) == read_tolerance({"tolerance": {}}) == Tolerance(1e-5, 0)
    assert read_tolerance({"tolerance": {"atol": 0.05}}) == Tolerance(1e-5, 0.05)


def png(figure):
    """Return a figure as a notebook stores it."""
    file = io.BytesIO()
    figure.savefig(file)
    return base64.b64encode(file.getvalue()).decode()


def picture(up=0.0, label="epoch 10", cmap="viridis", width=5.0, colour="#0072b2"):
    """Return a small picture; its axis of 1 is 270 pixels high."""
    figure = Figure(figsize=(width, 3.5), dpi=100, layout="constrained")
    ax = figure.add_subplot()
    x = np.linspace(0, 1, 50)
    ax.plot(x, 0.9 * np.exp(-x) + up, color=colour)
    ax.imshow([[0, 1], [2, 3]], cmap=cmap, extent=(0, 0.2, 0, 0.2))
    ax.set(xlabel=label, ylim=(0, 1), xlim=(0, 1), aspect="auto")
    return png(figure)


def shown(picture):
    """Return the output of a cell that shows a picture."""
    return new_output("display_data", {"image/png": picture})


def differences(folder, **changes):
    """Return what `compare` says of a changed picture."""
    return compare([shown(picture())], [shown(picture(**changes))], Tolerance(), folder)


@pytest.mark.parametrize("up", [0.0, 0.001, 0.002, 0.003])
def test_a_curve_may_shift_by_less_than_a_pixel(up, tmp_path):
    assert differences(tmp_path, up=up) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"up": 0.02},
        {"up": -0.02},
        {"label": "epoch 16"},
        {"label": "epach 10"},
        {"label": ""},
        {"cmap": "plasma"},
        {"cmap": "viridis_r"},
        {"colour": "#d55e00"},
    ],
    ids=str,
)
def test_a_figure_says_something_else(changes, tmp_path):
    (said,) = differences(tmp_path, **changes)
    assert "pixels differ by more than 16 of 255 from those around them" in said
    assert {file.stem for file in (tmp_path / "0").iterdir()} == {"stored", "now", "difference"}


@pytest.mark.parametrize("size", [9, 10])
def test_a_digit_of_a_label_is_no_other_digit(size, tmp_path):
    def label(digit):
        figure = Figure(figsize=(0.5, 0.5), dpi=120)
        figure.text(0.3, 0.3, digit, fontsize=size)
        return shown(png(figure))

    for one, other in itertools.combinations(map(label, range(10)), 2):
        (said,) = compare([one], [other], Tolerance(), tmp_path)
        assert "pixels differ" in said


def test_the_difference_is_red_where_a_pixel_is_off_and_pale_elsewhere(tmp_path):
    differences(tmp_path, up=0.02)
    shown = np.asarray(Image.open(tmp_path / "0" / "difference.png"))
    red = (shown == [200, 0, 0]).all(axis=-1)
    assert 300 < red.sum() < 3000 and shown[~red].min() >= 191


@pytest.mark.parametrize("ground", [0, 255])
@pytest.mark.parametrize(("down", "aside", "off"), [(0, 0, 0), (0, 1, 0), (-1, 1, 0), (0, 2, 2)])
def test_a_spot_may_move_by_one_pixel_be_it_light_or_dark(ground, down, aside, off):
    stored, now = (np.full((9, 9), ground, np.uint8) for _ in range(2))
    stored[4, 4] = now[4 + down, 4 + aside] = 255 - ground
    assert pixels_off(*(Image.fromarray(it).convert("RGBA") for it in (stored, now))).sum() == off


def test_the_pictures_are_written_as_they_are(tmp_path):
    differences(tmp_path, up=0.02)
    for name, up in {"stored": 0, "now": 0.02}.items():
        written = np.asarray(Image.open(tmp_path / "0" / f"{name}.png"))
        given = Image.open(io.BytesIO(base64.b64decode(picture(up=up))))
        np.testing.assert_array_equal(written, given)


def test_pictures_of_two_sizes_differ(tmp_path):
    (said,) = differences(tmp_path, width=5.1)
    assert "stored (500, 350), now (510, 350) pixels; sizes must be equal" in said
    assert {file.stem for file in (tmp_path / "0").iterdir()} == {"stored", "now"}


def stream(text):
    """Return the output of a cell that prints a text."""
    return [new_output("stream", name="stdout", text=text)]


def cell(source, outputs=(), count=7, **metadata):
    """Return a cell as a notebook stores it."""
    return new_code_cell(source, outputs=list(outputs), execution_count=count, metadata=metadata)


GOOD = [
    cell("import math\nprint(2, 'x', math.pi)", stream("2 x 3.14159\n"), count=3),
    cell("", count=None),
    cell("print(0.65)", stream("0.70\n"), tolerance={"atol": 0.06}),
    cell(f"display({{'image/png': {picture(up=0.002)!r}}}, raw=True)", [shown(picture())]),
    cell("object()", [new_output("execute_result", {"text/plain": "<object at 0x7f12>"})]),
]
BAD = {
    "stored 0.65, now 0.75; tolerance 0.01": cell("print(0.75)", stream("0.65\n")),
    "stored stdout, now nothing": cell("a = 1", stream("1\n")),
    "stored nothing, now stdout": cell("print(1)"),
    "stored text/plain, now image/png, text/plain": cell(
        f"display({{'image/png': {picture()!r}, 'text/plain': 'a'}}, raw=True)",
        [new_output("display_data", {"text/plain": "a"})],
    ),
    "ZeroDivisionError": cell("1 / 0", stream("1\n")),
    "the stored notebook never ran this cell": cell("a = 1", count=None),
    "tolerance holds rtol, from 1e-05, and atol": cell("a = 1", tolerance={"atol": -1}),
    "pixels differ": cell(
        f"display({{'image/png': {picture(up=0.02)!r}}}, raw=True)", [shown(picture())]
    ),
    "stored stdout, now stderr": cell("import sys\nprint(1, file=sys.stderr)", stream("1\n")),
    "stored 'yes', now 'no'": cell("print('no')", stream("yes\n")),
}


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two"])
def test_what_is_the_same_passes_and_a_tolerance_is_spoken_of(options, tmp_path):
    ended = run_notebook(tmp_path, GOOD, *options)
    assert ended.returncode == 0 and f"{len(GOOD)} passed" in ended.stdout
    said = "chapter.ipynb::Cell 2 asks for Tolerance(rtol=1e-05, atol=0.06)"
    assert ended.stdout.count(said) == 1 and ended.stdout.count("asks for") == 1


def test_each_thing_that_differs_fails_with_the_notebook_the_cell_and_the_reason(tmp_path):
    ended = run_notebook(tmp_path, [*GOOD, *BAD.values()])
    assert ended.returncode == 1 and f"{len(BAD)} failed, {len(GOOD)} passed" in ended.stdout
    for i, (reason, bad) in enumerate(BAD.items(), start=len(GOOD)):
        about = ended.stdout.split(f" chapter.ipynb::Cell {i} ")[1].split("\n___")[0]
        assert reason in about
        assert bad.id in about or "ZeroDivisionError" in about


def test_the_pictures_of_a_failure_lie_beside_the_report(tmp_path):
    bad = [BAD["pixels differ"]]
    for options, report in [((), "_build"), (("--junitxml", "reports/r.xml"), "reports")]:
        ended = run_notebook(tmp_path, bad, *options)
        place = tmp_path / report / "pictures" / "chapter-cell-0" / "0"
        assert str(place) in ended.stdout or str(place.relative_to(tmp_path)) in ended.stdout
        assert len(list(place.glob("*.png"))) == 3


def test_what_a_reader_has_set_for_pictures_changes_none(tmp_path, monkeypatch):
    monkeypatch.delenv("IPYTHONDIR", raising=False)
    home = tmp_path / "home"
    for name, setting in (
        ("matplotlibrc", "font.size: 12"),
        (".ipython/profile_default/ipython_config.py", "get_config().A.b = 1"),
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(setting)
    for name, value in (("HOME", home), ("MATPLOTLIBRC", home), ("MPLBACKEND", "agg")):
        monkeypatch.setenv(name, str(value))
    source = """import matplotlib
print(matplotlib.get_backend()[-6:], matplotlib.rcParams["font.size"])
print("A" in get_ipython().config)"""
    ended = run_notebook(tmp_path, [cell(source, stream("inline 10.0\nFalse\n"))])
    assert ended.returncode == 0, ended.stdout
