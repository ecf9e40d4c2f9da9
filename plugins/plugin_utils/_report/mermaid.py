# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The peerings as a Mermaid flowchart, for a README. Pure; its content is chosen in content."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import Link, Report, Vpc


def mermaid(report: Report) -> str:
    """Return the diagram: accounts with their VPCs, and peerings, dotted as long as not both sides are active."""
    vpcs = {end.vpc.key: end.vpc for link in report.links for end in link.ends}
    numbers = {key: f"v{number}" for number, key in enumerate(vpcs)}
    accounts: dict[str, list[Vpc]] = {}
    for vpc in vpcs.values():
        accounts.setdefault(vpc.account, []).append(vpc)
    lines = ["flowchart LR"]
    for number, (account, owned) in enumerate(accounts.items()):
        lines.append(f"  subgraph a{number}[{_quoted(' '.join(filter(None, (account, owned[0].account_id))))}]")
        lines += [
            f"    {numbers[vpc.key]}[{_quoted(vpc.vpc_id or 'unknown VPC', vpc.region, *vpc.blocks)}]" for vpc in owned
        ]
        lines.append("  end")
    for link in report.links:
        initiator, acceptor = (numbers[end.vpc.key] for end in link.ends)
        lines.append(f"  {initiator} {'<-->' if link.active else '<-.->'}|{_quoted(*_label(link))}| {acceptor}")
    return "\n".join(lines) + "\n"


def _label(link: Link) -> t.Iterator[str]:
    yield link.name
    yield link.details


def _quoted(*lines: str) -> str:
    """Return a label. Characters that could end or change it become entity codes, which Mermaid writes with # for &."""
    return '"' + "<br/>".join(re.sub(r"[^\w .,:/-]", lambda match: f"#{ord(match[0])};", line) for line in lines) + '"'
