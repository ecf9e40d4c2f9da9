# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns building the documentation site from the guides and the plugins' documentation."""

from __future__ import annotations

import os
import pathlib
import shutil

import nox

from tools.lib.settings import COLLECTION, ROOT, STATIC_TREE, WORK


def build(session: nox.Session) -> None:
    """Build the site in its folder; a warning is a failure."""
    folder, docs = WORK / "docs", STATIC_TREE / COLLECTION / "docs"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(docs / "preview", folder)
    session.chdir(folder)
    for name in ("rst", "rst/reference"):
        os.makedirs(name)
        os.chmod(name, 0o755)
    session.run("python", ROOT / "tools" / "sphinx_inventory.py", "ansible.inv")
    shutil.move("index.md", "rst/")
    for path in docs.glob("*.md"):
        shutil.copy(path, "rst/")
    for name in ("images", "examples"):
        shutil.copytree(docs / name, f"rst/{name}")
    reference = (
        "--use-current",
        "--squash-hierarchy",
        "--cleanup",
        "everything",
        "--fail-on-error",
        "--dest-dir",
        "rst/reference",
    )
    session.run(
        *("antsibull-docs", "--config-file", "antsibull-docs.cfg", "collection", *reference, "aliops.vpc"),
        env={"ANSIBLE_COLLECTIONS_PATH": str(STATIC_TREE)},
    )
    # All files anew: sphinx does not repeat the warnings of unchanged files.
    strict = ("--fresh-env", "--write-all", "--nitpicky", "--fail-on-warning", "--keep-going", "--quiet")
    session.run("sphinx-build", "-M", "html", "rst", "build", "-c", ".", *strict)
    if not pathlib.Path("build/html/index.html").stat().st_size:
        session.error("the site has no first page")
    session.run("python", ROOT / "tools" / "check_site.py", "build/html")
