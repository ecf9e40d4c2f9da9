# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The messages of the roles about odd input: all at once, each sentence with the variable, and no secret."""

from __future__ import annotations

import copy
import math
import pathlib
import typing as t

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.plugins.action.role_input import gather_subset
from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.account_options import SPEC
from ansible_collections.aliops.vpc.plugins.module_utils._plan import preflight, preflight_quotas
from ansible_collections.aliops.vpc.plugins.plugin_utils._input import paths
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.rules import RULES, checked
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.variables import (
    VARIABLES,
    InputError,
    resolve,
    variable_of,
)
from ansible_collections.aliops.vpc.tests.examples import CHARACTERS

ROOT = pathlib.Path(__file__).resolve().parents[4]
SECRET = "not-a-secret-of-anybody"
KEYS = {"access_key_id": "LTAI-a", "access_key_secret": SECRET}
PEERING: dict[str, t.Any] = {
    "name": "one",
    "spec": "Mini.2",
    "initiator": {"account": "a", "region": "cn-beijing", "vpc_id": "vpc-a"},
    "acceptor": {"account": "b", "region": "cn-hangzhou", "vpc_id": "vpc-b"},
}
GOOD: dict[str, dict[str, t.Any]] = {
    "peering": {"peering_accounts": {"a": KEYS, "b": {"profile": "b"}}, "peering_connections": [PEERING]},
    "simulator": {},
    "idempotence_check": {"idempotence_check_playbook": "site.yml"},
    "check": {"peering_accounts": {"a": KEYS, "b": {"profile": "b"}}},
}
SPEND = {
    "initiator": {"account": "a", "region": "cn-beijing", "vpc_id": "vpc-a"},
    "acceptor": {"account": "b", "region": "cn-hangzhou", "vpc_id": "vpc-b"},
}
EACH = [(role, name) for role, variables in VARIABLES.items() for name in variables]


def taken(role: str = "peering", **variables: t.Any) -> dict[str, t.Any]:
    """Return the values that the role's tasks get, of some variables and those that are needed."""
    return checked(role, resolve(role, {**copy.deepcopy(GOOD[role]), **variables}, lambda value: value))


def refused(role: str = "peering", **variables: t.Any) -> list[str]:
    """Return the role's messages about some variables."""
    with pytest.raises(RefusedError) as caught:
        taken(role, **variables)
    assert SECRET not in str(caught.value)
    return caught.value.reasons


def side(role: str, **changes: t.Any) -> dict[str, t.Any]:
    return {"peering_connections": [{**PEERING, role: {**PEERING[role], **changes}}]}


def peering(**changes: t.Any) -> dict[str, t.Any]:
    return {"peering_connections": [{**PEERING, **changes}]}


def account(**changes: t.Any) -> dict[str, t.Any]:
    return {"peering_accounts": {"a": {**KEYS, **changes}, "b": {}}}


