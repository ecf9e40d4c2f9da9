# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns what all suites share: the cap of Hypothesis, which importing ``examples`` sets, and the sample of the cases.

The environments of `make matrix` have no Hypothesis, and none of the tests that it runs there needs it.
"""

from __future__ import annotations

import collections
import importlib
import importlib.util

import pytest

if importlib.util.find_spec("hypothesis"):
    importlib.import_module("ansible_collections.aliops.vpc.tests.examples")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cases", choices=("all", "sample"), default="all", help="which cases of a test with the mark 'sampled' run"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests with C(only_ci) out of a sample, and all but every n-th case of those with C(sampled)."""
    if config.getoption("--cases") == "all":
        return
    seen: collections.Counter[str] = collections.Counter()
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        test = item.nodeid.partition("[")[0]
        sampled = item.get_closest_marker("sampled")
        is_left_out = item.get_closest_marker("only_ci") or (sampled and seen[test] % sampled.args[0] > 0)
        (left_out if is_left_out else kept).append(item)
        seen[test] += 1
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept
