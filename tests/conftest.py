"""What several test files need: where things lie, the cells of a notebook, Hypothesis."""

import json
from pathlib import Path

from hypothesis import HealthCheck, settings

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
