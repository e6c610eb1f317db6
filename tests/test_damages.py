"""Every stored output of every chapter is damaged: is each damage seen, and nothing else?"""

import base64
import io
import re
from collections import Counter
from copy import deepcopy
from decimal import Decimal

import nbformat
import numpy as np
import pytest
from conftest import NOTEBOOKS, run_notebook
from PIL import Image
from stored_outputs import NUMBER, Tolerance, compare, read_tolerance

PICTURES = [
    output["data"]["image/png"]
    for notebook in NOTEBOOKS
    for cell in nbformat.read(notebook, as_version=4).cells
    for output in cell.get("outputs", [])
    if "image/png" in output.get("data", {})
]
SIZES = {png: Image.open(io.BytesIO(base64.b64decode(png))).size for png in PICTURES}


def with_number(text, i, number):
    """Put a number in the place of the i-th of a text."""
    match = list(re.finditer(NUMBER, text))[i]
    return text[: match.start()] + number + text[match.end() :]


def printed_digit(number):
    """Return one unit of the last digit that a number shows."""
    mantissa, _, exponent = number.lower().partition("e")
    return Decimal(1).scaleb(int(exponent or 0) - len(mantissa.partition(".")[2]))


def read_numbers(text):
    """Return each number and its last digit, in brackets the finest: not as the check reads them.

    A whole number has 0. The check looks for the rows of an array, this counts brackets.
    """
    depth = np.cumsum([(sign == "[") - (sign == "]") for sign in text])
    opened = np.cumsum(np.diff(depth > 0, prepend=False))  # odd within brackets
    found, finest = [], {}
    for i, match in enumerate(re.finditer(NUMBER, text)):
        number, at = match[0], opened[match.start()]
        group = at if at % 2 else -i  # outside brackets each is alone
        found.append((number, group))
        if re.search(r"\.\d|e", number, re.IGNORECASE):
            finest[group] = min(printed_digit(number), finest.get(group, Decimal("Infinity")))
    return [(number, finest.get(group, Decimal(0))) for number, group in found]


def asked(number, tolerance):
    """Return what a tolerance allows beyond the last digit."""
    rtol, atol = map(Decimal, map(str, tolerance))
    return atol + rtol * abs(Decimal(number))


