# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the npm packages of the tests, Alibaba's clients and axe-core: their installation and their lock."""

from __future__ import annotations

import hashlib
import os
import shutil

from tools.lib import environments, settings
from tools.lib.settings import ROOT, WORK

LOCK = ROOT / "tests" / "conformance" / "node"


def use() -> None:
    """Install them; where there is no npm, their tests are skipped by name."""
    if not shutil.which("npm"):
        return
    folder, lock = WORK / "node", LOCK / "package-lock.json"
    os.environ["NODE_PATH"] = str(folder / "node_modules")
    stamp = hashlib.sha256(lock.read_bytes() + settings.output("node", "--version").encode()).hexdigest()
    if environments.is_stamped(folder, stamp):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCK / name, folder)
    # A registry that the user named is the user's mirror.
    registry = settings.output("env", f"HOME={os.environ[settings.USER_HOME]}", "npm", "config", "get", "registry")
    settings.run(
        *("env", f"npm_config_registry={registry}", f"npm_config_cache={folder}/cache"),
        *("npm", "ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"),
    )
    (folder / ".stamp").write_text(stamp, encoding="utf-8")


def lock() -> None:
    """Resolve them anew, without the names of hosts: npm then uses the registry of its configuration."""
    (LOCK / "package-lock.json").unlink(missing_ok=True)
    settings.run(
        *("npm", "install", "--prefix", LOCK, "--package-lock-only", "--omit-lockfile-registry-resolved"),
        *("--ignore-scripts", "--no-audit", "--no-fund"),
    )
