# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns `make selftest`: plants a fault for each step in a clone of the last commit, and checks that the step fails."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import typing as t

import nox

from tools.lib import environments, report, settings
from tools.lib.cores import CORES
from tools.lib.settings import LOGS, ROOT, WORK

SCRATCH = WORK / "selftest"
OLDEST = CORES[0]


class Fault(t.NamedTuple):
    """A change on which a step must fail."""

    step: str
    message: str
    """A part of the step's output."""
    change: str
    """The shell command that plants the fault."""
    arguments: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        """The step without the version of ansible-core."""
        return self.step.partition("(")[0]


CLOUD = "plugins/module_utils/_cloud"
WAITERS_TEST = "tests/unit/plugins/module_utils/test_waiters.py"
NO_DESCRIPTION = 'sed -i "s/^short_description:.*//" plugins/modules/vpcs_info.py'
WRONG_ROLE = 'sed -i "s/aliops.vpc.peering/aliops.vpc.simulator/" playbooks/peer_vpcs.yml'
WRONG_FILE = 'sed -i "s/simulator_state }}.yml/simulator_state }}.yaml/" roles/simulator/tasks/main.yml'

FAULTS = (
    Fault("format", "1 file would be reformatted", 'echo "x = {  }" >> tools/demo.py'),
    Fault("ruff", "F401", r'sed -i "s/^import os$/&\nimport uuid/" tools/demo.py'),
    Fault("yamllint", "too many spaces after colon", 'sed -i "s/^name: vpc/name:   vpc/" galaxy.yml'),
    Fault("shellcheck", "SC2086", r'sed -i "s/cd \"\$ROOT\"/cd \$ROOT/" tools/dev'),
    Fault("github", "Schema validation errors", 'sed -i "s/runs-on:/run-on:/" .github/workflows/ci.yml'),
    Fault("github", "unpinned-uses", 'sed -i "s/checkout@[0-9a-f]*/checkout@v4/" .github/workflows/ci.yml'),
    Fault(
        "github", "Schema validation errors", 'sed -i "s/type: dropdown/type: combobox/" .github/ISSUE_TEMPLATE/bug.yml'
    ),
    Fault(
        "github", "Missing required key: entry", 'sed -i "s/entry: make ruff/verbose: true/" .pre-commit-config.yaml'
    ),
    Fault("mypy", "Incompatible types in assignment", 'echo "x: int = str()" >> tools/demo.py'),
    Fault("mypy", "Incompatible types in assignment", 'echo "x: int = str()" >> noxfile.py'),
    Fault("reuse", "demo.py", "sed -i 1,3d tools/demo.py"),
    # The word is in two parts, because the step reads this file too.
    Fault("vocabulary", "write deactivate, activate", r'printf "\nA run %saws it.\n" th >> docs/peering.md'),
    Fault("vocabulary", "the name 'one'", 'echo "one = 1" >> plugins/module_utils/_errors.py'),
    Fault("changelog", "invalid section: bugs", r'printf "bugs:\n  - one\n" > changelogs/fragments/1-bug.yml'),
    Fault("changelog", "Invalid release version", r'sed -i "s/^  1\.0\.0:/  one:/" changelogs/changelog.yaml'),
    Fault("changelog", "CHANGELOG.md is not made of", 'sed -i "s/first release/second release/" CHANGELOG.md'),
    Fault("docs_lint", "O(regoin)", 'sed -i "s/O(region)/O(regoin)/" plugins/modules/*.py'),
    Fault("docs_site", "nowhere.md", r'printf "\n[x](nowhere.md)\n" >> docs/peering.md'),
    Fault(
        "docs_site", "loads https://fonts.example", 'sed -i "s|site.css|https://fonts.example/|" docs/preview/conf.py'
    ),
    Fault("ansible_lint", "name[casing]", 'sed -i "s/^- name: Read/- name: read/" roles/peering/tasks/*.yml'),
    Fault("build", "in the artifact: mypy.ini", 'sed -i "/^  - mypy.ini$/d" galaxy.yml'),
    Fault(
        "bare",
        "the message lacks 'pip install'",
        r'sed -i "s/\"pip\", \"install\"/\"pip\", \"add\"/" plugins/module_utils/_module.py',
    ),
    Fault("sanity", "invalid-documentation", NO_DESCRIPTION, ("--test", "validate-modules")),
    Fault(
        "module_side",
        "SyntaxError",
        rf'printf "match 1:\n    case _:\n        pass\n" >> {CLOUD}/waiters.py',
        (WAITERS_TEST,),
    ),
    Fault(
        *("suites_complete", "no step runs the tests in tests/more"),
        "mkdir tests/more && echo > tests/more/test_more.py",
    ),
    Fault(
        *("units", "FAILED tests/unit/test_versions.py"),
        'sed -i "s/version_added: 1.0/version_added: 0.1/" plugins/filter/*.py',
        ("-k", "version"),
    ),
    Fault(
        *("units", "FAILED tests/unit/test_make_targets.py"),
        'sed -i "s/make docs/make doc/" .github/workflows/ci.yml',
        ("-k", "make_targets"),
    ),
    Fault(
        *("modules", "FAILED tests/modules/test_infos.py"),
        f'sed -i "s/return jmespath.search(expression, data)/return data/" {CLOUD}/query.py',
        ("-k", "a_query_shapes"),
    ),
    # The two suites before this one ran a part of their tests only.
    Fault("coverage", "Coverage failure", "touch tests/coverage_is_low"),
    Fault(
        *("conformance", "FAILED tests/conformance"),
        r'sed -i "s/\"RegionId\": region/\"RegionId\": name/" roles/simulator/files/vpc_simulator/actions/regions.py',
        ("-k", "region"),
    ),
    # Without its token, a creation that is delivered twice makes two interfaces.
    Fault(
        *("faults", "FAILED tests/faults/test_matrix.py"),
        f'sed -i "0,/ClientToken=token,/s//ClientToken=None,/" {CLOUD}/vpc.py',
        ("--calls", "writes", "-k", "delivered and first"),
    ),
    Fault("playbooks", "FAILED tests/playbooks", WRONG_ROLE, ("-k", "playbooks_twice")),
    Fault("integration", "FATAL: ", WRONG_FILE, ("modules",)),
    # The steps of the matrix, on the oldest ansible-core.
    Fault(f"core_sanity({OLDEST})", "invalid-documentation", NO_DESCRIPTION, ("--test", "validate-modules")),
    Fault(
        *(f"core_units({OLDEST})", "FAILED"),
        f'sed -i "s/^FIRST_PAUSE, /PAUSE, /" {CLOUD}/waiters.py',
        ("--python", "3.11", WAITERS_TEST),
    ),
    Fault(f"core_playbooks({OLDEST})", "FAILED tests/playbooks", WRONG_ROLE, ("-k", "playbooks_twice")),
    Fault(f"core_integration({OLDEST})", "FATAL: ", WRONG_FILE, ("modules",)),
)