INITIATOR = "peering_connections, one, initiator a"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"peering_defaults": {"spec": "Huge.9"}}, "peering_defaults, spec: 'Huge.9' must be one of Mini.2, "),
        ({"peering_defaults": {"specs": "Mini.2"}}, "peering_defaults: there is no key 'specs'; did you mean spec?"),
        ({"peering_state": "presnt"}, "peering_state: 'presnt' must be one of .*; did you mean present?"),
        ({"peering_adopt": True}, "peering_adopt: True must be one of warn, always, never; quote it"),
        ({"peering_wait_timeout": -1}, "peering_wait_timeout: -1 is not a whole number of 1 or more"),
        ({"peering_wait_timeout": "0"}, "peering_wait_timeout: '0' is not a whole number of 1 or more"),
        ({"peering_confirm_absent": "perhaps"}, "peering_confirm_absent: 'perhaps' is neither true nor false"),
        (
            {"peering_skip_checks": "cen, quotas"},
            "peering_skip_checks: there is no check 'quotas'; did you mean quota?",
        ),
        (
            {"peering_quotas": {"routes_table": 9}},
            "peering_quotas: there is no quota 'routes_table'; did you mean routes_per_table",
        ),
        ({"peering_report": 5}, "peering_report: 5 is not a string"),
        (peering(spec="large.1"), "peering_connections, one, spec: 'large.1' must be one of .*; did you mean Large.1"),
        (peering(route="vpc"), "peering_connections, one: there is no key 'route'; did you mean routes?"),
        (peering(routes=["10.0.0.0/8"]), "peering_connections, one, routes: .* must be one of vswitches, vpc, none"),
        (side("initiator", region="cn-hangzhou-b"), f"{INITIATOR}, region: 'cn-hangzhou-b' is a zone; .*, cn-hangzhou"),
        (side("initiator", region="us-west-1a"), f"{INITIATOR}, region: 'us-west-1a' is a zone; .*, us-west-1."),
        (side("initiator", region="Beijing"), f"{INITIATOR}, region: 'Beijing' is not the id of a region"),
        (side("initiator", vpc="vpc-a"), f"{INITIATOR}: there is no key 'vpc'; did you mean vpc_"),
        (side("initiator", vpc_id="vrt-a"), f"{INITIATOR}: vpc_id: 'vrt-a' is not the id of a vpc"),
        (side("initiator", router_id="vrt-a"), f"{INITIATOR}: give one of vpc_id, router_id, vpc_name"),
        (side("initiator", routes=["fd00::/48"]), f"{INITIATOR}, routes: router interfaces carry no IPv6; take fd00"),
        (side("initiator", interface_name="1st"), f"{INITIATOR}, interface_name: '1st' cannot name a router interface"),
        (account(profile="a"), "peering_accounts, a: access_key_id and profile exclude each other"),
        (account(access_key_secret=None), "peering_accounts, a: access_key_id needs access_key_secret"),
        (account(role_external_id="x"), "peering_accounts, a: role_external_id needs role_arn"),
        (account(profil="a"), "peering_accounts, a: there is no key 'profil'; did you mean profile"),
        (account(account_id="my account"), "peering_accounts, a, account_id: 'my account' is not the id of an account"),
        (account(read_timeout=-1), "peering_accounts, a, read_timeout: -1 is not a whole number of 1 or more"),
        (account(region="cn-hangzhou-b"), "peering_accounts, a, region: 'cn-hangzhou-b' is a zone"),
        (account(access_key_secret=[SECRET]), "peering_accounts, a, access_key_secret: give a string"),
        ({"peering_accounts": {"a": SECRET}}, "peering_accounts, a: an account is a dict of options"),
        (
            {"peering_accounts": {"{{ main }}": {}}},
            "peering_accounts: Ansible does not evaluate the template in the name",
        ),
        ({"peering_accounts": {1001: {}, "1001": {}}}, "peering_accounts: two accounts have the name 1001"),
        ({"peering_accounts": None}, "peering_accounts: it is needed"),
        ({"peering_connections": ""}, "peering_connections: it is needed"),
    ],
)
def test_a_sentence_names_the_place_and_the_cure(variables: dict[str, t.Any], expected: str) -> None:
    (reason,) = refused(**variables)
    beginning, _dots, rest = expected.partition(".*")
    assert reason.startswith(beginning)
    assert rest in reason[len(beginning) :]


