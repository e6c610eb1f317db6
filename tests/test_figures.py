"""`nncourse.figures` read back: what was drawn is what was given, and nothing else."""

import re
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color, to_hex, to_rgba
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.markers import MarkerStyle
from matplotlib.patches import ArrowStyle, BoxStyle, FancyBboxPatch

from nncourse import figures
from nncourse._drawing import SHADES

plt.switch_backend("Agg")
RNG = np.random.default_rng(0)
STEPS = ([[1, 1], [1, 2]], [[1.0, 1.5], [2.5, 0.25]], [[3.0], [4.5]])  # x, h and o
BOTH_WAYS = ([2, 4.5, 8], [1, 2.5, 5.25], [3, 4, 0.125])  # x, to the right, to the left
STATES = {"before": [[0, 0.5], [0.1, 0.2], [0.3, 0]], "after": [[1, 0.5], [-1, 0.2], [0.9, -0.2]]}
KINDS = ["fruit", "company", "fruit"]
WEIGHTS = [[1, 2], [-3, 0.5]]
LINES = {"up": [0, 1, 4], "down": [4, 1, 0]}
CODES = np.array([[16, 1, 0], [0, 0, 27]])
LOOKUP = ([1, 2, 1], [[0, 1, 0], [0, 0, 1], [0, 1, 0]], [[0], [2.5], [-1]], [[2.5], [-1], [2.5]])
PLANE = (
    {"he": [[0, 1], [1, 3]], "she": [[4, 1.5]]},
    {"king": [0, 1], "queen": [4, 1.5], "man": [1, 3]},
    [("king", "queen")],
)
VOTES = (  # mean, spread, words, where they stood
    *([[0.1, -0.204], [-0.001, 0.4]], [[0.01, 0.02], [0.03, 0.049]], ["good", "not"]),
    [[True, False], [False, True]],
)
SLIDING = ([[1, 2, 0], [0, 1.5, 3]], [[1, -1]], [[-1, 2], [-1.5, -1.5]], (1, 0))
GROUPS = {"true labels": [0.9, 0.8, 0.9, 0.9], "shuffled labels": [0.5, 0.6]}
PICTURES = [RNG.random((3, 4)), RNG.integers(0, 256, (2, 2, 3), np.uint8)]
SIGNED = [[[1, -2, 4], [0, 3, 0.5]], [[-2, -1], [-0.5, 0]]]
MATRICES = {"band": [[1, 0], [2.5, 1], [0, 2.5]], "all": [[4, 1], [0.5, 2], [3, 3]]}
CONFUSION = ([[9, 0, 0.4], [2.6, 7, 1], [0, 0.5, 12]], ["ring", "half disc", "frame"])
PLACES = {"valid": [[0, 1], [1, 2]], "same": [[-1, 0], [0, 1], [2, 3]]}  # of three pixels
LAYERS = (["conv2d", "dense"], [(30, 30, 32), (10,)], [896, 65_600])
MEASURED = ({"b": [1, 4, 9], "a": [2, 2, 2]}, {"b": [0, 1, 2], "a": [1, 0, 1]}, {"b": [1, 3, 8]})
RUNS = {  # seconds, then accuracies, of two runs each
    "slow": [[[1, 2, 4], [1, 3, 5]], [[0.2, 0.4, 0.5], [0.1, 0.4, 0.6]]],
    "quick": [[[1, 2], [1, 2]], [[0.5, 0.7], [0.5, 0.8]]],
}
OURS, NOTES = RNG.random((3, 5, 4)), RNG.random((5, 4))
MEAN, SPREAD = OURS.mean(axis=0), OURS.std(axis=0)
DRAWINGS = {
    "draw_unrolled": STEPS,
    "draw_both_ways": BOTH_WAYS,
    "draw_states": (STATES, KINDS, WEIGHTS, "to the right", "to the left"),
    "draw_lines": ([1, 2, 3], LINES, "steps", "state"),
    "draw_measured": ([1, 2, 4], *MEASURED, "words", "pairs"),
    "draw_codes": (CODES, ["Well done!", "Excellent!"]),
    "draw_lookup": LOOKUP,
    "draw_plane": PLANE,
    "draw_votes": VOTES,
    "draw_seeds": (GROUPS, {"chance": 0.5, "all right": 1.0}, "accuracy"),
    "draw_sliding": SLIDING,
    "draw_pictures": (PICTURES, ["noise", "colours"]),
    "draw_signed": (SIGNED, ["wide", "all below"]),
    "draw_matrices": (MATRICES, "output", "pixel"),
    "draw_confusion": CONFUSION,
    "draw_places": (PLACES, 3),
    "draw_network": LAYERS,
    "draw_histories": (MEAN, SPREAD, NOTES),
    "draw_runs": (RUNS, "seconds", "accuracy"),
}
# In inches: of two rows of codes and of votes, two groups, one row of pictures, three classes,
# five places in two arrangements, two layers.
SIZES = {
    "draw_unrolled": (6.4, 3.4),
    "draw_both_ways": (6.4, 3.4),
    "draw_states": (6.4, 3.9),
    "draw_lines": (6.4, 3.2),
    "draw_measured": (6.4, 3.6),
    "draw_codes": (5.2, 1.26),
    "draw_lookup": (6.4, 2.0),
    "draw_plane": (6.4, 6.0),
    "draw_votes": (5.2, 1.26),
    "draw_seeds": (6.4, 2.9),
    "draw_sliding": (6.4, 1.3),
    "draw_pictures": (6.4, 1.65),
    "draw_signed": (6.4, 1.97),  # 1.6 + 0.27 + 0.1, for the second is as high as it is wide
    "draw_matrices": (6.4, 5.4),
    "draw_confusion": (6.4, 2.36),
    "draw_places": (6.4, 1.93),
    "draw_network": (6.4, 1.42),
    "draw_histories": (6.4, 3.4),
    "draw_runs": (6.4, 3.6),
}
MANY = (
    "draw_states",
    "draw_pictures",
    "draw_signed",
    "draw_matrices",
    "draw_histories",
)  # these draw on several axes
every_drawing = pytest.mark.parametrize("name", DRAWINGS)


@pytest.fixture(autouse=True)
def no_figure_is_left():
    plt.close("all")  # those of the docstrings' examples
    yield
    plt.close("all")


def draw(name, **where):
    return getattr(figures, name)(*DRAWINGS[name], **where)


def texts(ax):
    return {text.get_position(): text.get_text() for text in ax.texts}


def axes(name):
    """Return all axes of a drawing that may be on one or on several."""
    drawn = draw(name)
    return drawn if name in MANY else [drawn]


def arrows(ax, weight):
    """Return from where to where the arrows lead that have the name of a weight beside them."""
    shown = [text for text in ax.texts if text.get_text() in ("", weight)]
    pairs = pairwise(shown)
    return [(a.xyann, a.xy) for a, b in pairs if a.get_text() == "" and b.get_text() == weight]


def test_points_of_a_plane_are_marks_in_the_style_of_their_group():
    he, she, *_ = draw("draw_plane").lines
    for marks, name, style in zip((he, she), ("he", "she"), figures.STYLES, strict=False):
        np.testing.assert_array_equal(marks.get_xydata(), PLANE[0][name])
        assert (marks.get_marker(), marks.get_linestyle()) == (style["marker"], "None")
        assert same_color(marks.get_color(), style["color"]) and marks.get_markersize() == 7
        assert marks.get_fillstyle() == "none"


def test_words_of_a_plane_are_dots_with_their_name_left_of_an_arrow_or_right_of_the_dot():
    ax = draw("draw_plane")
    dots = ax.lines[2:]
    assert [dot.get_xydata()[0].tolist() for dot in dots] == list(PLANE[1].values())
    looks = {(d.get_marker(), d.get_color(), d.get_markersize()) for d in dots}
    assert looks == {(".", "black", 4)}
    shown = {t.get_text(): (t.get_ha(), t.get_va(), t.xyann, tuple(t.xy)) for t in ax.texts[1:]}
    assert shown == {
        "king": ("right", "center", (-7, 0), (0, 1)),
        "queen": ("left", "center", (7, 0), (4, 1.5)),
        "man": ("left", "center", (7, 0), (1, 3)),
    }
    assert {(t.get_fontsize(), t.anncoords) for t in ax.texts[1:]} == {(13, "offset points")}


def test_arrows_of_a_plane_lead_from_word_to_word_and_stop_short_of_them():
    arrow = draw("draw_plane").texts[0]
    assert (arrow.get_text(), arrow.xyann, tuple(arrow.xy)) == ("", (0, 1), (4, 1.5))
    assert isinstance(arrow.arrow_patch.get_arrowstyle(), ArrowStyle.CurveFilledB)
    assert same_color(arrow.arrow_patch.get_edgecolor(), figures.GREY)
    assert (arrow.arrow_patch.shrinkA, arrow.arrow_patch.shrinkB) == (5, 5)


