# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the record of finished cases: a file with a line for each, so that a long matrix can be continued."""

from __future__ import annotations

import functools
import hashlib
import json
import pathlib
import typing as t

import ansible.release

from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT

# The outcome of a case depends on all of these.
SUBJECT = ("playbooks", "plugins", "roles", "tests/faults")

Case = tuple[str, ...]


@functools.cache
def version() -> str:
    """Return a digest of the code under test: outcomes of other code do not count."""
    digest = hashlib.sha256(ansible.release.__version__.encode())
    for folder in SUBJECT:
        for path in sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".yml", ".json")):
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class Journal:
    """The cases that went well, each with its outcome; without a file it keeps nothing."""

    def __init__(self, path: pathlib.Path | None) -> None:
        self._path = path
        self._known: dict[Case, str] = {}
        lines = path.read_text(encoding="utf-8").splitlines() if path and path.exists() else []
        for line in lines:
            of, case, outcome = json.loads(line)
            if of == version():
                self._known[tuple(case)] = outcome

    def outcome(self, case: Case) -> str | None:
        """Return the outcome of a case, or None when it has not run."""
        return self._known.get(case)

    def add(self, case: Case, outcome: str) -> None:
        """Record a case at once, so that the next run continues after it, whatever ends this one."""
        if self._path:
            line = f"{json.dumps([version(), case, outcome])}\n"
            # One write at the end of the file: processes side by side do not mix their lines.
            with self._path.open("a", encoding="utf-8", buffering=max(len(line), 2)) as stream:
                stream.write(line)


def once(journal: Journal, case: Case, run: t.Callable[[], None]) -> None:
    """Run a case that raises when something is wrong, unless it went well before."""
    if journal.outcome(case) is None:
        run()
        journal.add(case, "well")
