# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns loading once what each task of a role would load again: Ansible imports action plugins before it forks.

A task runs in a process of its own, and its first filter or test makes Ansible import all of its filters or tests. What
is loaded before the fork, every later task has.
"""

from __future__ import annotations

from ansible.plugins.loader import filter_loader, lookup_loader, test_loader

# One name of each loader is enough: it loads all that are in no collection. The last is the role's own plugin, which
# its last tasks use.
PLUGINS = (
    filter_loader.get("default"),
    test_loader.get("defined"),
    lookup_loader.get("aliops.vpc.peering_summary", class_only=True),
)