def test_a_plane_has_a_legend_below_it_room_for_words_and_no_ticks():
    ax = draw("draw_plane")
    (legend,) = ax.get_figure().legends
    assert [text.get_text() for text in legend.get_texts()] == ["he", "she"]
    assert (legend._ncols, legend.get_frame_on(), legend._outside_loc) == (4, False, "lower")
    assert {text.get_fontsize() for text in legend.get_texts()} == {13}
    assert (ax.get_xticks().size, ax.get_yticks().size) == (0, 0)
    assert ax.margins() == (0.2, 0.05)


def test_a_plane_needs_neither_words_nor_arrows():
    assert [t.get_text() for t in figures.draw_plane({"he": [[0, 1]]}, {}).texts] == []


def test_a_plane_of_more_groups_than_styles_is_refused():
    with pytest.raises(ValueError, match=r"^groups must be at most 4, got 5$"):
        figures.draw_plane({str(i): [[0, 0]] for i in range(5)}, {})
    assert len(figures.draw_plane({str(i): [[0, 0]] for i in range(4)}, {}).lines) == 4


@pytest.mark.parametrize("pair", [("king", "nun"), ("nun", "king")])
def test_an_arrow_from_or_to_no_word_is_refused(pair):
    with pytest.raises(ValueError, match=r"^arrows must lead from word to word, got 'nun'$"):
        figures.draw_plane(*PLANE[:2], [pair])


def test_what_was_measured_is_a_mark_and_what_is_expected_a_line():
    ax = draw("draw_measured")
    b, line, a = ax.lines
    assert [mark.get_label() for mark in (b, a)] == ["b", "a"]
    for mark, style, values in zip((b, a), figures.STYLES, ([1, 4, 9], [2, 2, 2]), strict=False):
        np.testing.assert_array_equal(mark.get_xydata(), np.transpose([[1, 2, 4], values]))
        assert (mark.get_marker(), mark.get_linestyle()) == (style["marker"], "None")
        assert same_color(mark.get_color(), style["color"]) and mark.get_markersize() == 5
    np.testing.assert_array_equal(line.get_xydata(), [[1, 1], [2, 3], [4, 8]])
    assert (line.get_marker(), line.get_linestyle(), line.get_color()) == ("", "-", b.get_color())


def test_the_band_of_a_measurement_is_one_spread_to_either_side():
    ax = draw("draw_measured")
    for band, mark, spread in zip(ax.collections, ax.lines[::2], MEASURED[1].values(), strict=True):
        assert same_color(band.get_facecolor(), to_rgba(mark.get_color(), 0.15))
        assert band.get_linewidth() == 0
        corners = {tuple(corner) for corner in band.get_paths()[0].vertices.tolist()}
        middle = list(zip(mark.get_xydata().tolist(), spread, strict=True))
        assert corners == {(x, y + sign * s) for (x, y), s in middle for sign in (-1, 1)}


def test_the_band_of_small_integers_does_not_wrap_around():
    values, spread = np.uint8([1, 250]), np.uint8([2, 10])
    (band,) = figures.draw_measured([1, 2], {"a": values}, {"a": spread}, {}, "", "").collections
    assert {y for _, y in band.get_paths()[0].vertices} == {-1, 3, 240, 260}


def test_measurements_have_labels_a_grid_and_a_legend_without_a_frame():
    ax = draw("draw_measured")
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("words", "pairs")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["b", "a"]
    assert not ax.get_legend().get_frame_on()
    assert ax.get_xgridlines()[0].get_visible() and ax.get_xgridlines()[0].get_alpha() == 0.3


def test_as_many_measurements_as_styles_are_drawn():
    four = dict.fromkeys("abcd", (1,))
    assert len(figures.draw_measured([1], four, four, {}, "", "").lines) >= 4


def test_more_measurements_than_styles_are_refused():
    many = dict.fromkeys("abcde", (1,))
    with pytest.raises(ValueError, match="mean must have at most 4 names, got 5"):
        figures.draw_measured([1], many, many, {}, "", "")


@pytest.mark.parametrize(("spread", "expected"), [([], []), (["a", "b"], []), (["a"], ["b"])])
def test_measurements_of_different_names_are_refused(spread, expected):
    message = f"mean, spread and expected must have the same names, got ['a'], {spread}, {expected}"
    one, two = dict.fromkeys(spread, (1,)), dict.fromkeys(expected, (1,))
    with pytest.raises(ValueError, match=re.escape(message)):
        figures.draw_measured([1], {"a": [1]}, one, two, "", "")


def test_every_public_drawing_is_tested():
    assert set(DRAWINGS) == {name for name in vars(figures) if name.startswith("draw_")}


@every_drawing
def test_a_drawing_makes_one_figure_of_its_own(name):
    draw(name)
    assert len(plt.get_fignums()) == 1


@every_drawing
def test_a_figure_is_as_wide_as_the_page_and_as_high_as_its_rows_need(name):
    with plt.rc_context({"figure.figsize": (1, 1)}):  # which it does not ask
        draw(name)
    np.testing.assert_allclose(plt.gcf().get_size_inches(), SIZES[name])


@pytest.mark.parametrize(("n", "height"), [(5, 1.65), (6, 3.2), (11, 4.75)])
def test_each_row_of_pictures_makes_the_figure_higher(n, height):
    figures.draw_pictures([np.eye(2)] * n, [""] * n)
    assert plt.gcf().get_figheight() == pytest.approx(height)


@pytest.mark.parametrize(("n", "columns", "height"), [(1, 1, 3.57), (4, 2, 3.84), (7, 3, 4.11)])
def test_pictures_in_columns_are_as_large_as_they_have_room(n, columns, height):
    figures.draw_pictures([np.zeros((10, 20))] * n, [""] * n, columns)
    assert plt.gcf().get_figheight() == pytest.approx(height)  # 3.2 + 0.27 and so on, and 0.1


@pytest.mark.parametrize(("shapes", "height"), [([(2, 4)] * 6, 1.95), ([(2, 4), (3, 2)], 2.275)])
def test_a_row_of_pictures_is_as_high_as_the_tallest_needs(shapes, height):
    figures.draw_pictures([np.ones(shape) for shape in shapes], [""] * len(shapes))
    assert plt.gcf().get_figheight() == pytest.approx(height)


@every_drawing
def test_a_figure_is_sharp_and_arranges_itself(name):
    draw(name)
    assert plt.gcf().get_dpi() == 120
    assert isinstance(plt.gcf().get_layout_engine(), ConstrainedLayoutEngine)


@every_drawing
def test_a_drawing_on_given_axes_makes_no_figure(name):
    given = plt.figure().subplots(1, 2)
    before = plt.get_fignums()
    draw(name, **({"axes": given} if name in MANY else {"ax": given[0]}))
    assert plt.get_fignums() == before


@every_drawing
def test_a_drawing_returns_the_axes_it_was_given(name):
    given = plt.figure().subplots(1, 2)
    if name in MANY:
        assert draw(name, axes=given) == list(given)
    else:
        assert draw(name, ax=given[0]) is given[0]


@every_drawing
def test_a_drawing_leaves_other_axes_empty(name):
    *given, other = plt.figure().subplots(1, 3)
    draw(name, **({"axes": given} if name in MANY else {"ax": given[0]}))
    assert not other.has_data()


@every_drawing
def test_a_drawing_renders_without_a_warning(name):
    draw(name)
    plt.gcf().canvas.draw()


@pytest.mark.parametrize(
    ("name", "xlabel"),
    [
        ("draw_lines", "steps"),
        ("draw_codes", "position in the sentence"),
        ("draw_votes", "position in the sentence"),
        ("draw_seeds", "accuracy"),
        ("draw_confusion", "taken for"),
        ("draw_places", "pixel"),
        ("draw_network", "parameters"),
        ("draw_runs", "seconds"),
    ],
)
def test_the_level_axis_is_labelled(name, xlabel):
    assert draw(name).get_xlabel() == xlabel


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("draw_unrolled", ("center", "center")),
        ("draw_both_ways", ("center", "center")),
        ("draw_codes", ("center", "center")),
        ("draw_votes", ("center", "center")),
        ("draw_confusion", ("center", "center")),
        ("draw_seeds", ("center", "bottom")),
        ("draw_network", ("left", "center")),
    ],
)
def test_texts_stand_on_their_side_of_their_place(name, side):
    shown = [text for text in draw(name).texts if text.get_text()]
    assert {(text.get_ha(), text.get_va()) for text in shown} == {side}


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("draw_codes", []),
        ("draw_votes", []),
        ("draw_seeds", ["bottom"]),
        ("draw_places", []),
        ("draw_network", ["left", "bottom"]),
    ],
)
def test_only_the_sides_that_measure_something_are_drawn(name, sides):
    assert [side for side, spine in draw(name).spines.items() if spine.get_visible()] == sides


