# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the plan of a run, and judges what an earlier attempt of the same run has left to do. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.packing import packed, unpacked
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering
from ansible_collections.aliops.vpc.plugins.module_utils._plan import interruption, migration
from ansible_collections.aliops.vpc.plugins.module_utils._plan import peerings as planner
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import Finding
from ansible_collections.aliops.vpc.plugins.module_utils._plan.module_checks import ROUTE_STEPS
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight import failures_of, findings
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_quotas import Limits
from ansible_collections.aliops.vpc.plugins.plugin_utils._handshakes import contradictions
from ansible_collections.aliops.vpc.plugins.plugin_utils._migration.ladders import MIGRATE, doubts, movers, others
from ansible_collections.aliops.vpc.plugins.plugin_utils._migration.planning import EXCLUDED, planned
from ansible_collections.aliops.vpc.plugins.plugin_utils._progress import progress
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.summary import summary

Result = dict[str, t.Any]

# The states of the role that change something.
CONVERGING = ("present", "absent", MIGRATE)
DISCOVER, AUDIT = "discover", "audit"
# What later tasks only hand to Python or return to the user.
LARGE = ("summary", "audit")
# Of all states of the role, each once.
STEPS = tuple(dict.fromkeys((*planner.STEPS, *migration.STEPS, *interruption.STEPS)))
AGAIN = "Fix the error and run again: created resources are kept, and the next run continues from there."
ANOTHER_RUN = "If another run is at work on these peerings, wait until it has ended."
ABSENT = "absent"
# In which variables the role's steps register their results, by the parts of the role, in order.
REGISTERS = {
    "absent": ("__peering_deleted", "__peering_deleted_vpc_peers"),
    "present": (
        "__peering_interfaces",
        "__peering_peers",
        "__peering_connections",
        "__peering_vpc_peers",
        "__peering_routes",
    ),
    "interrupt": (
        "__peering_unrouted",
        "__peering_deactivated",
        "__peering_retired",
        "__peering_vpc_peers",
        "__peering_routes",
    ),
    "migrate": (
        "__peering_vpc_peers",
        "__peering_activated",
        *(f"__peering_{step}" for step in ROUTE_STEPS),
        "__peering_deactivated",
        "__peering_retired",
    ),
}
# The step with which a migration asks the service for both links at once.
REQUEST = "__peering_vpc_peers"


@dataclasses.dataclass(frozen=True)
class Attempt:
    """The results of an attempt of a run before it failed.

    ``read`` is the state from which it began, ``results`` are those of its steps, ``task`` and ``failure`` the name and
    the result of the task that failed, ``step`` the name of the variable in which that task's result is registered.
    """

    read: Result
    results: tuple[Result, ...]
    task: str
    failure: Result
    step: str | None = None
    # For how many seconds the peerings had no link, where the attempt replaced one by the other and did not fail.
    interruption_seconds: float | None = None

    @property
    def excluded(self) -> bool:
        """Return whether the service refused a connection beside a pair of router interfaces, before any write."""
        failures = self.failure.get("failures") or [self.failure]
        codes = {(failure.get("error") or {}).get("code") for failure in failures}
        return self.step == REQUEST and EXCLUDED in codes

    @property
    def wrote(self) -> bool:
        """Return whether it failed while it carried out its plan."""
        return self.step is not None

    @property
    def lost(self) -> bool:
        """Return whether it failed for nothing but next hops that it had created, and that are gone."""
        failures = self.failure.get("failures") or ()
        return bool(failures) and all(failure.get("last_state") == ABSENT for failure in failures)

    @property
    def messages(self) -> list[str]:
        """Return why it failed."""
        message = self.failure.get("msg") or "failed"
        return [f"{self.task}: {line}" for line in ([message] if isinstance(message, str) else message)]

    @property
    def created(self) -> list[Result]:
        """Return the router interfaces and connections that it created, which lists may not show yet."""
        nouns = ("router_interfaces", "vpc_peer_connections")
        return [record for result in self.results for noun in nouns for record in result.get(noun) or ()]

    def as_result(self) -> Result:
        """Return the attempt as plain data, without what the tasks were given."""
        failure = {key: self.failure[key] for key in ("msg", "failures") if key in self.failure}
        return {
            "read": _without_arguments(self.read),
            "results": [_without_arguments(result) for result in self.results],
            "task": self.task,
            "failure": failure,
            "step": self.step,
            "interruption_seconds": self.interruption_seconds,
        }