@pytest.mark.parametrize(
    ("role", "variables", "message"),
    [
        ("simulator", {"simulator_port": 70000}, "simulator_port: 70000 is not a port"),
        ("simulator", {"simulator_delays": "fast"}, "simulator_delays: 'fast' must be one of prompt"),
        ("simulator", {"simulator_allow_hosts": {"a": 1}}, "simulator_allow_hosts: {'a': 1} is not a list of strings"),
        ("simulator", {"simulator_time_scale": -1}, "simulator_time_scale: -1 is not a number of 0 or more"),
        ("simulator", {"simulator_stop_timeout": -1}, "simulator_stop_timeout: -1 is not a whole number of 1 or more"),
        ("simulator", {"simulator_state": "stoped"}, "simulator_state: 'stoped' must be one of started, stopped; did"),
        ("idempotence_check", {"idempotence_check_playbook": None}, "idempotence_check_playbook: it is needed"),
        ("idempotence_check", {"idempotence_check_scope": "every"}, "idempotence_check_scope: 'every' must be one of"),
        (
            "idempotence_check",
            {"idempotence_check_extra_vars": "a=b"},
            "idempotence_check_extra_vars: 'a=b' is not a dict",
        ),
        ("check", {"peering_accounts": None}, "peering_accounts: it is needed"),
        ("check", {"peering_connections": 7}, "peering_connections: 7 is not a list of peerings"),
        ("check", {"peering_quotas": {"interfaces": 3}}, "peering_quotas: there is no quota 'interfaces'"),
        ("check", {"check_regions": "cn-hangzhou-b"}, "check_regions: 'cn-hangzhou-b' is a zone; give its region"),
        ("check", {"check_fail_on": "all"}, "check_fail_on: 'all' must be one of problem, warning, never"),
        ("check", {"check_spend": True}, "check_spend_vpcs: check_spend needs two VPCs that are named for it"),
        ("check", {"check_spend_vpcs": {"initiator": {}}}, "check_spend_vpcs, initiator: give account"),
        (
            "check",
            {"check_spend_vpcs": {**SPEND, "acceptor": SPEND["initiator"]}},
            "check_spend_vpcs: both sides name one VPC",
        ),
        (
            "check",
            {"check_spend_vpcs": {**SPEND, "initiator": {**SPEND["initiator"], "account": "c"}}},
            "check_spend_vpcs: the account c is not in peering_accounts",
        ),
    ],
)
def test_the_other_roles_refuse_odd_values_too(role: str, variables: dict[str, t.Any], message: str) -> None:
    reasons = refused(role, **variables)
    assert reasons[0].startswith(message), reasons


def test_all_errors_are_reported_at_once() -> None:
    reasons = refused(peering_wait_timeout=-1, peering_adopt="no", **account(profil="a"), **peering(spec="Huge.9"))
    assert len(reasons) == 4


def test_values_come_as_the_tasks_use_them() -> None:
    values = taken(
        peering_wait_timeout="60",
        peering_confirm_absent="yes",
        peering_skip_checks="cen,quota",
        peering_defaults={"spec": "Large.1", "routes": ""},
        **peering(
            spec="",
            routes=None,
            initiator={**PEERING["initiator"], "router_id": "", "routes": "10.0.0.0/8, 10.0.0.0/8"},
        ),
    )
    assert (values["wait_timeout"], values["confirm_absent"], values["skip_checks"]) == (60, True, ["cen", "quota"])
    (connection,) = values["connections"]
    assert (connection["spec"], connection["routes"], connection["initiator"]["routes"]) == (
        "Large.1",
        "vswitches",
        ["10.0.0.0/8"],
    )
    assert "router_id" not in connection["initiator"]


def test_accounts_may_be_named_by_numbers_on_either_side() -> None:
    values = taken(peering_accounts={1001: KEYS, "b 2": {"profile": ""}}, **side("initiator", account=1001))
    assert set(values["accounts"]) == {"1001", "b 2"}
    assert values["connections"][0]["initiator"]["account"] == "1001"


@pytest.mark.parametrize("blank", ["", None])
@pytest.mark.parametrize(("role", "name"), EACH)
def test_a_blank_answer_of_a_survey_is_no_answer(role: str, name: str, blank: t.Any) -> None:
    variable = variable_of(role, name)
    if variable in GOOD[role]:
        assert refused(role, **{variable: blank}) == [f"{variable}: it is needed."]
    else:
        assert taken(role, **{variable: blank}) == taken(role)


@pytest.mark.parametrize("blank", ["", None])
def test_blank_keys_are_no_keys(blank: t.Any) -> None:
    options = {**dict.fromkeys(SPEC, blank), **KEYS}
    assert taken(peering_accounts={"a": options, "b": {"profile": "b"}}) == taken()
    more = {**dict.fromkeys(("routes", "tables", "state"), blank), **PEERING}
    sides = {
        role: {**dict.fromkeys(("router_id", "vpc_name", "routes"), blank), **PEERING[role]}
        for role in ("initiator", "acceptor")
    }
    assert taken(peering_connections=[{**more, **sides}]) == taken()
    assert taken(peering_defaults=dict.fromkeys(("spec", "routes", "tables", "state"), blank)) == taken()
    assert taken(peering_quotas=dict.fromkeys(preflight_quotas.QUOTAS, blank)) == taken()


