# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of the tests: one session each, named like its make target. Their common code is in tools/lib.

Start them by make (`make ruff`, `make units ARGS="-k waiters"`), which installs nox from its lock. All sessions share
the locked environment of requirements/dev.txt instead of one each, so none installs anything itself.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import sys

import nox

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from tools.lib import ansible_tests, commands, environments, node_clients, settings, site, suites, trees
from tools.lib.settings import COLLECTION, ROOT, SIMULATOR, STATIC_TREE, TEST_TREE, WORK

nox.options.default_venv_backend = "none"
nox.options.error_on_external_run = False
nox.options.sessions = commands.STATIC_STEPS
settings.clean_environment()
commands.register()

FOLDERS = {"unit", "modules", "conformance", "faults", "playbooks"}


# --- the sources: in the static tree -------------------------------------------------------------------------


def enter_sources(session: nox.Session) -> None:
    commands.prepare()
    session.chdir(STATIC_TREE / COLLECTION)


@nox.session
def format(session: nox.Session) -> None:
    """Compare the layout of the Python files with ruff's."""
    enter_sources(session)
    session.run("ruff", "format", "--no-cache", "--diff", ".")


@nox.session
def ruff(session: nox.Session) -> None:
    """Lint the Python files."""
    enter_sources(session)
    session.run("ruff", "check", "--no-cache", ".")


@nox.session
def yamllint(session: nox.Session) -> None:
    """Lint the YAML files."""
    enter_sources(session)
    session.run("yamllint", "--strict", ".")


@nox.session
def shellcheck(session: nox.Session) -> None:
    """Lint the shell scripts."""
    enter_sources(session)
    scripts = settings.lines("git", "ls-files", "-z", "*.sh", ".ci/run", "tools/dev", cwd=STATIC_TREE / COLLECTION)
    session.run("shellcheck", *scripts)


@nox.session
def github(session: nox.Session) -> None:
    """Check the files of GitHub and pre-commit, whose mistakes no test would show."""
    enter_sources(session)
    folder = pathlib.Path(".github")
    config = folder / "ISSUE_TEMPLATE" / "config.yml"
    forms = sorted(set(config.parent.glob("*.yml")) - {config})
    for schema, files in (
        ("github-workflows", [*folder.glob("workflows/*.yml")]),
        ("dependabot", [folder / "dependabot.yml"]),
        ("github-issue-config", [config]),
        ("github-issue-forms", forms),
    ):
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    session.run("pre-commit", "validate-config", ".pre-commit-config.yaml")
    session.run("zizmor", "--offline", "--quiet", "--no-progress", folder / "workflows", folder / "dependabot.yml")


@nox.session
def audit(session: nox.Session) -> None:
    """Look up the libraries that users and developers install among the known vulnerabilities."""
    enter_sources(session)
    locks = (option for name in ("run", "dev", "nox") for option in ("-r", f"requirements/{name}.txt"))
    # Strict: a library that cannot be looked up is not a safe one.
    session.run("pip-audit", "--strict", "--disable-pip", "--require-hashes", "--progress-spinner=off", *locks)


@nox.session
def mypy(session: nox.Session) -> None:
    """Check the types of all Python code."""
    enter_sources(session)
    options = (
        "--config-file",
        "mypy.ini",
        "--cache-dir",
        f"{WORK}/mypy",
        "--namespace-packages",
        "--explicit-package-bases",
    )
    # The sessions import nox, which is in the environment that runs them.
    session.run(
        "mypy",
        *options,
        "--python-executable",
        sys.executable,
        "noxfile.py",
        *sorted(pathlib.Path("tools/lib").glob("*.py")),
    )
    # From the folder above ansible_collections, so that the collection's modules have their full names.
    session.chdir(STATIC_TREE)
    places = (COLLECTION / name for name in ("plugins", "tests", "tools", "roles/simulator"))
    files = sorted(
        path for place in places for path in place.rglob("*.py") if path.parent != COLLECTION / "tools" / "lib"
    )
    options = ("--config-file", str(COLLECTION / "mypy.ini"), *options[2:])
    session.run("mypy", *options, *files, env={"MYPYPATH": str(COLLECTION / SIMULATOR)}, log=False)


@nox.session
def ansible_lint(session: nox.Session) -> None:
    """Lint roles, playbooks and tasks."""
    enter_sources(session)
    options = ("--offline", "--nocolor", "--strict", "--profile", "production")
    session.run("ansible-lint", *options, env={"ANSIBLE_COLLECTIONS_PATH": str(STATIC_TREE)})


@nox.session
def reuse(session: nox.Session) -> None:
    """Check that each file names its licence."""
    enter_sources(session)
    session.run("reuse", "lint")


@nox.session
def vocabulary(session: nox.Session) -> None:
    """Check code, task names, messages and guides against the glossary."""
    enter_sources(session)
    session.run("python", "tools/vocabulary.py", ".")