def registers_of(parts: t.Container[str]) -> list[str]:
    """Return the variables of the steps of a plan: the others may hold the results of an earlier run."""
    return [name for part, names in REGISTERS.items() if part in parts for name in names]


def steps_until(register: t.Any, parts: t.Collection[str]) -> list[str]:
    """Return the variables of the steps up to the one that failed, in order; none when no step failed.

    ``register`` is the failed task's. The other steps' variables hold the results of an earlier run of the role.
    """
    # From ansible-core 2.21 on, a task's register is a dict by the names of variables.
    names = [register] if isinstance(register, str) else register or ()
    registers = registers_of(parts)
    step = next((name for name in registers if name in names), None)
    return registers[: registers.index(step) + 1] if step else []


def attempt_of(noted: Result, variables: t.Mapping[str, t.Any]) -> Attempt:
    """Return the attempt that a run has noted; its steps' results are in the role's variables."""
    names = steps_until(noted["step"], noted["parts"])
    results = tuple(unpacked(variables.get(name) or {}) for name in names)
    seconds = noted.get("interruption_seconds")
    seconds = None if seconds is None else round(float(seconds), 1)
    step = names[-1] if names else None
    return Attempt(noted["read"], results, noted["task"], noted["failure"], step, seconds)


def make_plan(run: Run, earlier: Attempt | None = None) -> Result:
    """Return the plan of a run; with ``msg`` when it cannot be carried out, and ``final`` when no second look helps.

    ``earlier`` is the attempt that failed. What it left is carried out only when nothing but the lists' lag stopped it;
    then the plan holds the attempt as ``earlier``.
    """
    if run.input["state"] == DISCOVER and not run.read.get("unreachable"):
        # Most runs do without what this one needs.
        from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.discovery import discover

        return {**_empty(), "inspects": True, "parts": [DISCOVER], **discover(run.input, run.read)}
    if run.input["state"] not in CONVERGING and not run.read.get("unreachable"):
        return {**_empty(), "inspects": True, **(_audited(run) if run.input["state"] == AUDIT else {})}
    excluded = earlier is not None and run.input["state"] == MIGRATE and earlier.excluded
    plan, refused = _planned(run, excluded=excluded)
    if earlier and earlier.interruption_seconds is not None:
        plan["earlier"] = earlier.as_result()
    elif earlier and earlier.wrote and not excluded:
        return {**plan, **_second(run, earlier, plan, refused)}
    if refused:
        return {**plan, "msg": refused, "final": plan["final"] or excluded}
    if not plan["parts"]:
        # What was read is how it stays; putting it together a second time would cost as much again.
        plan["summary"] = summary(run, (), earlier if "earlier" in plan else None)
    return plan


def as_result(plan: Result) -> Result:
    """Return a plan as its task returns it: what is most of it as JSON, which Ansible need not look into.

    Ansible shows all that a failed task returns, so a plan that cannot be carried out has no steps.
    """
    steps = (*STEPS, "progress") if "msg" in plan else ()
    return packed({key: value for key, value in plan.items() if key not in steps}, LARGE)


def _audited(run: Run) -> Result:
    """Return what an audit finds, and its summary."""
    from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.findings import audit_of

    return {"audit": audit_of(run), "summary": summary(run, ())}


