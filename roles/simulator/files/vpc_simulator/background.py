# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns running in the background: the fork, the note of the running process, and who is told when it is ready."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from vpc_simulator.service import Service

NOTE = "process.json"
LOG = "log"


class Foreground:
    """The usual way: the address goes to standard output."""

    def ready(self, url: str, service: Service) -> None:
        print(f"vpc_simulator listening on {url}", flush=True)

    def ended(self) -> None:
        """Nothing is left to tidy up."""


class Background:
    """A process that outlives its parent. The note holds its url, its pid, the accounts with their keys, and
    over HTTPS the path of the certificate to trust.

    Construct it when everything that can go wrong has gone well: the parent returns to its caller's shell only when the
    child is ready, and never returns from the constructor.
    """

    def __init__(self, directory: Path) -> None:
        self.note = directory / NOTE
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = os.open(directory / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        reading, self._telling = os.pipe()
        sys.stdout.flush()
        if os.fork():
            os.close(self._telling)
            _wait_for(reading, directory / LOG)
        os.close(reading)
        os.setsid()
        for standard in (0, 1, 2):
            os.dup2(log if standard else os.open(os.devnull, os.O_RDONLY), standard)

    def ready(self, url: str, service: Service) -> None:
        draft = self.note.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            note = {"url": url, "pid": os.getpid(), "accounts": service.credentials()}
            json.dump({**note, "ca_bundle": service.ca_bundle and str(service.ca_bundle.absolute())}, file)
        draft.replace(self.note)
        with open(self._telling, "w", encoding="utf-8") as parent:
            parent.write(f"vpc_simulator listening on {url}\n")

    def ended(self) -> None:
        self.note.unlink(missing_ok=True)


def _wait_for(reading: int, log: Path) -> None:
    """Tell what the child tells, and end. Silence means that it died; then its log says why."""
    with open(reading, encoding="utf-8") as child:
        line = child.read()
    if line:
        print(line, end="", flush=True)
        os._exit(0)
    print(f"vpc_simulator: did not start: {log.read_text(encoding='utf-8')}", file=sys.stderr, flush=True)
    os._exit(2)


Announcer = Foreground | Background


@contextlib.contextmanager
def announcing(directory: Path | None) -> Iterator[Announcer]:
    """How to tell that the server is ready: in the foreground, or from a background process with that directory."""
    announcer = Foreground() if directory is None else Background(directory)
    try:
        yield announcer
    finally:
        announcer.ended()