@nox.session
def changelog(session: nox.Session) -> None:
    """Check the changelog and its fragments, and whether CHANGELOG.md is made of them."""
    enter_sources(session)
    session.run("antsibull-changelog", "lint")  # only the fragments
    session.run("antsibull-changelog", "lint-changelog-yaml", "changelogs/changelog.yaml")
    page = pathlib.Path("CHANGELOG.md")
    committed = page.read_text(encoding="utf-8")
    session.run("antsibull-changelog", "generate")  # with another output it would ignore its configuration
    made = page.read_text(encoding="utf-8")
    page.write_text(committed, encoding="utf-8")
    if made != committed:
        session.error("CHANGELOG.md is not made of changelogs/changelog.yaml: run make release")


@nox.session
def docs_lint(session: nox.Session) -> None:
    """Check the documentation of the plugins."""
    enter_sources(session)
    checks = ("--plugin-docs", "--check-extra-docs-refs", "--validate-collection-refs=self", "--skip-rstcheck")
    session.run("antsibull-docs", "lint-collection-docs", *checks, ".")


@nox.session
def docs_site(session: nox.Session) -> None:
    """Build the documentation site; a warning is a failure."""
    enter_sources(session)
    site.build(session)


@nox.session
def build(session: nox.Session) -> None:
    """Build and install the artifact, and import it as Galaxy does."""
    commands.prepare()
    trees.make_checked(WORK / "build")


@nox.session
def bare(session: nox.Session) -> None:
    """Use the artifact where only ansible-core is installed: it names the packages to install, and works with them."""
    commands.prepare()
    folder = WORK / "bare"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    environments.make_bare(folder / "venv")
    collections = trees.make_installed(folder)
    session.chdir(folder)
    programs = folder / "venv" / "bin"
    session.env["PATH"] = f"{programs}:{os.environ['PATH']}"
    session.env["ANSIBLE_COLLECTIONS_PATH"] = str(collections)
    for module, options in (
        ("aliops.vpc.vpcs_info", "region=cn-beijing"),
        ("include_role", "name=aliops.vpc.simulator"),
    ):
        command = (programs / "ansible", "localhost", "-m", module, "-a", options)
        message = session.run(*command, silent=True, success_codes=range(1, 256))
        if "pip install" not in str(message):
            session.error(f"{module}: the message lacks 'pip install': {message}")
        environments.install_named_packages(folder / "venv", str(message))
    session.run(programs / "ansible-playbook", ROOT / "tools" / "bare.yml")


# --- the behaviour: in the test tree -------------------------------------------------------------------------


@nox.session
def sanity(session: nox.Session) -> None:
    """Run ansible-test sanity on each Python that the machine has."""
    commands.prepare()
    suites.run_sanity(session, TEST_TREE, WORK / "sanity")


@nox.session
def module_side(session: nox.Session) -> None:
    """Run the units of code that runs on other hosts by ansible-test, on the oldest Python of the machine."""
    commands.prepare()
    tree = ansible_tests.apart("module_side")
    ansible_tests.run_cases(session, tree, "units", "--venv", "--python", environments.oldest_python())


@nox.session
def integration(session: nox.Session) -> None:
    """Run the stories of tests/integration by ansible-test."""
    commands.prepare()
    ansible_tests.run_targets(session, ansible_tests.apart("integration"))


@nox.session
def suites_complete(session: nox.Session) -> None:
    """Look for folders of tests that no step runs."""
    commands.prepare()
    files = settings.lines("git", "ls-files", "-z", "tests/*/test_*.py", "tests/test_*.py", cwd=TEST_TREE / COLLECTION)
    if others := {name.split("/")[1] for name in files} - FOLDERS:
        session.error(f"no step runs the tests in tests/{', '.join(sorted(others))}")


@nox.session
def units(session: nox.Session) -> None:
    """Test pure code and the tables of data."""
    commands.prepare()
    suites.run_pytest(session, TEST_TREE, "tests/unit", coverage=True)


@nox.session
def modules(session: nox.Session) -> None:
    """Test the modules against the simulator."""
    commands.prepare()
    suites.run_pytest(session, TEST_TREE, "tests/modules", coverage=True)


@nox.session
def coverage(session: nox.Session) -> None:
    """Check the coverage of units and modules together."""
    commands.prepare()
    session.chdir(TEST_TREE / COLLECTION)
    session.env.update(COVERAGE_FILE=f"{WORK}/coverage", COVERAGE_RCFILE="tools/coverage.ini")
    session.run("coverage", "combine", "--keep", f"{WORK}/coverage.units", f"{WORK}/coverage.modules")
    session.run("coverage", "xml", "-o", f"{WORK}/coverage.xml")
    session.run("coverage", "report", "--fail-under", "95")


@nox.session
def conformance(session: nox.Session) -> None:
    """Test the simulator with the clients of other projects."""
    commands.prepare()
    node_clients.use()
    suites.run_pytest(session, TEST_TREE, "tests/conformance")


@nox.session
def faults(session: nox.Session) -> None:
    """Strike runs at each of their calls; `make test` strikes a sample."""
    commands.prepare()
    # A test strikes every call of a story in turn.
    suites.run_pytest(
        session, TEST_TREE, "tests/faults", "--timeout", "900", "--calls", os.environ.get("FAULT_CALLS", "all")
    )


@nox.session
def playbooks(session: nox.Session) -> None:
    """Test roles, playbooks and guides as users run them."""
    commands.prepare()
    node_clients.use()
    suites.run_pytest(session, TEST_TREE, "tests/playbooks", "--timeout", "300")
