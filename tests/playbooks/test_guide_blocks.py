# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The code blocks of the guides: each has a shape that is checked; blocks that cannot be run agree with the source.

test_guides.py runs the others, and the conformance tests those of the pages about the simulator.
"""

from __future__ import annotations

import importlib
import json
import pathlib
import re
import shlex
import subprocess
import sys
import typing as t

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.aliops.vpc.plugins.module_utils import _module
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import credentials
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import profiles as _profiles
from ansible_collections.aliops.vpc.tests.benchmarks import __main__ as benchmarks
from ansible_collections.aliops.vpc.tests.playbooks.guides import (
    BLOCKS,
    BUILDER,
    GALAXY,
    MAKE,
    MOLECULE,
    OTHERS,
    PIP,
    PRINTED,
    ROOT,
    RUN,
    SIMULATOR,
    Block,
    shaped,
    tasks_in,
)
from ansible_collections.aliops.vpc.tools import guide_tables

# The other tests that check a guide's blocks of some kind; such a test names the guide.
OF_THE_SIMULATOR = "tests/conformance/test_simulator_docs.py"
CHECKED_ELSEWHERE = {
    ("docs/awx.md", "yaml"): "tests/playbooks/test_awx.py",
    ("docs/discover.md", "json"): "tests/modules/test_discover.py",
    ("docs/permissions.md", "json"): "tests/modules/test_least_privilege.py",
    **{
        (f"docs/{page}", kind): OF_THE_SIMULATOR
        for page in ("simulator.md", "simulator_reference.md")
        for kind in ("shell", "json", "python", "yaml")
    },
}
MODULES = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
LOCKED = {
    match[1].lower().replace("_", "-")
    for path in (*(ROOT / "requirements").glob("*.txt"), ROOT / "requirements.txt")
    for match in re.finditer(r"^([\w.-]+)[=>]=", path.read_text(encoding="utf-8"), re.MULTILINE)
}
BENCH = re.compile(r'make bench ARGS="(.*)"')
FAULTS = re.compile(r'make faults ARGS="(.*)"')
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
STEPS = re.findall(r"^STEPS := ((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)[0].replace("\\", " ").split()
TARGETS = {*re.findall(r"^(\w+): ##", MAKEFILE, re.MULTILINE), *STEPS}


def role_options(role: str) -> dict[str, t.Any]:
    """Return the options of a role of this collection, as an argument spec."""
    path = ROOT / "roles" / role / "meta" / "argument_specs.yml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"])


ROLE_OPTIONS = {path.name: role_options(path.name) for path in (ROOT / "roles").iterdir()}


def known_command(command: str) -> bool:
    """Return whether a test runs a command, or whether its targets, packages and files exist."""
    made, packages, built = MAKE.fullmatch(command), PIP.fullmatch(command), BUILDER.fullmatch(command)
    if built:
        return built[1] is None or (ROOT / built[1]).exists()
    if made:
        return made[1] in TARGETS
    if packages:
        words = packages[1].split()
        names = words if words[0] != "-r" else []
        return all(name.lower() in LOCKED for name in names) and all(
            (ROOT / path).exists() for path in words[1:] if not names
        )
    return bool(RUN.match(command)) or any(known.fullmatch(command) for known in (GALAXY, SIMULATOR, MOLECULE, OTHERS))


def test_there_are_guides() -> None:
    assert len({block.page for block in BLOCKS}) > 10


def uncovered(block: Block) -> bool:
    """Return whether no test checks a block."""
    elsewhere = CHECKED_ELSEWHERE.get((block.page, block.kind))
    if elsewhere:
        return block.page.removeprefix("docs/") not in (ROOT / elsewhere).read_text(encoding="utf-8")
    return block.shape in ("unknown", "python") or (block.shape == "json" and block.page != "docs/credentials.md")


def test_each_block_is_checked() -> None:
    offenders = [f"{block}: no rule covers this block of {block.kind}" for block in BLOCKS if uncovered(block)]
    assert not offenders, "\n".join(offenders)


def test_messages_are_those_of_the_source() -> None:
    """At least one longer piece of each message is in the source; names and ids in the others differ.

    test_guides.py compares most guides with the output of their commands.
    """
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "plugins").rglob("*.py"))

    def quoted(block: Block) -> bool:
        pieces = [piece.strip() for piece in re.split(r"[.;:()]", " ".join(block.text.split()))]
        return any(len(piece.split()) > 3 and piece in source for piece in pieces)

    blocks = [block for block in shaped("messages") if block.page not in PRINTED]
    offenders = [f"{block}: no file of plugins holds any of it" for block in blocks if not quoted(block)]
    assert blocks
    assert not offenders, "\n".join(offenders)


def test_commands_exist() -> None:
    commands = [
        (block, command) for block in shaped("commands") if block.kind == "console" for command in block.commands
    ]
    offenders = [f"{block}: {command}" for block, command in commands if not known_command(command)]
    assert len(commands) > 30
    assert not offenders, "\n".join(offenders)


def arguments_of(command: re.Pattern[str]) -> list[tuple[Block, str]]:
    """Return the arguments that the guides give to a make target, each with its block."""
    matches = [(block, command.fullmatch(line)) for block in BLOCKS for line in block.commands]
    return [(block, match[1]) for block, match in matches if match]


def parsed_by_the_benchmark(words: str) -> bool:
    try:
        return benchmarks.commands().parse_args(shlex.split(words)).command in words
    except SystemExit as end:
        return words.endswith("--help") and not end.code


def test_the_options_of_the_benchmark_exist() -> None:
    """A benchmark takes minutes, so this runs none; test_benchmark_*.py run its parts."""
    calls = arguments_of(BENCH)
    offenders = [
        f"{block}: make bench takes no {words}" for block, words in calls if not parsed_by_the_benchmark(words)
    ]
    assert calls
    assert not offenders, "\n".join(offenders)


def test_the_options_of_the_fault_matrix_exist() -> None:
    options = (ROOT / "tests" / "faults" / "conftest.py").read_text(encoding="utf-8")
    calls = arguments_of(FAULTS)
    offenders = [
        f"{block}: make faults takes no {word}"
        for block, words in calls
        for word in shlex.split(words)
        if f'"{word.partition("=")[0]}"' not in options
    ]
    assert calls
    assert not offenders, "\n".join(offenders)


def problems(spec: dict[str, t.Any], given: dict[str, t.Any]) -> list[str]:
    """Return a validator's errors; templates stand for any value, and required options may come later."""
    fixed = {key: value for key, value in given.items() if not (isinstance(value, str) and "{{" in value)}
    known = {name: spec[name] for name in fixed if name in spec}
    unknown = [f"there is no option {name}" for name in given if name not in spec]
    return unknown + list(ArgumentSpecValidator(known).validate({name: fixed[name] for name in known}).error_messages)


