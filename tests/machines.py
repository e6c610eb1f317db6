"""Run the chapters under settings that stand for other computers; store a table of the results.

`make test-machines` runs all of them, `make test-machines MACHINES="python-3.12 locale-tr"` some.
"""

import csv
import locale
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "book" / "reference" / "machines.csv"
HEADER = ["machine", "stands for", "settings", "chapters", "CIFAR-10"]
NO_SIMD = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"
CPU = Path("/proc/cpuinfo")
NEEDED = dict.fromkeys(["SSE41", "Nehalem", NO_SIMD], "sse4_1")
NEEDED |= dict.fromkeys(["AVX2", "Haswell"], "avx2")
NEEDED |= dict.fromkeys(["AVX512_CORE", "SkylakeX"], "avx512bw")


def threads(number: int) -> dict[str, str]:
    """Return the variables that set the number of threads of NumPy and of TensorFlow."""
    numpy = {"OMP_NUM_THREADS": f"{number}", "OPENBLAS_NUM_THREADS": f"{number}"}
    return numpy | {"TF_NUM_INTRAOP_THREADS": f"{number}", "TF_NUM_INTEROP_THREADS": f"{number}"}


MACHINES = {
    "plain": ("no setting changed", {}),
    "onednn-off": ("TensorFlow's own kernels", {"TF_ENABLE_ONEDNN_OPTS": "0"}),
    "onednn-sse41": ("a processor of 2008", {"ONEDNN_MAX_CPU_ISA": "SSE41"}),
    "onednn-avx2": ("a processor of 2013", {"ONEDNN_MAX_CPU_ISA": "AVX2"}),
    "onednn-avx512": ("a processor of 2017", {"ONEDNN_MAX_CPU_ISA": "AVX512_CORE"}),
    "openblas-nehalem": ("NumPy on a processor of 2008", {"OPENBLAS_CORETYPE": "Nehalem"}),
    "openblas-haswell": ("NumPy on a processor of 2013", {"OPENBLAS_CORETYPE": "Haswell"}),
    "openblas-skylakex": ("NumPy on a processor of 2017", {"OPENBLAS_CORETYPE": "SkylakeX"}),
    "numpy-no-simd": ("NumPy without SIMD", {"NPY_DISABLE_CPU_FEATURES": NO_SIMD}),
    "one-thread": ("one core", threads(1)),
    "two-threads": ("two cores", threads(2)),
    "old": (
        "a processor of 2008 with one core",
        {
            "ONEDNN_MAX_CPU_ISA": "SSE41",
            "OPENBLAS_CORETYPE": "Nehalem",
            "NPY_DISABLE_CPU_FEATURES": NO_SIMD,
            **threads(1),
        },
    ),
    "hash-seed": ("another start of Python", {"PYTHONHASHSEED": "12345"}),
    "locale-c": ("a server without a language", {"LC_ALL": "C"}),
    "locale-de": ("decimal commas", {"LC_ALL": "de_DE.UTF-8"}),
    "locale-tr": ("a Turkish computer", {"LC_ALL": "tr_TR.UTF-8"}),
    "time-zone": ("the other side of the earth", {"TZ": "Pacific/Apia"}),
    "home-read-only": ("a home that cannot be written to", {"HOME": "read-only"}),
    "python-3.11": ("Python 3.11 with the lock", {"PYTHON": "python3.11"}),
    "python-3.12": ("Python 3.12 with the lock", {"PYTHON": "python3.12"}),
    "python-3.13": ("Python 3.13 with the lock", {"PYTHON": "python3.13"}),
}


def missing(settings: dict[str, str]) -> str:
    """Return what this computer lacks for a setting, or nothing."""
    if "LC_ALL" in settings:
        before = locale.setlocale(locale.LC_ALL)
        try:
            locale.setlocale(locale.LC_ALL, settings["LC_ALL"])
        except locale.Error:
            return f"no locale {settings['LC_ALL']} here"
        finally:
            locale.setlocale(locale.LC_ALL, before)
    has = CPU.read_text().split() if CPU.exists() else []  # elsewhere such settings change nothing
    if lacking := {NEEDED[it] for it in settings.values() if it in NEEDED} - set(has):
        return f"no processor known to have {lacking.pop()} here"
    if "PYTHON" in settings:
        found = shutil.which(settings["PYTHON"])
        if not found or subprocess.run([found, "--version"], capture_output=True).returncode:
            return f"no {settings['PYTHON']} here"
    return ""


