"""What `pytest --nbval book` does here; CIFAR-10 only with its pictures."""

import os

import stored_outputs

# Kernels run side by side; with more threads each, small products wait long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Pictures as on a new computer, whatever its owner has set for matplotlib.
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
os.environ["MATPLOTLIBRC"] = os.devnull
WITHOUT_PICTURES = not os.environ.get("NNCOURSE_CIFAR10")


def pytest_configure(config):
    """Let `tests/stored_outputs.py` judge; IPython has no settings."""
    os.environ.setdefault(
        "IPYTHONDIR", str(config.rootpath / "_build" / "ipython")
    )
    config.pluginmanager.register(stored_outputs)


def pytest_ignore_collect(collection_path, config):
    """Leave CIFAR-10 out where nobody says where its pictures are."""
    left_out = WITHOUT_PICTURES and collection_path.name == "cifar10.ipynb"
    return True if left_out else None


def pytest_terminal_summary(terminalreporter):
    """Say what was left out, and why."""
    if WITHOUT_PICTURES:
        terminalreporter.write_line(
            "skipped book/cnn/cifar10.ipynb: NNCOURSE_CIFAR10 names no folder"
        )
