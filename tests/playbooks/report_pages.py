# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the checks of any report page: draws it, opens it, and looks for faults and secrets on it."""

from __future__ import annotations

import pathlib
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.conformance import accessibility
from ansible_collections.aliops.vpc.tests.conformance.browser import Browser, browsing_or_skipping
from ansible_collections.aliops.vpc.tests.playbooks.runs import SECRETS, TUTORIAL, Ansible, Run

NOT_TO_BE_SEEN = (*SECRETS, "LTAI-", "not-a-secret")
WIDTHS = (390, 768, 1280, 1920)
SCREENS = tuple((width, scheme) for scheme in ("light", "dark") for width in WIDTHS)
# With all folds open, axe-core checks the page on these screens only.
OPENED = ((390, "dark"), (1280, "light"))
# Elements that are wider than the screen or than their boxes, and words that end outside of theirs.
FAULTS = """(() => {
  const shown = [...document.querySelectorAll("body *")].filter(element => element.getClientRects().length);
  const faults = shown
    .filter(element => !(element instanceof SVGElement) && !element.closest(".unseen") && element.clientWidth)
    .filter(element => element.scrollWidth > element.clientWidth + 1)
    .map(element => `wider than its box: ${element.outerHTML.slice(0, 100)}`);
  if (document.documentElement.scrollWidth > window.innerWidth) {
    faults.push(`wider than the screen: ${document.documentElement.scrollWidth}`);
  }
  const words = shown.filter(element => element.matches(".way .word"));
  const boxes = words.map(word => [word, word.getBoundingClientRect()]);
  for (const [word, box] of boxes) {
    const room = word.closest(".ways").getBoundingClientRect();
    if (box.left < room.left - 1 || box.right > room.right + 1) {
      faults.push(`outside: ${word.textContent}`);
    }
  }
  return faults;
})()"""
HEIGHT = "document.documentElement.scrollHeight / window.innerHeight"


@pytest.fixture(name="chromium", scope="module")
def running_chromium(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Browser]:
    """One browser for the tests of a file; tests use ``browser``."""
    with browsing_or_skipping(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    chromium.complaints.clear()
    chromium.screen(1280, 800)
    return chromium


def drawn(
    ansible: Ansible, *options: str, name: str = "peer_vpcs", vars_file: pathlib.Path = TUTORIAL
) -> tuple[Run, pathlib.Path]:
    """Run a playbook that draws a page."""
    page = ansible.folder / "report.html"
    run = ansible.peer("-e", f"peering_report={page}", *options, name=f"aliops.vpc.{name}", vars_file=vars_file)
    assert page.exists(), run.output
    text = page.read_text(encoding="utf-8")
    assert not [secret for secret in NOT_TO_BE_SEEN if secret in text]
    return run, page


def seen(browser: Browser, page: pathlib.Path) -> str:
    """Open a page and return its visible text; the page loads nothing, and the browser has no complaint."""
    browser.open(page.as_uri())
    assert browser.value("performance.getEntriesByType('resource').length") == 0
    assert browser.complaints == []
    source = str(browser.value("document.documentElement.outerHTML"))
    assert not [secret for secret in NOT_TO_BE_SEEN if secret in source]
    return str(browser.value("document.body.innerText"))


def check_everywhere(
    browser: Browser,
    page: pathlib.Path,
    closed: t.Collection[tuple[int, str]] = accessibility.SCREENS,
    opened: t.Collection[tuple[int, str]] = OPENED,
) -> None:
    """Check a page on each width, in the light and in the dark, with its folds closed and open.

    With closed folds, axe-core checks the screens ``closed``, with open ones ``opened``.
    """
    axe = accessibility.script()
    for width, scheme in SCREENS:
        browser.screen(width, 844 if width == WIDTHS[0] else 800, scheme)
        seen(browser, page)
        for state in (closed, opened):
            assert browser.value(FAULTS) == [], (width, scheme)
            if (width, scheme) in state:
                assert accessibility.findings(browser, axe) == [], (width, scheme)
            browser.value(accessibility.OPEN_ALL)


def screens(browser: Browser, page: pathlib.Path) -> tuple[float, float]:
    """Return the height of a page in screens, on a desktop and on a phone."""
    heights = []
    for size in ((1280, 800), (390, 844)):
        browser.screen(*size)
        seen(browser, page)
        heights.append(float(browser.value(HEIGHT)))
    return heights[0], heights[1]
