# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command of the guides' tests: it shows the output of a warm run, or runs the usual program where it has to."""

from __future__ import annotations

import os
import pathlib
import subprocess
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.playbooks import warm_command
from ansible_collections.aliops.vpc.tests.playbooks.warm import Program

LOADED = "warm.py"
PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.fail: {msg: "{{ lookup('env', 'GIVEN') }} by {{ lookup('file', 'given') }}"}
"""


def run(folder: pathlib.Path, environ: dict[str, str], *options: str) -> tuple[int, str]:
    command = ["bash", "-c", f"ansible-playbook play.yml {' '.join(options)}"]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def environ(program: Program, tmp_path: pathlib.Path) -> t.Iterator[dict[str, str]]:
    (tmp_path / "play.yml").write_text(PLAY, encoding="utf-8")
    (tmp_path / "given").write_text("a file", encoding="utf-8")
    with warm_command.commands(tmp_path / "bin", program, {**os.environ, "GIVEN": "an environment"}) as environ:
        yield environ


def test_a_run_has_its_environment_and_folder_and_returns_its_code(
    environ: dict[str, str], tmp_path: pathlib.Path
) -> None:
    code, output = run(tmp_path, environ, "--version")
    assert (code, LOADED in output) == (0, True), output
    code, output = run(tmp_path, environ)
    assert (code, "an environment by a file" in output) == (2, True), output


@pytest.mark.parametrize("own", ["variable", "file"])
def test_with_settings_of_its_own_the_usual_program_runs(
    environ: dict[str, str], tmp_path: pathlib.Path, own: str
) -> None:
    if own == "variable":
        environ["ANSIBLE_VERBOSITY"] = "0"
    else:
        (tmp_path / "ansible.cfg").write_text("[defaults]\n", encoding="utf-8")
    code, output = run(tmp_path, environ, "--version")
    assert (code, LOADED in output) == (0, False), output
