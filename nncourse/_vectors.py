"""Files of word vectors, a word and its numbers a line: the formats of GloVe and of word2vec."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_MARK = b"\xef\xbb\xbf"  # how some programs begin a file in UTF-8
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")  # how a zip file and a gzip file begin


def read(
    path: Path, wanted: Collection[str] | None, dimensions: int | None
) -> tuple[list[str], NDArray[np.float32]]:
    """Return the wanted words of a file, all if that is None, and their vectors."""
    kept: dict[str, NDArray[np.float32]] = {}
    with path.open("rb") as file:
        begin = len(_MARK) if file.read(len(_MARK)) == _MARK else 0
        file.seek(begin)
        start = file.readline()
        _check_start(start, path)
        promised, dimensions = _sizes(start, dimensions, f"{path}, line 1")
        heading = promised is not None
        if not heading:
            file.seek(begin)
        lines = 0
        for lines, line in enumerate(file, 1):
            where = f"{path}, line {heading + lines}"
            word, fields = _split(line, dimensions, where)
            if word not in kept and (wanted is None or word in wanted):
                kept[word] = _vector(fields, where)
    if heading and promised != lines:
        raise ValueError(f"{path} must hold {promised} words, as line 1 says, it holds {lines}")
    return list(kept), np.array([*kept.values()], np.float32).reshape(len(kept), dimensions)


def _check_start(start: bytes, path: Path) -> None:
    """Raise if the first line shows that there are no lines of text."""
    if not start:
        raise ValueError(f"{path} must hold a word and its numbers a line, it is empty")
    if start.startswith(_PACKED):
        raise ValueError(f"{path} must be a file of text, it is compressed: unpack it first")


def _sizes(start: bytes, dimensions: int | None, where: str) -> tuple[int | None, int]:
    """Return how many words the first line promises, if it does, and the numbers of a vector."""
    fields = start.rstrip(b" \r\n").split(b" ")
    if len(fields) == 2 and all(field.isdigit() for field in fields):
        promised, said = map(int, fields)
        if said < 1 or dimensions not in (None, said):
            wanted = dimensions or "at least 1"
            raise ValueError(f"{where} must say {wanted} dimensions, it says {said}")
        return promised, said
    return None, max(len(fields) - 1, 1) if dimensions is None else dimensions


def _split(line: bytes, dimensions: int, where: str) -> tuple[str, list[bytes]]:
    """Return the word of a line and its numbers, as text: the last ones, for a word has blanks."""
    if not line.endswith(b"\n"):
        raise ValueError(f"{where} must end with a line break: was the file cut off?")
    word, *fields = line.rstrip(b" \r\n").rsplit(b" ", dimensions)
    if len(fields) < dimensions or not word.strip(b" "):
        raise ValueError(
            f"{where} must hold a word and {dimensions} numbers, with a blank before each, "
            f"got {_shown(line)}"
        )
    *_, end = word.split(b" ")
    if end != word and np.isfinite(_number(end)):
        raise ValueError(
            f"{where} must hold {dimensions} numbers, got one more or a word that ends with a "
            f"number: {_shown(line)}"
        )
    try:
        return word.decode(), fields
    except UnicodeDecodeError as error:
        raise ValueError(f"{where} must be in UTF-8, got the word {word!r}") from error


def _vector(fields: list[bytes], where: str) -> NDArray[np.float32]:
    """Return the numbers that are written in some fields."""
    with np.errstate(over="ignore"):  # what is too large becomes infinite
        vector = np.array([*map(_number, fields)], np.float32)
    if not np.isfinite(vector).all():
        wrong = fields[int(np.argmin(np.isfinite(vector)))]
        raise ValueError(f"{where} must hold finite numbers of single precision, got {wrong!r}")
    return vector


def _number(field: bytes) -> float:
    """Return the number that is written in a field, NaN if it is none."""
    try:
        return float(field)
    except ValueError:
        return np.nan


def _shown(line: bytes) -> str:
    """Return the beginning of a line for a message."""
    return repr(line[:60])
