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
      - Whether to wait until the service has done what was asked for.
    type: bool
    default: true
  wait_timeout:
    description:
      - For how many seconds to wait at most.
    type: int
    default: 300
  list_lag:
    description:
      - For how many seconds the service's lists may lag behind what was created, from 1 to 1200. A simulator needs no
        more than V(2); all who work on the same accounts give the same.
    type: int
    default: 60
"""
