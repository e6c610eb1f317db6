"""`machines`: the table on the page of checks is that of the settings, and counts what differs."""

import locale
import subprocess
import sys

import machines
import pytest


def rows():
    """Return the rows of the table without its header."""
    return [row.split(",") for row in machines.TABLE.read_text(encoding="utf-8").splitlines()[1:]]


def test_the_table_has_a_row_for_each_machine_with_its_settings():
    settings = [
        " ".join(f"{name}={value}" for name, value in settings.items())
        for _, settings in machines.MACHINES.values()
    ]
    assert [row[0] for row in rows()] == list(machines.MACHINES)
    assert [row[2] for row in rows()] == settings


def test_on_no_machine_of_the_table_does_a_cell_differ():
    assert all(row[-1].endswith(" chapters: as stored") for row in rows())


def test_an_unknown_machine_is_refused_with_the_names_that_there_are():
    with pytest.raises(
        SystemExit, match=r"no machine new; there are plain, onednn-off, .*, python"
    ):
        machines.main(["plain", "new"])


def test_what_this_computer_lacks_is_said_and_not_tried():
    assert machines.missing({"LC_ALL": "xx_XX.UTF-8"}) == "no locale xx_XX.UTF-8 here"
    assert machines.missing({"PYTHON": "python2.9"}) == "no python2.9 here"
    assert machines.missing({"LC_ALL": "C"}) == machines.missing({"TZ": "UTC"}) == ""
    assert machines.run("x", {"PYTHON": "python2.9"}) == "not tried: no python2.9 here"


@pytest.mark.parametrize("name", ["C", "xx_XX.UTF-8"])
def test_looking_for_a_locale_leaves_the_one_that_is_set(name):
    before = locale.setlocale(locale.LC_ALL, "")  # what the environment asks for
    machines.missing({"LC_ALL": name})
    assert locale.setlocale(locale.LC_ALL) == before


def test_a_home_that_is_read_only_cannot_be_written_to_even_by_root(tmp_path):
    _, begin, variables = machines.prepared({"HOME": "read-only"}, tmp_path)
    program = "import os, pathlib; pathlib.Path(os.environ['HOME'], 'a').touch()"
    command = [*begin, sys.executable, "-c", program]
    ended = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert "PermissionError" in ended.stderr


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<testcase classname="a"/><testcase classname="b"/>', "2 cells of 2 chapters: as stored"),
        (
            '<testcase classname="a"/><testcase><failure/></testcase>',
            "2 cells of 2 chapters: 1 differ",
        ),
        ('<testcase classname="a"><error/></testcase>', "1 cells of 1 chapters: 1 differ"),
        ("", "0 cells of 0 chapters: 0 differ"),
    ],
)
def test_a_report_is_counted(inside, said, tmp_path):
    (tmp_path / "report.xml").write_text(
        f"<testsuites><testsuite>{inside}</testsuite></testsuites>"
    )
    assert machines.result(tmp_path / "report.xml") == said


def test_a_machine_without_a_report_did_not_run(tmp_path):
    assert machines.result(tmp_path / "report.xml") == "did not run"
