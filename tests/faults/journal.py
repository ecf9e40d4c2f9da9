# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns what is known of cases that ran already: a file with a line for each, by which a long matrix goes on."""

from __future__ import annotations

import functools
import hashlib
import json
import pathlib
import typing as t

import ansible.release

from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT

# What a case comes to depends on all of this.
SUBJECT = ("playbooks", "plugins", "roles", "tests/faults")

Case = tuple[str, ...]


@functools.cache
def version() -> str:
    """Return what stands for the code that the cases are about: of other code, nothing is known by them."""
    said = hashlib.sha256(ansible.release.__version__.encode())
    for folder in SUBJECT:
        for path in sorted(one for one in (ROOT / folder).rglob("*") if one.suffix in (".py", ".yml", ".json")):
            said.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return said.hexdigest()[:16]


class Journal:
    """The cases that went well, with what became of each; without a file nothing is remembered."""

    def __init__(self, path: pathlib.Path | None) -> None:
        self._path = path
        self._known: dict[Case, str] = {}
        lines = path.read_text(encoding="utf-8").splitlines() if path and path.exists() else []
        for line in lines:
            of, case, outcome = json.loads(line)
            if of == version():
                self._known[tuple(case)] = outcome

    def outcome(self, case: Case) -> str | None:
        """Return what became of a case, or None when it has not run."""
        return self._known.get(case)

    def add(self, case: Case, outcome: str) -> None:
        """Remember a case at once: whatever ends the run, the next one goes on behind it."""
        if self._path:
            line = f"{json.dumps([version(), case, outcome])}\n"
            # One write at the end of the file: processes side by side do not mix their lines.
            with self._path.open("a", encoding="utf-8", buffering=max(len(line), 2)) as stream:
                stream.write(line)


def once(journal: Journal, case: Case, run: t.Callable[[], None]) -> None:
    """Run a case that says itself when something is wrong, unless it went well before."""
    if journal.outcome(case) is None:
        run()
        journal.add(case, "well")
