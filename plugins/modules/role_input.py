#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# The documentation of the action plugin role_input, which does the work.

from __future__ import annotations

DOCUMENTATION = r"""
module: role_input
short_description: Evaluate the variables of a role of this collection once
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Role variables are templates that each task evaluates again, with its own variables. This module evaluates all
    variables of a role once and returns the values, so that later tasks do not depend on what a template means there.
  - It is part of the roles of this collection, and may change in any version. Do not use it in your playbooks.
options:
  role:
    description:
      - The role whose variables are evaluated.
    type: str
    required: true
    choices: [peering, simulator, idempotence_check, check]
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
  diff_mode:
    description: Returns details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
    support: N/A
  idempotent:
    description: When run twice in a row with the same arguments, the second run changes nothing.
    support: full
notes:
  - The values may be secrets, so the result is never shown, as with C(no_log).
"""

EXAMPLES = r"""
- name: Evaluate the variables of the role once
  aliops.vpc.role_input:
    role: peering
  register: __peering_input
"""

RETURN = r"""
state:
  description: The value of a variable is under its name without the role's, here that of C(peering_state).
  returned: success
  type: raw
  sample: present
"""
