"""Checkpoints: all numbers of a training run in one file, which is either whole or refused."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

KEPT = 2


def save(folder: Path, step: int, arrays: Sequence[NDArray], about: dict[str, Any]) -> Path:
    """Write the file of a step and return its path; then remove all but the newest two.

    The file is written under another name and renamed when the disk has it, so that a file of
    this name is never half written.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    step : int
        How many steps of training the numbers come from.
    arrays : sequence of ndarray
        The numbers.
    about : dict
        What else is to be known, in types of JSON.

    Returns
    -------
    Path
        The new file.

    Raises
    ------
    OSError
        If the disk is full or cannot be written to. The older files are untouched then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"step-{step:08}.npz"
    said = json.dumps({"arrays": len(arrays), "about": about})
    aside = path.with_suffix(".aside")
    try:
        with aside.open("wb") as file:
            np.savez(file, *arrays, about=np.array(said))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    for _, old in _saved(folder)[:-KEPT]:
        old.unlink()
    return path


def newest(folder: Path) -> tuple[int, list[NDArray], dict[str, Any], dict[str, str]]:
    """Return what the newest sound file of a folder holds, and which newer ones are refused.

    Parameters
    ----------
    folder : Path
        Where `save` wrote; it need not be there.

    Returns
    -------
    step : int
        The step of the file, 0 if there is none.
    arrays : list of ndarray
        Its numbers, in the order they were given.
    about : dict
        What was said about them.
    refused : dict of str
        The path of each file that was passed over, and what is wrong with it.

    Raises
    ------
    ValueError
        If there are files and none is sound.
    """
    refused = {}
    for step, path in reversed(_saved(folder)):
        try:
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                # NumPy may not read a part to its end, where its checksum is compared.
                if part := file.zip.testzip():
                    raise ValueError(f"{part} is damaged")
                said = json.loads(str(file["about"]))
                arrays = [file[f"arr_{i}"] for i in range(said["arrays"])]
                return step, arrays, said["about"], refused
        except Exception as error:  # what a damaged file can raise, nobody has counted
            refused[str(path)] = str(error) or type(error).__name__
    if refused:
        said = "; ".join(f"{path}: {why}" for path, why in refused.items())
        raise ValueError(f"no checkpoint is whole; to begin anew, remove them ({said})")
    return 0, [], {}, {}


def set_aside(folder: Path, step: int) -> None:
    """Rename the files of later steps than that, which were refused, to end in `.refused`.

    `save` would count them among the newest two otherwise, and a run that writes its next files
    at other steps would keep one sound file only.

    Parameters
    ----------
    folder : Path
        Where `save` wrote.
    step : int
        The step that `newest` gave.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    for later, path in _saved(folder):
        if later > step:
            path.replace(path.with_suffix(".refused"))


def _saved(folder: Path) -> list[tuple[int, Path]]:
    """Return the steps of the files that `save` wrote and their paths, in the order of steps."""
    paths = {path.stem.removeprefix("step-"): path for path in folder.glob("step-*.npz")}
    return sorted((int(step), path) for step, path in paths.items() if step.isdecimal())
