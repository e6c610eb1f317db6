"""The rules of the book, read off its sources and its stored outputs."""

import ast
import re
from collections import Counter
from inspect import getsource
from statistics import median

import pytest
from conftest import NOTEBOOKS, ROOT, cells
from nbval.plugin import comment_markers, metadata_tags

import nncourse.conv
import nncourse.datasets
import nncourse.embedding
import nncourse.encoders
import nncourse.functions
import nncourse.gated
import nncourse.rnn

BOOK = ROOT / "book"
every_chapter = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
PAGES = [*BOOK.glob("*.md"), *BOOK.glob("reference/**/*.md")]
# Words in bold that name a part of a chapter, not a term.
LABELS = {"With a pencil", "In code", "An experiment", "Why?", "Where next", "Further reading"}
TIMING = r"\b\d+(\.\d+)? ?(ms|µs|us|sec|seconds|minutes|s/(step|epoch|it))\b|\bit/s\b"
MACHINE = r"(^|[\s'\"(])(/(home|root|tmp|usr|opt|var|work|Users)/|[A-Z]:\\)|site-packages"
PARTS = (
    "By hand",
    "In NumPy",
    "In Keras",
    "xperiment",
    "What it cannot do",
    "Exercises",
    "Summary",
)


def prose(notebook) -> str:
    """Return the Markdown of a chapter."""
    return "\n\n".join(cell["source"] for cell in cells(notebook, "markdown"))


def outputs(notebook) -> list[dict]:
    """Return all stored outputs of a chapter."""
    return [output for cell in cells(notebook, "code") for output in cell["outputs"]]


def printed(notebook) -> str:
    """Return all stored text of a chapter."""
    texts = [o.get("text", o.get("data", {}).get("text/plain", "")) for o in outputs(notebook)]
    return "\n".join("".join(text) for text in texts)


def pictured(notebook) -> list[dict]:
    """Return the cells of a chapter that store a picture."""
    return [
        cell
        for cell in cells(notebook, "code")
        if any("image/png" in output.get("data", {}) for output in cell["outputs"])
    ]


def bold(notebook) -> list[str]:
    """Return the terms that a chapter sets in bold, in lower case and as the glossary has them."""
    found = re.findall(r"\*\*(.+?)\*\*", prose(notebook))
    return [term.lower() for term in found if term.rstrip(".") not in LABELS]


def glossary() -> set[str]:
    """Return the terms of the glossary, in lower case."""
    text = (BOOK / "reference" / "glossary.md").read_text(encoding="utf-8")
    body = text.split(":::{glossary}\n")[1].split("\n:::")[0]
    return {line.lower() for line in body.splitlines() if re.match(r"\S", line)}


def test_the_contents_list_every_page_once():
    listed = re.findall(r"(?:file|root): (\S+)", (ROOT / "_toc.yml").read_text())
    here = [path.relative_to(BOOK).with_suffix("").as_posix() for path in (*NOTEBOOKS, *PAGES)]
    assert sorted(listed) == sorted(here)


def test_every_public_module_has_a_page():
    modules = {path.stem for path in (ROOT / "nncourse").glob("[!_]*.py")}
    pages = {path.stem for path in (BOOK / "reference" / "api").glob("*.md")}
    assert pages == modules | {"neighbours"}  # half of `embedding`, which is too long for one page


@every_chapter
def test_cells_were_run_from_first_to_last(notebook):
    counts = [cell["execution_count"] for cell in cells(notebook, "code")]
    assert counts == list(range(1, len(counts) + 1))


@every_chapter
def test_no_cell_is_empty(notebook):
    assert all(cell["source"].strip() for cell in cells(notebook))


@every_chapter
def test_nothing_is_stored_but_the_outputs(notebook):
    text = notebook.read_text(encoding="utf-8")
    assert '"application/vnd.jupyter.widget' not in text and '"timestamp"' not in text
    assert '"execution": {' not in text and re.search(r'"version": "3\.', text) is None


