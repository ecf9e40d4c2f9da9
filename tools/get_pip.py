# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the get-pip.py that ansible-test downloads: installs pip from the package registry. Owns no settings.

ansible-test puts pip into its environments with a script from the Ansible project's own file host, which is not a
package registry and may be out of reach. It uses a file of the right name in its cache instead: this one, with uv
beside it.

- `get_pip.py pip==25.2 [--options]`, as ansible-test calls it (also on Python 3.9): install it into this interpreter.
- `get_pip.py --version-wanted`: print the version of pip that the installed ansible-test wants.
"""

from __future__ import annotations

import inspect
import pathlib
import re
import subprocess
import sys


def version_wanted() -> str:
    """Return the newest pip that this ansible-test may want, as `25.2`. Source: its requirements module."""
    from ansible_test._internal import python_requirements

    match = re.search(r"pip=.([0-9.]+)", inspect.getsource(python_requirements))
    if not match:
        sys.exit("ansible-test no longer names the pip that it wants")
    return match.group(1)


def install(arguments: list[str]) -> None:
    """Install the named packages into the running Python."""
    uv = pathlib.Path(__file__).parent / "uv"
    packages = [argument for argument in arguments if not argument.startswith("--")]
    command = [str(uv), "pip", "install", "--quiet", "--system-certs", "--python", sys.executable, *packages]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--version-wanted"]:
        print(version_wanted())
    else:
        install(sys.argv[1:])
