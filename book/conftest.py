"""What `pytest --nbval book` runs: every chapter, and CIFAR-10 where its pictures are."""

import os

WITHOUT_PICTURES = not os.environ.get("NNCOURSE_CIFAR10")


def pytest_ignore_collect(collection_path, config):
    """Leave the CIFAR-10 chapter out where nobody says where the pictures are."""
    return True if WITHOUT_PICTURES and collection_path.name == "cifar10.ipynb" else None


def pytest_terminal_summary(terminalreporter):
    """Say what was left out, and why."""
    if WITHOUT_PICTURES:
        terminalreporter.write_line(
            "skipped book/cnn/cifar10.ipynb: NNCOURSE_CIFAR10 names no folder with its pictures"
        )
