# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the libraries of the host that makes the calls are of supported versions. Pure."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Record, ok, problem, unknown, warning

# By library: the least version, and from which one on nobody has tried it; None is open.
SUPPORTED: dict[str, tuple[str, str | None]] = {
    "python": ("3.9", None),
    "ansible-core": ("2.17", "2.22"),
    "aliyun-python-sdk-core": ("2.14.0", None),
    "aliyun-python-sdk-vpc": ("3.0.26", None),
    "jmespath": ("0.10.0", None),
}


def library_records(versions: t.Mapping[str, str | None]) -> t.Iterator[Record]:
    """Judge the versions of libraries by name; None is one whose version is not known."""
    for name, (least, untried) in SUPPORTED.items():
        version = versions.get(name)
        supported = f"{least} or later" if untried is None else f"{least} to below {untried}"
        if version is None:
            yield unknown("libraries", f"{name}: its version is not known", f"supported is {supported}")
        elif _numbers(version) < _numbers(least):
            cure = f"install {supported}"
            yield problem("libraries", f"{name} {version} is too old", cure, value=version)
        elif untried is not None and _numbers(version) >= _numbers(untried):
            cure = f"expect surprises, or use {supported}"
            yield warning("libraries", f"{name} {version} is newer than what this collection is tested with", cure)
        else:
            yield ok("libraries", f"{name} {version}", value=version)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", version.split("+")[0])[:3])
