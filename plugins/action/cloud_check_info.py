# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module cloud_check_info in Ansible's own process where it can."""

from __future__ import annotations

from ansible_collections.aliops.vpc.plugins.modules import cloud_check_info
from ansible_collections.aliops.vpc.plugins.plugin_utils._in_process import ModuleAction


class ActionModule(ModuleAction):
    """The action of the module."""

    module = cloud_check_info
