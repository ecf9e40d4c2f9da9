# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Both parts of `make release`, in a clone with a commit of its own; the step `build` tests the steps between them."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
import sys
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT

OLD = "2026-01-02"


class Clone:
    """A repository with the files of this one, all of them committed."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        names = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        ).stdout.split("\0")
        for name in filter(None, names):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name, follow_symlinks=False)
        self.git("init", "--quiet", ".")
        self.commit()

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.PIPE, text=True).stdout

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A commit")

    @property
    def changed(self) -> str:
        return self.git("status", "--porcelain")

    def change(self, name: str, pattern: str, replacement: str) -> None:
        text, count = re.subn(pattern, replacement, (self.folder / name).read_text(encoding="utf-8"))
        assert count, f"{name} has no {pattern}"
        (self.folder / name).write_text(text, encoding="utf-8")

    def release(self, *arguments: str) -> tuple[int, str]:
        """Run a part of the release; return its exit code and its output."""
        command = [sys.executable, "tools/release.py", *arguments]
        run = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        return run.returncode, run.stdout

    def entry(self, version: str = "1.0.0") -> dict[str, t.Any]:
        text = (self.folder / "changelogs" / "changelog.yaml").read_text(encoding="utf-8")
        return dict(yaml.safe_load(text)["releases"][version])


@pytest.fixture
def clone(tmp_path: pathlib.Path) -> Clone:
    return Clone(tmp_path / "clone")


@pytest.fixture
def artifact(clone: Clone, tmp_path: pathlib.Path) -> str:
    command = ["ansible-galaxy", "collection", "build", "--output-path", str(tmp_path / "dist")]
    subprocess.run(command, cwd=clone.folder, check=True, stdout=subprocess.DEVNULL)
    return str(next((tmp_path / "dist").iterdir()))


def obstacles(output: str) -> list[str]:
    return re.findall(r"^- (.*)", output.partition("Missing: ")[2], re.MULTILINE)


def test_a_commit_lacks_only_the_public_address(clone: Clone, artifact: str) -> None:
    """So the committed changelog is up to date with the fragments and plugins."""
    assert clone.release("prepare")[0] == 0
    assert clone.changed == ""
    code, output = clone.release("report", artifact)
    assert code == 1
    (address,) = obstacles(output)
    assert address.startswith("The public address.")
    for name in ("repository", "documentation", "homepage", "issues", "docs/docsite/links.yml", "README.md"):
        assert name in address

    clone.change("galaxy.yml", r"aliops\.example", "git.invalid")
    assert len(obstacles(clone.release("report", artifact)[1])) == 1
    clone.commit()
    code, output = clone.release("report", artifact)
    assert (code, obstacles(output)) == (0, [])
    assert "  git tag --annotate 1.0.0 --message 'Release 1.0.0'\n" in output
    assert f"  ansible-galaxy collection publish {artifact}\n" in output


def test_nothing_is_written_for_a_wrong_version(clone: Clone) -> None:
    clone.git("tag", "1.0.0")
    assert clone.release("prepare") == (1, "1.0.0 has a tag, so it is published: raise the version in galaxy.yml\n")
    clone.change("galaxy.yml", r"version: .*", "version: 1.1.0")
    code, output = clone.release("prepare")
    assert code == 1
    assert "__init__.py: __version__ is not 1.1.0" in output
    assert "execution-environment.yml: names the artifact of 1.0.0, not of 1.1.0" in output
    assert clone.changed == " M galaxy.yml\n"


def test_the_entry_has_the_date_of_its_last_change(clone: Clone) -> None:
    assert clone.release("prepare", "--date", OLD)[0] == 0
    assert clone.entry()["release_date"] == OLD
    clone.commit()
    assert clone.release("prepare")[0] == 0
    assert clone.changed == ""
    (clone.folder / "changelogs" / "fragments" / "1.yml").write_text("bugfixes: [peering - a bug.]\n", encoding="utf-8")
    assert clone.release("prepare")[0] == 0
    entry = clone.entry()
    assert entry["changes"]["bugfixes"] == ["peering - a bug."]
    assert entry["release_date"] != OLD
    assert {"peer_vpcs", "migrate_vpcs"} <= {playbook["name"] for playbook in entry["objects"]["playbook"]}
    assert list((clone.folder / "changelogs" / "fragments").glob("*.yml")) == []


def test_a_later_version_lists_the_playbooks_that_are_new_in_it(clone: Clone) -> None:
    clone.git("tag", "1.0.0")
    clone.change("galaxy.yml", r"version: .*", "version: 1.1.0")
    clone.change("roles/simulator/files/vpc_simulator/__init__.py", r'__version__ = ".*"', '__version__ = "1.1.0"')
    clone.change("docs/examples/execution-environment.yml", r"vpc-1\.0\.0", "vpc-1.1.0")
    shutil.copy(clone.folder / "playbooks" / "peer_vpcs.yml", clone.folder / "playbooks" / "peer_more.yml")
    assert clone.release("prepare")[0] == 0
    assert [playbook["name"] for playbook in clone.entry("1.1.0")["objects"]["playbook"]] == ["peer_more"]
    assert "modules" not in clone.entry("1.1.0")
