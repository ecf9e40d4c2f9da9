# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the paths of a role's input can be used, before anything else is done. Looks at the controller's disk."""

from __future__ import annotations

import glob
import os
import typing as t

REPORTS = ("report", "report_mermaid")


def problems(role: str, values: t.Mapping[str, t.Any]) -> list[str]:
    """Return the errors of the paths among the values of a role's variables."""
    # The rules refuse values that are no strings.
    values = {name: value if isinstance(value, str) else None for name, value in values.items()}
    reasons: list[str | None] = []
    if role == "peering":
        reasons += [_report(f"peering_{name}", values[name]) for name in REPORTS if values.get(name) is not None]
        folders = ("handshake_dir", "policies_dir")
        reasons += [_creatable(f"peering_{name}", values[name]) for name in folders if values.get(name) is not None]
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
