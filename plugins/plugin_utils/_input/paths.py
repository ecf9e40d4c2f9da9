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
    """Return what is wrong with the paths among the values of a role's variables."""
    # What is no text is refused by the rules.
    values = {name: value if isinstance(value, str) else None for name, value in values.items()}
    found: list[str | None] = []
    if role == "peering":
        found += [_report(f"peering_{name}", values[name]) for name in REPORTS if values.get(name) is not None]
        folders = ("handshake_dir", "policies_dir")
        found += [_to_be_made(f"peering_{name}", values[name]) for name in folders if values.get(name) is not None]
    if role == "simulator" and values["directory"] is not None:
        found.append(_to_be_made("simulator_directory", values["directory"]))
    if role == "idempotence_check" and values["directory"] is not None:
        found.append(_folder("idempotence_check_directory", values["directory"]))
    return [problem for problem in found if problem]


def _full(path: str) -> str:
    return os.path.realpath(os.path.expanduser(path))


def _report(variable: str, path: str) -> str | None:
    """Return why a file cannot be written there."""
    full = _full(path)
    if path.endswith("/") or os.path.isdir(full):
        return f"{variable}: {path} is a folder; give the path of a file."
    folder = os.path.dirname(full)
    return _folder(variable, folder) or _writable(variable, folder)


def _to_be_made(variable: str, path: str) -> str | None:
    """Return why a folder cannot be used or made there."""
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
