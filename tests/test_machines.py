"""`machines`: the table on the page of checks is that of the settings, and counts what differs."""

import csv
import locale
import re
import subprocess
import sys

import machines
import pytest


def rows():
    """Return the rows of the table without its header."""
    with machines.TABLE.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def test_the_table_has_a_row_for_each_machine_with_its_settings():
    settings = [
        " ".join(f"{name}={value}" for name, value in settings.items())
        for _, settings in machines.MACHINES.values()
    ]
    assert [row[0] for row in rows()] == list(machines.MACHINES)
    assert [row[2] for row in rows()] == settings


def test_on_no_machine_of_the_table_does_a_cell_differ():
    assert all(re.search(r" chapters, .* cells: as stored,", ",".join(row)) for row in rows())
    assert all(re.fullmatch(r"(\d+ cells: as stored)?", row[-1]) for row in rows())


def test_an_unknown_machine_is_refused_with_the_names_that_there_are():
    with pytest.raises(
        SystemExit, match=r"no machine new; there are plain, onednn-off, .*, python"
    ):
        machines.main(["plain", "new"])


def test_what_this_computer_lacks_is_said_and_not_tried():
    assert machines.missing({"LC_ALL": "xx_XX.UTF-8"}) == "no locale xx_XX.UTF-8 here"
    assert machines.missing({"PYTHON": "python2.9"}) == "no python2.9 here"
    assert machines.missing({"LC_ALL": "C"}) == machines.missing({"TZ": "UTC"}) == ""
    assert machines.run("x", {"PYTHON": "python2.9"}) == ["not tried: no python2.9 here", ""]


def test_a_processor_that_a_setting_would_not_change_is_said_and_not_tried(tmp_path, monkeypatch):
    monkeypatch.setattr(machines, "CPU", tmp_path / "cpuinfo")
    said = {name: machines.missing(settings) for name, (_, settings) in machines.MACHINES.items()}
    assert said["old"] == said["numpy-no-simd"] == "no processor known to have sse4_1 here"
    assert said["openblas-haswell"] == "no processor known to have avx2 here"
    assert said["plain"] == said["onednn-off"] == said["two-threads"] == ""
    machines.CPU.write_text("flags : fpu sse4_1 avx2\n")
    assert machines.missing({"ONEDNN_MAX_CPU_ISA": "AVX2"}) == ""
    for setting in ({"ONEDNN_MAX_CPU_ISA": "AVX512_CORE"}, {"OPENBLAS_CORETYPE": "SkylakeX"}):
        assert machines.missing(setting) == "no processor known to have avx512bw here"


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
        (
            '<testcase classname="a"/><testcase classname="b"/>',
            ["2 chapters, 2 cells: as stored", ""],
        ),
        (
            '<testcase classname="a"/><testcase classname="a"><failure/></testcase>',
            ["1 chapters, 2 cells: 1 differ", ""],
        ),
        (
            '<testcase classname="a"/><testcase classname="book.cnn.cifar10"/>',
            ["1 chapters, 1 cells: as stored", "1 cells: as stored"],
        ),
        (
            '<testcase classname="a"><failure/></testcase>'
            '<testcase classname="a"><skipped/></testcase>',
            ["1 chapters, 2 cells: 2 differ", ""],
        ),
        (
            '<testcase classname="book.cnn.cifar10"><error/></testcase>',
            ["0 chapters, 0 cells: 0 differ", "1 cells: 1 differ"],
        ),
    ],
)
def test_a_report_is_counted(inside, said, tmp_path):
    (tmp_path / "report.xml").write_text(
        f"<testsuites><testsuite>{inside}</testsuite></testsuites>"
    )
    assert machines.results(tmp_path / "report.xml") == said


def test_a_machine_without_a_report_did_not_run(tmp_path):
    assert machines.results(tmp_path / "report.xml") == ["did not run", ""]


def test_a_run_without_cifar10_keeps_what_was_found_before(tmp_path, monkeypatch):
    monkeypatch.setattr(machines, "TABLE", tmp_path / "machines.csv")
    for found in (["1 chapters, 2 cells: as stored", "3 cells: as stored"], ["x: as stored", ""]):
        monkeypatch.setattr(machines, "run", lambda name, settings, found=found: found)
        assert machines.main(["plain"]) == 0
    assert rows() == [["plain", "no setting changed", "", "x: as stored", "3 cells: as stored"]]


def test_a_cell_that_differs_anywhere_makes_the_command_fail(tmp_path, monkeypatch):
    monkeypatch.setattr(machines, "TABLE", tmp_path / "machines.csv")
    for found, code in ((["a: as stored", "1 cells: 1 differ"], 1), (["a: 1 differ", ""], 1)):
        monkeypatch.setattr(machines, "run", lambda name, settings, found=found: found)
        assert machines.main(["plain"]) == code
