# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the return values that modules share into each module's RETURN, from tools/module_returns.yml."""

from __future__ import annotations

import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).with_suffix(".yml")
MODULES = pathlib.Path(__file__).resolve().parents[1] / "plugins" / "modules"
# Return values that are lists of records, and the part of the source that describes each record.
RECORDS = {
    "router_interfaces": "router_interface_record",
    "router_interface_peers": "router_interface_record",
    "router_interface_connections": "router_interface_record",
    "route_entries": "route_entry_record",
    "vpc_peer_connections": "vpc_peer_record",
}
# Return values with a shared name and a meaning of the module's own.
OWN = {"vpcs_info": {"accounts"}}
RETURN = re.compile(r'(?<=^RETURN = r"""\n).*?(?=^""")', re.MULTILINE | re.DOTALL)
CONTAINS = re.compile(r"(?<=^  contains:\n)(?:    .*\n)+", re.MULTILINE)
ACTION = """    action:
      description: V(none), V(created), V(updated), V(recreated) or V(deleted).
      type: str
"""
# The further values of a module's records, where these are not the action alone.
CHANGES = {
    "vpc_peer_connections": """    peer_resource_group_id:
      description: The resource group in O(connections[].peer_account).
      type: str
    peer_tags:
      description: The tags in O(connections[].peer_account).
      type: dict
    action:
      description: V(none), V(created), V(accepted), V(updated), V(recreated), V(rejected) or V(deleted).
      type: str
    deferred:
      description: Attributes that differ, and that the API changes only once the connection is V(Activated).
      type: list
      elements: str
    waiting_for:
      description: What another account has to do next, for which the task has no key.
      returned: when that is so, else null
      type: dict
      contains:
        action:
          description: V(accept) or V(request).
          type: str
        account_id:
          description: The account that has to act.
          type: str
        region:
          description: The region of its VPC.
          type: str
        vpc_id:
          description: Its VPC.
          type: str
        peer_vpc_id:
          description: The VPC on the other side.
          type: str
        vpc_peer_connection_id:
          description: The request to accept; null before there is one.
          type: str
        until:
          description: Until when it can be accepted, in UTC.
          type: str
"""
}
LAST_STATE = re.compile(r"^    last_state:\n(?:      .*\n)+", re.MULTILINE)


def blocks(text: str) -> dict[str, str]:
    """Return the text of each top key, by the key."""
    parts = re.split(r"^(?=\w+:)", text, flags=re.MULTILINE)
    return {part.partition(":")[0]: part for part in parts if re.match(r"\w+:", part)}


def rewritten(module: str) -> str:
    """Return a module's text with the shared parts of its RETURN up to date."""
    text = (MODULES / f"{module}.py").read_text(encoding="utf-8")
    shared = blocks(SOURCE.read_text(encoding="utf-8"))
    match = RETURN.search(text)
    if not match:
        return text
    own = blocks(match[0])
    new = {name: _block(module, name, block, shared, own) for name, block in own.items()}
    return text[: match.start()] + "".join(new.values()) + text[match.end() :]


def _block(module: str, name: str, block: str, shared: dict[str, str], own: dict[str, str]) -> str:
    if name in RECORDS and CONTAINS.search(block):
        return CONTAINS.sub(lambda _match: _record(module, shared[RECORDS[name]]), block, count=1)
    if name not in shared or name in OWN.get(module, ()):
        return block
    # Without a wait, no failure has a last state.
    return shared[name] if "last_state" in own else LAST_STATE.sub("", shared[name])


def _record(module: str, record: str) -> str:
    lines = record.splitlines(keepends=True)[1:]
    return "".join(f"  {line}" for line in lines) + ("" if module.endswith("_info") else CHANGES.get(module, ACTION))


def names() -> list[str]:
    """Return the modules that share return values: those that call the service."""
    paths = MODULES.glob("*.py")
    return sorted(path.stem for path in paths if "def main" in path.read_text(encoding="utf-8"))


def main(modules: pathlib.Path) -> None:
    """Write the modules into a folder."""
    for name in names():
        (modules / f"{name}.py").write_text(rewritten(name), encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
