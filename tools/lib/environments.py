# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns interpreters and environments: which Python, its packages, and PATH."""

from __future__ import annotations

import glob
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

from tools.lib import settings
from tools.lib.settings import ROOT, UV, WORK

PYTHONS = WORK / "pythons"
REQUIREMENTS = ROOT / "requirements"


def real_python(version: str) -> str | None:
    """Return the path of an interpreter that can make environments.

    A pyenv shim prints "command not found" for a version that is not active, so look behind the shims.
    """
    pyenv = os.environ.get("PYENV_ROOT") or os.path.join(
        os.environ.get(settings.USER_HOME, os.environ["HOME"]), ".pyenv"
    )
    places = [f"{glob.escape(pyenv)}/versions/{version}.*/bin", "/usr/local/bin", "/usr/bin"]
    for path in (path for place in places for path in sorted(glob.glob(f"{place}/python{version}"))):
        if (
            subprocess.run([path, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL, check=False).returncode
            == 0
        ):
            return path
    return None


def first_python(*versions: str) -> str | None:
    """Return the path of the first of these versions that the machine has."""
    return next((path for path in map(real_python, versions) if path), None)


def pick_python() -> str:
    """Return the Python that the newest ansible-core supports; else the one that nox was made with."""
    return os.environ.get("ALIOPS_PYTHON") or first_python("3.12", "3.13") or os.path.realpath(sys.executable)


def use_pip_index() -> None:
    """Give uv the mirror that pip's configuration names, which uv does not read."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    index = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    if index.returncode == 0:
        os.environ.setdefault("UV_DEFAULT_INDEX", index.stdout.strip())


def make(name: str, python: str) -> None:
    """Make the environment that requirements/NAME.txt describes, unless it exists."""
    folder, lock = WORK / f"venv-{name}", REQUIREMENTS / f"{name}.txt"
    version = settings.output(python, "-VV")
    stamp = hashlib.sha256(lock.read_bytes() + (REQUIREMENTS / "nox.txt").read_bytes() + version.encode()).hexdigest()
    if is_stamped(folder, stamp):
        return
    print(f"=== making the environment {name} ({version.splitlines()[0]})", file=sys.stderr, flush=True)
    use_pip_index()
    shutil.rmtree(folder, ignore_errors=True)
    settings.run(UV, "venv", "--quiet", "--python", python, folder)
    install = (
        UV,
        "pip",
        "install",
        "--quiet",
        "--compile-bytecode",
        "--require-hashes",
        "--python",
        folder / "bin/python",
    )
    settings.run(*install, "-r", lock)
    (folder / ".stamp").write_text(stamp, encoding="utf-8")


def is_stamped(folder: pathlib.Path, stamp: str) -> bool:
    """Return whether the folder has the stamp of its sources."""
    path = folder / ".stamp"
    return path.exists() and path.read_text(encoding="utf-8") == stamp


def use(name: str) -> None:
    """Make the environment `run` or `dev`, and enter it."""
    make(name, pick_python())
    link_pythons()
    enter(name)


def link_pythons() -> None:
    """Link the interpreters for ansible-test, which checks the modules on each Python that it finds."""
    PYTHONS.mkdir(exist_ok=True)
    for version in ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14"):
        if path := real_python(version):
            link = PYTHONS / f"python{version}"
            link.unlink(missing_ok=True)
            link.symlink_to(path)


def oldest_python() -> str:
    """Return the oldest linked version, such as `3.9`."""
    versions = (path.name.removeprefix("python") for path in PYTHONS.glob("python3.*"))
    return min(versions, key=lambda version: int(version.split(".")[1]))


def keep_oldest_python() -> None:
    """Leave the oldest of the linked interpreters on PATH, beside the environment's own."""
    folder = PYTHONS.with_name("oldest_python")
    folder.mkdir(exist_ok=True)
    link = folder / f"python{oldest_python()}"
    link.unlink(missing_ok=True)
    link.symlink_to((PYTHONS / link.name).readlink())
    os.environ["PATH"] = os.environ["PATH"].replace(str(PYTHONS), str(folder))


def enter(name: str) -> None:
    """Put the environment's programs first on PATH, without those of another environment and pyenv's shims."""
    ours = f"{WORK}{os.sep}"
    path = [
        entry
        for entry in os.environ["PATH"].split(os.pathsep)
        if "/.pyenv/" not in entry and not entry.startswith(ours)
    ]
    os.environ["PATH"] = os.pathsep.join([f"{WORK}/venv-{name}/bin", str(PYTHONS), *path])


def make_bare(folder: pathlib.Path) -> None:
    """Make an environment with the locked ansible-core and nothing else."""
    settings.run(UV, "venv", "--quiet", "--clear", "--python", pick_python(), folder)
    install = (UV, "pip", "install", "--quiet", "--require-hashes", "--python", folder / "bin/python")
    settings.run(*install, "-r", REQUIREMENTS / "bare.txt")


def install_named_packages(folder: pathlib.Path, message: str) -> None:
    """Install the packages of the message's "pip install", in the versions that the tests ran on."""
    command = re.search(r"-m pip install ([\]\[A-Za-z0-9_.>=' -]*)", message)
    packages = command[1].replace("'", "").split() if command else []
    if not packages:
        sys.exit(f"no packages are named in: {message}")
    install = (
        UV,
        "pip",
        "install",
        "--quiet",
        "--constraints",
        REQUIREMENTS / "run.txt",
        "--python",
        folder / "bin/python",
    )
    settings.run(*install, *packages)
