"""The project's own papers agree with each other, and its commands are what they say."""

import re
import subprocess
import tomllib
from itertools import chain

import pytest
from conftest import ROOT
from packaging.specifiers import SpecifierSet

import nncourse

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "requirements.txt").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
COMMANDS = re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE)
PAPERS = (
    "README.md",
    "CONTRIBUTING.md",
    "book/index.md",
    "book/reference/teaching.md",
    ".ci/run",
    ".github/workflows/ci.yml",
)


def test_the_version_is_the_same_everywhere():
    citation = re.search(r"^version: (\S+)", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    changed = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert nncourse.__version__ == PROJECT["version"] == citation[1] == changed[1]


def test_make_alone_lists_every_command_in_a_line():
    listed = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True).stdout
    lines = [line for line in listed.splitlines() if not line.startswith("make")]
    assert [line.split()[0] for line in lines] == COMMANDS
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1]
    assert phony.split() == COMMANDS


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_names_only_commands_that_there_are(paper):
    text = (ROOT / paper).read_text()
    named = re.findall(
        r"(?:`|^ *|run: )make (?:[A-Z0-9]+=\S+ )*([a-z]+(?:-[a-z]+)*)", text, re.MULTILINE
    )
    assert named and set(named) <= set(COMMANDS)


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md"])
def test_what_a_paper_links_to_is_there(paper):
    links = re.findall(r"\]\((?!https?:)(.+?)\)", (ROOT / paper).read_text())
    assert all((ROOT / link).is_file() for link in links)


def test_every_requirement_of_the_lock_is_pinned_and_hashed():
    entries = re.split(r"^(?=[a-z])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) > 100
    assert all(re.match(r"[\w.\[\]-]+==\S+ ", e) and "--hash=sha256:" in e for e in entries)


def test_everything_the_project_asks_for_is_in_the_lock():
    asked = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    names = {re.match(r"[\w-]+", requirement)[0] for requirement in asked} - {"nncourse"}
    assert names <= set(re.findall(r"^([\w-]+)(?:\[.+\])?==", LOCK, re.MULTILINE))


def test_the_checks_run_on_the_oldest_and_the_newest_python_that_is_allowed():
    workflow = (ROOT / ".github/workflows/ci.yml").read_text()
    tried = re.search(r"python: \[(.+)\]", workflow)[1]
    oldest, beyond = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", PROJECT["requires-python"]).groups()
    assert tried == f'"3.{oldest}", "3.{int(beyond) - 1}"'


def test_a_hub_installs_the_lock_and_the_package_on_a_python_that_the_course_runs_on():
    folder = ROOT / ".binder"
    asked = (folder / "requirements.txt").read_text().removeprefix("-r ").strip()
    assert (folder / asked).resolve() == ROOT / "requirements.txt"
    version = (folder / "runtime.txt").read_text().strip().removeprefix("python-")
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert (folder / "postBuild").stat().st_mode & 0o111
    assert "--no-deps" in (folder / "postBuild").read_text()