def module_problems(task: dict[str, t.Any]) -> t.Iterator[str]:
    for action, options in task.items():
        name = action.removeprefix("aliops.vpc.")
        if name != action and name in MODULES:
            module = importlib.import_module(f"ansible_collections.aliops.vpc.plugins.modules.{name}")
            yield from problems({**_module.ACCOUNT_SPEC, **module.ARGUMENT_SPEC}, options)
        elif name != action:
            yield f"there is no module {action}"


def role_problems(task: dict[str, t.Any]) -> t.Iterator[str]:
    include = task.get("ansible.builtin.include_role") or task.get("ansible.builtin.import_role") or {}
    name = str(include.get("name", ""))
    if name.startswith("aliops.vpc."):
        yield from problems(ROLE_OPTIONS[name.removeprefix("aliops.vpc.")], task.get("vars") or {})


def test_tasks_have_options_that_exist() -> None:
    tasks = [(block, task) for block in shaped("playbook", "tasks") for task in tasks_in(block.data)]
    offenders = [
        f"{block}: {problem}" for block, task in tasks for problem in (*module_problems(task), *role_problems(task))
    ]
    assert len(tasks) > 20
    assert not offenders, "\n".join(offenders)


def variable_problems(block: Block) -> t.Iterator[str]:
    values = {key: value for key, value in block.data.items() if key not in ("plugin", "vars_files")}
    if not values and block.shape != "inventory":
        yield "holds no variable"
    yield from problems({**ROLE_OPTIONS["check"], **ROLE_OPTIONS["peering"]}, values)
    for name, account in values.get("peering_accounts", {}).items():
        yield from (f"account {name}: {problem}" for problem in problems(_module.ACCOUNT_SPEC, account))


def test_variables_are_options_of_the_role() -> None:
    blocks = shaped("variables", "inventory")
    offenders = [f"{block}: {problem}" for block in blocks for problem in variable_problems(block)]
    assert blocks
    assert not offenders, "\n".join(offenders)


