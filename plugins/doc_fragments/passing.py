# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of what passes from task to task; the twin of C(PASSING_SPEC)."""

from __future__ import annotations


class ModuleDocFragment:
    """What a task gets from earlier ones, and how later ones get its result."""

    DOCUMENTATION = r"""
options:
  as_json:
    description:
      - Whether to return the list of records as one JSON string, under its name with the suffix C(_json). Ansible
        copies and checks each value of a result several times, and a large estate has thousands.
    type: bool
    default: false
  throttled_at:
    description:
      - What an earlier task has returned as RV(throttled_at), so that this one keeps to the limits that it met.
    type: dict
    default: {}
"""