@pytest.mark.parametrize(
    ("name", "axis"),
    [
        *(("draw_codes", "x"), ("draw_codes", "y"), ("draw_seeds", "y")),
        *(("draw_confusion", "x"), ("draw_confusion", "y")),
    ],
)
def test_names_of_rows_and_columns_have_no_tick_marks(name, axis):
    ticks = getattr(draw(name), f"{axis}axis").get_major_ticks()
    assert {tick.tick1line.get_markersize() for tick in ticks} == {0}


@pytest.mark.parametrize("name", ["draw_states", "draw_lines", "draw_histories", "draw_runs"])
def test_curves_stand_on_a_pale_grid(name):
    for ax in axes(name):
        assert {line.get_alpha() for line in ax.get_xgridlines() + ax.get_ygridlines()} == {0.3}
        assert all(line.get_visible() for line in ax.get_xgridlines())


@pytest.mark.parametrize("name", ["draw_lines", "draw_histories"])
def test_legends_have_no_frame(name):
    assert not axes(name)[0].get_legend().get_frame_on()


@pytest.mark.parametrize(("name", "marked"), [("draw_lines", 2), ("draw_histories", 4)])
def test_marks_are_small(name, marked):
    lines = [line for ax in axes(name) for line in ax.lines if line.get_marker() != "None"]
    assert [line.get_markersize() for line in lines] == [4] * marked


def test_unrolled_boxes_have_a_shade_for_input_state_and_output():
    boxes = draw("draw_unrolled").patches
    shades = ["#e8e8e8", "#bbddee", "#f6d5c0"]
    assert [to_hex(box.get_facecolor()) for box in boxes] == shades * 2
    assert {box.get_edgecolor() for box in boxes} == {to_rgba("black")}


def test_unrolled_boxes_have_round_corners_and_room_for_their_numbers():
    ax = draw("draw_unrolled")
    styles = [box.get_boxstyle() for box in ax.patches]
    assert all(isinstance(style, BoxStyle.Round) and style.pad == 0.05 for style in styles)
    assert {text.get_fontsize() for text in ax.texts if "$" in text.get_text()} == {11}


def test_unrolled_arrows_are_black_and_have_a_head_at_their_end():
    patches = [text.arrow_patch for text in draw("draw_unrolled").texts if not text.get_text()]
    assert all(isinstance(patch.get_arrowstyle(), ArrowStyle.CurveFilledB) for patch in patches)
    assert {patch.get_edgecolor() for patch in patches} == {to_rgba("black")}


def test_unrolled_weights_are_orange():
    weights = [text for text in draw("draw_unrolled").texts if text.get_text() in ("U", "V", "W")]
    assert {text.get_color() for text in weights} == {figures.ORANGE}


def test_unrolled_boxes_hold_the_numbers_of_their_step():
    boxes = {place: text for place, text in texts(draw("draw_unrolled")).items() if "$" in text}
    assert boxes == {
        (0, 0): "$x_{1}$\n(1, 1)",
        (0, 1.5): "$h_{1}$\n(1, 1.5)",
        (0, 3): "$o_{1}$\n(3)",
        (3, 0): "$x_{2}$\n(1, 2)",
        (3, 1.5): "$h_{2}$\n(2.5, 0.25)",
        (3, 3): "$o_{2}$\n(4.5)",
    }


def test_both_digits_of_the_tenth_step_are_below_the_line():
    numbers = np.zeros((10, 1))
    shown = [*texts(figures.draw_unrolled(numbers, numbers, numbers)).values()]
    shown += texts(figures.draw_both_ways(*[np.zeros(10)] * 3)).values()
    names = [text.split("$")[1] for text in shown if "10" in text]
    assert names == [f"{name}_{{10}}" for name in "xhox"] + [
        rf"h^\{side}arrow_{{10}}" for side in ("right", "left")
    ]


def test_unrolled_texts_stand_in_boxes():
    ax = draw("draw_unrolled")
    boxes = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    centres = {(b.get_x() + b.get_width() / 2, b.get_y() + b.get_height() / 2) for b in boxes}
    assert len(boxes) == 6
    assert centres == {place for place, text in texts(ax).items() if "$" in text}


@pytest.mark.parametrize(
    ("weight", "places"),
    [
        ("U", [((0, 0.45), (0, 1.05)), ((3, 0.45), (3, 1.05))]),
        ("W", [((0, 1.95), (0, 2.55)), ((3, 1.95), (3, 2.55))]),
        (
            "V",
            [((-2.15, 1.5), (-0.85, 1.5)), ((0.85, 1.5), (2.15, 1.5)), ((3.85, 1.5), (5.15, 1.5))],
        ),
    ],
)
def test_unrolled_arrows_lead_from_input_to_state_to_output(weight, places):
    np.testing.assert_allclose(arrows(draw("draw_unrolled"), weight), places)


@pytest.mark.parametrize(
    ("place", "weight"), [((0.18, 0.75), "U"), ((0.18, 2.25), "W"), ((1.5, 1.72), "V")]
)
def test_unrolled_weights_stand_beside_their_arrows(place, weight):
    beside = [
        t.get_text() for t in draw("draw_unrolled").texts if np.allclose(t.get_position(), place)
    ]
    assert beside == [weight]


def test_unrolled_shows_all_of_itself():
    ax = draw("draw_unrolled")
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert left < -2.15 and right > 5.15 and low < -0.45 and high > 3.45
    assert not ax.axison


def test_unrolled_leaves_a_quarter_of_a_unit_around_it():
    ax = draw("draw_unrolled")
    np.testing.assert_allclose(ax.get_xlim(), (-2.15 - 0.25, 5.15 + 0.25))
    np.testing.assert_allclose(ax.get_ylim(), (-0.4 - 0.2, 3.4 + 0.2))


def test_both_ways_has_inputs_in_the_middle_and_states_above_and_below():
    boxes = {place: text for place, text in texts(draw("draw_both_ways")).items() if "\n" in text}
    expected = {}
    for t, (x, right, left) in enumerate(zip(*BOTH_WAYS, strict=True)):
        expected[3 * t, 1.5] = f"$x_{{{t + 1}}}$\n{x:g}"
        expected[3 * t, 3.0] = rf"$h^\rightarrow_{{{t + 1}}}$" + f"\n{right:g}"
        expected[3 * t, 0.0] = rf"$h^\leftarrow_{{{t + 1}}}$" + f"\n{left:g}"
    assert boxes == expected


def test_both_ways_has_a_shade_for_inputs_and_for_each_network():
    boxes = draw("draw_both_ways").patches
    shades = {box.get_y() + box.get_height() / 2: to_hex(box.get_facecolor()) for box in boxes}
    assert shades == {1.5: "#e8e8e8", 3.0: "#bbddee", 0.0: "#f6d5c0"}


@pytest.mark.parametrize(
    ("weight", "places"),
    [
        (r"$\quad U^\rightarrow$", [((3 * t, 1.95), (3 * t, 2.55)) for t in range(3)]),
        (r"$\quad U^\leftarrow$", [((3 * t, 1.05), (3 * t, 0.45)) for t in range(3)]),
        (r"$V^\rightarrow$", [((0.85, 3), (2.15, 3)), ((3.85, 3), (5.15, 3))]),
        (r"$V^\leftarrow$", [((2.15, 0), (0.85, 0)), ((5.15, 0), (3.85, 0))]),
    ],
)
def test_both_ways_arrows_lead_from_input_to_states_and_from_state_to_state(weight, places):
    np.testing.assert_allclose(arrows(draw("draw_both_ways"), weight), places)


def test_both_ways_shows_all_of_itself():
    ax = draw("draw_both_ways")
    np.testing.assert_allclose(ax.get_xlim(), (-0.85 - 0.35, 6.85 + 0.35))
    np.testing.assert_allclose(ax.get_ylim(), (-0.4 - 0.2, 3.4 + 0.2))
    assert not ax.axison


@pytest.mark.parametrize("i", range(3))
def test_both_ways_needs_as_many_states_as_inputs(i):
    sequences = list(BOTH_WAYS)
    sequences[i] = sequences[i][:2]
    sizes = ["3", "3", "3"]
    sizes[i] = "2"
    message = "x, right and left must have as many steps, got {}, {} and {}".format(*sizes)
    with pytest.raises(ValueError, match=f"^{message}$"):
        figures.draw_both_ways(*sequences)


