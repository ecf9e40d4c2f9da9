# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the sessions that are not steps of the tests: which steps run together, the demo, the tables, the release."""

from __future__ import annotations

import os
import subprocess
import sys
import typing as t

import nox

from tools.lib import audits, cores, environments, locks, pictures, report, selftest, settings, suites, trees
from tools.lib.settings import COLLECTION, PREPARED, ROOT, SIMULATOR, STATIC_TREE, TEST_TREE, WORK

STATIC_STEPS = (
    *("ansible_lint", "docs_site", "docs_lint", "mypy", "format", "ruff", "yamllint", "shellcheck", "github", "reuse"),
    *("vocabulary", "changelog"),
)
# Steps that need the network; without one they are skipped by name.
NETWORK_STEPS = ("audit",)
# Sanity uses one core for as long as the others together need the other one, and would be the last if they took from
# it. Integration waits half of its time: three at a time keep two cores busy. The units fill what is left at the end.
SIDE_BY_SIDE = ("sanity", "integration", "module_side", "build", "bare", *STATIC_STEPS, "units")
# One at a time: each suite uses both cores.
SUITES = ("suites_complete", "modules", "conformance", "faults", "playbooks")
# Tracing takes a quarter of the time of the module tests, so only CI measures.
MEASURES = ("coverage",)
MATRIX = ("core_sanity", "core_units", "core_playbooks", "core_integration")


def prepare() -> None:
    """Make the environment and the copies that the steps run in; once, where several run in processes of their own."""
    if PREPARED in os.environ:
        return
    environments.use("dev")
    settings.isolate_from_user()
    trees.copy(STATIC_TREE)
    trees.copy(TEST_TREE)
    report.start()
    os.environ[PREPARED] = "1"


def venv(session: nox.Session) -> None:
    """Make the developer's environment; prints the path of its Python."""
    environments.use("dev")
    print(WORK / "venv-dev" / "bin" / "python", flush=True)


def test(session: nox.Session) -> None:
    """Run each step of CI, with a sample of the longest tests' cases and without coverage."""
    os.environ[suites.CASES] = "sample"
    run_steps(SUITES)
    print("The longest tests ran a sample of their cases; make ci runs all, and measures the coverage.", flush=True)


def ci(session: nox.Session) -> None:
    """Run everything that CI checks."""
    run_steps((*SUITES, *MEASURES))


def run_steps(one_at_a_time: t.Iterable[str]) -> None:
    """Run the steps that share the cores, and then these."""
    prepare()
    total = report.Report()
    total.run(3, [*SIDE_BY_SIDE, *network_steps(total)], longest=SIDE_BY_SIDE[0])
    # The whole fault matrix takes too long for every change.
    os.environ["FAULT_CALLS"] = "sample"
    total.run(1, one_at_a_time)
    total.finish()


def lint(session: nox.Session) -> None:
    """Run the checks that need no running code."""
    prepare()
    total = report.Report()
    total.run(2, [*STATIC_STEPS, *network_steps(total)])
    total.finish()


def network_steps(total: report.Report) -> tuple[str, ...]:
    """Return the steps that need the network, or name them as skipped where it cannot be reached."""
    if audits.can_look_up():
        return NETWORK_STEPS
    for step in NETWORK_STEPS:
        total.skip(step, audits.NO_INDEX)
    return ()


def matrix(session: nox.Session) -> None:
    """Run what depends on ansible-core on each version, or on those that are named."""
    environments.use("run")
    total, steps = report.Report(), []
    for core in session.posargs or cores.CORES:
        if core not in cores.PYTHONS:
            session.error(f"no ansible-core '{core}' in the matrix")
        if cores.make(core):
            steps += [f"{step}({core})" for step in MATRIX]
        else:
            total.skip(f"ansible-core {core}", f"this machine has none of Python {', '.join(cores.PYTHONS[core])}")
    if not steps:
        session.error("no ansible-core could be tested")
    settings.isolate_from_user()
    total.run(3, steps)
    total.finish()


def docs(session: nox.Session) -> None:
    """Build the documentation site; prints the path of its first page."""
    prepare()
    session.run(sys.executable, "-m", "nox", "--session", "docs_site")
    print(WORK / "docs" / "build" / "html" / "index.html", flush=True)


def demo(session: nox.Session) -> None:
    """Peer two VPCs of two simulated accounts."""
    environments.use("run")
    settings.isolate_from_user()
    collections = trees.make_installed(WORK / "demo")
    session.chdir(WORK / "demo")
    script = str(ROOT / "tools" / "demo.py")
    session.run("python", script, *session.posargs, env={"ANSIBLE_COLLECTIONS_PATH": str(collections)})


def simulator(session: nox.Session) -> None:
    """Serve the tutorial's two accounts."""
    environments.use("run")
    arguments = session.posargs or ["--scenario", "tutorial", "--port", "8080"]
    # In place of nox, so that Ctrl-C and other signals reach it.
    os.environ["PYTHONPATH"] = str(ROOT / SIMULATOR)
    os.execvp("python", ["python", "-m", "vpc_simulator", *arguments])


def tables(session: nox.Session) -> None:
    """Write the generated tables of the guides, what the modules return alike, and the simulator's responses."""
    environments.use("dev")
    trees.copy(STATIC_TREE)
    session.chdir(STATIC_TREE)
    path = f"{STATIC_TREE}:{COLLECTION / SIMULATOR}"
    data = "roles/simulator/files/vpc_simulator/data"
    programs = (("guide_tables", "docs"), ("module_returns", "plugins/modules"), ("simulator_responses", data))
    for program, folder in programs:
        name = f"ansible_collections.aliops.vpc.tools.{program}"
        session.run("python", "-m", name, ROOT / folder, env={"PYTHONPATH": path})


def bench(session: nox.Session) -> None:
    """Measure the simulator and the collection: the installed one; the page that is written is the checkout's."""
    environments.use("dev")
    settings.isolate_from_user()
    collections = trees.make_installed(WORK / "bench")
    session.chdir(WORK / "bench")
    env = {
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "BENCH_DOCS": str(ROOT / "docs"),
        "PYTHONPATH": f"{WORK}/bench/tree:{ROOT / SIMULATOR}",
    }
    session.run("python", "-m", "ansible_collections.aliops.vpc.tests.benchmarks", *session.posargs, env=env)


def lock(session: nox.Session) -> None:
    """Resolve requirements/*.in anew."""
    environments.use_pip_index()
    locks.compile_all()


def release(session: nox.Session) -> None:
    """Write the changelog, build and check the artifact, and report what is missing to publish it."""
    environments.use("dev")
    session.run("python", "tools/release.py", "prepare", *session.posargs)
    settings.isolate_from_user()
    dist = trees.make_checked(WORK / "release")
    reported = subprocess.run(["python", "tools/release.py", "report", trees.artifact(dist)], check=False)
    if reported.returncode:
        session.error("the release is prepared, but not ready to be published: see above what is missing")


COMMANDS = (
    venv,
    demo,
    test,
    ci,
    matrix,
    selftest.selftest,
    simulator,
    lint,
    docs,
    tables,
    pictures.pictures,
    bench,
    lock,
    release,
)


def register() -> None:
    """Make a session of each."""
    for command in COMMANDS:
        nox.session(default=False)(command)
