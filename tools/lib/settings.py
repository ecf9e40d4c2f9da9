# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the folders of the sessions, and the settings that their programs inherit from the machine."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = (ROOT / ".work").resolve()
LOGS = WORK / "logs"
COLLECTION = pathlib.Path("ansible_collections", "aliops", "vpc")
# Linters read the static tree and nothing writes there; tests run in the test tree and leave their output in it.
STATIC_TREE = WORK / "static"
TEST_TREE = WORK / "tree"
SIMULATOR = pathlib.Path("roles", "simulator", "files")
# Beside the Python that runs nox.
UV = str(pathlib.Path(sys.executable).parent / "uv")

# Each of these, set on a developer's machine, would change what runs here. A hook of git has its own variables;
# the copies of the collection are repositories of their own.
UNWANTED = (
    {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONHOME", "VIRTUAL_ENV"}
    | {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"}
)  # fmt: skip
WANTED = {
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "ANSIBLE_HOME": str(WORK / "ansible"),
    "ANSIBLE_LOCALHOST_WARNING": "False",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "UV_SYSTEM_CERTS": "1",
    "UV_NO_PROGRESS": "1",
    "UV_LINK_MODE": "copy",
}
# The home of the person who runs a session, for the few files that must be read there.
USER_HOME = "ALIOPS_USER_HOME"
# Set in the processes that run one step each, with the environment and the copies that the first process made.
PREPARED = "ALIOPS_PREPARED"


def drop(*prefixes: str) -> None:
    """Remove the variables that begin with one of the prefixes."""
    for name in [name for name in os.environ if name.startswith(prefixes)]:
        del os.environ[name]


def clean_environment() -> None:
    """Make the variables the same on every machine. The sessions and all that they start inherit them."""
    for name in UNWANTED:
        os.environ.pop(name, None)
    drop("ANSIBLE_")
    os.environ.update(WANTED)


def isolate_from_user() -> None:
    """Neither read nor write files of the person who runs the tests."""
    if USER_HOME in os.environ:
        return
    os.environ.setdefault("UV_CACHE_DIR", output(UV, "cache", "dir"))
    os.environ[USER_HOME] = os.environ["HOME"]
    drop("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "ALIBABA_", "ALIBABACLOUD_", "ALICLOUD_", "ALIYUN_")
    home = WORK / "home"
    home.mkdir(exist_ok=True)
    os.environ.update(HOME=str(home), NO_PROXY="localhost,127.0.0.1", no_proxy="localhost,127.0.0.1")


def run(*command: str | os.PathLike[str], cwd: pathlib.Path | None = None) -> None:
    """Run a program; its failure ends the session."""
    subprocess.run(command, check=True, cwd=cwd, stdin=subprocess.DEVNULL)


def output(*command: str | os.PathLike[str], cwd: pathlib.Path | None = None) -> str:
    """Run a program, and return its output. Its failure ends the session."""
    return subprocess.run(command, check=True, cwd=cwd, stdout=subprocess.PIPE, text=True).stdout.strip()


def lines(*command: str, cwd: pathlib.Path) -> list[str]:
    """Return the names that a program prints, each with a null byte behind it."""
    text = subprocess.run(command, check=True, cwd=cwd, stdout=subprocess.PIPE).stdout
    return [os.fsdecode(name) for name in text.split(b"\0") if name]