@pytest.mark.parametrize("place", [0, 1])
def test_states_are_points_in_the_panel_of_their_title(place):
    ax, title = draw("draw_states")[place], list(STATES)[place]
    fruit, company = ax.get_lines()[:2]
    assert (ax.get_title(), fruit.get_label(), company.get_label()) == (title, "fruit", "company")
    np.testing.assert_array_equal(fruit.get_xydata(), np.array(STATES[title])[[0, 2]])
    np.testing.assert_array_equal(company.get_xydata(), np.array(STATES[title])[[1]])


def test_names_of_states_differ_in_colour_and_mark_and_have_no_line():
    names = ["a", "b", "c", "d"]
    (ax,) = figures.draw_states({"t": np.zeros((4, 2))}, names, [[1, 1]], "x", "y")
    looks = [(p.get_color(), p.get_marker()) for p in ax.get_lines()[:4]]
    assert looks == [(style["color"], style["marker"]) for style in figures.STYLES]
    assert {p.get_linestyle() for p in ax.get_lines()[:4]} == {"None"}
    assert {(p.get_markersize(), p.get_fillstyle()) for p in ax.get_lines()[:4]} == {(4, "none")}


@pytest.mark.parametrize("place", [0, 1])
def test_the_line_where_the_weighted_sum_of_the_states_is_zero_is_dashed(place):
    *_, line = draw("draw_states")[place].get_lines()
    weights = np.array(WEIGHTS[place])
    assert (line.get_color(), line.get_linestyle()) == (figures.GREY, "--")
    points = np.array([line.get_xy1(), line.get_xy2()])
    assert np.ptp(points, axis=0).any()
    np.testing.assert_array_equal(points @ weights, [0, 0])
    assert line.get_zorder() < 2


def test_panels_of_states_have_equal_axes_and_one_label_on_the_left():
    axes = draw("draw_states")
    for ax in axes:
        assert ax.get_xlim() == ax.get_ylim() == (-1.1, 1.1) and ax.get_aspect() == 1
        assert [*ax.get_xticks()] == [*ax.get_yticks()] == [-1, 0, 1]
    assert [ax.get_xlabel() for ax in axes] == ["to the right"] * 2
    assert [ax.get_ylabel() for ax in axes] == ["to the left", ""]
    assert axes[0].get_gridspec().get_geometry() == (1, 2)
    assert [ax.yaxis.get_tick_params()["labelleft"] for ax in axes] == [True, False]


def test_states_have_an_axis_a_panel_and_no_third():
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        draw("draw_states", axes=plt.figure().subplots(1, 3))


def test_the_legend_of_states_is_below_the_panels_and_has_each_name_once():
    (legend,) = draw("draw_states")[0].get_figure().legends
    assert [text.get_text() for text in legend.get_texts()] == ["fruit", "company"]
    assert legend._outside_loc == "lower" and not legend.get_frame_on() and legend._ncols == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"names": ["a", "b"]}, r"names must be one a point, \[3, 3\], got 2"),
        ({"panels": {"t": np.zeros((3, 2)), "u": np.zeros((2, 2))}}, "one a point, .3, 2., got 3"),
        ({"weights": WEIGHTS[:1]}, "weights must be one pair a panel, 2, got 1"),
        (
            {"names": list("abcde"), "panels": {"t": np.zeros((5, 2))}},
            "names must be at most 4 different, got 5",
        ),
    ],
)
def test_states_that_do_not_fit_are_refused(change, message):
    given = dict(zip(("panels", "names", "weights"), DRAWINGS["draw_states"], strict=False))
    with pytest.raises(ValueError, match=message):
        figures.draw_states(**(given | change), xlabel="x", ylabel="y")


def test_lines_are_those_given():
    for line, (name, values) in zip(draw("draw_lines").lines, LINES.items(), strict=True):
        assert line.get_label() == name
        np.testing.assert_array_equal(line.get_xydata(), np.transpose([[1, 2, 3], values]))


def test_lines_have_a_legend():
    legend = draw("draw_lines").get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["up", "down"]


def test_lines_have_labels_and_scale_as_asked_for():
    ax = figures.draw_lines([1, 2], {"a": [1, 10]}, "steps", "what is left", yscale="log")
    assert (ax.get_ylabel(), ax.get_yscale(), ax.get_xscale()) == ("what is left", "log", "linear")


def test_lines_are_linear_by_default():
    assert draw("draw_lines").get_yscale() == "linear"


@pytest.mark.parametrize("look", ["get_color", "get_linestyle", "get_marker"])
def test_four_lines_can_be_told_apart(look):
    ax = figures.draw_lines([0, 1], dict.fromkeys("abcd", (0, 1)), "x", "y")
    assert len({getattr(line, look)() for line in ax.lines}) == 4


@pytest.mark.parametrize(("points", "marks"), [(5, 5), (100, 13)])
def test_long_lines_have_a_mark_only_here_and_there(points, marks):
    (line,) = figures.draw_lines(range(points), {"a": range(points)}, "x", "y").lines
    assert len(range(points)[:: line.get_markevery()]) == marks


def test_five_lines_are_refused():
    with pytest.raises(ValueError, match="lines must be at most 4, got 5"):
        figures.draw_lines([0, 1], dict.fromkeys("abcde", (0, 1)), "x", "y")


def test_codes_stand_in_their_cells():
    expected = {(j + 0.5, i + 0.5): str(code) for (i, j), code in np.ndenumerate(CODES)}
    assert texts(draw("draw_codes")) == expected


def test_padding_is_grey_and_codes_are_black():
    for text in draw("draw_codes").texts:
        colour = figures.GREY if text.get_text() == "0" else "black"
        assert same_color(text.get_color(), colour)


TITLES = ("codes", "one-hot rows", "table", "vectors")


def lookup_cells():
    """Return each cell of the drawing of a look-up: where it is, its number, its colour."""
    ax = draw("draw_lookup")
    words = texts(ax)
    corners = [(patch.get_xy(), to_hex(patch.get_facecolor())) for patch in ax.patches]
    return [(x, y, words[x + 0.5, y + 0.5], colour) for (x, y), colour in corners]


def test_a_lookup_is_four_matrices_of_cells_side_by_side():
    starts = [0] * 3 + [1.8] * 9 + [6.4] * 3 + [8.2] * 3
    columns = [0] * 3 + [0, 1, 2] * 3 + [0] * 6
    rows = [0, 1, 2, 0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2, 0, 1, 2]
    places = [(x, y) for x, y, _, _ in lookup_cells()]
    np.testing.assert_allclose(places, np.transpose([np.add(starts, columns), rows]))


def test_a_lookup_holds_the_numbers_given():
    numbers = [number for _, _, number, _ in lookup_cells()]
    by_matrix = (numbers[:3], numbers[3:12], numbers[12:15], numbers[15:])
    assert by_matrix == (
        ["1", "2", "1"],
        ["0", "1", "0", "0", "0", "1", "0", "1", "0"],
        ["0", "2.5", "-1"],
        ["2.5", "-1", "2.5"],
    )


def test_what_belongs_to_a_code_has_its_colour_and_nothing_else_has_one():
    one, two, none = *(shade.lower() for shade in SHADES[:2]), "#ffffff"
    colours = [colour for _, _, _, colour in lookup_cells()]
    assert colours[:3] == colours[15:] == [one, two, one]
    assert colours[3:12] == [none, one, none, none, none, two, none, one, none]
    assert colours[12:15] == [none, one, two]


def test_the_cells_of_a_lookup_are_unit_squares_with_grey_edges():
    for patch in draw("draw_lookup").patches:
        assert (patch.get_width(), patch.get_height()) == (1, 1)
        assert same_color(patch.get_edgecolor(), figures.GREY)


def test_a_lookup_names_its_matrices_above_their_middle():
    named = {text.get_text(): text for text in draw("draw_lookup").texts}
    for title, middle in zip(TITLES, (0.5, 3.3, 6.9, 8.7), strict=True):
        np.testing.assert_allclose(named[title].get_position(), (middle, -0.2))
        assert (named[title].get_ha(), named[title].get_va()) == ("center", "bottom")
        assert named[title].get_fontsize() == 12


def test_a_lookup_reads_as_a_product():
    for sign, x in (("×", 5.2), ("=", 7.8)):
        (text,) = (text for text in draw("draw_lookup").texts if text.get_text() == sign)
        np.testing.assert_allclose(text.get_position(), (x, 1.5))
        assert (text.get_ha(), text.get_va(), text.get_fontsize()) == ("center", "center", 18)


def test_the_rows_of_the_table_are_numbered_in_grey():
    grey = [t for t in draw("draw_lookup").texts if same_color(t.get_color(), figures.GREY)]
    assert [text.get_text() for text in grey] == ["0", "1", "2"]
    np.testing.assert_allclose([t.get_position() for t in grey], [(6, 0.5), (6, 1.5), (6, 2.5)])
    assert {(t.get_ha(), t.get_va(), t.get_fontsize()) for t in grey} == {("center", "center", 12)}


