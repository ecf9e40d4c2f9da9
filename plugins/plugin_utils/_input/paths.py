# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the paths of a role's input can be used, before anything else is done. Looks at the controller's disk."""

from __future__ import annotations

import glob
import os
import typing as t

from ansible.module_utils.common.validation import check_type_bool

REPORTS = ("report", "report_mermaid")
CONTROLLER = "localhost"


def problems(role: str, values: t.Mapping[str, t.Any]) -> list[str]:
    """Return the errors of the paths among the values of a role's variables."""
    discovers, overwrites = values.get("state") == "discover", values.get("discover_overwrite")
    # The rules refuse values that are no strings.
    values = {name: value if isinstance(value, str) else None for name, value in values.items()}
    reasons: list[str | None] = []
    if role == "peering":
        reasons += [_report(f"peering_{name}", values[name]) for name in REPORTS if values.get(name) is not None]
        folders = ("handshake_dir", "policies_dir")
        reasons += [_creatable(f"peering_{name}", values[name]) for name in folders if values.get(name) is not None]
        reasons += [_trace(values)] if values.get("trace") is not None else []
    if discovers and values.get("discover_file") is not None:
        path = str(values["discover_file"])
        reasons.append(_report("peering_discover_file", path) or _existing(path, overwrites))
    if role == "check":
        files = ("report", "switches")
        reasons += [_report(f"check_{name}", values[name]) for name in files if values.get(name) is not None]
    if role == "simulator" and values["directory"] is not None:
        reasons.append(_creatable("simulator_directory", values["directory"]))
    if role == "idempotence_check" and values["directory"] is not None:
        reasons.append(_folder("idempotence_check_directory", values["directory"]))
    return [reason for reason in reasons if reason]


def _full(path: str) -> str:
    return os.path.realpath(os.path.expanduser(path))


def _report(variable: str, path: str) -> str | None:
    """Return why a file cannot be written there."""
    full = _full(path)
    if path.endswith("/") or os.path.isdir(full):
        return f"{variable}: {path} is a folder; give the path of a file."
    folder = os.path.dirname(full)
    return _folder(variable, folder) or _writable(variable, folder)


def _existing(path: str, overwrites: t.Any) -> str | None:
    """Return why a file that exists is not written again: its owner may have changed it."""
    try:
        replaces = bool(check_type_bool(overwrites))
    except TypeError:
        replaces = False
    if replaces or not os.path.lexists(_full(path)):
        return None
    cure = "give another path, or set peering_discover_overwrite=true to replace it"
    return f"peering_discover_file: {path} exists already; {cure}."


def trace_file(values: t.Mapping[str, t.Any]) -> str | None:
    """Return the path of the trace as the modules get it: a relative one begins where Ansible was started."""
    path = values["trace"]
    return path if path is None or values["run_on"] != CONTROLLER else _full(path)


def _trace(values: t.Mapping[str, t.Any]) -> str | None:
    """Return why no trace can be written; another host's disk is looked at by the modules there."""
    path = values["trace"]
    if values.get("run_on") != CONTROLLER:
        cure = f"give an absolute path; it is on {values.get('run_on')}, by peering_run_on"
        return None if path.startswith(("/", "~")) else f"peering_trace: {path} is relative; {cure}."
    full = _full(path)
    if os.path.isfile(full):
        return None if os.access(full, os.W_OK) else f"peering_trace: the file {path} is not writable; give another."
    if os.path.exists(full) and not os.path.isdir(full):
        return f"peering_trace: {path} is not a file; give the path of one."
    return _report("peering_trace", path)


def _creatable(variable: str, path: str) -> str | None:
    """Return why a folder cannot be used or created there."""
    full = _full(path)
    while not os.path.lexists(full):
        full = os.path.dirname(full)
    return _folder(variable, full) or _writable(variable, full)


def _folder(variable: str, path: str) -> str | None:
    full = _full(path)
    if os.path.isdir(full):
        return None
    if os.path.exists(full):
        return f"{variable}: {path} is not a folder; give the path of one."
    return f"{variable}: the folder {path} does not exist; create it."


def _writable(variable: str, folder: str) -> str | None:
    if os.access(folder, os.W_OK | os.X_OK):
        return None
    return f"{variable}: the folder {folder} is not writable; give another, or the permission."


def handshake_files(folder: str | None) -> list[str] | None:
    """Return the paths of the handshake files in a folder; None without a folder, none where it does not exist yet."""
    return None if folder is None else sorted(glob.glob(os.path.join(glob.escape(_full(folder)), "*.json")))
