# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run uses the network only for the calls to its endpoint."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible

# Python loads this in every process of the run: Ansible's own, its workers', the modules'.
WATCH = """
import os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        address = arguments[0] if event.startswith("socket.get") else arguments[1]
        if not isinstance(address, (str, bytes)) or event.startswith("socket.get"):
            host = address if isinstance(address, str) else address[0]
            with open(os.environ["WATCHED"], "a") as stream:
                stream.write(f"{event} {host}\\n")

sys.addaudithook(watch)
"""


def test_a_run_connects_to_its_endpoint_only(ansible: Ansible, simulator: t.Any) -> None:
    watched = ansible.folder / "watched"
    (ansible.folder / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    ansible.environ = {"PYTHONPATH": str(ansible.folder), "WATCHED": str(watched)}
    run = ansible.peer("-e", "peering_report=report.html")
    assert run.code == 0, run.output
    assert len(simulator.calls()) > 5
    seen = set(watched.read_text(encoding="utf-8").splitlines())
    assert "socket.connect 127.0.0.1" in seen
    assert seen <= {f"socket.{event} 127.0.0.1" for event in ("connect", "getaddrinfo")}