@every_chapter
def test_a_chapter_follows_its_path(notebook):
    headings = re.findall(r"^## (.+)$", prose(notebook), flags=re.MULTILINE)
    found = [next((i for i, h in enumerate(headings) if part in h), None) for part in PARTS]
    assert None not in found and found == sorted(found)


@every_chapter
def test_a_chapter_begins_with_its_title_its_promise_and_its_objectives(notebook):
    first = cells(notebook)[0]["source"]
    assert re.fullmatch(r"# .+\n\nWhen you have read this chapter you can .+\.", first)
    box = re.search(r":::\{admonition\} Before you start\n(.+?)\n:::", prose(notebook), re.DOTALL)
    assert re.findall(r"^(\d)\. ", box[1], re.MULTILINE) == ["1", "2", "3"]


@every_chapter
def test_a_chapter_is_short(notebook):
    assert len(re.findall(r"[\w'-]+", prose(notebook))) <= 2500


@every_chapter
def test_cells_are_short(notebook):
    sources = [cell["source"].splitlines() for cell in cells(notebook, "code")]
    lengths = [sum(bool(line.strip()) for line in source) for source in sources]
    assert max(lengths) <= 15 and median(lengths) <= 5


@every_chapter
def test_what_is_printed_fits_its_column(notebook):
    assert max(map(len, printed(notebook).splitlines())) <= 79


@every_chapter
def test_every_figure_has_a_name_a_caption_and_alt_text(notebook):
    for cell in pictured(notebook):
        shown = cell["metadata"]["mystnb"]
        alt, caption = shown["image"]["alt"], shown["figure"]["caption"]
        assert shown["figure"]["name"].startswith("fig-")
        assert alt.endswith(".") and caption.endswith(".") and alt != caption
        assert len(alt) > 60, alt


@every_chapter
def test_every_figure_is_spoken_of(notebook):
    names = {cell["metadata"]["mystnb"]["figure"]["name"] for cell in pictured(notebook)}
    assert names == set(re.findall(r"\{numref\}`(fig-[\w-]+)`", prose(notebook)))


@every_chapter
def test_every_exercise_has_a_hidden_solution_that_ends_in_a_check(notebook):
    exercises = re.findall(r"\{exercise-start\}\n:label: (ex-[\w-]+)", prose(notebook))
    solutions = re.findall(r"\{solution-start\} (ex-[\w-]+)\n:class: dropdown", prose(notebook))
    assert 3 <= len(exercises) <= 6 and solutions == exercises
    every = cells(notebook)
    ends = [every[i - 1] for i, c in enumerate(every) if "{solution-end}" in c["source"]]
    assert all(end["cell_type"] == "code" for end in ends)
    assert all(re.search(r"check\(|^assert |assert_", end["source"], re.M) for end in ends)


@every_chapter
def test_the_exercises_are_of_four_kinds(notebook):
    kinds = re.findall(r"^\*\*(.+?)\.?\*\*", prose(notebook), flags=re.MULTILINE)
    assert {"With a pencil", "In code", "An experiment", "Why?"} <= set(kinds)


@every_chapter
def test_what_a_cell_prints_is_stored_in_one_piece(notebook):
    for cell in cells(notebook, "code"):
        assert sum(output["output_type"] == "stream" for output in cell["outputs"]) <= 1


@every_chapter
def test_no_output_is_an_error_or_a_warning(notebook):
    for output in outputs(notebook):
        assert output["output_type"] != "error"
        assert output.get("name") != "stderr"


@every_chapter
def test_no_cell_is_left_out_of_the_comparison(notebook):
    for cell in cells(notebook, "code"):
        assert not set(metadata_tags) & set(cell["metadata"].get("tags", []))
        assert not any(marker in cell["source"] for marker in comment_markers)


def test_every_tolerance_that_a_cell_asks_for_has_its_reason_in_the_page_on_checks():
    page = (BOOK / "reference" / "checks.md").read_text(encoding="utf-8")
    reasons = re.findall(r"^\| .+ \| ([\d.]+) \| .+\. \|$", page, re.MULTILINE)
    every = [cell["metadata"] for notebook in NOTEBOOKS for cell in cells(notebook, "code")]
    asked = [metadata["tolerance"] for metadata in every if "tolerance" in metadata]
    assert asked == [{"atol": float(reason)} for reason in reasons]


