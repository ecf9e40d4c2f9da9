# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the code blocks of the guides: their shapes, their files and their commands. Runs nothing.

A block whose first line is a comment with a file's name, as in "# peerings.yml", is that file.
"""

from __future__ import annotations

import dataclasses
import pathlib
import re
import textwrap
import typing as t

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("roles/*/README.md"))]
# Pages whose text blocks are the output of their commands: tutorials, and guides to a task.
TUTORIALS = ("docs/quickstart_cloud.md", "docs/quickstart_simulator.md")
TASKS = ("audit", "check_cloud", "ci", "discover", "fleets", "moving", "one_side")
PRINTED = (*TUTORIALS, *(f"docs/{name}.md" for name in TASKS))
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"# (\S+\.(?:yml|yaml|json|ini|cfg))\n")

# Lines of a block of commands that a story of tests/playbooks/test_guides.py runs unchanged.
RUN = re.compile(r"(?:ansible|ansible-playbook|ansible-doc|ansible-inventory|export) ")
MAKE = re.compile(r"make (\w+)(?: ARGS=.*)?")
PIP = re.compile(r"(?:python3? -m )?pip install (.+)")
GALAXY = re.compile(r"ansible-galaxy collection install (?:\.|aliops\.vpc)(?: .*)?")
SIMULATOR = re.compile(r"python3? -m vpc_simulator .*")
# ... of which this one starts nothing, and a story runs it unchanged.
COMPARE = re.compile(r"python3? -m vpc_simulator --compare .*")
# The commands that test_awx.py and test_components.py run.
BUILDER = re.compile(r"ansible-galaxy collection build .*|ansible-builder build -f (\S+) .*|ansible-runner run .*")
# The commands that test_ci.py runs.
MOLECULE = re.compile(r"cp -r ~/\.ansible/collections/\S+ \.|molecule test")
# Commands that only people run.
OTHERS = re.compile(r"(?:git|cd) .*")


@dataclasses.dataclass(frozen=True)
class Block:
    """A code block of a page; ``line`` is the number of its first line."""

    page: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def file(self) -> str | None:
        """Return the name of its file, if its first line names one."""
        match = FILE.match(self.text)
        return match[1] if match else None

    @property
    def data(self) -> t.Any:
        """Return the YAML of the block; templates stay strings."""
        return yaml.safe_load(self.text)

    @property
    def shape(self) -> str:
        """Return the shape of the block, or "unknown"."""
        if self.kind in ("console", "shell"):
            return "commands"
        if self.kind == "yaml":
            return shape_of(self.data)
        return {"json": "json", "python": "python", "hcl": "terraform", "ini": "hosts", "text": "messages"}.get(
            self.kind, "unknown"
        )

    @property
    def commands(self) -> list[str]:
        """Return the commands of the block, without comments; continued lines are one command."""
        text = self.text.replace("\\\n", " ")
        return [line for line in (re.sub(r"\s+#.*", "", line).rstrip() for line in text.splitlines()) if line]


def shape_of(data: t.Any) -> str:
    """Return the shape of YAML, by its keys."""
    if isinstance(data, list) and all("hosts" in entry or "import_playbook" in entry for entry in data):
        return "playbook"
    if isinstance(data, list) and all("name" in entry for entry in data):
        return "tasks"
    if not isinstance(data, dict):
        return "unknown"
    if "plugin" in data:
        return "inventory"
    if "accounts" in data:
        return "scenario"
    if "jobs" in data or "steps" in data:
        return "github"
    if any(isinstance(value, dict) and "script" in value for value in data.values()):
        return "gitlab"
    return "variables" if all(str(key).startswith(("peering_", "check_")) for key in data) else "unknown"


def blocks_of(page: pathlib.Path) -> list[Block]:
    """Return the code blocks of a page in their order."""
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT).as_posix()
    return [
        Block(name, text.count("\n", 0, match.start()) + 1, match[2], textwrap.dedent(match[3]))
        for match in FENCE.finditer(text)
    ]


BLOCKS = [block for page in PAGES for block in blocks_of(page)]


def shaped(*shapes: str) -> list[Block]:
    """Return the blocks of some shapes."""
    return [block for block in BLOCKS if block.shape in shapes]


def tasks_in(data: t.Any) -> t.Iterator[dict[str, t.Any]]:
    """Yield each task of plays or tasks, with those in blocks."""
    for entry in data if isinstance(data, list) else ():
        inner = [
            entry[key] for key in ("tasks", "pre_tasks", "post_tasks", "block", "rescue", "always") if key in entry
        ]
        if not inner and "hosts" not in entry:
            yield entry
        for part in inner:
            yield from tasks_in(part)
