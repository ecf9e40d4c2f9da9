# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns axe-core, which finds what people with disabilities cannot use on a page in the browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.aliops.vpc.tests.conformance.browser import Browser

# What `make conformance` and `make playbooks` install, by the lock in tests/conformance/node.
SCRIPT = Path(os.environ.get("NODE_PATH") or ".") / "axe-core" / "axe.min.js"
# The layout depends on the width, and the colours on the scheme, so axe-core needs both schemes in each layout, and not
# each width with each scheme. It is slow: half a second for a peering, seconds for hundreds of them.
SCREENS = ((390, "light"), (768, "dark"), (1280, "dark"), (1920, "light"))
# The page may load nothing, not even its own style sheets again.
FINDINGS = """axe.run(document, {resultTypes: ["violations"], preload: false}).then(result => result.violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)} ${node.failureSummary}`)))"""
OPEN_ALL = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"


def script() -> str:
    """Return the source of axe-core; a test that needs it is skipped where it is not installed."""
    if not SCRIPT.is_file():
        pytest.skip("needs axe-core, which make conformance and make playbooks install, on NODE_PATH")
    return SCRIPT.read_text(encoding="utf-8")


def findings(browser: Browser, source: str) -> list[str]:
    """Return what axe-core finds on the page as it is shown; ``source`` is its script."""
    if browser.value("typeof axe") == "undefined":
        browser.value(f"{source}; undefined")
    return [str(finding) for finding in browser.value(FINDINGS)]