@every_chapter
def test_no_output_holds_a_time_or_a_path_of_a_machine(notebook):
    text = printed(notebook)
    assert re.search(TIMING, text) is None
    assert re.search(MACHINE, text, flags=re.MULTILINE) is None


def test_no_name_is_defined_in_two_chapters():
    defined = Counter(
        node.name
        for notebook in NOTEBOOKS
        for cell in cells(notebook, "code")
        for node in ast.walk(ast.parse(cell["source"]))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    )
    assert [name for name, times in defined.items() if times > 1] == []


@every_chapter
def test_a_term_in_bold_is_in_the_glossary_and_in_the_index(notebook):
    entries = ", ".join(re.findall(r"```\{index\} (.+)", prose(notebook))).lower().split(", ")
    for term in bold(notebook):
        forms = {term, term.removesuffix("s"), f"{term} padding"}
        assert forms & glossary(), f"{term} is not in the glossary"
        assert forms & set(entries), f"{term} is not in the index"


def test_the_glossary_is_in_alphabetical_order():
    text = (BOOK / "reference" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^(\w.*)\n  \S", text, re.MULTILINE)
    assert len(terms) > 50 and terms == sorted(terms, key=str.lower)


def test_a_term_is_in_bold_once():
    terms = Counter(term for notebook in NOTEBOOKS for term in bold(notebook))
    assert [term for term, times in terms.items() if times > 1] == []


def test_every_source_of_the_bibliography_is_cited():
    keys = re.findall(r"^@\w+\{(\w+),", (BOOK / "references.bib").read_text(), re.MULTILINE)
    cited = {key for n in NOTEBOOKS for key in re.findall(r"\{cite\}`(\w+)`", prose(n))}
    assert set(keys) == cited


def test_nothing_of_another_host_is_built_into_a_page():
    for page in (*NOTEBOOKS, *PAGES, *BOOK.glob("_static/*")):
        text = page.read_text(encoding="utf-8")
        assert re.search(r"<(script|link|img|iframe)[^>]+(src|href)=.?.?https?:", text) is None
        assert re.search(r"!\[[^]]*\]\(https?:|@import|url\(", text) is None


def test_no_picture_of_cifar10_is_stored():
    (chapter,) = (notebook for notebook in NOTEBOOKS if notebook.stem == "cifar10")
    histories, runs = (cell["source"] for cell in pictured(chapter))
    assert re.findall(r"figures\.(\w+)", histories) == ["draw_histories"]
    assert re.findall(r"figures\.(\w+)", runs) == ["draw_runs"]
    assert not {"x_train", "x_test"} & set(re.findall(r"\w+", histories + runs))


def names_in_code(section: str) -> list[str]:
    """Return the names that a section of the notation gives for the code."""
    text = (BOOK / "reference" / "notation.md").read_text(encoding="utf-8")
    rows = text.split(f"## {section}\n")[1].split("\n## ")[0].splitlines()
    cells_of = [row.split(" | ") for row in rows if row.startswith("| $")]
    return [name for row in cells_of for name in re.findall(r"`(\w+)`", row[1])]


@pytest.mark.parametrize(
    ("section", "modules"),
    [
        ("Recurrent networks", [nncourse.rnn]),
        ("Gated recurrences", [nncourse.gated]),
        ("Series", [nncourse.datasets, nncourse.functions]),
        ("Word embeddings", [nncourse.embedding, nncourse.functions]),
        ("Convolutional networks", [nncourse.conv]),
        ("Classification", [nncourse.functions]),
    ],
)
def test_the_notation_uses_the_names_of_the_code(section, modules):
    trees = [ast.walk(ast.parse(getsource(module))) for module in modules]
    known = {getattr(node, "id", getattr(node, "arg", None)) for tree in trees for node in tree}
    known |= {name for module in modules for name in vars(module)}
    names = names_in_code(section)
    assert names and [name for name in names if name not in known] == []
