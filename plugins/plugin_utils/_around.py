# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook around a role: whether the role can run once in its play, whether its tasks are selected, who rescues.

It reads Ansible's task objects as far as ansible-core 2.17 to 2.21 have the same attributes, and imports none of them.
"""

from __future__ import annotations

import typing as t

from ansible import constants

# Strategies by the end of their names, also those of other collections: each host goes its own way, and run_once has
# no effect.
FREE = ("free", "host_pinned")
ELSEWHERE = (
    "Run it in a play of its own before this one, with hosts: localhost; its results are in hostvars['localhost'] then."
)


# The connection variables of a host, by their names without ansible_, and what they are where it sets none.
CONNECTION = {
    "connection": constants.DEFAULT_TRANSPORT,
    "python_interpreter": "auto",
    "remote_tmp": "~/.ansible/tmp",
    "shell_type": "sh",
    "shell_executable": "/bin/sh",
}


def connection_of(host: str, task_vars: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the connection variables of the host on which the modules run, by their names without ansible_.

    Those that the inventory sets for localhost are about the hosts of the play, and do not count.
    """
    if host == "localhost":
        return {
            "connection": "local",
            "python_interpreter": task_vars["ansible_playbook_python"],
            "remote_tmp": constants.DEFAULT_LOCAL_TMP,
            "shell_type": "sh",
            "shell_executable": "/bin/sh",
        }
    hostvars = task_vars["hostvars"]
    # Of a host that is in no inventory, ansible-core 2.19 and later return something that only templates may touch.
    known = host in hostvars
    own = hostvars[host] if known else {}
    return {name: own.get(f"ansible_{name}", default) for name, default in CONNECTION.items()}


def parents(task: t.Any) -> t.Iterator[t.Any]:
    """Yield what a task is in: blocks and includes, from the innermost to the outermost."""
    parent = task._parent
    while parent is not None:
        yield parent
        parent = parent._parent


def strategy_of(task: t.Any) -> str:
    """Return the name of the play's strategy."""
    return next((str(parent._play.strategy) for parent in parents(task) if getattr(parent, "_play", None)), "")


def is_free(task: t.Any) -> bool:
    """Return whether each host of the play goes its own way."""
    return strategy_of(task).endswith(FREE)


def problems(role: str, task: t.Any, task_vars: t.Mapping[str, t.Any]) -> list[str]:
    """Return why the play would run the role several times, at once or one after the other."""
    reasons = []
    if is_free(task) and len(task_vars["ansible_play_hosts_all"]) > 1:
        reasons.append(f"strategy {strategy_of(task)} would run it for each host at the same time")
    batch = set(task_vars["ansible_play_batch"])
    if any(host not in batch for host in task_vars["ansible_play_hosts"]):
        reasons.append("serial would run it again for each batch of hosts")
    return [f"The role {role} runs once in a play, and {reason}. {ELSEWHERE}" for reason in reasons]


def is_rescued(task: t.Any) -> bool:
    """Return whether a block around the task has a rescue."""
    return any(getattr(parent, "rescue", None) for parent in parents(task))


def is_deselected(task: t.Any, task_vars: t.Mapping[str, t.Any]) -> bool:
    """Return whether --tags or --skip-tags leave out the role's other tasks, which have no tag of their own."""
    around = list(parents(task))
    # An include of the role has the tag always, and what it includes has only the tags of the role around it.
    included = len(around) > 1 and getattr(around[1], "action", "").endswith("include_tasks")
    tags = around[2 if included else 0].tags
    run, skip = (task_vars.get(f"ansible_{kind}_tags") or () for kind in ("run", "skip"))
    return not is_selected(set(tags), set(run) or {"all"}, set(skip))


def is_selected(tags: set[str], run: set[str], skip: set[str]) -> bool:
    """Return whether Ansible runs a task with these tags."""
    named = {"tagged"} if tags else {"untagged"}
    everything = {"all"} if "never" not in tags else set()
    chosen = bool((tags | named | everything) & run) or "always" in tags
    return chosen and not (tags | named | {"all"}) & skip


def is_included(task: t.Any) -> bool:
    """Return whether include_role has brought the task here, so that the include itself was selected."""
    includes = [parent for parent in parents(task) if hasattr(parent, "_from_files")]
    return bool(includes) and not includes[0].statically_loaded