def template(value: t.Any) -> t.Any:
    """Stand in for Ansible's templates: one value cannot be evaluated."""
    if "{{ nothing }}" in str(value):
        raise ValueError("'nothing' is undefined")
    return value


def test_an_account_that_nothing_uses_may_be_undefined() -> None:
    accounts = {**GOOD["peering"]["peering_accounts"], "other": {"profile": "{{ nothing }}"}}
    values = resolve("peering", {**GOOD["peering"], "peering_accounts": accounts}, template)
    assert set(values["accounts"]) == {"a", "b"}
    accounts["a"] = {"profile": "{{ nothing }}"}
    with pytest.raises(InputError) as caught:
        resolve(
            "peering", {**GOOD["peering"], "peering_accounts": accounts, "peering_report": "{{ nothing }}"}, template
        )
    assert sorted(caught.value.problems) == [
        "peering_accounts, a, which one needs: 'nothing' is undefined",
        "peering_report: 'nothing' is undefined",
    ]


def test_paths_are_checked_before_anything_is_written(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "file"
    file.touch()
    nowhere = {"report": None, "report_mermaid": None, "handshake_dir": None}

    def problems(**values: t.Any) -> list[str]:
        return paths.problems("peering", {**nowhere, **{name: str(path) for name, path in values.items()}})

    assert problems(report=file, report_mermaid=tmp_path / "new.md", handshake_dir=tmp_path / "new" / "folder") == []
    assert problems(report=tmp_path, report_mermaid=tmp_path / "no" / "new.md", handshake_dir=file) == [
        f"peering_report: {tmp_path} is a folder; give the path of a file.",
        f"peering_report_mermaid: the folder {tmp_path}/no does not exist; create it.",
        f"peering_handshake_dir: {file} is not a folder; give the path of one.",
    ]
    assert problems(report=file / "new.html") == [f"peering_report: {file} is not a folder; give the path of one."]


def test_a_trace_is_appended_to(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()

    def problems(path: object, run_on: str = "localhost") -> list[str]:
        return paths.problems("peering", {"trace": str(path), "run_on": run_on})

    assert problems(file) + problems(tmp_path / "new.jsonl") == []
    assert problems(tmp_path) == [f"peering_trace: {tmp_path} is a folder; give the path of a file."]
    assert problems(tmp_path / "no" / "new") == [f"peering_trace: the folder {tmp_path}/no does not exist; create it."]
    assert problems("/dev/null") == ["peering_trace: /dev/null is not a file; give the path of one."]
    assert problems("/no/such/folder/trace", "bastion") + problems("~/trace", "bastion") == []
    (problem,) = problems("trace.jsonl", "bastion")
    assert (
        problem == "peering_trace: trace.jsonl is relative; give an absolute path; it is on bastion, by peering_run_on."
    )
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    assert problems(file) == [f"peering_trace: the file {file} is not writable; give another."]


def test_a_relative_trace_begins_where_ansible_was_started(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.trace_file({"trace": "calls.jsonl", "run_on": "localhost"}) == str(tmp_path / "calls.jsonl")
    assert paths.trace_file({"trace": "~/calls.jsonl", "run_on": "bastion"}) == "~/calls.jsonl"
    assert paths.trace_file({"trace": None, "run_on": "localhost"}) is None


def test_a_folder_that_is_not_writable(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, and tests often run as root, so the test replaces the system's permissions."""
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    (problem,) = paths.problems(
        "peering", {"report": str(tmp_path / "page.html"), "report_mermaid": None, "handshake_dir": None}
    )
    assert problem.startswith(f"peering_report: the folder {tmp_path} is not writable")


WORDS = st.sampled_from(
    ["", "one", "name", "spec", "initiator", "acceptor", "account", "region", "vpc_id", "routes", "a", "b", "{{ x }}",
     "Mini.2", "cn-beijing", "10.0.0.0/8", "::/0", "absent", "profile", "access_key_id", "-1", "true"]
)  # fmt: skip
SCALARS = st.one_of(WORDS, st.none(), st.booleans(), st.integers(), st.floats(), st.text(CHARACTERS, max_size=8))
# A key that equals nothing, not itself either, cannot be looked up.
ODD_KEYS = SCALARS.filter(lambda key: not (isinstance(key, float) and math.isnan(key)))
ODD = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(data=st.data())
def test_odd_input_never_breaks_the_rules(data: st.DataObject) -> None:
    role = data.draw(st.sampled_from(sorted(VARIABLES)))
    odd = data.draw(
        st.dictionaries(st.sampled_from([variable_of(role, name) for name in VARIABLES[role]]), ODD, max_size=4)
    )
    changed = data.draw(
        st.dictionaries(st.sampled_from(["initiator", "acceptor", "spec", "routes", "name"]), ODD, max_size=3)
    )
    if role == "peering" and "peering_connections" not in odd:
        odd["peering_connections"] = [{**PEERING, **changed}]
    try:
        taken(role, **odd)
    except RefusedError as error:
        unnamed = [
            reason for reason in error.reasons if not any(variable_of(role, name) in reason for name in VARIABLES[role])
        ]
    else:
        unnamed = []
    assert unnamed == []


def unequal(place: str, values: dict[str, t.Any], expected: dict[str, t.Any]) -> t.Iterator[str]:
    """Yield each name whose value in one place is not that of the code."""
    for name in sorted({*values, *expected}):
        if values.get(name) != expected.get(name) or (name in values) != (name in expected):
            yield f"{name}: is {values.get(name)!r} in {place}, and {expected.get(name)!r} in VARIABLES"


def faults_of_variables(role: str) -> t.Iterator[str]:
    folder = ROOT / "roles" / role
    defaults = yaml.safe_load((folder / "defaults" / "main.yml").read_text(encoding="utf-8"))
    documented = yaml.safe_load((folder / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options = documented["argument_specs"]["main"]["options"]
    if list(RULES[role]) != list(VARIABLES[role]):
        yield f"{role}: the rules are those of {list(RULES[role])}, the variables {list(VARIABLES[role])}"
    names = {variable_of(role, name): True for name in VARIABLES[role]}
    yield from unequal("the names of argument_specs.yml", dict.fromkeys(options, True), names)
    expected = {variable_of(role, name): value for name, value in VARIABLES[role].items() if value is not None}
    stated = {name: option["default"] for name, option in options.items() if "default" in option}
    yield from unequal("argument_specs.yml", stated, expected)
    yield from unequal("defaults/main.yml", defaults or {}, expected)
    # Refusals of Ansible, before the first task, are kilobytes long.
    for name, option in options.items():
        if odd := sorted(set(option) - {"description", "type", "default", "options", "version_added"}):
            yield f"{name}: Ansible would judge its {odd} before the role does"
        if option["type"] not in ("str", "raw"):
            yield f"{name}: Ansible would judge its type {option['type']} before the role does"


def test_variables_defaults_and_documentation_agree() -> None:
    offenders = [fault for role in VARIABLES for fault in faults_of_variables(role)]
    assert VARIABLES
    assert not offenders, "\n".join(offenders)


def test_the_names_of_the_checks_are_documented() -> None:
    text = (ROOT / "roles" / "peering" / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    options = yaml.safe_load(text)["argument_specs"]["main"]["options"]
    description = " ".join(options["peering_skip_checks"]["description"])
    assert [name for name in preflight.CHECKS if f"C({name})" not in description] == []


@pytest.mark.parametrize(
    ("state", "changes", "expected"),
    [
        ("present", {}, set()),
        ("present", {"method": "vpc_peer"}, {"vpc_peer_connections", "cdt"}),
        ("present", {"method": "vpc_peer", "state": "absent"}, {"vpc_peer_connections"}),
        ("audit", {"method": "vpc_peer"}, {"vpc_peer_connections"}),
        ("absent", {"method": "vpc_peer"}, {"vpc_peer_connections"}),
        (
            "present",
            {"method": "vpc_peer", "acceptor": {**PEERING["acceptor"], "region": "cn-beijing"}},
            {"vpc_peer_connections"},
        ),
    ],
)
def test_only_facts_that_the_peerings_need_are_gathered(
    state: str, changes: dict[str, t.Any], expected: set[str]
) -> None:
    given = {"accounts": {"a": KEYS, "b": KEYS}, "connections": [{**PEERING, **changes}], "state": state}
    subset = gather_subset(checked("peering", {**VARIABLES["peering"], **given}))
    assert {"vpc_peer_connections", "cdt"} & set(subset) == expected
