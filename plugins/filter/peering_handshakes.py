# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_handshakes: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_handshakes
short_description: Read handshake files
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns what handshake files tell, and refuses files that are not as the role P(aliops.vpc.peering#role) writes
    them. They come from another company, so each field is checked.
options:
  _input:
    description: The paths of the files, on the controller.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show what the other side has told
  ansible.builtin.debug:
    msg: "{{ query('ansible.builtin.fileglob', 'handshakes/*.json') | aliops.vpc.peering_handshakes }}"
"""

RETURN = r"""
_value:
  description: The contents of the files, each with the C(peering) and the C(role) that it tells of.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.plugin_utils import _handshakes


def peering_handshakes(paths: list[str]) -> list[dict[str, t.Any]]:
    """Return what the files tell."""
    try:
        return _handshakes.read(paths)
    except VpcError as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_handshakes": peering_handshakes}
