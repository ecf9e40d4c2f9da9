# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook around the role: settings, defaults, strategies and tags that are not meant for the role."""

from __future__ import annotations

import collections
import json
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT, TUTORIAL, Ansible, Run, writes

INCLUDE = {"name": "Peer", "ansible.builtin.include_role": {"name": "aliops.vpc.peering"}}
IMPORT = {"name": "Peer", "ansible.builtin.import_role": {"name": "aliops.vpc.peering"}}
STATUS = "{{ inventory_hostname }} has {{ %s.peerings | map(attribute='initiator.status') | join }}"
SHOW = {"name": "Show", "ansible.builtin.debug": {"msg": STATUS % "peering_result"}}
SHOW_LOCAL = {"name": "Show", "ansible.builtin.debug": {"msg": STATUS % "hostvars['localhost'].peering_result"}}
SHOW_WHY = {
    "name": "Show why",
    "ansible.builtin.debug": {"msg": "{{ inventory_hostname }} why {{ ansible_failed_result.msg }}"},
}
GO_ON = {"name": "Go on", "ansible.builtin.debug": {"msg": "{{ inventory_hostname }} goes on"}}
SHOP = ("web1", "web2", "web3")
LINEAR_WRITES = {
    "CreateRouterInterface": 2,
    "ModifyRouterInterfaceAttribute": 1,
    "ConnectRouterInterface": 1,
    "CreateRouteEntries": 2,
}


def play(ansible: Ansible, tasks: list[t.Any], *options: str, hosts: t.Sequence[str] = SHOP, **keywords: t.Any) -> Run:
    """Run a play on hosts that nobody can reach."""
    plays = [{"name": "Set up the shop", "hosts": "shop", "gather_facts": False, **keywords, "tasks": tasks}]
    (ansible.folder / "play.yml").write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
    (ansible.folder / "hosts.ini").write_text("[shop]\n" + "\n".join(hosts) + "\n", encoding="utf-8")
    variables = ("-e", f"@{TUTORIAL}", "-e", f"simulator_url={ansible.url}")
    return ansible.playbook("play.yml", "-i", "hosts.ini", *variables, *options)


def missing_vpc(ansible: Ansible) -> tuple[str, str]:
    """Return options with a peering that a rule refuses before the first write."""
    (peering,) = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))["peering_connections"]
    peering["acceptor"]["vpc_id"] = "vpc-nothere"
    (ansible.folder / "missing.yml").write_text(yaml.safe_dump({"peering_connections": [peering]}), encoding="utf-8")
    return ("-e", "@missing.yml")


def hosts_with(run: Run, text: str) -> list[str]:
    """Return the hosts whose tasks showed this text."""
    return [host for host in SHOP if f"{host} {text}" in run.output]


@pytest.mark.warm
@pytest.mark.parametrize("task", [INCLUDE, {**INCLUDE, "run_once": True}, IMPORT], ids=["include", "once", "import"])
def test_each_host_and_localhost_have_the_result(ansible: Ansible, simulator: Simulator, task: t.Any) -> None:
    run = play(ansible, [task, SHOW, {**SHOW_LOCAL, "run_once": True}])
    assert run.code == 0, run.output
    assert hosts_with(run, "has Active") == list(SHOP)
    assert run.output.count("has Active") == len(SHOP) + 1
    assert collections.Counter(writes(simulator)) == LINEAR_WRITES


@pytest.mark.warm
@pytest.mark.parametrize("once", [False, True])
def test_a_rescue_around_the_role_loses_no_host(ansible: Ansible, simulator: Simulator, once: bool) -> None:
    """With run_once on the include, the role's tasks run for one host only, and only this host fails."""
    block = {"name": "Try", "block": [{**INCLUDE, **({"run_once": True} if once else {})}], "rescue": [SHOW_WHY]}
    shown = {"name": "Show", "ansible.builtin.debug": {"msg": "{{ inventory_hostname }} {{ peering_result.failed }}"}}
    run = play(ansible, [block, GO_ON, shown], *missing_vpc(ansible))
    assert run.code == 0, run.output
    assert hosts_with(run, "goes on") == hosts_with(run, "True") == list(SHOP)
    assert hosts_with(run, "why") == (["web1"] if once else list(SHOP))
    assert "there is no VPC vpc-nothere" in run.output
    assert writes(simulator) == []


