# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every promise of docs/reliability_proof.md names a test, and every test that the page names exists."""

from __future__ import annotations

import ast
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = "docs/reliability_proof.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
TABLES = re.findall(r"^\| Promise \| Test \|\n\| --- \| --- \|\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
# The tests of each row, after its promise.
ROWS = [re.split(r" \| (?=`)", row.strip("| ")) for table in TABLES for row in table.splitlines()]


def exists(test: str) -> bool:
    """Return whether a file of tests exists, and whether it defines the test or its class, if it names one."""
    path, *names = test.split("::")
    if not (ROOT / path).is_file():
        return False
    body: list[ast.stmt] = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    for name in names:
        nodes = [node for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name]
        if not nodes:
            return False
        body = nodes[0].body
    return True


def test_every_promise_has_its_test() -> None:
    without = [f"{PAGE}: no test for {row[0]!r}" for row in ROWS if len(row) != 2 or "`tests/" not in row[1]]
    unknown = [
        f"{PAGE} names {test}, which does not exist"
        for test in re.findall(r"`(tests/[\w/.]+(?:::\w+)*)`", TEXT)
        if not exists(test)
    ]
    assert len(ROWS) > 50
    assert not without + unknown, "\n".join(without + unknown)