def _planned(run: Run, *, excluded: bool = False) -> tuple[Result, list[str]]:
    """Return the plan, and why it cannot be carried out: what the preflight finds, else what the planner refuses."""
    if run.read.get("unreachable"):
        reason = f"peering_run_on: {run.input['run_on']} could not be reached: {run.read.get('msg')}"
        return {**_empty(), "final": True}, [reason]
    doubtful = doubts if run.input["state"] == MIGRATE else planner.unclear
    unclear = [f"{peering.name}: {reason}" for peering in _concerned(run) for reason in doubtful(peering)]
    findings_ = [*_findings(run)]
    warnings = [finding.text for finding in findings_ if finding.warning]
    errors = [finding.text for finding in findings_ if not finding.warning]
    if errors:
        return {**_empty(), "warnings": warnings, "final": True}, [*errors, *unclear]
    if run.input["state"] == MIGRATE:
        migration = planned(run, excluded=excluded)
        steps: dict[str, t.Any] = migration.steps
        refused: list[str] = [*unclear, *migration.refused]
        parts = [migration.part] if any(steps.values()) else []
        warnings += migration.warnings
    else:
        steps = planner.plan(run.peerings, run.input["on_conflict"], purge=run.input["purge_routes"])
        refused = steps.pop("refused")
        parts = _parts(steps)
    plan = {
        **_empty(),
        **steps,
        "warnings": warnings,
        "read_at": min((read["read_at"] for read in run.reads.values() if "read_at" in read), default=None),
        "parts": parts,
    }
    # Ansible shows one name of a task for all hosts.
    if run.input["component"] is None:
        plan["progress"] = progress({**steps, **{step: [] for step in STEPS if step not in steps}})
    return plan, refused


def _second(run: Run, earlier: Attempt, plan: Result, refused: list[str]) -> Result:
    """Return the keys that change on a plan after a failed step."""
    if earlier.lost and not refused:
        return {"earlier": earlier.as_result()}
    if any(failures_of(read) for read in run.reads.values()):
        summed = summary(Run(run.input, earlier.read), earlier.results)
    else:
        summed = summary(run, (), earlier)
    if refused or plan["parts"]:
        reasons = [*earlier.messages, *refused]
        return {"msg": [*reasons, *summed["lines"], AGAIN, ANOTHER_RUN], "final": True, "summary": summed}
    return {"summary": summed, "notes": ["Another run has done the rest.", *earlier.messages]}


def _without_arguments(result: Result) -> Result:
    return {key: value for key, value in result.items() if key != "invocation"}


def _parts(steps: t.Mapping[str, t.Sequence[Result]]) -> list[str]:
    """Return the parts of the role that the plan needs; what is removed is gone before anything is created."""
    deletes = any(steps[step] for step in planner.DELETIONS)
    creates = any(steps[step] for step in planner.STEPS if step not in planner.DELETIONS)
    return ["absent"] * deletes + ["present"] * creates


def _empty() -> Result:
    """Return a plan with nothing to do."""
    return {
        **{step: [] for step in STEPS},
        "progress": dict.fromkeys(STEPS, ""),
        "warnings": [],
        "notes": [],
        "parts": [],
        "inspects": False,
        "final": False,
    }


def _concerned(run: Run) -> list[Peering]:
    """Return the peerings that a run may change."""
    return movers(run) if run.input["state"] == MIGRATE else run.peerings


def _findings(run: Run) -> t.Iterator[Finding]:
    given = run.input
    component = given["component"]
    limits = Limits(
        **given["quotas"],
        absent=given["absent_limit"],
        absent_elsewhere=int(component["others"].get(given["state"], 0)) if component else 0,
        absent_confirmed=given["confirm_absent"],
        adopt=given["adopt"],
        one_side=given["handshakes"] is not None,
    )
    # The planner refuses those of which several interfaces may be the own; nothing else can be judged of them.
    clear = [peering for peering in _concerned(run) if not planner.unclear(peering)]
    # A migration asks the service itself whether both links may exist at once.
    migrates = given["state"] == MIGRATE
    skip = [*given["skip_checks"], *(["router_interface_pair"] if migrates else [])]
    yield from findings(clear, run.reads, skip, limits)
    yield from others(run) if migrates else ()
    owners = {read["account_id"]: account for account, read in run.reads.items() if read.get("account_id")}
    for text in contradictions(clear, run.handshakes, owners):
        yield Finding("handshake", text, final=True)
