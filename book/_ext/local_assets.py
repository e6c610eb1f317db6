"""Serve from the book itself what its pages would ask another host for, and no more than that."""

import importlib.util
import re
import shutil
from pathlib import Path

from PIL import Image, ImageChops  # Matplotlib needs it too
from sphinx.application import Sphinx

# What a page can ask for, out of the 15 MB that the package brings: the program for TeX, its
# fonts, and the extensions that it loads when a formula uses them.
MATHJAX = ("tex-chtml.js", "output/chtml/fonts/woff-v2", "input/tex/extensions")


def mathjax_folder() -> Path:
    """Return where the Python package sphinx-mathjax-offline keeps MathJax."""
    package = importlib.util.find_spec("sphinx-mathjax-offline")
    return Path(package.origin).parent / "static" / "mathjax"


def copy_mathjax(static: Path) -> None:
    """Copy MathJax into the static folder of the built book."""
    for part in MATHJAX:
        source, target = mathjax_folder() / part, static / "mathjax" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)


def lighten_pictures(folder: Path) -> None:
    """Save each picture with 256 colours, a third of its size, if no pixel changes visibly."""
    for path in folder.glob("*.png"):
        picture = Image.open(path).convert("RGB")
        few = picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        changes = ImageChops.difference(picture, few.convert("RGB")).getextrema()
        if max(most for _, most in changes) <= 10:  # of 255
            few.save(path, optimize=True)


def drop_search(folder: Path) -> None:
    """Take the search and its index, which grows with the book, out of pages that do not search.

    The theme loads them everywhere for a search while typing, which this book has not turned on.
    """
    parts = "searchtools|language_data|searchindex"
    tag = re.compile(rf' *<script src="[^"]*({parts})\.js"></script>\n')
    for path in folder.rglob("*.html"):
        if path != folder / "search.html":
            page = path.read_text(encoding="utf-8")
            path.write_text(tag.sub("", page), encoding="utf-8")


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Put MathJax in, lighten pages and pictures, empty the script for icons, also a font."""
    if exception is None and app.builder.format == "html":
        static = Path(app.outdir, "_static")
        drop_search(Path(app.outdir))
        copy_mathjax(static)
        lighten_pictures(Path(app.outdir, "_images"))
        (static / "scripts" / "fontawesome.js").write_text("// The icons come from web fonts.\n")


def lighten(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> None:
    """Keep MathJax off a page that has no formula of its own but links to pages that have."""
    if not app.env.get_domain("math").data["has_equations"].get(pagename):
        scripts = context["script_files"]
        scripts[:] = [s for s in scripts if app.config.mathjax_path not in str(s.filename)]


def list_sources(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object
) -> None:
    """Call the entries of a bibliography items of the list that they stand in."""
    context["body"] = context.get("body", "").replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the steps with Sphinx."""
    app.connect("html-page-context", lighten, priority=900)  # after MathJax has put itself in
    app.connect("html-page-context", list_sources)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
