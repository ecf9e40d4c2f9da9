# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names the faults of the artifact that users install. Usage: check_artifact.py FILE.tar.gz"""

from __future__ import annotations

import re
import sys
import tarfile
import typing as t

# The content of each folder, by the ends of names; "" stands for the top.
HOLDS = {
    "": {"CHANGELOG.md", "COPYING", "FILES.json", "MANIFEST.json", "README.md", "SECURITY.md", "requirements.txt"},
    "LICENSES": {".txt"},
    "changelogs": {".yaml", ".keep"},
    "docs": {".md", ".yml", ".png", ".svg", ".license"},
    "meta": {".yml"},
    "playbooks": {".yml"},
    "plugins": {".py"},
    "roles": {".yml", ".md", ".py", ".json", ".css", ".html", ".js", ".license", "pyproject.toml"},
}
NEVER = re.compile(r"(^|/)(tests?|__pycache__|\.[^/]*cache[^/]*|\.git|\.work|node_modules|test_[^/]*)(/|$)|\.pyc$|~$")
SECRETS = re.compile(
    rb"LTAI[0-9A-Za-z]{12,}|STS\.[0-9A-Za-z]{20,}|CAIS[0-9A-Za-z+/]{30,}|-----BEGIN [A-Z ]*PRIVATE KEY|\$ANSIBLE_VAULT;"
)


def faults(name: str, mode: int, content: bytes | None) -> t.Iterator[str]:
    """Yield the faults of a member of the artifact; ``content`` is None for a folder."""
    top, slash, _rest = name.partition("/")
    holds = HOLDS.get(top if slash or content is None else "", set())
    if not holds or NEVER.search(name) or (content is not None and not name.endswith(tuple(holds))):
        yield "does not belong there"
    if mode != (0o755 if content is None else 0o644):
        yield f"has the mode {mode:o}"
    if content and SECRETS.search(content):
        yield "holds what looks like a secret"


def check(path: str) -> list[str]:
    """Return a message for each fault of the artifact."""
    messages: list[str] = []
    with tarfile.open(path) as artifact:
        for member in artifact:
            if not member.isreg() and not member.isdir():
                messages.append(f"{member.name}: is neither a file nor a folder")
                continue
            stream = artifact.extractfile(member)
            content = stream.read() if stream else None
            messages += [f"{member.name}: {fault}" for fault in faults(member.name, member.mode & 0o7777, content)]
    return messages


if __name__ == "__main__":
    lines = check(sys.argv[1])
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