@pytest.mark.warm
@pytest.mark.parametrize("once", [False, True])
def test_without_a_rescue_no_host_goes_on(ansible: Ansible, simulator: Simulator, once: bool) -> None:
    run = play(ansible, [{**INCLUDE, **({"run_once": True} if once else {})}, GO_ON], *missing_vpc(ansible))
    assert run.code != 0
    assert hosts_with(run, "goes on") == []
    assert "there is no VPC vpc-nothere" in run.findings
    assert writes(simulator) == []


@pytest.mark.parametrize("once", [False, True])
def test_an_unreachable_host_of_the_modules_loses_no_host(ansible: Ansible, simulator: Simulator, once: bool) -> None:
    # Not warm, because modules of warm runs need no connection.
    block = {"name": "Try", "block": [{**INCLUDE, **({"run_once": True} if once else {})}], "rescue": [SHOW_WHY]}
    run = play(ansible, [block, GO_ON], "-e", "peering_run_on=nowhere.invalid")
    assert hosts_with(run, "goes on") == list(SHOP)
    assert hosts_with(run, "why") == (["web1"] if once else list(SHOP))
    assert "peering_run_on: nowhere.invalid could not be reached" in run.output
    assert simulator.calls() == []


@pytest.mark.warm
@pytest.mark.parametrize("ignoring", [False, True])
def test_a_refused_write_stops_the_role(ansible: Ansible, simulator: Simulator, ignoring: bool) -> None:
    """ignore_errors of the play is for the role's result; no step of the role follows a failed one."""
    fault = {"kind": "error", "action": "ConnectRouterInterface", "code": "Forbidden.RAM"}
    simulator.control("faults", json.dumps({"faults": [fault]}))
    run = play(ansible, [INCLUDE, GO_ON], ignore_errors=ignoring)
    assert (run.code == 0) is ignoring, run.output
    assert hosts_with(run, "goes on") == (list(SHOP) if ignoring else [])
    assert "CreateRouteEntries" not in [call["action"] for call in simulator.calls()]


@pytest.mark.warm
def test_settings_of_the_hosts_are_not_the_roles(ansible: Ansible, simulator: Simulator) -> None:
    """None of these values works on the controller."""
    (ansible.folder / "group_vars").mkdir()
    settings = {
        "ansible_become": True,
        "ansible_become_method": "ansible.builtin.su",
        "ansible_become_exe": "/nowhere/su",
        "ansible_connection": "ansible.builtin.ssh",
        "ansible_remote_tmp": "/proc/nowhere",
        "ansible_shell_executable": "/nowhere/sh",
    }
    (ansible.folder / "group_vars" / "all.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    report = ("-e", f"peering_report={ansible.folder}/page.html")
    keywords = {"become": True, "any_errors_fatal": True}
    run = play(ansible, [INCLUDE, SHOW], *report, hosts=(*SHOP, "localhost"), **keywords)
    assert run.code == 0, run.output
    assert hosts_with(run, "has Active") == list(SHOP)
    assert (ansible.folder / "page.html").exists()


OTHER = {"access_key_id": "LTAI-other", "access_key_secret": "not-a-secret-other", "endpoint": "http://127.0.0.1:9"}
DEFAULTS: dict[str, dict[str, t.Any]] = {
    "modules": {
        f"aliops.vpc.{name}": {**OTHER, "wait": False, "wait_timeout": 1}
        for name in ("route_entries", "router_interfaces", "router_interface_peers", "router_interface_connections")
    },
    "states": {"aliops.vpc.route_entries": {"state": "absent"}, "aliops.vpc.vpcs_info": {"profile": "nowhere"}},
    "group": {"group/aliops.vpc.all": {"profile": "nowhere", "role_arn": "acs:ram::1:role/x", "account_id": "1"}},
    "foreign": {"ansible.builtin.copy": {"owner": "nobody-here"}, "file": {"owner": "nobody-here"}},
}


@pytest.mark.warm
@pytest.mark.parametrize("kind", DEFAULTS)
def test_module_defaults_do_not_reach_the_role(ansible: Ansible, simulator: Simulator, kind: str) -> None:
    report = ("-e", f"peering_report={ansible.folder}/page.html")
    keywords: dict[str, t.Any] = {"module_defaults": DEFAULTS[kind]}
    run = play(ansible, [INCLUDE, SHOW], *report, **keywords)
    assert run.code == 0, run.output
    assert hosts_with(run, "has Active") == list(SHOP)
    assert collections.Counter(writes(simulator)) == LINEAR_WRITES


def used(tasks: t.Any) -> t.Iterator[str]:
    """Yield the modules that tasks use."""
    for task in tasks:
        yield from (key for key in task if key.startswith(("ansible.builtin.", "aliops.vpc.")))
        for part in ("block", "rescue", "always"):
            yield from used(task.get(part) or ())


# The defaults of the role's own modules in all of its tasks, from its input and its steps only.
OWN: dict[str, t.Any] = {
    "trace": "{{ __peering_input.trace or '' }}",
    "as_json": True,
    "throttled_at": "{{ __peering_throttled_at }}",
}


def faults_of_defaults(role: str) -> t.Iterator[str]:
    files = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in tasks_of(role)}
    first = files["run.yml" if role == "peering" else "main.yml"]
    (reset,) = (task["module_defaults"] for task in first if "module_defaults" in task)
    outside = {"aliops.vpc.role_input", "ansible.builtin.import_tasks"}
    modules = {module for tasks in files.values() for module in used(tasks)} - outside
    yield from (f"{module} is used, and its defaults are not reset" for module in modules - set(reset))
    idle = {module for module in reset if not module.startswith("group/")} - modules
    yield from (f"{module} is not used, and its defaults are reset" for module in idle)
    own = {"group/aliops.vpc.all": OWN} if role == "peering" else {}
    yield from (f"{module} gets defaults" for module, defaults in reset.items() if defaults != own.get(module, {}))