def prepared(settings: dict[str, str], folder: Path) -> tuple[Path, list[str], dict[str, str]]:
    """Return the environment's programs, what the command begins with, and the variables."""
    programs, begin, variables = Path(sys.executable).parent, [], dict(settings)
    if "LC_ALL" in settings:  # a kernel takes up the decimal point only if it is told to
        variables["IPYTHONDIR"] = str(folder)
        startup = folder / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "locale.py").write_text("import locale\nlocale.setlocale(locale.LC_ALL, '')\n")
    if "HOME" in settings:
        variables["HOME"] = str(folder)
        folder.chmod(0o555)
        if os.geteuid() == 0:  # root may write everywhere unless it gives that up
            begin = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    if "PYTHON" in settings:
        python = variables.pop("PYTHON")
        environment = f".venv-{python.removeprefix('python')}"
        subprocess.run(
            ["make", f"VENV={environment}", f"PYTHON={python}", "book"], cwd=ROOT, check=True
        )
        programs = ROOT / environment / "bin"
    return programs, begin, variables


def run(name: str, settings: dict[str, str]) -> list[str]:
    """Run the chapters on one machine; return the result of CIFAR-10 apart, or nothing for it."""
    if lacking := missing(settings):
        return [f"not tried: {lacking}", ""]
    report = ROOT / "_build" / "machines" / name / "report.xml"
    report.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        programs, begin, variables = prepared(settings, Path(folder))
        options = ["-n", "2", "--dist", "loadfile", "--nbval-current-env", f"--junitxml={report}"]
        options.append("--nbval-cell-timeout=7200")  # an old processor trains for long
        subprocess.run(
            [*begin, programs / "python", "-m", "pytest", "--nbval", *options, "book"],
            cwd=ROOT,
            env=os.environ | variables,
        )
    return results(report)


def results(report: Path) -> list[str]:
    """Return how many cells of a report differ, in CIFAR-10 and in the other chapters."""
    if not report.exists():
        return ["did not run", ""]
    groups = {False: [], True: []}
    for cell in ElementTree.parse(report).iter("testcase"):
        groups["cifar10" in cell.get("classname", "")].append(cell)
    chapters = len({cell.get("classname") for cell in groups[False]})
    cifar10 = counted(groups[True]) if groups[True] else ""
    return [f"{chapters} chapters, {counted(groups[False])}", cifar10]


def counted(cells: list) -> str:
    """Return how many cells there are, and how many of them differ."""
    failed = [
        cell for cell in cells if {"failure", "error", "skipped"} & {part.tag for part in cell}
    ]
    said = f"{len(failed)} differ" if failed or not cells else "as stored"
    return f"{len(cells)} cells: {said}"


def main(names: list[str]) -> int:
    """Run the machines of these names, or all; return 1 if a cell differs on one."""
    unknown = set(names) - set(MACHINES)
    if unknown:
        sys.exit(f"no machine {', '.join(sorted(unknown))}; there are {', '.join(MACHINES)}")
    rows = {}
    if TABLE.exists():
        with TABLE.open(newline="", encoding="utf-8") as file:
            rows = {row[0]: row for row in list(csv.reader(file))[1:]}
    for name in names or MACHINES:
        stands_for, settings = MACHINES[name]
        print(f"--- {name}: {stands_for}", flush=True)
        words = " ".join(f"{variable}={value}" for variable, value in settings.items())
        chapters, cifar10 = run(name, settings)
        before = rows[name][-1] if name in rows else ""
        rows[name] = [name, stands_for, words, chapters, cifar10 or before]
        with TABLE.open("w", newline="", encoding="utf-8") as file:
            known = [rows[machine] for machine in MACHINES if machine in rows]
            csv.writer(file, lineterminator="\n").writerows([HEADER, *known])
    print(*(f"{row[0]}: {row[3]}, CIFAR-10: {row[4] or 'not run'}" for row in known), sep="\n")
    said = [text for row in known for text in row[3:] if text]
    return int(not all(re.match("not tried|.* as stored", text) for text in said))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
