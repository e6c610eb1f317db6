"""The numbers in the sentences of a chapter are those of its cells, or are listed with a reason."""

import re
from decimal import Decimal

import pytest
from conftest import NOTEBOOKS, ROOT, cells

REASONS = [
    line.split(maxsplit=2)
    for line in (ROOT / "tests" / "prose.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
LEFT_ASIDE = r"```\{.*?```|\{[a-z:]+\}`.*?`|\]\(.*?\)"  # directives, roles, addresses of links
IN_PROSE = r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w|\.\d|,\d{3})"
IN_CELLS = r"\d+(?:[,_]\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?|\.\d+"


def value(number):
    """Return what a number says, whatever groups its digits."""
    return Decimal(re.sub("[,_]", "", number))


def in_prose(text):
    """Return the numbers of a text that have a decimal point or at least three digits."""
    text = re.sub(LEFT_ASIDE, "", text, flags=re.DOTALL).replace("{,}", ",")
    return {it for it in re.findall(IN_PROSE, text) if "." in it or len(it.replace(",", "")) > 2}


def in_cells(notebook):
    """Return the values of all numbers that the cells of a chapter hold or print."""
    texts = [cell["source"] for cell in cells(notebook, "code")]
    for cell in cells(notebook, "code"):
        texts += ["".join(output.get("text", "")) for output in cell["outputs"]]
    return {value(it) for it in re.findall(IN_CELLS, "\n".join(texts))}


def unknown(said, held):
    """Return which numbers of a prose are not among those held, nor rounded from one of them."""
    units = {it: Decimal(1).scaleb(value(it).as_tuple().exponent) for it in said}
    return {it for it in said if all(abs(value(it) - one) > units[it] / 2 for one in held)}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_number_in_a_sentence_is_one_of_the_cells_or_has_its_reason(notebook):
    said = in_prose("\n\n".join(cell["source"] for cell in cells(notebook, "markdown")))
    listed = {number for chapter, number, _ in REASONS if chapter == notebook.stem}
    assert unknown(said, in_cells(notebook)) == listed


def test_each_reason_is_of_a_chapter_and_stands_once():
    assert {chapter for chapter, _, _ in REASONS} <= {notebook.stem for notebook in NOTEBOOKS}
    places = [(chapter, number) for chapter, number, _ in REASONS]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ends with 0.668, by 0.02 more", {"0.668", "0.02"}),
        ("all 122,570 weights; $122{,}570$, in 2 of 32 cases and 391.", {"122,570", "391"}),
        ("$0.4^4 = 0.0256$", {"0.4", "0.0256"}),
        ("see {cite}`a2017`, [0.5](https://a.b/0.25) and Keras 3.15.0, Conv2D, v1.5", {"0.5"}),
        ("```{index} 0.5\n```\n-0.25", {"0.25"}),
    ],
)
def test_the_numbers_of_a_sentence_are_found(text, said):
    assert in_prose(text) == said


@pytest.mark.parametrize(
    ("said", "held", "left"),
    [
        ("0.67", "0.668", set()),
        ("0.66", "0.668", {"0.66"}),
        ("0.668", "0.67", {"0.668"}),
        ("167", "167.4", set()),
        ("122,570", "122570", set()),
        ("122,570", "122571", {"122,570"}),
    ],
)
def test_a_number_may_be_rounded_but_not_made_finer(said, held, left):
    assert unknown({said}, {Decimal(held)}) == left
