# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the pictures of reports: the runs whose pages they show, on a simulator of their own."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ansible_collections.aliops.vpc.tests.conformance.browser import browsing, executable
from ansible_collections.aliops.vpc.tests.conformance.harness import running
from ansible_collections.aliops.vpc.tests.playbooks import report_worlds
from ansible_collections.aliops.vpc.tests.playbooks.report_worlds import Estate
from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible

WIDTH = 1120


def audit(file: Path) -> None:
    """Draw the audit of an estate that has grown."""
    _draw(file, report_worlds.drifted(), "audit_vpcs")


def plan(file: Path) -> None:
    """Draw the prediction of a run that creates one peering and changes another."""
    _draw(file, report_worlds.half_made(), "peer_vpcs", "--check")


def migration(file: Path) -> None:
    """Draw a peering that has moved to a VPC peering connection, whose router interfaces still exist."""
    _draw(file, report_worlds.moving(), "migrate_vpcs", "-e", "peering_migrate_to=switched")


def _draw(file: Path, estate: Estate, playbook: str, *options: str) -> None:
    """Run a playbook, and write a picture of its page."""
    program = executable()
    if program is None:
        sys.exit("needs chromium")
    with tempfile.TemporaryDirectory() as name, running("--scenario", "tutorial", "--time-scale", "0") as cloud:
        folder = Path(name)
        page, variables = folder / "report.html", estate.begin(cloud, folder)
        profile = folder / "browser"
        profile.mkdir()
        ansible = Ansible(folder, cloud.url)
        report = ("-e", f"peering_report={page}")
        run = ansible.peer(*report, *options, name=f"aliops.vpc.{playbook}", vars_file=variables)
        if run.code:
            sys.exit(run.output)
        with browsing(program, profile) as browser:
            browser.screen(WIDTH, 800)
            browser.open(page.as_uri())
            browser.screen(WIDTH, int(browser.value("document.documentElement.scrollHeight")))
            browser.screenshot(file)
