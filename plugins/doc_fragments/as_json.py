# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option of modules whose results may be long; the twin of C(AS_JSON_SPEC)."""

from __future__ import annotations


class ModuleDocFragment:
    """The form of a result."""

    DOCUMENTATION = r"""
options:
  as_json:
    description:
      - Return the list of records as one string, under its name with C(_json) at its end, and not as a list. Ansible
        copies and checks each value of a result several times, and a large estate has thousands.
    type: bool
    default: false
"""