def ci_commands(data: t.Any) -> t.Iterator[str]:
    """Yield the command lines of a pipeline: run of GitHub's steps, script and before_script of GitLab's jobs."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("run", "script", "before_script"):
                yield from [value] if isinstance(value, str) else value
            else:
                yield from ci_commands(value)
    elif isinstance(data, list):
        for entry in data:
            yield from ci_commands(entry)


def pipeline_problems(block: Block) -> t.Iterator[str]:
    files = {other.file for other in BLOCKS if other.page == block.page}
    commands = [re.sub(r"\s+#.*", "", command) for command in ci_commands(block.data)]
    if not any("ansible" in command for command in commands):
        yield "does not call Ansible"
    for command in commands:
        playbook = re.fullmatch(r"ansible-playbook (\S+)", command)
        shell = re.fullmatch(r"printenv VAULT_PASSWORD > \.vault-password|pytest tests", command)
        if not (playbook and playbook[1] in files or shell or known_command(command)):
            yield f"calls {command}"


def test_a_pipeline_calls_existing_commands() -> None:
    blocks = shaped("github", "gitlab")
    offenders = [f"{block}: {problem}" for block in blocks for problem in pipeline_problems(block)]
    assert blocks
    assert not offenders, "\n".join(offenders)


@pytest.mark.parametrize("block", [block for block in shaped("github", "gitlab") if block.file], ids=str)
def test_a_pipeline_is_valid_for_its_service(block: Block, tmp_path: pathlib.Path) -> None:
    (tmp_path / "pipeline.yml").write_text(block.text, encoding="utf-8")
    schema = {"github": ["vendor.github-workflows"], "gitlab": ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]}
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema[block.shape], "pipeline.yml"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    if block.shape == "github":
        # People copy it, so its actions are pinned, and its token may only read.
        command = ["zizmor", "--offline", "--quiet", "--no-progress", "pipeline.yml"]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr


def test_every_form_of_a_credential_is_valid(tmp_path: pathlib.Path) -> None:
    page = [block for block in BLOCKS if block.page == "docs/credentials.md"]
    (file,) = [block.text for block in page if block.kind == "json"]
    profiles = json.loads(file)["profiles"]
    (tmp_path / "config.json").write_text(file, encoding="utf-8")
    for profile in profiles:
        assert credentials.from_profile(profile["name"], str(tmp_path / "config.json"))
    assert sorted(profile["mode"] for profile in profiles) == sorted(_profiles.MODES)
    environ = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "not-a-secret"}
    for account in next(block.data for block in page if block.file == "peerings.yml")["peering_accounts"].values():
        assert credentials.choose({**account, "config_file": str(tmp_path / "config.json")}, environ)


def test_the_environment_is_that_of_the_code() -> None:
    page = (ROOT / "docs" / "credentials.md").read_text(encoding="utf-8")
    source = (ROOT / "plugins" / "module_utils" / "_cloud" / "credentials.py").read_text(encoding="utf-8")
    table = page[page.index("| Variables |") : page.index("They are checked in this order")]
    documented = set(re.findall(r"`\.\.\._(\w+)`", table))
    used = {variable for variable, _key in credentials.ROLE_KEYS.values()}
    used |= {key.upper() for key in credentials.KEYS} | set(re.findall(r'value\("(\w+)"\)', source))
    assert documented == used
    assert [prefix for prefix in credentials.ENVIRONMENTS if f"`{prefix}_`" not in page] == []


def migration_problems(block: Block) -> t.Iterator[str]:
    text = (ROOT / block.page).read_text(encoding="utf-8")
    table = set(re.findall(r"`(\w+)", text[text.index("### How the arguments correspond") :]))
    arguments = set(re.findall(r"^  (\w+) +=", block.text, re.MULTILINE))
    resources = set(re.findall(r'^resource "(\w+)"', block.text, re.MULTILINE))
    if not resources:
        yield "holds no resource"
    yield from (f"the table lacks the argument {name}" for name in sorted(arguments - table))
    yield from (f"the page does not name {kind}" for kind in sorted(resources) if f"`{kind}`" not in text)


def test_the_migration_table_names_the_arguments_of_the_example() -> None:
    blocks = shaped("terraform")
    offenders = [f"{block}: {problem}" for block in blocks for problem in migration_problems(block)]
    assert blocks
    assert not offenders, "\n".join(offenders)


def test_the_tables_are_those_of_the_code() -> None:
    outdated = [
        f"docs/{name}: run make tables"
        for name in guide_tables.PARTS
        if guide_tables.rewritten(name) != (ROOT / "docs" / name).read_text(encoding="utf-8")
    ]
    assert guide_tables.PARTS
    assert not outdated, "\n".join(outdated)