def make_scratch() -> None:
    """Clone the last commit, with the environments of this checkout."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    settings.run("git", "clone", "--quiet", ROOT, SCRATCH)
    (SCRATCH / ".work").mkdir()
    for name in ("nox", "venv-dev", "venv-run", "node"):
        if (WORK / name).is_dir():
            (SCRATCH / ".work" / name).symlink_to(WORK / name)


def plant(fault: Fault) -> None:
    """Change the clone; end the program if the fault changes nothing, because it would prove nothing."""
    settings.run(
        "bash", "-c", f"git reset --quiet --hard && git clean -fdq && {fault.change} && git add --all", cwd=SCRATCH
    )
    if subprocess.run(["git", "diff", "--cached", "--quiet"], cwd=SCRATCH, check=False).returncode == 0:
        sys.exit(f"this fault changes nothing: {fault.change}")


def finds(fault: Fault, log: pathlib.Path) -> bool:
    """Run the step on the fault; return whether it fails with the fault's message."""
    plant(fault)
    with log.open("w", encoding="utf-8") as stream:
        command = ["bash", "tools/dev", fault.step, *fault.arguments]
        step = subprocess.run(
            command, cwd=SCRATCH, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT, check=False
        )
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    matching = next((line for line in lines if fault.message in line), None)
    if step.returncode and matching is not None:
        print(f"ok    {fault.step:24} failed: {matching[:120]}", flush=True)
        return True
    expected = f"should have failed with '{fault.message}'"
    print(f"FAIL  {fault.step:24} ended with {step.returncode} and {expected}; {fault.change}")
    print("\n".join(lines[-30:]), flush=True)
    return False


def selftest(session: nox.Session) -> None:
    """Plant a fault for each step of the tests, or for those that are named, and check that it fails."""
    # Not entered: the steps are started as a user starts them.
    environments.make("dev", environments.pick_python())
    os.environ.pop(settings.PREPARED, None)
    make_scratch()
    total = report.Report()
    for fault in FAULTS:
        if not session.posargs or fault.program in session.posargs:
            if finds(fault, LOGS / f"selftest-{fault.program}.log"):
                total.passed += 1
            else:
                total.failed += 1
    total.finish()