def steps(number, digit, tolerance):
    """Return by how much a number has to change to be just beyond the tolerance."""
    if number.lstrip("+-").isdigit():
        return Decimal(1)
    digit = min(digit or Decimal("0.0001"), printed_digit(number))
    return digit * ((digit + asked(number, tolerance)) // digit + 1)


def damaged_texts(text, tolerance):
    """Yield a kind of damage and the damaged text, for all that a text says."""
    for i, (number, digit) in enumerate(read_numbers(text)):
        value, step = Decimal(number), steps(number, digit, tolerance)
        yield "digit", with_number(text, i, f"{value + step}")
        yield "digit", with_number(text, i, f"{value - step}")
        more = digit * Decimal("0.9")  # with one digit more, so that no rounding explains it
        if more > max(digit / 10, Decimal("1e-6")) + asked(number, tolerance):
            yield "digits added", with_number(text, i, f"{value + more}")
        shown = printed_digit(number)  # that of 0.5 in [0.5, 0.25] is ten times the shared one
        if digit and shown > digit + asked(number, tolerance):
            yield "digit of a row", with_number(text, i, f"{value + shown}")
        if 2 * abs(value) >= step:
            yield "sign", with_number(text, i, f"{-value}")
    for word in re.finditer(r"[^\W\d_]{2,}", text):
        other = word[0].swapcase()
        other = word[0][1:] if other == word[0] else other  # Chinese has no capital letters
        yield "word", text[: word.start()] + other + text[word.end() :]
    lines = text.splitlines(keepends=True)
    for i, line in enumerate(lines):
        yield "line dropped", "".join(lines[:i] + lines[i + 1 :])
        if line not in lines[i + 1 : i + 2] and i + 1 < len(lines):
            swapped = [*lines[:i], lines[i + 1], line, *lines[i + 2 :]]
            yield "lines swapped", "".join(swapped)


def harmless_texts(text):
    """Yield a kind of harmless change and the changed text."""
    for i, (number, digit) in enumerate(read_numbers(text)):
        if digit:
            yield "last digit", with_number(text, i, f"{Decimal(number) + digit}")
            yield "last digit", with_number(text, i, f"{Decimal(number) - digit}")
        yield "blanks", with_number(text, i, f" {number}")


def decoded(png):
    """Return the pixels of a stored picture, (height, width, 4)."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA"))


def encoded(pixels, **options):
    """Return pixels as a notebook stores them."""
    file = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(file, "png", **options)
    return base64.b64encode(file.getvalue()).decode()


def curve_moved(pixels):
    """Move all that has the commonest strong colour up, by 2 % of an axis of 3/4 of the height."""
    colours = pixels[..., :3].astype(int)
    strong = np.ptp(colours, axis=-1) > 30
    colour, count = np.unique(colours[strong], axis=0, return_counts=True)
    curve = abs(colours - colour[count.argmax()]).max(axis=-1) < 40
    moved, up = pixels.copy(), round(0.02 * 0.75 * len(pixels))
    moved[curve] = 255
    moved[:-up][curve[up:]] = pixels[up:][curve[up:]]
    return moved


def letter_wiped(pixels):
    """Wipe out the lowest dark spot that ends on light ground: a letter, in few a line's end."""
    dark, light = pixels[..., :3].max(axis=-1) < 110, pixels[..., :3].min(axis=-1) > 240
    ends = np.argwhere(dark[8:-2, 6:-2] & light[10:, 6:-2] & light[8:-2, 8:])
    spots = (np.s_[y : y + 10, x : x + 8] for y, x in ends[::-1])
    wiped = pixels.copy()
    if (spot := next((it for it in spots if light[it].mean() > 0.5), None)) is not None:
        wiped[spot] = 255
    return wiped


def paled(pixels):
    """Wipe out what is pale and has nothing darker beside it: the grid, a band of spread."""
    shade = pixels[..., :3].min(axis=-1)
    beside = [np.roll(shade, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    wiped = pixels.copy()
    wiped[(shade > 191) & (shade < 239) & (shade == np.min(beside, axis=0))] = 255
    return wiped


def damaged_pictures(png):
    """Yield a kind of damage and the damaged picture."""
    pixels = decoded(png)
    if np.ptp(pixels[..., :3], axis=-1).max() > 30:  # not all is grey
        yield "curve moved", encoded(curve_moved(pixels))
        yield "recoloured", encoded(pixels[..., [2, 1, 0, 3]])
    else:
        yield "recoloured", encoded(pixels ^ np.uint8([255, 255, 255, 0]))  # a negative
    for kind, wiped in (("letter wiped", letter_wiped(pixels)), ("paled", paled(pixels))):
        if (wiped != pixels).any():
            yield kind, encoded(wiped)
    yield "cropped", encoded(pixels[:-1])
    yield "cropped", encoded(pixels[:, 1:])
    yield "two pixels aside", encoded(np.roll(pixels, 2, axis=1))
    at = PICTURES.index(png)
    others = PICTURES[at + 1 :] + PICTURES[:at]
    # First those of the same size, for another size is seen at once.
    for other in sorted(others, key=lambda it: SIZES[it] != SIZES[png])[:3]:
        yield "replaced", other


def harmless_pictures(png):
    """Yield a kind of harmless change and the changed picture."""
    pixels = decoded(png)
    noise = np.random.default_rng(0).integers(-10, 11, pixels.shape)
    yield "shading", encoded(pixels + noise)
    yield "one pixel aside", encoded(np.roll(pixels, 1, axis=0))
    yield "compression", encoded(pixels, compress_level=1)


def changed_outputs(outputs, text_changes, picture_changes):
    """Yield a kind of change and the outputs of a cell in which one piece has that change."""
    for i, output in enumerate(outputs):
        pieces = output.get("data", output)
        for kind in [kind for kind in pieces if kind == "text" or "/" in kind]:
            change = picture_changes if kind == "image/png" else text_changes
            for name, piece in change(pieces[kind]):
                changed = deepcopy(outputs)
                changed[i].get("data", changed[i])[kind] = piece
                yield name, changed


def counted(kinds):
    """Return how often each kind was tried."""
    return ", ".join(f"{kind} {count}" for kind, count in kinds.items())


def damages(outputs, tolerance):
    """Yield a kind of damage and the damaged outputs of a cell."""
    yield from changed_outputs(
        outputs, lambda text: damaged_texts(text, tolerance), damaged_pictures
    )
    for i, output in enumerate(outputs):
        error = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
        yield "deleted", outputs[:i] + outputs[i + 1 :]
        yield "appeared", [*outputs[: i + 1], output, *outputs[i + 1 :]]
        yield "error", [*outputs[:i], error, *outputs[i + 1 :]]


def harmless(outputs):
    """Yield a kind of harmless change, the outputs of a cell and the changed outputs."""
    for kind, changed in changed_outputs(outputs, harmless_texts, harmless_pictures):
        yield kind, outputs, changed
    yield "execution count", outputs, [{**output, "execution_count": 99} for output in outputs]
    addresses = [
        [{"output_type": "stream", "name": "stdout", "text": f"<Axes at 0x{place}>\n"}]
        for place in ("7f12", "10ab")
    ]
    yield "address", outputs + addresses[0], outputs + addresses[1]


DAMAGES = {
    *(
        "digit",
        "digits added",
        "digit of a row",
        "sign",
        "word",
        "line dropped",
        "lines swapped",
        "deleted",
        "appeared",
        "error",
    ),
    *(
        "curve moved",
        "letter wiped",
        "paled",
        "recoloured",
        "cropped",
        "two pixels aside",
        "replaced",
    ),
}
HARMLESS = {
    *("last digit", "blanks", "address", "execution count"),
    *("shading", "one pixel aside", "compression"),
}
every_chapter = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


def test_every_chapter_stores_something_to_damage():
    assert len(PICTURES) >= len(NOTEBOOKS) > 0


def test_a_number_of_a_list_is_damaged_in_the_last_digit_it_shows():
    damaged = dict(damaged_texts("[[0.5], [0.25]]", Tolerance()))
    assert damaged["digit of a row"] == "[[0.6], [0.25]]"


def test_a_table_in_html_is_damaged_too():
    table = {"output_type": "display_data", "data": {"text/html": "<td>loss</td><td>0.5</td>"}}
    damaged = dict(damages([table], Tolerance()))
    assert damaged["word"][0]["data"] == {"text/html": "<td>loss</td><td>0.5</TD>"}
    assert damaged["sign"][0]["data"] == {"text/html": "<td>loss</td><td>-0.5</td>"}


def cells_with_outputs(notebook):
    """Return the outputs of each cell that stores any, with the tolerance of the cell."""
    cells = nbformat.read(notebook, as_version=4).cells
    stored = [cell for cell in cells if cell.get("outputs")]
    return [(cell.outputs, read_tolerance(cell.metadata)) for cell in stored]


@every_chapter
def test_every_damage_is_seen(notebook, tmp_path, record_property):
    kinds, missed = Counter(), []
    for outputs, tolerance in cells_with_outputs(notebook):
        for kind, changed in damages(outputs, tolerance):
            kinds[kind] += 1
            if not compare(outputs, changed, tolerance, tmp_path):
                missed.append((kind, changed))
    seen = f"{kinds.total() - len(missed)} of {kinds.total()} damages seen"
    record_property("summary", f"{notebook.stem}: {seen} ({counted(kinds)})")
    assert missed == [] and set(kinds) | {"digit of a row"} == DAMAGES  # few print such rows


@every_chapter
def test_no_harmless_change_is_taken_for_a_damage(notebook, tmp_path, record_property):
    kinds, mistaken = Counter(), []
    for outputs, tolerance in cells_with_outputs(notebook):
        for kind, stored, changed in harmless(outputs):
            kinds[kind] += 1
            if found := compare(stored, changed, tolerance, tmp_path):
                mistaken.append((kind, found))
    passed = f"{kinds.total() - len(mistaken)} of {kinds.total()} harmless changes passed"
    record_property("summary", f"{notebook.stem}: {passed} ({counted(kinds)})")
    assert mistaken == [] and set(kinds) == HARMLESS


def test_the_command_fails_on_a_damaged_chapter_and_only_then(tmp_path):
    (chapter,) = (notebook for notebook in NOTEBOOKS if notebook.stem == "recurrence")
    cells = nbformat.read(chapter, as_version=4).cells
    keras = next(i for i, cell in enumerate(cells) if "## In Keras" in cell.source)
    cells = cells[:keras]  # by hand and in NumPy
    assert run_notebook(tmp_path, cells).returncode == 0
    stored = next(c.outputs[0] for c in cells if c.get("outputs"))
    stored.text = stored.text.replace("2.5", "2.7")
    ended = run_notebook(tmp_path, cells)
    assert ended.returncode == 1 and "stored 2.7, now 2.5; tolerance 0.1" in ended.stdout
