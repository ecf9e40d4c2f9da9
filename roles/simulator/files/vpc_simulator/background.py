# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns running in the background: the fork, the file that describes the process, the report that it is ready."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from vpc_simulator.service import Service

PROCESS_FILE = "process.json"
LOG = "log"


class Foreground:
    """The default: the address goes to standard output."""

    def ready(self, url: str, service: Service) -> None:
        print(f"vpc_simulator listening on {url}", flush=True)

    def ended(self) -> None:
        """There is nothing to clean up."""


class Background:
    """A process that outlives its parent. Its file holds url, pid, the accounts with their keys, and the CA's path.

    Construct it after everything that can fail: the parent exits when the child is ready, and never returns from the
    constructor.
    """

    def __init__(self, directory: Path) -> None:
        self.process_file = directory / PROCESS_FILE
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = os.open(directory / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        from_child, self._to_parent = os.pipe()
        sys.stdout.flush()
        if os.fork():
            os.close(self._to_parent)
            _exit_when_ready(from_child, directory / LOG)
        os.close(from_child)
        os.setsid()
        for descriptor in (0, 1, 2):
            os.dup2(log if descriptor else os.open(os.devnull, os.O_RDONLY), descriptor)

    def ready(self, url: str, service: Service) -> None:
        draft = self.process_file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            content = {"url": url, "pid": os.getpid(), "accounts": service.credentials()}
            json.dump({**content, "ca_bundle": service.ca_bundle and str(service.ca_bundle.absolute())}, file)
        draft.replace(self.process_file)
        with open(self._to_parent, "w", encoding="utf-8") as parent:
            parent.write(f"vpc_simulator listening on {url}\n")

    def ended(self) -> None:
        self.process_file.unlink(missing_ok=True)


def _exit_when_ready(from_child: int, log: Path) -> None:
    """Print the child's line and exit. No line means that it died; then print its log."""
    with open(from_child, encoding="utf-8") as child:
        line = child.read()
    if line:
        print(line, end="", flush=True)
        os._exit(0)
    print(f"vpc_simulator: did not start: {log.read_text(encoding='utf-8')}", file=sys.stderr, flush=True)
    os._exit(2)


Announcer = Foreground | Background


@contextlib.contextmanager
def announcer_for(directory: Path | None) -> Iterator[Announcer]:
    """What reports that the server is ready: in the foreground, or in the background with that directory."""
    announcer = Foreground() if directory is None else Background(directory)
    try:
        yield announcer
    finally:
        announcer.ended()
