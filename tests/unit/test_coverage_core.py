# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the suites measure coverage with finds the same lines and branches missing as coverage's trace function."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import typing as t

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = '''
import contextlib
import threading

def branches(number):
    found = []
    for item in range(number):
        if item == 1:
            continue
        elif item > 5 and number > 7 or item == 3:
            found.append(item)
        else:
            pass
        if item == 8: break
    else:
        found.append("no break")
    while number:
        number -= 1
        if number == 2:
            return found
    return found if number else None

def exceptions(value):
    try:
        with contextlib.suppress(KeyError):
            if value == 1:
                raise ValueError
            {}[value]
    except ValueError as error:
        if not error.args:
            return "wrong"
    finally:
        if value == 2:
            value = 3
    assert value is not None, "none"
    if value == 4: return [one for one in range(value) if one > 1]

def generated(value):
    for item in (one for one in range(value)
                 if one
                 and one < 9):
        if item == 2:
            yield item
    match value:
        case 1:
            yield "one"
        case [_first, *_more]:
            yield "several"
        case _:
            yield value and "other"

async def awaited(value):
    async with contextlib.AsyncExitStack():
        if value is None:
            return None
    return value

class Kept:
    if __name__ == "never":
        other = 1
    kept = [lambda value: value if value else None]

def run(numbers):
    for number in numbers:
        for function in (branches, exceptions, Kept.kept[0]):
            thread = threading.Thread(target=function, args=(number,))
            thread.start()
            thread.join()
        list(generated(number))
        with contextlib.suppress(StopIteration):
            awaited(number or None).send(None)
'''  # fmt: skip


# Each run is measured alone, as if it were all that tests reach. The module is new each time.
PROGRAM = """
import importlib, json, sys

import coverage

for numbers in json.loads(sys.argv[1]):
    measured = coverage.Coverage(data_file=None, branch=True, include=["*/sample.py"], config_file=False)
    measured.start()
    sys.modules.pop("sample", None)
    importlib.import_module("sample").run(numbers)
    measured.stop()
    measured.json_report(outfile="found.json")
    found = json.load(open("found.json"))["files"]["sample.py"]
    core = dict(measured.sys_info())["core"]
    print(json.dumps([numbers, core, found["missing_lines"], found["missing_branches"]]))
"""
RUNS = [[], [0], [1], [0, 3], [2, 4], [3, 10], [9], list(range(12))]


def missing(folder: pathlib.Path, before: str, core: str) -> list[list[t.Any]]:
    """Return of each run the numbers, the core that measured it, and the lines and branches that it did not reach."""
    (folder / "sample.py").write_text(SAMPLE, encoding="utf-8")
    environment = {"PYTHONPATH": f"{folder}:{ROOT}", **({"COVERAGE_CORE": core} if core else {})}
    command = (sys.executable, "-c", before + PROGRAM, json.dumps(RUNS))
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]


def test_the_same_is_missing(tmp_path: pathlib.Path) -> None:
    traced = missing(tmp_path, "", "ctrace")
    measured = missing(tmp_path, "import tools.coverage_core", "")
    assert {core for _numbers, core, *_found in traced} == {"CTracer"}
    if (3, 12) <= sys.version_info < (3, 14):
        assert {core for _numbers, core, *_found in measured} == {"BranchMonitor"}
    assert [run[2:] for run in measured] == [run[2:] for run in traced]
    # The sample has branches that not every run takes.
    assert len({json.dumps(run[2:]) for run in traced}) == len(RUNS)