def test_the_numbers_of_a_lookup_stand_in_the_middle_of_their_cells():
    cells = [t for t in draw("draw_lookup").texts if t.get_fontsize() == 14]
    assert len(cells) == 18
    assert {(text.get_ha(), text.get_va()) for text in cells} == {("center", "center")}


def test_a_lookup_shows_all_of_itself_and_no_axis():
    ax = draw("draw_lookup")
    np.testing.assert_allclose(ax.get_xlim(), (-0.1, 9.3))
    np.testing.assert_allclose(ax.get_ylim(), (3.1, -0.8))
    assert not ax.axison


def test_the_longer_of_text_and_table_decides_the_height_of_a_lookup():
    ax = figures.draw_lookup([0] * 5, np.eye(2)[[0] * 5], np.eye(2), np.eye(2)[[0] * 5])
    assert plt.gcf().get_figheight() == pytest.approx(3.0)
    np.testing.assert_allclose(ax.get_ylim(), (5.1, -0.8))


@pytest.mark.parametrize(
    ("i", "wrong"), [(0, [1, 2]), (1, np.eye(2)), (1, np.ones((3, 2))), (3, np.ones((3, 2)))]
)
def test_a_lookup_whose_shapes_do_not_fit_is_refused(i, wrong):
    matrices = list(LOOKUP)
    matrices[i] = wrong
    with pytest.raises(ValueError, match="codes, rows, table and vectors must fit each other, got"):
        figures.draw_lookup(*matrices)


def test_the_message_names_the_shapes_of_a_lookup():
    with pytest.raises(ValueError, match=r"shapes \(1,\), \(1, 2\), \(3, 1\) and \(1, 1\)$"):
        figures.draw_lookup([0], [[1, 0]], np.ones((3, 1)), [[1]])


def test_a_lookup_of_more_codes_than_shades_is_refused():
    three = figures.draw_lookup([0, 1, 2], np.eye(3), np.eye(3), np.eye(3))
    assert len({to_hex(patch.get_facecolor()) for patch in three.patches[:3]}) == 3
    with pytest.raises(ValueError, match=r"at most 3 different ones, got \[0, 1, 2, 3\]"):
        figures.draw_lookup(range(4), np.eye(4), np.eye(4), np.eye(4))


def test_cells_of_padding_have_another_shade():
    (cells,) = draw("draw_codes").collections
    np.testing.assert_array_equal(cells.get_array(), CODES > 0)


@pytest.mark.parametrize("codes", [CODES, [[16, 1]], [[0, 0]]])
def test_cells_are_pale_blue_with_white_lines_between_them(codes):
    (cells,) = figures.draw_codes(codes, [""] * len(codes)).collections
    assert (cells.get_cmap().name, cells.get_clim()) == ("Blues", (0, 3))
    assert same_color(cells.get_edgecolor(), "white")
    assert cells.get_linewidth() == 2


def test_codes_have_their_sentence_on_the_left_first_on_top():
    ax = draw("draw_codes")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Well done!", "Excellent!"]
    np.testing.assert_array_equal(ax.get_yticks(), [0.5, 1.5])
    assert ax.yaxis_inverted()


def test_positions_of_codes_are_counted_from_one():
    ax = draw("draw_codes")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "2", "3"]
    np.testing.assert_array_equal(ax.get_xticks(), [0.5, 1.5, 2.5])


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("draw_codes", (2, 0)),
        ("draw_votes", (2, 0)),
        ("draw_confusion", (3, 0)),
        ("draw_network", (1.435, -0.435)),  # bars of 0.7 and a margin
    ],
)
def test_the_first_row_stays_on_top_where_something_is_drawn_twice(name, limits):
    _, ax = plt.subplots()
    for _ in range(2):
        draw(name, ax=ax)
        assert ax.get_ylim() == pytest.approx(limits)


def test_votes_that_are_all_zero_are_white():
    (cells,) = figures.draw_votes([[0.001, 0]], [[0, 0]], ["not"], [[False] * 2]).collections
    assert cells.get_clim() == (-1, 1)


def test_votes_stand_in_their_cells_with_their_spread_and_without_a_negative_zero():
    expected = {
        (0.5, 0.5): "0.10 ± 0.01",
        (1.5, 0.5): "-0.20 ± 0.02",
        (0.5, 1.5): "0.00 ± 0.03",
        (1.5, 1.5): "0.40 ± 0.05",
    }
    assert texts(draw("draw_votes")) == expected


def test_votes_are_orange_below_zero_white_at_zero_and_blue_above():
    (cells,) = draw("draw_votes").collections
    np.testing.assert_array_equal(cells.get_array(), [[0.1, -0.2], [0, 0.4]])
    colours = [to_hex(colour).upper() for colour in cells.to_rgba([-0.4, 0, 0.4])]
    assert colours == ["#F6D5C0", "#FFFFFF", "#BBDDEE"]


def test_votes_that_are_all_negative_are_not_blue():
    (cells,) = figures.draw_votes([[-0.4, -0.2]], [[0, 0]], ["not"], [[False] * 2]).collections
    assert cells.get_clim() == (-0.4, 0.4)


def test_votes_of_seen_words_have_a_thin_frame_inside_their_cell():
    frames = draw("draw_votes").patches
    corners = [(frame.get_x(), frame.get_y()) for frame in frames]
    np.testing.assert_allclose(corners, [(0.03, 0.06), (1.03, 1.06)])
    sizes = {(frame.get_width(), frame.get_height(), frame.get_linewidth()) for frame in frames}
    assert sizes == {(0.94, 0.88, 1.2)}
    assert not any(frame.get_fill() for frame in frames)


def test_votes_have_their_word_on_the_left_first_on_top():
    ax = draw("draw_votes")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["good", "not"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "2"]
    assert ax.yaxis_inverted()


@pytest.mark.parametrize("i", range(4))
def test_votes_that_do_not_fit_are_refused(i):
    arguments = list(VOTES)
    arguments[i] = arguments[i][:1]
    with pytest.raises(ValueError, match=r"mean, spread, seen and rows must fit each other, got "):
        figures.draw_votes(*arguments)


def test_the_message_names_the_shapes_of_votes():
    with pytest.raises(ValueError, match=r"got \(1, 2\), \(1, 1\) and \(1, 2\), 3 rows$"):
        figures.draw_votes([[1, 2]], [[1]], ["a", "b", "c"], [[True, True]])


@pytest.mark.parametrize(("row", "name"), list(enumerate(GROUPS)))
def test_every_seed_is_a_dot_at_its_result(row, name):
    across, up = draw("draw_seeds").collections[row].get_offsets().T
    np.testing.assert_allclose(sorted(across), sorted(GROUPS[name]))
    assert ((up >= row) & (up < row + 0.8)).all()


def test_equal_results_are_stacked_without_hiding_each_other():
    dots = draw("draw_seeds").collections[0].get_offsets()
    assert len({(float(x), float(y)) for x, y in dots}) == 4
    assert len({float(x) for x, _ in dots}) == 2


def test_a_high_stack_stays_in_its_row():
    ax = figures.draw_seeds({"a": [1.0] * 50, "b": [0.0]}, {}, "accuracy")
    heights = ax.collections[0].get_offsets()[:, 1]
    assert len(set(heights)) == 50
    assert heights.max() < 1


@pytest.mark.parametrize("other", [0.1 + 0.2, 0.3000004])
def test_results_equal_to_six_digits_are_stacked(other):
    ax = figures.draw_seeds({"a": [0.3, other]}, {}, "accuracy")
    assert len(set(ax.collections[0].get_offsets()[:, 1])) == 2


def test_a_low_stack_grows_by_a_tenth_of_the_row_for_each_dot():
    ax = figures.draw_seeds({"a": [1.0] * 3}, {}, "accuracy")
    np.testing.assert_allclose(ax.collections[0].get_offsets()[:, 1], [0, 0.08, 0.16])


def test_references_are_upright_lines_with_their_names():
    ax = draw("draw_seeds")
    assert [line.get_xdata() for line in ax.lines] == [[0.5, 0.5], [1.0, 1.0]]
    assert texts(ax) == {(0.5, 2): "chance", (1.0, 2): "all right"}


def test_groups_are_named_at_their_rows():
    ax = draw("draw_seeds")
    assert [label.get_text() for label in ax.get_yticklabels()] == list(GROUPS)
    np.testing.assert_array_equal(ax.get_yticks(), [0, 1])


def test_groups_differ_in_their_colour_and_their_mark():
    first, second = draw("draw_seeds").collections
    assert same_color(first.get_facecolor(), figures.BLUE)
    assert same_color(second.get_facecolor(), figures.ORANGE)
    assert len(first.get_paths()[0]) != len(second.get_paths()[0])


