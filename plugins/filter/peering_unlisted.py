# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_unlisted: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_unlisted
short_description: Name the entries that failed because no list shows their router interface
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns the entries of results that failed for nothing but router interfaces that no list of the service shows. They
    are not listed yet, or were deleted before their creation was asked for again.
options:
  _input:
    description: The results of tasks, or of a loop.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what no list shows
  ansible.builtin.debug:
    msg: "{{ peering_peers.results | default([]) | aliops.vpc.peering_unlisted }}"
"""

RETURN = r"""
_value:
  description: The entries, empty when something else failed.
  type: list
  elements: str
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._unlisted import unlisted


def peering_unlisted(results: list[dict[str, t.Any]]) -> list[str]:
    """Return the entries whose router interface no list shows."""
    return unlisted(results)


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_unlisted": peering_unlisted}
