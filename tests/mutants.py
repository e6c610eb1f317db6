"""After `mutmut run`: 95 % of the mutants are killed, and mutants.txt explains every other one.

Its lines read `module.function: what the mutant makes of a line  # why no test can tell`. Where
the reason begins with "slow", a mutant may also be killed: by a test that comes before time is up.
"""

import re
import subprocess
import sys
from pathlib import Path

LEAST = 0.95
LINES = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
EXPLAINED = dict(line.rsplit("  # ", 1) for line in LINES)


def mutmut(*arguments):
    """Return the lines that a command of mutmut's prints."""
    command = [Path(sys.executable).with_name("mutmut"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def described(name):
    """Return a mutant as mutants.txt has it: its function, and the lines it adds or leaves out."""
    diff = mutmut("show", name)[3:]
    changed = [line for sign in "+-" for line in diff if line.startswith(sign)]
    changed = " ".join(line[1:].strip() for line in changed if line[0] == changed[0][0])
    name = re.sub(r"nncourse\.([\w.]+)\.x[_ǁ](\w+)__mutmut_\d+", r"\1.\2: ", name)
    return name.replace("ǁ", ".") + changed  # of a method: .xǁClassǁmethod__mutmut_1


def main():
    """Say how many were killed, and exit with what is wrong."""
    verdicts = dict(line.strip().split(": ") for line in mutmut("results", "--all", "true"))
    others = {described(name): name for name, verdict in verdicts.items() if verdict != "killed"}
    share = list(verdicts.values()).count("killed") / len(verdicts)
    print(f"{share:.1%} of {len(verdicts)} mutants are killed, {len(others)} are not.")
    missing, killed = others.keys() - EXPLAINED, EXPLAINED.keys() - others
    faults = [f"not explained: {others[line]}, {line}" for line in missing]
    killed = [line for line in killed if not EXPLAINED[line].startswith("slow")]
    faults += [f"explained, but killed: {line}" for line in killed]
    sys.exit("\n".join(faults) or share < LEAST)


if __name__ == "__main__":
    main()