def test_dots_are_small_and_lie_on_the_references():
    ax = draw("draw_seeds")
    assert [dots.get_sizes() for dots in ax.collections] == [22, 22]
    assert min(c.get_zorder() for c in ax.collections) > max(n.get_zorder() for n in ax.lines)


def test_references_are_grey_and_dashed():
    for line in draw("draw_seeds").lines:
        assert (line.get_color(), line.get_linestyle()) == (figures.GREY, "--")


def test_all_dots_and_names_of_references_are_shown():
    ax = draw("draw_seeds")
    assert ax.get_ylim() == (-0.25, 2)


def test_results_have_tick_marks():
    ticks = draw("draw_seeds").xaxis.get_major_ticks()
    assert all(tick.tick1line.get_markersize() > 0 for tick in ticks)


def test_four_groups_are_drawn():
    ax = figures.draw_seeds(dict.fromkeys("abcd", (1.0,)), {}, "accuracy")
    assert len(ax.collections) == 4


def test_more_groups_than_styles_are_refused():
    with pytest.raises(ValueError, match="groups must be at most 4, got 5"):
        figures.draw_seeds(dict.fromkeys("abcde", (1.0,)), {}, "accuracy")


def sliding_cells():
    """Return each cell of the drawing of a kernel on its way: place, number, colour."""
    ax = draw("draw_sliding")
    words = texts(ax)
    corners = [(patch.get_xy(), to_hex(patch.get_facecolor())) for patch in ax.patches]
    return [(x, y, words[x + 0.5, y + 0.5], colour) for (x, y), colour in corners]


def test_picture_kernel_and_map_stand_side_by_side_with_their_numbers():
    places = [(x, y) for x, y, _, _ in sliding_cells()]
    kernel_and_map = [(4, 0), (5, 0), (7, 0), (8, 0), (7, 1), (8, 1)]
    assert places == [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), *kernel_and_map]
    numbers = " ".join(number for _, _, number, _ in sliding_cells())
    assert numbers == "1 2 0 0 1.5 3 1 -1 -1 2 -1.5 -1.5"


def test_what_takes_part_in_one_place_of_the_kernel_is_shaded():
    blue, orange, green = (shade.lower() for shade in figures.parts.SHADES)
    colours, none = [colour for _, _, _, colour in sliding_cells()], "#ffffff"
    assert colours[:6] == [none, none, none, blue, blue, none]
    assert colours[6:] == [orange, orange, none, none, green, none]


def test_the_signs_stand_between_picture_kernel_and_map():
    for sign, x, size in (("⋆", 3.5, 24), ("=", 6.5, 18)):
        (text,) = (text for text in draw("draw_sliding").texts if text.get_text() == sign)
        assert (text.get_position(), text.get_fontsize()) == ((x, 0.5), size)
        assert (text.get_ha(), text.get_va()) == ("center", "center")


def test_picture_kernel_and_map_have_their_names_above_them():
    named = {text.get_text(): text.get_position() for text in draw("draw_sliding").texts}
    for title, middle in (("picture", 1.5), ("kernel", 5), ("feature map", 8)):
        assert named[title] == (middle, -0.2)


def test_a_kernel_on_its_way_is_shown_whole_in_squares_and_without_an_axis():
    ax = draw("draw_sliding")
    np.testing.assert_allclose([ax.get_xlim(), ax.get_ylim()], [(-0.1, 9.1), (2.1, -0.9)])
    assert ax.get_aspect() == 1 and not ax.axison


def test_a_kernel_is_shaded_below_the_rows_that_it_has_left():
    ax = figures.draw_sliding(np.zeros((4, 1)), [[1]], np.zeros((4, 1)), (3, 0))
    colours = [to_hex(patch.get_facecolor()) for patch in ax.patches[:4]]
    assert colours == ["#ffffff"] * 3 + [figures.parts.SHADES[0].lower()]


@pytest.mark.parametrize("at", [(-1, 0), (0, -1), (2, 0), (0, 2)])
def test_a_place_beside_the_picture_is_refused(at):
    message = rf"^at must be a place on picture and map, got {re.escape(str(at))} for shapes "
    with pytest.raises(ValueError, match=message + r"\(2, 3\), \(1, 2\) and \(2, 2\)$"):
        figures.draw_sliding(*SLIDING[:3], at)


def test_a_place_beside_the_map_is_refused():
    with pytest.raises(
        ValueError, match=r"got \(1, 1\) for shapes \(2, 3\), \(1, 2\) and \(1, 2\)$"
    ):
        figures.draw_sliding(*SLIDING[:2], [[-1, 2]], (1, 1))


def test_pictures_are_those_given():
    for ax, picture in zip(draw("draw_pictures"), PICTURES, strict=True):
        (image,) = ax.images
        np.testing.assert_array_equal(image.get_array(), picture)


def test_pictures_have_their_titles():
    assert [ax.get_title() for ax in draw("draw_pictures")] == ["noise", "colours"]


def test_a_map_is_grey_from_its_smallest_to_its_largest_value():
    (image,) = draw("draw_pictures")[0].images
    assert image.get_cmap().name == "gray"
    assert image.get_clim() == (PICTURES[0].min(), PICTURES[0].max())


def test_pixels_of_a_picture_are_squares():
    assert [ax.images[0].get_interpolation() for ax in draw("draw_pictures")] == ["nearest"] * 2


def test_titles_of_pictures_are_small():
    assert [ax.title.get_fontsize() for ax in draw("draw_pictures")] == [9, 9]


@pytest.mark.parametrize(("n", "grid"), [(1, (1, 1)), (5, (1, 5)), (6, (2, 5)), (11, (3, 5))])
def test_pictures_stand_in_rows_of_five(n, grid):
    axes = figures.draw_pictures([np.eye(2)] * n, [""] * n)
    assert len(axes) == n
    assert axes[0].get_gridspec().get_geometry() == grid


@pytest.mark.parametrize(("columns", "grid"), [(1, (3, 1)), (2, (2, 2)), (4, (1, 4))])
def test_pictures_stand_in_as_many_columns_as_asked_for(columns, grid):
    axes = figures.draw_pictures([np.eye(2)] * 3, [""] * 3, columns)
    assert axes[0].get_gridspec().get_geometry() == grid


def test_places_without_a_picture_stay_blank():
    figures.draw_pictures([np.eye(2)] * 6, [""] * 6)
    assert [ax.has_data() for ax in plt.gcf().axes] == [True] * 6 + [False] * 4
    assert not any(ax.axison for ax in plt.gcf().axes)


def test_pictures_need_a_title_each():
    with pytest.raises(ValueError, match="titles must be one a picture, 2, got 1"):
        figures.draw_pictures(PICTURES, ["noise"])


def test_pictures_need_axes_each():
    with pytest.raises(ValueError, match="axes must be"):
        figures.draw_pictures(PICTURES, ["noise", "colours"], axes=[plt.figure().subplots()])


def test_signed_maps_are_those_given_below_their_titles():
    for ax, values in zip(draw("draw_signed"), SIGNED, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), values)
        assert ax.images[0].get_interpolation() == "nearest" and not ax.axison
    assert [ax.get_title() for ax in draw("draw_signed")] == ["wide", "all below"]


def test_each_signed_map_goes_from_minus_to_plus_its_own_largest_size():
    assert [ax.images[0].get_clim() for ax in draw("draw_signed")] == [(-4, 4), (-2, 2)]


def test_above_zero_is_dark_blue_below_pale_orange_and_zero_white():
    below, zero, above = draw("draw_signed")[0].images[0].get_cmap()([0.0, 0.5, 1.0])
    assert same_color(above, "#0072B2") and same_color(below, "#F6B48A")
    np.testing.assert_allclose(zero, 1, atol=0.01)


def test_a_map_of_zeros_is_white():
    (image,) = figures.draw_signed([np.zeros((2, 3))], ["dead"])[0].images
    assert image.get_clim() == (-1, 1)
    assert (image.to_rgba(image.get_array()) > 0.99).all()


def test_a_map_of_small_integers_does_not_wrap_around():
    unsigned, lowest = figures.draw_signed([np.uint8([[200, 10]]), np.int8([[-128, 10]])], "ab")
    assert unsigned.images[0].get_clim() == (-200, 200)
    assert lowest.images[0].get_clim() == (-128, 128)


def test_a_signed_map_without_a_picture_has_a_frame_and_no_outline():
    (frame,) = draw("draw_signed")[0].patches
    assert frame.get_bbox().bounds == (-0.5, -0.5, 3, 2) and not frame.get_fill()
    assert len(draw("draw_signed")[0].collections) == 0


