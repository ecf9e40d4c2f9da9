# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The text of the discovered file: YAML that is read back as the same data, and comments. Pure."""

from __future__ import annotations

import re
import typing as t

import yaml

Result = dict[str, t.Any]
WIDTH = 110
# What a value, and never a key, would be evaluated for.
TEMPLATE = re.compile(r"\{[{%#]")


class _Dumper(yaml.SafeDumper):
    """Writes values from the cloud as data: none of them is a template to Ansible."""

    def ignore_aliases(self, data: t.Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, text: str) -> t.Any:
    if TEMPLATE.search(text):
        return dumper.represent_scalar("!unsafe", text, style='"')
    # In double quotes, line breaks of all kinds are written as escapes.
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


_Dumper.add_representer(str, _string)


def as_yaml(peering: Result, prefix: str = "  ") -> list[str]:
    """Return a peering as the lines of an element of a list."""
    text = yaml.dump(
        [peering], Dumper=_Dumper, sort_keys=False, default_flow_style=None, allow_unicode=True, width=WIDTH
    )
    return [f"{prefix}{line}" for line in text.splitlines()]


def comment(text: str = "", indent: str = "") -> str:
    """Return a line of comment, whatever the text holds."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return f"{indent}# {printable}".rstrip()


def section(title: str, lines: t.Sequence[str], indent: str = "") -> list[str]:
    """Return a part of the comments; none without lines."""
    return ["", comment(title, indent), *(comment(f"  - {line}", indent) for line in lines)] if lines else []
