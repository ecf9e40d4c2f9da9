# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns `make pictures`: where the guides' pictures are drawn. The pictures themselves are in tests/pictures."""

from __future__ import annotations

import nox

from tools.lib import environments, settings, trees
from tools.lib.settings import COLLECTION, ROOT, SIMULATOR, WORK

PROGRAM = "ansible_collections.aliops.vpc.tests.pictures"


def pictures(session: nox.Session) -> None:
    """Draw the pictures of the guides anew, from runs on the simulator; all of them, or those that are named."""
    environments.use("dev")
    settings.isolate_from_user()
    tree = WORK / "pictures"
    trees.copy(tree)
    session.chdir(tree)
    env = {"PYTHONPATH": f"{tree}:{tree / COLLECTION / SIMULATOR}", "ANSIBLE_COLLECTIONS_PATH": str(tree)}
    session.run("python", "-m", PROGRAM, str(ROOT / "docs" / "images"), *session.posargs, env=env)