def test_a_signed_map_is_stretched_over_its_picture_with_the_outline_at_a_half():
    picture = np.zeros((8, 12))
    picture[2:6, 3:9] = 1
    (ax,) = figures.draw_signed([[[1, -2, 3], [0, 1, 2]]], ["map"], [picture])
    assert ax.images[0].get_extent() == [-0.5, 11.5, 7.5, -0.5]
    (outline,) = ax.collections
    (path,) = outline.get_paths()
    assert outline.levels.tolist() == [0.5] and outline.get_linewidth().tolist() == [1]
    np.testing.assert_allclose(path.vertices.min(axis=0), [2.5, 1.5])
    np.testing.assert_allclose(path.vertices.max(axis=0), [8.5, 5.5])
    assert ax.patches[0].get_bbox().bounds == (-0.5, -0.5, 12, 8)


def test_the_outline_of_a_picture_is_black_and_its_frame_grey():
    (ax,) = figures.draw_signed([[[1, -2]]], ["map"], [[[1, 0], [0, 0]]])
    assert same_color(ax.collections[0].get_edgecolor()[0], "black")
    assert same_color(ax.patches[0].get_edgecolor(), "#767676")


@pytest.mark.parametrize(("options", "grid"), [({}, (2, 4)), ({"columns": 2}, (3, 2))])
def test_signed_maps_stand_in_fours_or_in_as_many_columns_as_asked_for(options, grid):
    axes = figures.draw_signed([np.eye(2)] * 5, [""] * 5, **options)
    assert axes[0].get_gridspec().get_geometry() == grid


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], []), "pictures must be at least one, got none"),
        ((SIGNED, ["one"]), "titles must be one a picture, 2, got 1"),
        ((SIGNED, ["one", "two"], SIGNED[:1]), "pictures must be one a map, 2, got 1"),
    ],
)
def test_signed_maps_need_a_title_and_a_picture_each(arguments, message):
    with pytest.raises(ValueError, match=message):
        figures.draw_signed(*arguments)


def test_counts_of_a_confusion_stand_in_their_cells_rounded_and_zero_is_left_out():
    ax = draw("draw_confusion")
    written = {(0.5, 0.5): "9", (0.5, 1.5): "3", (1.5, 1.5): "7", (2.5, 1.5): "1", (2.5, 2.5): "12"}
    assert texts(ax) == written  # 0.4 and 0.5 are rounded to 0
    assert {text.get_fontsize() for text in ax.texts} == {12}


def shades(mesh):
    """Return the colours of the cells that a mesh shows, by row and column."""
    mesh.update_scalarmappable()
    shown = ~np.ma.getmaskarray(mesh.get_array())
    colours = mesh.get_facecolors().reshape(*shown.shape, 4)
    return {(int(i), int(j)): colours[i, j] for i, j in np.argwhere(shown)}


def test_right_answers_are_blue_mistakes_orange_and_darker_where_more_frequent():
    right, wrong = map(shades, draw("draw_confusion").collections)
    assert set(right) == {(0, 0), (1, 1), (2, 2)} and set(wrong) == {(1, 0), (1, 2)}
    assert all(blue > red for red, _, blue, _ in right.values())
    assert all(red > blue for red, _, blue, _ in wrong.values())
    assert right[2, 2][0] < right[0, 0][0] < right[1, 1][0]
    assert wrong[1, 0][2] < wrong[1, 2][2]


def test_the_most_frequent_answer_has_the_middle_of_its_colours_so_that_its_number_is_read():
    right, wrong = draw("draw_confusion").collections
    assert [right.get_clim(), wrong.get_clim()] == [(0, 24), (0, 6)]
    assert [right.get_cmap().name, wrong.get_cmap().name] == ["Blues", "Oranges"]


def test_a_confusion_without_mistakes_or_without_right_answers_is_drawn():
    for counts in (np.eye(2), 1 - np.eye(2), np.zeros((2, 2))):
        assert len(figures.draw_confusion(counts, ["a", "b"]).texts) == counts.sum()
    assert [mesh.get_clim() for mesh in plt.gca().collections] == [(0, 2), (0, 2)]


def test_classes_are_named_at_rows_and_columns_first_on_top():
    ax, (_, names) = draw("draw_confusion"), CONFUSION
    assert [label.get_text() for label in ax.get_yticklabels()] == names
    assert [label.get_text() for label in ax.get_xticklabels()] == names
    assert {label.get_rotation() for label in ax.get_xticklabels()} == {90}
    np.testing.assert_array_equal([ax.get_xticks(), ax.get_yticks()], [[0.5, 1.5, 2.5]] * 2)
    assert ax.yaxis_inverted() and ax.get_ylabel() == "is a"


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (2, 3), (3,)])
def test_a_confusion_needs_a_row_and_a_column_a_name(shape):
    message = f"counts must have shape (3, 3), one row a name, got {shape}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        figures.draw_confusion(np.ones(shape), CONFUSION[1])


def marks_of(ax, marker):
    """Return where marks of a kind stand: (pixel, row)."""
    lines = [line for line in ax.lines if line.get_marker() == marker]
    return [tuple(map(float, point)) for line in lines for point in line.get_xydata()]


def test_a_place_has_a_mark_on_each_pixel_that_it_sees():
    ax = draw("draw_places")
    on_pixels = [(0, 0), (1, 0), (1, 1), (2, 1), (0, 3), (0, 4), (1, 4), (2, 5)]
    assert marks_of(ax, "o") == on_pixels
    assert marks_of(ax, "s") == [(-1, 3), (3, 5)]


def test_marks_on_padding_are_hollow_and_orange():
    looks = {
        line.get_marker(): (line.get_color(), line.get_fillstyle(), line.get_linestyle())
        for line in draw("draw_places").lines
    }
    assert looks["o"] == (figures.BLUE, "full", "None")
    assert looks["s"] == (figures.ORANGE, "none", "None")


def test_a_thin_grey_line_joins_the_marks_of_a_place_behind_them():
    lines = [line for line in draw("draw_places").lines if line.get_marker() == "None"]
    ends = [line.get_xydata().tolist() for line in lines]
    assert ends[0] == [[0, 0], [1, 0]] and ends[4] == [[2, 5], [3, 5]] and len(ends) == 5
    assert {line.get_color() for line in lines} == {figures.GREY}
    assert {(line.get_linewidth(), line.get_zorder()) for line in lines} == {(1, 1)}


def test_arrangements_are_named_in_their_middle_the_first_on_top():
    ax = draw("draw_places")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["valid", "same"]
    assert ax.get_yticks().tolist() == [0.5, 4]
    assert ax.get_ylim() == (6, -1)
    assert ax.yaxis.get_tick_params()["length"] == 0 < plt.rcParams["xtick.major.size"]
    assert "length" not in ax.xaxis.get_tick_params()
    sizes = {label.get_fontsize() for label in (*ax.get_xticklabels(), *ax.get_yticklabels())}
    assert sizes == {13} and ax.xaxis.label.get_fontsize() == 13


def test_the_pixels_are_counted_on_a_blue_ground():
    ax = draw("draw_places")
    assert ax.get_xticks().tolist() == [0, 1, 2]
    (ground,) = ax.patches
    assert (ground.get_x(), ground.get_width()) == (-0.5, 3)
    assert to_hex(ground.get_facecolor()) == figures.parts.SHADES[0].lower()
    assert (ground.get_alpha(), ground.get_linewidth()) == (0.5, 0)


@pytest.mark.parametrize("pixels", [[0, 1], [[[0, 1]]], 3])
def test_places_that_are_not_rows_of_pixels_are_refused(pixels):
    message = r"seen must be of shape \(places, window\) each, got \[\(1, 1\), \("
    with pytest.raises(ValueError, match=message):
        figures.draw_places({"valid": [[0]], "other": pixels}, 3)


def test_bars_are_as_long_as_the_parameters_are_many():
    bars = draw("draw_network").patches
    assert [bar.get_width() for bar in bars] == [896, 65_600]
    np.testing.assert_allclose([bar.get_y() + bar.get_height() / 2 for bar in bars], [0, 1])


def test_bars_are_blue_with_gaps_between_them():
    bars = draw("draw_network").patches
    assert {to_hex(bar.get_facecolor()) for bar in bars} == {figures.BLUE.lower()}
    assert {bar.get_height() for bar in bars} == {0.7}


def test_bars_are_labelled_with_their_number():
    assert texts(draw("draw_network")) == {(896, 0): " 896", (65_600, 1): " 65,600"}


def test_layers_are_named_with_their_output_shape_first_on_top():
    ax = draw("draw_network")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["conv2d  30 × 30 × 32", "dense  10"]
    assert ax.yaxis_inverted()


def test_the_longest_bar_leaves_room_for_its_number():
    assert draw("draw_network").get_xlim() == pytest.approx((0, 1.15 * 65_600))


