# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The attributes of every module."""

from __future__ import annotations


class ModuleDocFragment:
    """The attributes of the modules that write; C(INFO) has those of the modules that only read."""

    DOCUMENTATION = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/aliops.vpc.all) in C(module_defaults) to set the account's options once.
    support: full
    membership:
      - aliops.vpc.all
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - Reads are made and the prediction is exact; RV(ignore:writes) lists the write calls that a real run would make.
  diff_mode:
    description: Returns what has changed, or in check mode what would change, when in diff mode.
    support: full
  idempotent:
    description: When run twice in a row with the same arguments, the second run makes no write call.
    support: full
"""

    INFO = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/aliops.vpc.all) in C(module_defaults) to set the account's options once.
    support: full
    membership:
      - aliops.vpc.all
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - This module changes nothing.
  diff_mode:
    description: Returns what has changed, or in check mode what would change, when in diff mode.
    support: N/A
    details:
      - This module changes nothing.
  idempotent:
    description: When run twice in a row with the same arguments, the second run makes no write call.
    support: full
"""
