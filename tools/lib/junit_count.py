# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the test cases in JUnit files. The caller decides what is a success."""

from __future__ import annotations

import xml.etree.ElementTree as ET

# The message of ansible-test for a check without files, such as the one of PowerShell.
NOTHING_TO_TEST = "No tests applicable."


def outcome(case: ET.Element) -> str:
    """Return `failed` when any check of the case failed, though others passed; `none` when it is not a test here."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    skipped = case.find("skipped")
    if skipped is None:
        return "passed"
    return "none" if skipped.text == NOTHING_TO_TEST else "skipped"


def count(paths: list[str]) -> tuple[int, int, int]:
    """Return how many passed, failed and were skipped."""
    outcomes = [outcome(case) for path in paths for case in ET.parse(path).iter("testcase")]
    return outcomes.count("passed"), outcomes.count("failed"), outcomes.count("skipped")
