# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The README is short, names the content of the collection, and links only to files that Galaxy's artifact has too."""

from __future__ import annotations

import fnmatch
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# As many lines as three screens of GitHub show.
LONGEST = 150
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# The parts in their order: a reader decides first, then tries, then uses.
PARTS = [
    "## Who is it for?",
    "## What it does",
    "## Try it without a cloud",
    "## Use it on the cloud",
    "## How it compares",
    "## Guides",
    "## What is in the collection",
    "## Help and licence",
]


def anchors(page: pathlib.Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def left_out(path: str) -> bool:
    """Return whether the artifact lacks a file, by the patterns of galaxy.yml."""
    ignored = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["build_ignore"]
    parents = [path, *map(str, pathlib.PurePosixPath(path).parents)]
    return any(fnmatch.fnmatch(part, pattern) for part in parents for pattern in ignored)


def faults(link: str) -> list[str]:
    path, _hash, anchor = link.partition("#")
    page = ROOT / path
    if not page.is_file():
        return [f"{link}: no such file"]
    broken = [f"{link}: no such heading"] if anchor and anchor not in anchors(page) else []
    return broken + ([f"{link}: is not in the artifact"] if left_out(path) else [])


def test_the_links_have_their_targets_in_the_artifact() -> None:
    links = [link for link in LINK.findall(README) if "://" not in link]
    offenders = [fault for link in links for fault in faults(link)]
    assert len(links) > 20
    assert not offenders, "\n".join(offenders)


def test_the_readme_fits_on_three_screens() -> None:
    assert len(README.splitlines()) <= LONGEST


def test_the_parts_are_in_their_order() -> None:
    assert re.findall(r"^## .*$", README, re.MULTILINE) == PARTS


def test_the_readme_names_every_role_playbook_and_module() -> None:
    patterns = ("roles/*", "playbooks/*.yml", "plugins/modules/*.py")
    stems = sorted(path.stem for pattern in patterns for path in ROOT.glob(pattern))
    # The role's own modules are not for users.
    names = [name for name in stems if not name.startswith("role_")]
    listed = README[README.index("## What is in the collection") :]
    assert names
    assert [name for name in names if f"`{name}`" not in listed] == []


def test_every_page_has_a_place_in_the_navigation() -> None:
    index = (ROOT / "docs" / "preview" / "index.md").read_text(encoding="utf-8").splitlines()
    pages = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))
    assert pages
    assert [name for name in pages if name not in index] == []


def test_every_guide_is_listed() -> None:
    """A page of another topic has its link on that topic's page, so only a page without any link is missing."""
    pages = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
    linking = README + "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in pages)
    assert pages
    assert [name for name in pages if f"({name}" not in linking and f"(docs/{name}" not in linking] == []
