# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prepares a release: writes the changelog of galaxy.yml's version, and reports what must be done before publishing.

"make release" runs both parts in the checkout, with the build and the checks of the artifact between them:

    release.py prepare [--date YYYY-MM-DD]
    release.py report ARTIFACT

The entry of a version without a tag is made anew, from its own text, the new fragments, and all plugins, roles and
playbooks of the version. Its date is the day on which it last changed. A version with a tag stays as it is.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import pathlib
import re
import subprocess
import sys
import typing as t

import yaml

GALAXY = pathlib.Path("galaxy.yml")
CHANGES = pathlib.Path("changelogs/changelog.yaml")
FRAGMENTS = pathlib.Path("changelogs/fragments")
SIMULATOR = pathlib.Path("roles/simulator/files/vpc_simulator/__init__.py")
PLAYBOOKS = pathlib.Path("playbooks")
SITE = pathlib.Path("docs/docsite/links.yml")
LINKS = ("repository", "documentation", "homepage", "issues")
# Files that name the artifact with its version.
NAMING = ("docs/examples/execution-environment.yml",)
# The words on the pages as long as there is no public address.
UNPUBLISHED = "public registry"


def run(*command: str) -> str:
    """Run a program, and return its output. Its failure ends this one."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def load(path: pathlib.Path) -> dict[str, t.Any]:
    """Return the content of a file of YAML."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


# --- the versions and the changelog --------------------------------------------------------------------------


def version_faults(version: str) -> t.Iterator[str]:
    """Yield each place that names another version than galaxy.yml, and a tag that exists already."""
    if run("git", "tag", "--list", version).strip():
        yield f"{version} has a tag, so it is published: raise the version in galaxy.yml"
    if f'__version__ = "{version}"' not in SIMULATOR.read_text(encoding="utf-8").splitlines():
        yield f"{SIMULATOR}: __version__ is not {version}"
    for name in NAMING:
        others = set(re.findall(r"aliops-vpc-(\d[\w.]*)\.tar\.gz", pathlib.Path(name).read_text(encoding="utf-8")))
        yield from (f"{name}: names the artifact of {other}, not of {version}" for other in sorted(others - {version}))


def new_playbooks(changes: dict[str, t.Any]) -> list[dict[str, str]]:
    """Return the playbooks that no other version has, with the names of their first plays as their descriptions."""
    entries = [entry.get("objects", {}).get("playbook", []) for entry in changes["releases"].values()]
    released = {playbook["name"] for entry in entries for playbook in entry}
    plays = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))[0] for path in PLAYBOOKS.glob("*.yml")}
    return [{"name": name, "description": f"{plays[name]['name']}."} for name in sorted(plays.keys() - released)]


def fold_back(version: str) -> dict[str, t.Any]:
    """Turn the version's entry of the changelog, if there is one, into a fragment again; return the entry."""
    changes = load(CHANGES)
    entry = dict(changes["releases"].pop(version, None) or {})
    # antsibull-changelog finds new plugins and roles by itself; playbooks have no documentation that it could read.
    playbooks = new_playbooks(changes)
    fragment = {**entry.get("changes", {}), **({"add object.playbook": playbooks} if playbooks else {})}
    if fragment:
        (FRAGMENTS / f"{version}.yml").write_text(yaml.safe_dump(fragment), encoding="utf-8")
    CHANGES.write_text(yaml.safe_dump(changes), encoding="utf-8")
    return entry


def write_changelog(version: str, date: str | None) -> None:
    """Write the entry of the version; one that does not change keeps its date."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()

    def write(day: str) -> dict[str, t.Any]:
        run("antsibull-changelog", "release", "--reload-plugins", "--date", day)
        return dict(load(CHANGES)["releases"][version])

    before = fold_back(version)
    after = write(date or before.get("release_date") or today)
    if before and not date and after != before:
        fold_back(version)
        write(today)


def prepare(date: str | None) -> None:
    """Check the versions, and write the changelog unless a version is wrong."""
    version = load(GALAXY)["version"]
    if faults := list(version_faults(version)):
        sys.exit("\n".join(faults))
    write_changelog(version, date)


# --- the report ----------------------------------------------------------------------------------------------


def unpublished_pages() -> list[str]:
    """Return the places of the pages that mention that there is no public address."""
    pages = [pathlib.Path("README.md"), *sorted(pathlib.Path("docs").glob("*.md"))]
    return [
        f"{page}:{number}"
        for page in pages
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
        if UNPUBLISHED in line.lower()
    ]


def missing(galaxy: dict[str, t.Any]) -> t.Iterator[str]:
    """Yield the tasks before the artifact may be published."""
    if changed := run("git", "status", "--porcelain").rstrip():
        yield f"A commit of these files:\n{changed}"
    placeholders = [name for name in LINKS if ".example" in galaxy[name]]
    if placeholders:
        yield (
            f"The public address. Write it to galaxy.yml ({', '.join(placeholders)}) and to {SITE} (edit_on_github,"
            f" extra_links), and update the pages that mention its absence ({', '.join(unpublished_pages())})."
        )


def checksum(path: pathlib.Path) -> str:
    """Return a line in the format of sha256sum."""
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"


def report(artifact: pathlib.Path) -> None:
    """Print the built files, the open tasks and the next commands; exit code 1 if a task is open."""
    galaxy = load(GALAXY)
    version = galaxy["version"]
    built = sorted(path for path in artifact.parent.iterdir() if path.name.startswith(f"aliops-vpc-{version}."))
    obstacles = list(missing(galaxy))
    lines = [
        f"aliops.vpc {version} is built and checked, in {artifact.parent}:",
        *map(checksum, built),
        "",
        "Publish it with:" if not obstacles else "Publish it, once nothing is missing any more, with:",
        f"  git tag --annotate {version} --message 'Release {version}'",
        f"  git push origin {version}",
        f"  ansible-galaxy collection publish {artifact}",
        "",
        f"Missing: {len(obstacles) or 'nothing'}{':' if obstacles else ''}",
        *(f"- {obstacle}" for obstacle in obstacles),
    ]
    print("\n".join(lines), flush=True)
    sys.exit(1 if obstacles else 0)


def main() -> None:
    """Run one of the two parts."""
    parser = argparse.ArgumentParser(prog="release.py", description="Prepare a release.")
    parts = parser.add_subparsers(dest="part", required=True)
    preparing = parts.add_parser("prepare", help="check the versions and write the changelog")
    preparing.add_argument("--date", type=lambda day: datetime.date.fromisoformat(day).isoformat())
    parts.add_parser("report", help="report what is missing").add_argument("artifact", type=pathlib.Path)
    options = parser.parse_args()
    if options.part == "prepare":
        prepare(options.date)
    else:
        report(options.artifact)


if __name__ == "__main__":
    main()
