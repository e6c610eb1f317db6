"""What several test files need: where things lie, cells of a notebook, slopes, Hypothesis."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from numpy.typing import NDArray
from stored_outputs import pytest_terminal_summary  # noqa: F401 - ends a run with what it counted

from nncourse import datasets
from nncourse.functions import numerical_gradient

settings.register_profile(
    "course", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("course")

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
NOTEBOOKS = sorted(
    path for path in (ROOT / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)


def cells(notebook: Path, kind: str = "") -> list[dict]:
    """Return the cells of a notebook, or those of one kind; each source is one string."""
    found = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    joined = [{**cell, "source": "".join(cell["source"])} for cell in found]
    return [cell for cell in joined if kind in ("", cell["cell_type"])]


def run_notebook(folder: Path, cells: list, *options: str) -> subprocess.CompletedProcess:
    """Run a notebook with these cells as the chapters are run, by `pytest --nbval`, in `folder`."""
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "chapter.ipynb")
    shutil.copy(ROOT / "book" / "conftest.py", folder)
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "chapter.ipynb"]
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", ".", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *settings, *options], cwd=folder, capture_output=True, text=True, check=False
    )


def central_differences(number: Callable[..., float], *arguments: NDArray) -> list[NDArray]:
    """Return the slope of number(*arguments) in each entry of each argument."""
    return [
        numerical_gradient(lambda x, i=i: number(*arguments[:i], x, *arguments[i + 1 :]), argument)
        for i, argument in enumerate(arguments)
    ]


@pytest.fixture(autouse=True)
def same_numbers(request: pytest.FixtureRequest) -> None:
    """Let a test draw the same numbers from its file's RNG, whatever ran before it."""
    if hasattr(request.module, "RNG"):
        request.module.RNG.bit_generator.state = np.random.default_rng(1).bit_generator.state


@pytest.fixture(scope="session")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in CIFAR-10's layout with shapes: 5 x 24 to train on and 24 to test on."""
    folder = tmp_path_factory.mktemp("data") / "cifar-10-batches-bin"
    folder.mkdir()
    x, y = datasets.shapes(6 * 24, np.random.default_rng(0))
    records = np.c_[y, x.transpose(0, 3, 1, 2).reshape(len(x), -1)].astype(np.uint8)
    names = (*datasets.CIFAR10_FILES, "test_batch.bin")
    for name, some in zip(names, np.split(records, 6), strict=True):
        some.tofile(folder / name)
    return folder
