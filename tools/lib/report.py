# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns running several steps: a process and a log for each, a line for each, and the sum of their tests at the end.

A step is a session of noxfile.py. One that runs many tests leaves "passed failed skipped" in its file of counts; any
other is one test.
"""

from __future__ import annotations

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import typing as t

from tools.lib import junit_count
from tools.lib.settings import LOGS, PREPARED, ROOT


class Ended(t.NamedTuple):
    """How a step ended."""

    step: str
    code: int
    seconds: int
    cpu_seconds: int
    """Unlike the other seconds, they hardly depend on other work of the machine."""


def start() -> None:
    """Forget the logs and counts of earlier runs."""
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir()


def counts_file(step: str) -> pathlib.Path:
    """Return where a step leaves the number of its tests."""
    return LOGS / f"{step}.counts"


def write_counts(step: str, passed: int, failed: int, skipped: int) -> None:
    """Leave the number of a step's tests."""
    counts_file(step).write_text(f"{passed} {failed} {skipped}\n", encoding="utf-8")


def count_junit(step: str, paths: t.Iterable[pathlib.Path]) -> None:
    """Leave the number of test cases in JUnit files; a suite that wrote none did not run."""
    if not (names := [str(path) for path in paths]):
        sys.exit(f"{step} left no JUnit file")
    write_counts(step, *junit_count.count(names))


def read_counts(step: str) -> tuple[int, int, int] | None:
    """Return passed, failed, skipped, if the step counted its tests."""
    path = counts_file(step)
    if not path.exists() or not (words := path.read_text(encoding="utf-8").split()):
        return None
    passed, failed, skipped = map(int, words)
    return passed, failed, skipped


def run_step(step: str, gives_way: bool = False) -> Ended:
    """Run a session in a process of its own; one that gives way runs at a lower priority."""
    begin = time.monotonic()
    with (LOGS / f"{step}.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*(("nice",) if gives_way else ()), sys.executable, "-m", "nox", "--session", step],
            cwd=ROOT,
            env={**os.environ, PREPARED: "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu_seconds = round(usage.ru_utime + usage.ru_stime)
    return Ended(step, process.returncode, round(time.monotonic() - begin), cpu_seconds)


def show_log(ended: Ended) -> None:
    """Print the errors of a failed step, or the end of its log; some tools print much after an error."""
    path = LOGS / f"{ended.step}.log"
    text = path.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line for line in text if re.match(r"(ERROR|FATAL): ", line)]
    print(f"----- {ended.step} ended with {ended.code}; from its log:")
    print("\n".join(errors or text[-60:]))
    print(f"----- the whole log: {path}", flush=True)


class Report:
    """The sum of the steps' tests."""

    def __init__(self) -> None:
        self.passed = self.failed = self.skipped = 0
        start()

    def run(self, jobs: int, steps: t.Iterable[str], longest: str | None = None) -> None:
        """Run steps, so many at a time, and go on after one that failed; the others give way to the longest."""
        pool = concurrent.futures.ThreadPoolExecutor(jobs)
        runs = [pool.submit(run_step, step, longest not in (None, step)) for step in steps]
        try:
            for future in concurrent.futures.as_completed(runs):
                self.add(future.result())
        finally:
            pool.shutdown(cancel_futures=True)

    def add(self, ended: Ended) -> None:
        """Count a step's tests, and print its line."""
        passed, failed, skipped = read_counts(ended.step) or ((0, 1, 0) if ended.code else (1, 0, 0))
        # A tool that breaks off counts no failure; a suite that runs nothing fails nothing. Neither is a success.
        if not failed and (ended.code or not passed):
            failed = 1
        verdict = "FAIL" if failed else "ok"
        times = f"{ended.seconds:4} s {ended.cpu_seconds:5} s CPU"
        print(f"{verdict:5} {ended.step:20} {times} {passed + failed + skipped:6} tests", flush=True)
        if failed:
            show_log(ended)
        self.passed, self.failed, self.skipped = self.passed + passed, self.failed + failed, self.skipped + skipped

    def skip(self, step: str, reason: str) -> None:
        """Count and name a step that could not run."""
        print(f"skip  {step:20} not tested: {reason}", flush=True)
        self.skipped += 1

    def finish(self) -> None:
        """Print the line that CI counts by, and fail when a test failed."""
        line = f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")
        print(line, flush=True)
        (LOGS / "summary").write_text(f"{line}\n", encoding="utf-8")
        if self.failed:
            sys.exit(1)