def test_the_defaults_of_each_module_that_a_role_uses_are_reset() -> None:
    roles = ("peering", "check", "simulator", "idempotence_check")
    offenders = [f"{role}: {fault}" for role in roles for fault in faults_of_defaults(role)]
    assert not offenders, "\n".join(offenders)


def tasks_of(role: str) -> t.Iterable[pathlib.Path]:
    return (ROOT / "roles" / role / "tasks").glob("*.yml")


@pytest.mark.warm
@pytest.mark.parametrize(
    ("keywords", "reason"),
    [
        ({"strategy": "free"}, "strategy free would run it for each host"),
        ({"strategy": "ansible.builtin.host_pinned"}, "strategy ansible.builtin.host_pinned would run it for each"),
        ({"serial": 1}, "serial would run it again for each batch"),
    ],
)
def test_keywords_that_would_run_the_role_again_are_refused(
    ansible: Ansible, simulator: Simulator, keywords: dict[str, t.Any], reason: str
) -> None:
    run = play(ansible, [INCLUDE, GO_ON], **keywords)
    assert run.code != 0
    assert reason in run.findings
    assert "hosts: localhost" in run.findings
    assert hosts_with(run, "goes on") == []
    assert simulator.calls() == []


@pytest.mark.warm
@pytest.mark.parametrize("keywords", [{"strategy": "free"}, {"serial": 1}])
def test_with_one_host_no_keyword_is_refused(
    ansible: Ansible, simulator: Simulator, keywords: dict[str, t.Any]
) -> None:
    run = play(ansible, [INCLUDE, SHOW], hosts=SHOP[:1], **keywords)
    assert run.code == 0, run.output
    assert hosts_with(run, "has Active") == ["web1"]


NOTHING = "The role aliops.vpc.peering was included, and did nothing"
APPLY = {"ansible.builtin.include_role": {"name": "aliops.vpc.peering", "apply": {"tags": ["net"]}}}


@pytest.mark.warm
@pytest.mark.parametrize(
    ("task", "option", "active", "warned"),
    [
        ({**INCLUDE, "tags": ["net"]}, "--tags=net", False, True),
        ({**INCLUDE, **APPLY, "tags": ["net"]}, "--tags=net", True, False),
        ({**IMPORT, "tags": ["net"]}, "--tags=net", True, False),
        (IMPORT, "--tags=other", False, False),
        (INCLUDE, "--skip-tags=other", True, False),
        ({**IMPORT, "tags": ["net"]}, "--skip-tags=net", False, False),
    ],
)
def test_tags(
    ansible: Ansible, simulator: Simulator, task: dict[str, t.Any], option: str, active: bool, warned: bool
) -> None:
    run = play(ansible, [task], option, hosts=SHOP[:1])
    assert run.code == 0, run.output
    assert bool(writes(simulator)) is active
    assert (NOTHING in " ".join(run.output.split())) is warned
