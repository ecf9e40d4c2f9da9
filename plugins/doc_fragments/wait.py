# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of every module that waits; the twin of C(WAIT_SPEC)."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of waiting."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until the service has completed each change.
    type: bool
    default: true
  wait_timeout:
    description:
      - The maximum number of seconds to wait.
    type: int
    default: 300
  list_lag:
    description:
      - How many seconds the lists of the service may lag behind a creation, from 1 to 1200. A simulator needs V(2) at
        most. Use the same value in all runs that work on the same accounts.
    type: int
    default: 60
"""
