"""The rules of the house for docstrings, type hints and lengths, read from the sources."""

import ast
import builtins
import importlib
import inspect
import re
from pathlib import Path

import pytest
from conftest import SITE

import nncourse
from nncourse._answers.exercise import Exercise

FOLDER = Path(nncourse.__file__).parent
PATHS = sorted(FOLDER.rglob("*.py"))
DOTTED = [".".join(p.relative_to(FOLDER.parent).with_suffix("").parts) for p in PATHS]
NAMES = [name for name in DOTTED if "._" not in name.removeprefix("nncourse._answers")]
MODULES = [importlib.import_module(name) for name in NAMES]
PUBLIC = {
    f"{module.__name__.removeprefix('nncourse.')}.{name}": thing
    for module in MODULES
    for name, thing in vars(module).items()
    if not name.startswith("_")
    and (inspect.isfunction(thing) or inspect.isclass(thing))
    and thing.__module__ == module.__name__
}
FUNCTIONS = [name for name, thing in PUBLIC.items() if inspect.isfunction(thing)]
# The functions that make exercises take nothing and all return an Exercise: their first line and
# their example say what is in it.
EXERCISES = [n for n in FUNCTIONS if inspect.signature(PUBLIC[n]).return_annotation is Exercise]
PROGRAM = "train.main"
DEFINITIONS = (ast.Module, ast.ClassDef, ast.FunctionDef)
ORDER = ["Parameters", "Returns", "Raises", "Notes", "References", "Examples"]
every_thing = pytest.mark.parametrize("name", PUBLIC)
every_function = pytest.mark.parametrize("name", FUNCTIONS)
every_full_function = pytest.mark.parametrize("name", [n for n in FUNCTIONS if n not in EXERCISES])
every_module = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def sections(name):
    """Return the text of each section of a docstring by its heading, in their order."""
    doc = inspect.getdoc(PUBLIC[name]) or ""
    pieces = re.split(r"^(\w[\w ]*)\n-+$", doc, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def entries(text):
    """Return the names that the entries of a section explain, in their order."""
    heads = [line for line in text.splitlines() if line and not line[0].isspace()]
    return [name for head in heads for name in head.split(" : ")[0].split(", ")]


def raised(function, seen):
    """Return the exceptions that a function raises, itself or through the package's functions."""
    seen.add(function)
    names = set()
    for node in ast.walk(ast.parse(inspect.getsource(function))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            names.add(ast.unparse(node.exc.func))
        used = mentioned(node, function.__globals__)
        if inspect.isfunction(used) and "nncourse" in used.__module__ and used not in seen:
            names |= raised(used, seen)
    return names


def mentioned(node, scope):
    """Return what `name` or `module.name` stands for in a module, None for other source."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return getattr(scope.get(node.value.id), node.attr, None)
    return scope.get(node.id) if isinstance(node, ast.Name) else None


def lengths(path):
    """Return the lines of code of a module and of its functions, by name.

    Blank lines and docstrings do not count.
    """
    source = path.read_text()
    nodes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, DEFINITIONS)]
    code = {i for i, line in enumerate(source.splitlines(), 1) if line.strip()}
    for node in nodes:
        if ast.get_docstring(node):
            code -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return len(code), {f.name: sum(f.lineno <= i <= f.end_lineno for i in code) for f in functions}


def test_the_package_has_public_names_to_check():
    assert {"rnn.RNNParams", "rnn.forward", "models.worked_example"} <= set(PUBLIC)


def test_a_public_name_is_on_one_page_of_the_reference():
    pages = [path.read_text() for path in sorted((SITE / "reference" / "api").glob("*.html"))]
    shown = [name for page in pages for name in re.findall(r'id="nncourse\.(\w+\.\w+)"', page)]
    assert sorted(shown) == sorted(name for name in PUBLIC if not name.startswith("_"))


@every_thing
def test_sections_are_those_of_numpydoc_in_their_order(name):
    assert list(sections(name)) == [heading for heading in ORDER if heading in sections(name)]


@every_thing
def test_parameters_are_those_of_the_signature(name):
    explained = entries(sections(name).get("Parameters", ""))
    assert explained == list(inspect.signature(PUBLIC[name]).parameters)


@every_full_function
def test_what_is_returned_is_explained(name):
    returns = inspect.signature(PUBLIC[name]).return_annotation is not None
    assert ("Returns" in sections(name)) == returns


@pytest.mark.parametrize("name", EXERCISES)
def test_only_a_function_without_parameters_has_the_short_docstring(name):
    assert not inspect.signature(PUBLIC[name]).parameters


@every_thing
def test_there_is_an_example(name):
    assert re.search(r"^>>> \S", sections(name).get("Examples", ""), re.MULTILINE)


@every_full_function
def test_every_exception_is_explained(name):
    # A program ends with a message where a function would raise.
    found = {"SystemExit"} if name == PROGRAM else raised(PUBLIC[name], set())
    assert found <= set(entries(sections(name).get("Raises", "")))


@every_thing
def test_only_exceptions_are_explained_as_such(name):
    for exception in entries(sections(name).get("Raises", "")):
        assert issubclass(getattr(builtins, exception), BaseException)


@every_thing
def test_every_entry_has_an_explanation(name):
    for heading in ("Parameters", "Returns", "Raises"):
        text = sections(name).get(heading, "")
        assert re.findall(r"^\S.*$(?!\n    \S)", text, re.MULTILINE) == []


@every_function
def test_every_parameter_and_result_has_a_type(name):
    signature = inspect.signature(PUBLIC[name])
    types = [parameter.annotation for parameter in signature.parameters.values()]
    assert inspect.Signature.empty not in [*types, signature.return_annotation]


@every_module
def test_a_module_has_at_most_250_lines_of_code(path):
    assert lengths(path)[0] <= 250


@every_module
def test_a_function_has_at_most_40_lines_of_code(path):
    assert {name: n for name, n in lengths(path)[1].items() if n > 40} == {}
