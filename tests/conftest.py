"""What several test files need: the root of the project, the notebooks, the built book."""

import json
from pathlib import Path

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
