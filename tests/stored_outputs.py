"""Does a notebook still say what it stores? A pytest plugin: nbval runs the cells, this compares.

Words and integers must be equal, decimals may differ by a rounding, pictures by the shading of an
edge. `book/conftest.py` registers it, so `pytest --nbval book` needs no flag.
"""

import re
from base64 import b64decode
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile
from PIL import Image

# A number stands alone: the digits of Conv2D, 0x7f and 1.2.3 belong to words.
NUMBER = r"(?<![\w.])[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?(?!\w|\.[0-9])"
LEVELS = 16  # of 255, by which a pixel may lie beyond those around it in the other picture


class OutputError(AssertionError):
    """An output says something else, or a cell cannot be compared."""


class Tolerance(NamedTuple):
    """How far a decimal may be off, beyond one unit of its last digit."""

    rtol: float = 1e-5
    atol: float = 0.0


def read_tolerance(metadata: dict) -> Tolerance:
    """Return the tolerance that the metadata of a cell asks for; it may only ask for more."""
    asked = metadata.get("tolerance", {})
    with suppress(TypeError):
        tolerance = Tolerance(**asked)
        if 1e-5 <= tolerance.rtol < np.inf and 0 <= tolerance.atol < np.inf:
            return tolerance
    raise OutputError(f"tolerance holds rtol, from 1e-05, and atol, from 0; got {asked!r}")


def last_digit(number: str) -> Decimal:
    """Return one unit of the last digit; 0 for '3' and for NumPy's '3.', which has no more."""
    whole = re.fullmatch(r"[-+]?[0-9]+\.?", number)
    return Decimal(0) if whole else Decimal(1).scaleb(Decimal(number).as_tuple().exponent)


def numbers(text: str) -> list[tuple[str, Decimal]]:
    """Return each number and its last digit, one for all of an array or a list in brackets."""
    found = {match.start(): match[0] for match in re.finditer(NUMBER, text)}
    digits = {place: last_digit(number) for place, number in found.items()}
    for array in re.finditer(r"\[[^][]*(?:\]+(?:\n+ +|, )\[+[^][]*)*\]", text):  # and its rows
        inside = {place: digits[place] for place in found if array.start() < place < array.end()}
        digits |= dict.fromkeys(inside, min(filter(None, inside.values()), default=Decimal(0)))
    return [(found[place], digits[place]) for place in found]


def compare_number(old: tuple, new: tuple, tolerance: Tolerance) -> str:
    """Return what is wrong with a number, or nothing; each comes with its last digit."""
    (stored, digit), (now, finer) = old, new
    if stored.lstrip("+-").isdigit():
        return "" if stored == now else f"stored {stored}, now {now}; integers must be equal"
    rtol, atol = (Decimal(str(value)) for value in tolerance)
    least = Decimal("1e-6")
    digit = min(digit or least, max(finer or digit, least))  # more digits: nothing was rounded
    allowed = digit + atol + rtol * abs(Decimal(stored))
    if abs(Decimal(stored) - Decimal(now)) <= allowed:
        return ""
    reasons = f"last digit {digit:g}, atol {tolerance.atol}, rtol {tolerance.rtol}"
    return f"stored {stored}, now {now}; tolerance {float(allowed):.3g} ({reasons})"


def compare_text(stored: str, now: str, tolerance: Tolerance) -> list[str]:
    """Return a sentence for each line or number that says something else now."""
    stored, now = (re.sub(r"\bat 0x[0-9a-fA-F]+", "at 0x...", text) for text in (stored, now))
    found = []
    for i, lines in enumerate(zip_longest(stored.splitlines(), now.splitlines()), start=1):
        # Blanks beside a number mostly make up for its length; how many there are is left aside.
        old, new = (line and re.sub(rf" *{NUMBER} *", "\0", line) for line in lines)
        if old != new:
            found.append("line {}: stored {!r}, now {!r}; words must be equal".format(i, *lines))
    pairs = [] if found else zip(numbers(stored), numbers(now), strict=True)
    return found or [it for pair in pairs if (it := compare_number(*pair, tolerance))]


def pixels_off(stored: Image.Image, now: Image.Image) -> np.ndarray:
    """Return which pixels, (height, width), no shift of an edge by up to a pixel explains.

    A shifted edge mixes the colours beside it. So each channel has to lie between the least and
    the greatest value of the 3 x 3 pixels around it in the other picture, and so in return.
    """
    off = np.zeros((stored.height, stored.width), dtype=bool)
    for one, other in ((stored, now), (now, stored)):
        pixels = np.pad(np.asarray(one, dtype=np.int16), ((1, 1), (1, 1), (0, 0)), mode="edge")
        shifts = [pixels[i : i + one.height, j : j + one.width] for i in range(3) for j in range(3)]
        low, high = np.min(shifts, axis=0) - LEVELS, np.max(shifts, axis=0) + LEVELS
        off |= ((np.asarray(other) < low) | (np.asarray(other) > high)).any(axis=-1)
    return off