@pytest.mark.parametrize(
    "change", [{"names": ["conv2d"]}, {"shapes": [(10,)]}, {"parameters": [896]}]
)
def test_a_layer_without_name_shape_or_parameters_is_refused(change):
    layers = dict(zip(("names", "shapes", "parameters"), LAYERS, strict=True)) | change
    with pytest.raises(ValueError, match="names, shapes and parameters must be"):
        figures.draw_network(**layers)


@pytest.mark.parametrize("i", range(3))
def test_steps_without_input_state_or_output_are_refused(i):
    sequences = list(STEPS)
    sequences[i] = sequences[i][:1]
    with pytest.raises(ValueError, match="x, h and o must have"):
        figures.draw_unrolled(*sequences)


def test_codes_need_a_sentence_each():
    with pytest.raises(ValueError, match="rows must be"):
        figures.draw_codes(CODES, ["Well done!", "Excellent!", "Weak"])


@pytest.mark.parametrize("column", range(4))
def test_history_lines_are_our_mean_and_the_notes(column):
    lines = draw("draw_histories")[column % 2].lines[2 * (column // 2) :]
    epochs = np.arange(1, 6)
    ours, notes = MEAN[:, column], NOTES[:, column]
    np.testing.assert_allclose(lines[0].get_xydata(), np.transpose([epochs, ours]))
    np.testing.assert_allclose(lines[1].get_xydata(), np.transpose([epochs, notes]))


@pytest.mark.parametrize("column", range(4))
def test_history_bands_are_one_standard_deviation_wide_on_each_side(column):
    band = draw("draw_histories")[column % 2].collections[column // 2]
    corners = band.get_paths()[0].vertices
    mean, spread = MEAN[:, column], SPREAD[:, column]
    for epoch in range(5):
        edges = corners[corners[:, 0] == epoch + 1, 1]
        assert edges.min() == pytest.approx(mean[epoch] - spread[epoch])
        assert edges.max() == pytest.approx(mean[epoch] + spread[epoch])


@pytest.mark.parametrize("column", range(4))
def test_history_bands_are_paler_than_their_line(column):
    band = draw("draw_histories")[column % 2].collections[column // 2]
    colour = figures.ORANGE if column < 2 else figures.BLUE
    assert same_color(band.get_facecolor(), to_rgba(colour, 0.3))


def test_histories_stand_side_by_side():
    assert draw("draw_histories")[0].get_gridspec().get_geometry() == (1, 2)


def test_history_axes_are_loss_and_accuracy_by_epoch():
    axes = draw("draw_histories")
    assert [ax.get_ylabel() for ax in axes] == ["loss (nats)", "accuracy"]
    assert [ax.get_xlabel() for ax in axes] == ["epoch", "epoch"]


def test_history_ticks_are_whole_epochs():
    for ax in draw("draw_histories"):
        np.testing.assert_array_equal(ax.get_xticks(), [1, 2, 3, 4, 5])


def test_history_legend_is_small():
    legend = draw("draw_histories")[0].get_legend()
    assert {text.get_fontsize() for text in legend.get_texts()} == {9}


def test_history_legend_tells_ours_from_the_notes():
    legend = draw("draw_histories")[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [
        "training, ours",
        "training, notes",
        "test, ours",
        "test, notes",
    ]


def test_history_colours_tell_training_from_test():
    for ax in draw("draw_histories"):
        colours = [line.get_color() for line in ax.lines]
        assert colours == [figures.ORANGE] * 2 + [figures.BLUE] * 2


def test_the_notes_are_dashed_and_ours_are_not():
    for ax in draw("draw_histories"):
        assert [line.get_linestyle() for line in ax.lines] == ["-", "--", "-", "--"]


def test_histories_have_two_axes_and_no_third():
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        draw("draw_histories", axes=plt.figure().subplots(1, 3))


def test_drawing_changes_no_array():
    mean, notes, codes = MEAN.copy(), NOTES.copy(), CODES.copy()
    figures.draw_histories(mean, SPREAD, notes)
    figures.draw_codes(codes, ["a", "b"])
    for after, before in ((mean, MEAN), (notes, NOTES), (codes, CODES)):
        np.testing.assert_array_equal(after, before)


def test_no_picture_is_refused():
    with pytest.raises(ValueError, match=r"^pictures must be at least one, got none$"):
        figures.draw_pictures([], [])


def test_matrices_stand_side_by_side_with_their_titles():
    axes = draw("draw_matrices")
    assert [ax.get_title() for ax in axes] == list(MATRICES)
    assert axes[0].figure.axes == axes
    for ax, matrix in zip(axes, MATRICES.values(), strict=True):
        (cells,) = ax.collections
        np.testing.assert_array_equal(cells.get_array(), matrix)


def test_matrices_share_their_shades_from_zero_to_the_largest_of_all():
    for ax in draw("draw_matrices"):
        (cells,) = ax.collections
        assert (cells.get_cmap().name, cells.get_clim()) == ("Blues", (0, 4))


def test_a_matrix_has_square_cells_and_its_first_row_on_top():
    for ax in draw("draw_matrices"):
        assert ax.get_aspect() == 1
        assert (ax.get_xlim(), ax.get_ylim()) == ((0, 2), (3, 0))


def test_the_first_and_the_last_row_and_column_of_a_matrix_are_numbered():
    left, right = draw("draw_matrices")
    for axis, last in ((left.xaxis, 2), (left.yaxis, 3), (right.xaxis, 2)):
        np.testing.assert_allclose(axis.get_majorticklocs(), [0.5, last - 0.5])
        assert [text.get_text() for text in axis.get_ticklabels()] == ["1", str(last)]
    assert not any(text.get_text() for text in right.get_yticklabels())


def test_the_rows_of_matrices_are_named_once_and_the_columns_in_each_panel():
    axes = draw("draw_matrices")
    assert [ax.get_xlabel() for ax in axes] == ["output", "output"]
    assert [ax.get_ylabel() for ax in axes] == ["pixel", ""]


def test_matrices_of_several_shapes_are_refused():
    message = "matrices must have one shape, got [(2, 2), (1, 2)]"
    with pytest.raises(ValueError, match=re.escape(message)):
        figures.draw_matrices({"a": np.eye(2), "b": np.ones((1, 2))}, "", "")


def test_no_matrix_is_refused():
    with pytest.raises(ValueError, match=re.escape("matrices must have one shape, got []")):
        figures.draw_matrices({}, "", "")


def test_a_negative_entry_of_a_matrix_is_refused_and_zero_is_not():
    figures.draw_matrices({"zero": np.zeros((2, 2)), "one": np.ones((2, 2))}, "", "")
    with pytest.raises(ValueError, match=r"matrices must be at least 0, got -0\.5$"):
        figures.draw_matrices({"a": [[1, 2]], "b": [[3, -0.5]]}, "", "")


def test_matrices_need_an_axis_each():
    with pytest.raises(ValueError, match="is longer than"):
        figures.draw_matrices(MATRICES, "", "", axes=[plt.figure().subplots()])


def test_each_run_is_a_line_in_the_style_of_its_name_and_has_a_large_mark_at_its_end():
    ax = draw("draw_runs")
    for lines, marks, name, style in zip(
        (ax.lines[:2], ax.lines[2:]), ax.collections, RUNS, figures.STYLES, strict=False
    ):
        for line, x, y in zip(lines, *RUNS[name], strict=True):
            np.testing.assert_array_equal(line.get_xydata(), np.transpose([x, y]))
            assert (line.get_color(), line.get_marker()) == (style["color"], style["marker"])
            assert line.get_linestyle() == style["linestyle"] and line.get_markersize() == 3
        ends = np.asarray(RUNS[name])[:, :, -1].T
        np.testing.assert_array_equal(marks.get_offsets(), ends)
        assert marks.get_sizes() == [60] and marks.get_zorder() == 3
        assert to_hex(marks.get_facecolor()[0]) == style["color"].lower()
        shape = MarkerStyle(style["marker"])
        outline = shape.get_path().transformed(shape.get_transform())
        np.testing.assert_array_equal(marks.get_paths()[0].vertices, outline.vertices)


def test_the_legend_names_runs_once_without_a_frame_and_their_axis_begins_at_zero():
    ax = draw("draw_runs")
    legend = ax.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == list(RUNS)
    assert not legend.get_frame_on()
    assert ax.get_xlim()[0] == 0 and ax.get_ylabel() == "accuracy"


def test_more_runs_than_styles_are_refused():
    figures.draw_runs(dict.fromkeys("abcd", RUNS["slow"]), "seconds", "accuracy")
    with pytest.raises(ValueError, match="runs must have at most 4 names, got 5"):
        figures.draw_runs(dict.fromkeys("abcde", RUNS["slow"]), "seconds", "accuracy")
