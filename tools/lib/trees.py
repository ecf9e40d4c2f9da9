# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the copies of the collection: the tree for ansible-test, and the artifact that users install."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

from tools.lib import settings
from tools.lib.settings import COLLECTION, ROOT

MEMBERS = ("SECURITY.md", "README.md", "COPYING", "plugins/modules", "roles/peering")


def copy(tree: pathlib.Path) -> None:
    """Copy tracked and new files to TREE/ansible_collections/aliops/vpc."""
    target = tree / COLLECTION
    shutil.rmtree(target, ignore_errors=True)
    for name in settings.lines("git", "ls-files", "-coz", "--exclude-standard", cwd=ROOT):
        source, copied = ROOT / name, target / name
        # git also lists files that were deleted and not yet committed.
        if source.exists() or source.is_symlink():
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copied, follow_symlinks=False)
    add_repository(target)


def add_repository(folder: pathlib.Path) -> None:
    """Make a copy of the collection a git repository.

    Without one of its own, it would belong to the outer one, which ignores .work, and ansible-test would test nothing.
    """
    settings.run("git", "init", "-q", ".", cwd=folder)
    settings.run("git", "add", "-A", cwd=folder)


def logged(log: pathlib.Path, *command: str | pathlib.Path, cwd: pathlib.Path | None = None) -> None:
    """Run a program with a long output; show the output only when the program fails."""
    with log.open("w", encoding="utf-8") as stream:
        done = subprocess.run(command, cwd=cwd, stdout=stream, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed: {log.read_text(encoding='utf-8')}")


def artifact(dist: pathlib.Path) -> pathlib.Path:
    """Return the path of the built collection in a folder."""
    (path,) = dist.glob("aliops-vpc-*.tar.gz")
    return path


def build(tree: pathlib.Path, dist: pathlib.Path) -> None:
    """Build the collection of a tree into an empty folder."""
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir(parents=True)
    logged(dist / "build.log", "ansible-galaxy", "collection", "build", "--output-path", dist, cwd=tree / COLLECTION)


def write_bill(dist: pathlib.Path) -> pathlib.Path:
    """Write the bill of materials beside the artifact; return its path."""
    built = artifact(dist)
    bill = built.with_name(f"{built.name.removesuffix('.tar.gz')}.cdx.json")
    settings.run("python", ROOT / "tools" / "sbom.py", built, bill)
    return bill


def install(dist: pathlib.Path, folder: pathlib.Path) -> None:
    """Install the artifact, as a user does."""
    shutil.rmtree(folder, ignore_errors=True)
    options = ("--offline", "--force", "-p", folder)
    logged(dist / "install.log", "ansible-galaxy", "collection", "install", *options, artifact(dist))


def make_installed(folder: pathlib.Path) -> pathlib.Path:
    """Copy, build and install the collection below a folder; return where it is installed."""
    copy(folder / "tree")
    return install_from(folder / "tree", folder)


def install_from(tree: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Build the collection of a tree, and install it below a folder; return where it is installed."""
    build(tree, folder / "dist")
    install(folder / "dist", folder / "collections")
    return folder / "collections"


def make_checked(folder: pathlib.Path) -> pathlib.Path:
    """Build the artifact below a folder with its bill of materials, and check it; return where both are."""
    make_installed(folder)
    dist = folder / "dist"
    check_artifact(dist)
    write_bill(dist)
    check_import(dist)
    return dist


def check_import(dist: pathlib.Path) -> None:
    """Import the artifact as Galaxy does."""
    config = dist / "importer.cfg"
    # ansible-lint has a step of its own.
    config.write_text("[galaxy-importer]\nRUN_ANSIBLE_LINT = False\nCHECK_REQUIRED_TAGS = True\n", encoding="utf-8")
    os.environ["GALAXY_IMPORTER_CONFIG"] = str(config)
    settings.run("python", "-m", "galaxy_importer.main", artifact(dist).name, cwd=dist)


def check_artifact(dist: pathlib.Path) -> None:
    """Check that the artifact holds what users need, and nothing else."""
    path = artifact(dist)
    checked = subprocess.run(
        [sys.executable, ROOT / "tools" / "check_artifact.py", path], stdout=subprocess.PIPE, text=True, check=False
    )
    if checked.returncode:
        sys.exit(f"in the artifact: {checked.stdout}")
    with tarfile.open(path) as archive:
        names = set(archive.getnames())
    if missing := [name for name in MEMBERS if name not in names]:
        sys.exit(f"not in the artifact: {', '.join(missing)}")
