# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the versions of ansible-core that the collection supports: their Pythons, and the sessions of `make matrix`."""

from __future__ import annotations

import pathlib

import nox

from tools.lib import ansible_tests, environments, settings, suites

# Those that the core and the simulator run on; the first ones differ, so that each Python is tested.
PYTHONS = {
    "2.17": ("3.11", "3.12"),
    "2.18": ("3.13", "3.12", "3.11"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.13", "3.14", "3.12"),
    "2.21": ("3.12", "3.13", "3.14"),
}
CORES = tuple(PYTHONS)


def make(core: str) -> bool:
    """Make the core's environment, if the machine has one of its Pythons."""
    python = environments.first_python(*PYTHONS[core])
    if python:
        environments.make(f"core-{core}", python)
    return bool(python)


def enter(core: str, job: str) -> pathlib.Path:
    """Enter the core's environment, and return a tree: the steps run side by side, each with its own home and tree."""
    if not make(core):
        raise RuntimeError(f"this machine has none of Python {', '.join(PYTHONS[core])}")
    environments.link_pythons()
    environments.enter(f"core-{core}")
    settings.isolate_from_user()
    tree = ansible_tests.apart(f"matrix/{core}/{job}")
    version = settings.output("python", "-c", "from ansible.release import __version__; print(__version__)")
    if not version.startswith(f"{core}."):
        raise RuntimeError(f"this is {version}, not {core}")
    print(f"ansible-core {version} on {settings.output('python', '-V')}", flush=True)
    return tree


each_core = nox.parametrize("core", [nox.param(core, id=core) for core in CORES])


@nox.session
@each_core
def core_sanity(session: nox.Session, core: str) -> None:
    """Run ansible-test sanity of one ansible-core."""
    tree = enter(core, "sanity")
    suites.run_sanity(session, tree, tree.parent)


@nox.session
@each_core
def core_units(session: nox.Session, core: str) -> None:
    """Run ansible-test units on each Python that one ansible-core supports and the machine has."""
    ansible_tests.run_cases(session, enter(core, "units"), "units", "--venv")


@nox.session
@each_core
def core_playbooks(session: nox.Session, core: str) -> None:
    """Run the role from end to end on one ansible-core, and check the output of its ansible-doc."""
    # Other files, and warm tests, use internals of ansible-core that the oldest does not have.
    files = ("tests/playbooks/test_peer_vpcs.py", "tests/playbooks/test_ansible_doc.py")
    suites.run_pytest(
        session, enter(core, "playbooks"), *files, "--timeout", "300", "-m", "not warm", "-k", "not killed"
    )


@nox.session
@each_core
def core_integration(session: nox.Session, core: str) -> None:
    """Run the stories of tests/integration on one ansible-core."""
    ansible_tests.run_targets(session, enter(core, "integration"))
