# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the changelog of the version in galaxy.yml, and says what stands in the way of publishing it.

"make release" runs it in the checkout. An entry of that version that is there already is made anew, from its own text,
the new fragments and all plugins and roles of the version; a version with a tag was published and is not touched.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import typing as t

import yaml

CHANGES = pathlib.Path("changelogs/changelog.yaml")
FRAGMENTS = pathlib.Path("changelogs/fragments")
LINKS = ("repository", "documentation", "homepage", "issues")


def run(*command: str) -> str:
    """Run a program; what it prints. Its failure ends this one."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def fold_back(version: str) -> None:
    """Turn the version's entry of the changelog, if there is one, into a fragment again."""
    changes = yaml.safe_load(CHANGES.read_text(encoding="utf-8"))
    entry = changes["releases"].pop(version, None)
    if entry is None:
        return
    playbooks = [
        {"name": playbook["name"], "description": playbook["description"]}
        for playbook in entry.get("objects", {}).get("playbook", [])
    ]
    # Plugins and roles are found again; playbooks have no documentation that could be read.
    fragment = {**entry.get("changes", {}), **({"add object.playbook": playbooks} if playbooks else {})}
    (FRAGMENTS / f"{version}.yml").write_text(yaml.safe_dump(fragment), encoding="utf-8")
    CHANGES.write_text(yaml.safe_dump(changes), encoding="utf-8")


def obstacles(galaxy: dict[str, t.Any]) -> t.Iterator[str]:
    """Say what must not be published yet, and why."""
    for link in LINKS:
        if ".example" in galaxy[link]:
            yield f"galaxy.yml: {link} is the placeholder {galaxy[link]}"
    if changed := run("git", "status", "--porcelain").rstrip():
        yield f"not committed:\n{changed}"


def main() -> None:
    """Write, then complain; exit code 1 with any complaint."""
    galaxy = yaml.safe_load(pathlib.Path("galaxy.yml").read_text(encoding="utf-8"))
    version = galaxy["version"]
    if run("git", "tag", "--list", version).strip():
        sys.exit(f"{version} has a tag, so it was published: raise the version in galaxy.yml")
    fold_back(version)
    run("antsibull-changelog", "release", "--reload-plugins")
    if found := list(obstacles(galaxy)):
        sys.exit("\n".join(["Not to be published:", *found]))


if __name__ == "__main__":
    main()
