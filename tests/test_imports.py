"""Imports point one way: what each module of the package may import, and what that loads."""

import ast
import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest

import nncourse

FOLDER = Path(nncourse.__file__).parent
SOURCES = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*.py"))}
SOURCES["_answers"] = "\n".join(path.read_text() for path in FOLDER.glob("_answers/*.py"))
# The standard library stands open to all; modules of the package are written with a dot before.
ALLOWED = {
    "__init__": "",
    "_answers": "numpy .conv .convnet .datasets .embedding .encoders .functions .gated .rnn",
    "_apples": "numpy",
    "_checkpoints": "numpy",
    "_checks": "numpy",
    "_drawing": "matplotlib numpy ._quiet_plots",
    "_landscape": "numpy",
    "_neighbours": "numpy",
    "_pictures": "matplotlib numpy ._drawing ._quiet_plots",
    "_quiet": "tensorflow",
    "_quiet_plots": "matplotlib",
    "_recorded": "numpy",
    "_recorded_speed": "numpy",
    "_shapes": "numpy",
    "_vectors": "numpy",
    "_workers": "numpy tensorflow ._quiet .training",
    "conv": "numpy ._checks .functions",
    "convnet": "numpy ._checks .functions",
    "datasets": "numpy ._apples ._checks ._landscape ._neighbours ._quiet ._recorded"
    " ._recorded_speed ._shapes keras",
    "embedding": "numpy ._checks ._vectors .functions",
    "encoders": "numpy ._checks",
    "exercises": "numpy ._answers ._checks",
    "figures": "matplotlib numpy ._checks ._drawing ._pictures ._quiet_plots",
    "functions": "numpy ._checks",
    "gated": "numpy ._checks .functions",
    "models": "keras ._quiet",
    "rnn": "numpy ._checks .functions",
    "train": "keras numpy tensorflow ._checkpoints ._quiet ._workers .datasets .models .training",
    "training": "keras numpy tensorflow ._checks ._quiet .datasets",
}
# Importing one of these loads Keras or TensorFlow.
KERAS = {"models", "train", "training", "_quiet", "_workers"}
PLOTS = {
    "figures",
    "_drawing",
    "_pictures",
    "_quiet_plots",
}  # importing one of these loads matplotlib
HEAVY = {"keras", "matplotlib", "tensorflow"}
# Reading data must neither unpickle nor go to the network past Keras's verified download.
CLOSED = {"ftplib", "http", "marshal", "pickle", "shelve", "socket", "ssl", "urllib"}
LOADED = """
import sys
import nncourse.{name}
print(*sorted({{module.partition(".")[0] for module in sys.modules}}))
"""
QUIET = """
import sys
import nncourse.models
import nncourse.training
print("this is stdout")
print("this is stderr", file=sys.stderr)
"""


def imports(tree):
    """Return what a piece of source imports: the package's modules with a dot, others' roots."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "nncourse":
            names.update(f"nncourse.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add("nncourse." * (node.level > 0) + (node.module or ""))
    own = {"." + name.split(".")[1] for name in names if name.startswith("nncourse.")}
    return own | {name.split(".")[0] for name in names} - {"nncourse"}


def run(program, **variables):
    """Run a program in a fresh interpreter that inherits no setting which keeps it quiet.

    It imports the package that is tested here, not what lies in the current folder (-P).
    """
    env = {k: v for k, v in os.environ.items() if not k.startswith(("KERAS", "TF"))}
    command = [sys.executable, "-P", "-c", program]
    return subprocess.run(command, env=env | variables, capture_output=True, text=True, check=True)


def test_every_module_has_an_entry_and_every_entry_a_module():
    assert set(ALLOWED) == set(SOURCES)


@pytest.mark.parametrize("name", SOURCES)
def test_a_module_imports_only_what_it_may(name):
    found = imports(ast.parse(SOURCES[name])) - sys.stdlib_module_names - {f".{name}"}
    assert found <= set(ALLOWED.get(name, "").split())


@pytest.mark.parametrize("name", SOURCES)
def test_no_module_unpickles_or_opens_the_network(name):
    assert not imports(ast.parse(SOURCES[name])) & CLOSED


@pytest.mark.parametrize("name", SOURCES)
def test_no_module_imports_by_a_computed_name(name):
    called = {node.id for node in ast.walk(ast.parse(SOURCES[name])) if isinstance(node, ast.Name)}
    assert not called & {"__import__", "importlib", "exec", "eval"}


def test_imports_form_no_circle():
    below = {name: imports(ast.parse(text)) - {f".{name}"} for name, text in SOURCES.items()}
    while below:
        ready = {name for name, needs in below.items() if not needs & {f".{m}" for m in below}}
        assert ready, f"these import each other: {sorted(below)}"
        below = {name: needs for name, needs in below.items() if name not in ready}


def test_init_imports_nothing():
    assert imports(ast.parse(SOURCES["__init__"])) == set()


def test_one_function_only_imports_when_it_is_called():
    found = {
        (name, function.name): imports(function)
        for name, source in SOURCES.items()
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef) and imports(function)
    }
    assert found == {("datasets", "_downloaded_cifar10"): {"keras", "._quiet"}}


@pytest.mark.parametrize("name", sorted(set(SOURCES) - KERAS - PLOTS - {"__init__"}))
def test_a_numpy_module_loads_no_heavy_library(name):
    assert not HEAVY & set(run(LOADED.format(name=name)).stdout.split())


def test_figures_load_matplotlib_and_neither_keras_nor_tensorflow():
    loaded = set(run(LOADED.format(name="figures")).stdout.split())
    assert loaded & HEAVY == {"matplotlib"}


def test_the_package_alone_loads_nothing_but_itself():
    program = "import sys; b = {*sys.modules}; import nncourse; print(*({*sys.modules} - b))"
    assert run(program).stdout == "nncourse\n"


def test_models_and_training_come_in_silence_and_leave_both_streams_open():
    printed = run(QUIET)
    assert (printed.stdout, printed.stderr) == ("this is stdout\n", "this is stderr\n")


def test_figures_come_in_silence_where_the_home_cannot_be_written_to_and_warn_later():
    program = "import nncourse.figures, logging; logging.getLogger('matplotlib').warning('later')"
    assert run(program, HOME="/dev/null").stderr == "later\n"


def test_the_version_is_that_of_the_installed_package():
    assert nncourse.__version__ == importlib.metadata.version("nncourse")