def compare_picture(stored: str, now: str, place: Path) -> list[str]:
    """Return what is wrong with a PNG; if so write stored, now and difference to `place`."""
    one, other = (Image.open(BytesIO(b64decode(it))).convert("RGBA") for it in (stored, now))
    pictures = {"stored": one, "now": other}
    found = f"stored {one.size}, now {other.size} pixels; sizes must be equal"
    if one.size == other.size:
        off = pixels_off(one, other)
        if not off.any():
            return []
        found = f"{off.sum()} pixels differ by more than {LEVELS} of 255 from those around them"
        pictures["difference"] = one.convert("RGB").point(lambda level: 191 + level // 4)
        pictures["difference"].paste((200, 0, 0), mask=Image.fromarray(off))
    place.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        picture.save(place / f"{name}.png")
    return [f"{found}; see {place}"]


def contents(output: dict) -> list[tuple[str, object]]:
    """Return what an output holds, each piece with its kind: stdout, image/png, error."""
    if output["output_type"] == "error":
        return [("error", f"{output['ename']}: {output['evalue']}")]
    if output["output_type"] == "stream":
        return [(output["name"], output["text"])]
    return sorted(output["data"].items())


def compare(stored: list, now: list, tolerance: Tolerance, place: Path) -> list[str]:
    """Return a sentence for everything that the outputs of a cell say differently now."""
    stored, now = (list(map(contents, outputs)) for outputs in (stored, now))
    kinds = ["; ".join(", ".join(dict(it)) for it in these) or "nothing" for these in (stored, now)]
    if kinds[0] != kinds[1]:
        return [f"stored {kinds[0]}, now {kinds[1]}; as many outputs of the same kinds must come"]
    found = []
    for i, ((kind, old), (_, new)) in enumerate(zip(chain(*stored), chain(*now), strict=True)):
        differences = []
        if kind == "image/png" and old != new:
            differences = compare_picture(old, new, place / str(i))
        elif old != new:
            differences = compare_text(str(old), str(new), tolerance)
        found += [f"{kind}: {it}" for it in differences]
    return found


class Cell(IPyNbCell):
    """A cell that nbval runs and `compare` judges."""

    def runtest(self):
        """Run the cell and compare; a tolerance that it asks for goes with the report."""
        self.tolerance = read_tolerance(self.cell.metadata)
        if self.tolerance != Tolerance():
            self.user_properties.append(("summary", f"{self.nodeid} asks for {self.tolerance}"))
        self.output_timeout = 60  # seconds for what is already printed: a busy machine is slow
        super().runtest()
        if self.cell.source.strip() and self.cell.execution_count is None:
            raise OutputError("the stored notebook never ran this cell")

    def compare_outputs(self, test, ref, skip_compare=None):
        """Take the place of nbval's comparison."""
        report = self.config.option.xmlpath or self.config.rootpath / "_build" / "report.xml"
        place = Path(report).parent / "pictures" / f"{self.path.stem}-cell-{self.cell_num}"
        if found := compare(ref, test, self.tolerance, place):
            raise OutputError("\n".join(found))
        return True

    def repr_failure(self, excinfo):
        """Return the message that the report shows."""
        message = f"{self.nodeid} ({self.cell.get('id')})\n{excinfo.value}"
        return message if excinfo.errisinstance(OutputError) else super().repr_failure(excinfo)


class Notebook(IPyNbFile):
    """A notebook whose cells are judged by this file."""

    def collect(self):
        """Return the cells that nbval finds, each as one of ours."""
        for it in super().collect():
            own = {name: getattr(it, name) for name in ("name", "cell_num", "cell", "options")}
            yield Cell.from_parent(self, **own)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Put our notebooks in the place of nbval's."""
    ours = Notebook.from_parent
    return [ours(parent, path=it.path) if isinstance(it, IPyNbFile) else it for it in (yield)]


def pytest_terminal_summary(terminalreporter):
    """End the run with what tests put down as `summary`: a cell that asks for a tolerance."""
    reports = [it for kind in terminalreporter.stats.values() for it in kind]
    called = [it.user_properties for it in reports if getattr(it, "when", None) == "call"]
    for line in sorted(text for it in called for name, text in it if name == "summary"):
        terminalreporter.write_line(line)
