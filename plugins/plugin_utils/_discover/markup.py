# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The text of the discovered file: YAML that is read back as the same data, and comments. Pure."""

from __future__ import annotations

import re
import typing as t

import yaml

from ansible_collections.aliops.vpc.plugins.module_utils._model.values import TEMPLATE

Result = dict[str, t.Any]
WIDTH = 110
# Everything that a reader of YAML could take for the end of a comment, or a terminal for a command.
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
_MORE_TEMPLATES = re.compile(r"\{#")


class _Dumper(yaml.SafeDumper):
    """Writes values from the cloud as data: none of them is a template to Ansible."""

    def ignore_aliases(self, data: t.Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, text: str) -> t.Any:
    if TEMPLATE.search(text) or _MORE_TEMPLATES.search(text):
        return dumper.represent_scalar("!unsafe", text, style='"')
    return dumper.represent_str(text)


_Dumper.add_representer(str, _string)


def as_yaml(peering: Result, prefix: str = "  ") -> list[str]:
    """Return a peering as the lines of an element of a list."""
    text = yaml.dump(
        [peering], Dumper=_Dumper, sort_keys=False, default_flow_style=None, allow_unicode=True, width=WIDTH
    )
    return [f"{prefix}{line}" for line in text.splitlines()]


def comment(text: str = "", indent: str = "") -> str:
    """Return a line of comment, whatever the text holds."""
    return f"{indent}# {_UNPRINTABLE.sub(' ', text)}".rstrip()


def section(title: str, lines: t.Sequence[str], indent: str = "") -> list[str]:
    """Return a part of the comments; none without lines."""
    return ["", comment(title, indent), *(comment(f"  - {line}", indent) for line in lines)] if lines else []
