# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns measuring branches on Python 3.12 and 3.13 without a trace function; a plugin of pytest.

A trace function is called for each line that runs, in whatever file, and nearly doubles the CPU time of the tests. On
Python 3.14 coverage asks the interpreter for events of the measured files instead, by its core ``sysmon``. Python 3.12
and 3.13 have these events too, but one ``BRANCH`` for both directions, which that core does not handle. On other
versions this does nothing.
"""

from __future__ import annotations

import dis
import functools
import sys
from types import CodeType
from typing import Any, NamedTuple

from coverage import env
from coverage.sysmon import SysMonitor

# Not in the types of Python 3.11.
MONITORING: Any = getattr(sys, "monitoring", None)
JUMPS = {*dis.hasjrel, *dis.hasjabs}
ALWAYS_JUMP = {"JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"}
RETURN = {"RETURN_VALUE", "RETURN_CONST", "RETURN_GENERATOR"}
RAISE = {"RAISE_VARARGS", "RERAISE"}


class Instruction(NamedTuple):
    """An instruction of bytecode; ``target`` is where it may jump to."""

    name: str
    line: int | None
    target: int | None


class BranchMonitor(SysMonitor):
    """Coverage's core, with one event for both directions; it stops for an instruction that has gone in both."""

    def __init__(self, tool_id: int) -> None:
        super().__init__(tool_id)
        self._seen: dict[tuple[int, int], int] = {}

    def sysmon_branch_either(self, code: CodeType, instruction_offset: int, destination_offset: int) -> Any:
        # Called each time while an instruction has gone in one direction only: first what is fast.
        key = id(code), instruction_offset
        seen = self._seen.get(key)
        if seen == destination_offset:
            return None
        self._seen[key] = destination_offset
        data = self.code_infos[id(code)].file_data
        arc = arc_of(code, instruction_offset, destination_offset)
        if arc and data is not None:
            data.add(arc)  # type: ignore[arg-type]
        return None if seen is None else MONITORING.DISABLE


def arc_of(code: CodeType, start: int, destination: int) -> tuple[int, int] | None:
    """Return from which line to which other a branch leads; to the negative first line if it returns."""
    instructions = instructions_of(code)
    line = instructions[start].line
    passed: set[int] = set()
    offset = destination
    while line is not None and offset not in passed and offset <= max(instructions):
        passed.add(offset)
        # Between instructions are their caches.
        instruction = instructions.get(offset, Instruction("CACHE", None, None))
        if instruction.line not in (None, line):
            return line, instruction.line
        if instruction.name in RETURN:
            return line, -code.co_firstlineno
        if instruction.name in ALWAYS_JUMP and instruction.target is not None:
            offset = instruction.target
        elif instruction.target is not None or instruction.name in RAISE:
            # The next branch on the line has events of its own, and an exception is no branch.
            return None
        else:
            offset += 2
    return None


@functools.cache
def instructions_of(code: CodeType) -> dict[int, Instruction]:
    """Return the instructions by their offsets."""
    return {
        each.offset: Instruction(
            each.opname,
            each.positions.lineno if each.positions else None,
            each.argval if each.opcode in JUMPS else None,
        )
        for each in dis.get_instructions(code)
    }


def use() -> None:
    """Make it coverage's usual core where the core would not handle branches."""
    if MONITORING is None or env.PYBEHAVIOR.branch_right_left:
        return
    import coverage.core

    events = MONITORING.events
    events.BRANCH_LEFT = events.BRANCH_RIGHT = events.BRANCH
    env.PYBEHAVIOR.branch_right_left = True
    env.SYSMON_DEFAULT = True
    coverage.core.SysMonitor = BranchMonitor  # type: ignore[attr-defined]


use()
