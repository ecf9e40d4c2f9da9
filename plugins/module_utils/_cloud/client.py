# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One call through the SDK and its response: signature, endpoint, retries, call counts. Knows no resource."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import re
import threading
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import bodies, clock, network, retry, threads
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import Credential
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.pace import Limits, Pace
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.trace import AccountTrace
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport, proxies
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import Watch
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model import error_catalog
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response

SDK_IMPORT_ERROR: ImportError | None = None
try:
    from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException
    from aliyunsdkcore.auth.credentials import StsTokenCredential
    from aliyunsdkcore.client import AcsClient
    from aliyunsdkcore.http import protocol_type
    from aliyunsdkcore.request import RpcRequest

    # The last request that the SDK learned; the others are imported when they are sent.
    importlib.import_module("aliyunsdkvpc.request.v20160428.DeleteRouteEntriesRequest")
except ImportError as error:
    SDK_IMPORT_ERROR = error

VPC_VERSION, STS_VERSION = "2016-04-28", "2015-04-01"
# The versions of the products that need no package of request classes.
VERSIONS = {"Sts": STS_VERSION, "VpcPeer": "2022-01-01", "CDT": "2021-08-13"}
# The prefixes of permissions, where they are not the name of the product.
PERMISSIONS = {"VpcPeer": "vpc"}
READS = ("Describe", "List", "Get", "AssumeRole")
# The responses of STS do not depend on the region.
CENTRAL_REGION = "cn-hangzhou"
LONGEST_MESSAGE = 1000
# For how many seconds the service's lists may lag, unless a task has the option list_lag.
LIST_LAG = 60
REDIRECTED = "SDK.Redirected"
# Errors of the SDK while it reads a body that the API did not send.
SDK_ERRORS = (ValueError, TypeError, AttributeError, LookupError, RecursionError)

# The SDK prefers these over the credential that it is given, and prints signed requests when DEBUG is "sdk".
TREACHEROUS = ("ALIYUN_ACCESS_KEY_ID", "ALIYUN_ACCESS_KEY_SECRET", "DEBUG")

Item = t.TypeVar("Item")
Result = t.TypeVar("Result")
Other = t.TypeVar("Other")


class Client:
    """All calls of one task in one account; safe to share between threads.

    ``calls`` counts what was sent (``read``, ``write``); ``request_ids`` are those of the writes, in order.
    ``watch`` gets what is seen while something is waited for. ``list_lag`` is by how many seconds the service's lists
    may lag. Its ``time`` is one for all clients of a task. ``trace`` gets a line for each call.
    """

    def __init__(
        self,
        credential: Credential,
        transport: Transport,
        time: clock.Clock | None = None,
        trace: AccountTrace | None = None,
    ) -> None:
        self.credential = credential
        self.trace = trace
        self.time = time or clock.Clock()
        self.transport = transport
        self.calls = {"read": 0, "write": 0}
        self.request_ids: list[str | None] = []
        self.watch = Watch(self.time)
        self.list_lag: float = LIST_LAG
        self._last: dict[str, str | None] = {}
        self._clients: dict[str, t.Any] = {}
        self._lock = threading.Lock()
        # What the service has shown of its limits; one for all accounts of a task.
        self.limits = Limits()
        self._paces: dict[str, Pace] = {}
        self._slots = threading.BoundedSemaphore(transport.threads)

    def call(self, action: str, region: str, product: str = "Vpc", **params: t.Any) -> Response:
        """Send one action, retry it where that can help, and return its response.

        ``params`` are named as the API names them; lists and dicts are flattened, None is left out. Raises CallError.
        """
        delays, pace = retry.delays(), self._pace_of(action)
        for tried in range(1, retry.TRIES + 1):
            sent = pace.turn()
            try:
                response = self._attempt(tried, action, region, product, params)
            except CallError as error:
                throttled = retry.is_throttled(error.code)
                if throttled:
                    pace.refused(sent)
                else:
                    pace.failed()
                if tried > retry.tries(error.code):
                    raise self._explained(error, product, region) from None
                if not throttled:
                    self.time.sleep(next(delays))
            else:
                pace.accepted(sent)
                return response
        return self._attempt(retry.TRIES + 1, action, region, product, params)

    def call_once(self, action: str, region: str, product: str = "Vpc", **params: t.Any) -> Response:
        """Send one action as ``call`` does, without another try: for what measures when the service is ready."""
        return self._send(action, region, product, params)

    def call_unless(
        self, done: t.Collection[str], action: str, region: str, product: str = "Vpc", **params: t.Any
    ) -> None:
        """Send one action as ``call`` does; an error code of ``done`` says that its work is done already."""
        try:
            self.call(action, region, product, **params)
        except CallError as error:
            if error.code not in done:
                raise

    def last_read(self, action: str) -> dict[str, str | None]:
        """Return the action and request id of an empty response, in the shape of an error."""
        return {"action": action, "code": None, "request_id": self._last.get(action)}

    def outcomes(
        self, function: t.Callable[[Item], Result], items: t.Sequence[Item]
    ) -> list[tuple[Item, Result | None, VpcError | None]]:
        """Call ``function`` on every item, some at a time, and return (item, result, failure) in the items' order.

        ``function`` may do the same with items of its own: no more calls than ``threads`` are under way all the same.
        """

        def outcome(item: Item) -> tuple[Item, Result | None, VpcError | None]:
            try:
                return item, function(item), None
            except VpcError as error:
                return item, None, error

        return threads.side_by_side(outcome, items, self.transport.threads, self.time)

    def results(self, function: t.Callable[[Item], Result], items: t.Sequence[Item]) -> list[tuple[Item, Result]]:
        """Call ``function`` as ``outcomes`` does and return (item, result) pairs; raises the first item's failure."""
        done = self.outcomes(function, items)
        for _item, _result, failure in done:
            if failure:
                raise failure
        return [(item, t.cast("Result", result)) for item, result, _failure in done]

    def both(self, first: t.Callable[[], Result], second: t.Callable[[], Other]) -> tuple[Result, Other]:
        """Call two functions side by side and return what both return; of two failures the first one's is raised."""
        work: list[t.Callable[[], t.Any]] = [first, second]
        done = self.results(lambda function: function(), work)
        return t.cast("tuple[Result, Other]", tuple(result for _function, result in done))

    def _pace_of(self, action: str) -> Pace:
        with self._lock:
            return self._paces.setdefault(action, Pace(self.time, action, self.limits))

    def _attempt(self, number: int, action: str, region: str, product: str, params: dict[str, t.Any]) -> Response:
        if self.trace is None:
            return self._send(action, region, product, params)
        version = VERSIONS.get(product, VPC_VERSION)
        with self.trace.call(action, product, version, region, dict(_flat(params)), number) as call:
            response = self._send(action, region, product, params)
            call.request_id = response.request_id
            return response

    def _send(self, action: str, region: str, product: str, params: dict[str, t.Any]) -> Response:
        # A dry run changes nothing.
        kind = "read" if action.startswith(READS) or params.get("DryRun") else "write"
        with self._lock:
            self.calls[kind] += 1
        url = self.transport.url(product, region)
        request = _request(action, product, url, params)
        try:
            with self._slots:
                self.time.check()
                if self.trace:
                    self.trace.sending()
                fields = bodies.parsed(self._client(region).do_action_with_exception(request))
        except ServerException as error:
            status, request_id = error.get_http_status(), _word(error.get_request_id())
            code, message = (
                _word(error.get_error_code()) or "SDK.UnknownServerError",
                _without_parameters(error.get_error_msg()),
            )
            if 300 <= status < 400:
                code, message = REDIRECTED, f"{url} responds with a redirect (HTTP {status}), which is not followed"
            raise refusal(action, region, code, message, request_id, status) from None
        except ClientException as error:
            raise _unanswered(action, region, str(error.get_error_code()), url, str(error.get_error_msg())) from None
        except SDK_ERRORS as error:
            what = str(error) if isinstance(error, bodies.NoObject) else "not one of the API"
            raise refusal(action, region, "SDK.HttpError", f"the response of {url} is {what}") from None
        request_id = fields.get("RequestId") if isinstance(fields.get("RequestId"), str) else None
        with self._lock:
            if kind == "write":
                self.request_ids.append(request_id)
            self._last[action] = request_id
        return Response(fields, action, region, request_id)

    def post(self, url: str, region: str, query: dict[str, str], form: dict[str, str]) -> t.Any:
        """Send a read that a probe signed by itself, once; return the session's response. Raises CallError."""
        with self._lock:
            self.calls["read"] += 1
        return self._exchange("POST", url, region, query, form)

    def look(self, url: str, region: str) -> t.Any:
        """Request a host's address without a signature, which is no call; return the response. Raises CallError."""
        return self._exchange("GET", url, region, {}, {})

    def _exchange(self, method: str, url: str, region: str, query: dict[str, str], form: dict[str, str]) -> t.Any:
        transport = self.transport
        try:
            with self._slots:
                self.time.check()
                return self._client(region).session.request(
                    method,
                    f"{url}/",
                    params=query,
                    data=form,
                    headers={"Accept": "application/json"},
                    timeout=(transport.connect_timeout, transport.read_timeout),
                    verify=transport.trusted or True,
                    proxies=proxies(url),
                    allow_redirects=False,
                )
        except OSError as error:
            raise _unanswered(query.get("Action", "GET"), region, "SDK.HttpError", url, str(error)) from None

    def _explained(self, error: CallError, product: str, region: str) -> CallError:
        """Return the error of a wrong key with its source, or a denial with the identity and the missing permission."""
        if error.hint in (error_catalog.KEY, error_catalog.SECRET, error_catalog.SIGNATURE):
            return error.hinted(f"{error.hint} (credential from {self.credential.source})")
        if error.code not in error_catalog.DENIED | error_catalog.LOOKED_UP or error.action == "GetCallerIdentity":
            return error
        try:
            caller = self._attempt(1, "GetCallerIdentity", CENTRAL_REGION, "Sts", {})
            identity = f"{caller.string('Arn')} of the account {caller.account('AccountId')}"
        except CallError:
            identity = "the RAM user or role"
        grantee = f"{identity} (credential from {self.credential.source})"
        permission = f"{PERMISSIONS.get(product, product.lower())}:{error.action}"
        return error.hinted(error_catalog.grant(error.code, permission, region, grantee))

    def _client(self, region: str) -> t.Any:
        with self._lock:
            if region not in self._clients:
                self._clients[region] = self._connect(region)
            return self._clients[region]

    def _connect(self, region: str) -> t.Any:
        credential, transport = self.credential, self.transport
        key: dict[str, t.Any] = {"ak": credential.access_key_id, "secret": credential.access_key_secret}
        if credential.security_token:
            session = (credential.access_key_id, credential.access_key_secret, credential.security_token)
            key = {"credential": StsTokenCredential(*session)}
        client = AcsClient(
            **key,
            region_id=region,
            auto_retry=False,
            connect_timeout=transport.connect_timeout,
            timeout=transport.read_timeout,
            verify=transport.trusted or True,
            pool_size=transport.threads,
            proxy=proxies(transport.url("Vpc", region)),
        )
        client._parse_error_info_from_response_body = _refused_as(client._parse_error_info_from_response_body)
        # Else each call would look for a .netrc and send its entry for the host, or for any host, along with it.
        client.session.trust_env = False
        client.session.hooks["response"].append(bodies.bounded(transport.read_timeout))
        if self.trace:
            client.session.hooks["response"].append(self.trace.received)
        return client


@contextlib.contextmanager
def quiet_sdk() -> t.Iterator[None]:
    """Remove the variables from this process that would change what the SDK does, and silence its log.

    Log lines hold signed URLs. Afterwards all is restored, because a task may share its process with others; but the
    log of an interrupted task stays silent, because its remaining calls still write there.
    """
    hidden = {name: os.environ.pop(name) for name in TREACHEROUS if name in os.environ}
    logger, silent = logging.getLogger("aliyunsdkcore"), logging.NullHandler()
    propagated, logger.propagate = logger.propagate, False
    # Without a handler Python prints errors to standard error.
    logger.addHandler(silent)
    interrupted = False
    try:
        yield
    except Exception:
        raise
    except BaseException:
        interrupted = True
        raise
    finally:
        os.environ.update(hidden)
        if not interrupted:
            logger.removeHandler(silent)
            logger.propagate = propagated


def refusal(
    action: str, region: str, code: str, message: str, request_id: str | None = None, status: int | None = None
) -> CallError:
    """Return the error of a call, or of one item of a batch, with the hint and the retry rule of its code."""
    known: dict[str, t.Any] = {"hint": error_catalog.hint(code), "retryable": retry.worth_another_try(code)}
    return CallError(action, region, code, message, request_id, status, **known)


def _request(action: str, product: str, url: str, params: dict[str, t.Any]) -> t.Any:
    if product == "Vpc":
        module = importlib.import_module(f"aliyunsdkvpc.request.v{VPC_VERSION.replace('-', '')}.{action}Request")
        request = getattr(module, f"{action}Request")()
    else:
        request = RpcRequest(product, VERSIONS[product], action)
        request.set_method("POST")
    request.set_endpoint(url)
    # The SDK compares by identity: an equal string would silently mean clear text.
    request.set_protocol_type(protocol_type.HTTP if url.startswith("http://") else protocol_type.HTTPS)
    for name, value in _flat(params):
        request.add_query_param(name, value)
    return request


def _flat(value: t.Any, name: str = "") -> t.Iterator[tuple[str, t.Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{name}.{number}")
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif value is not None:
        yield name, value


def _refused_as(parse: t.Callable[[str], tuple[t.Any, t.Any]]) -> t.Callable[[str], tuple[t.Any, t.Any]]:
    """Return a function that reads code and message of a refusal for the SDK.

    For a signature that does not match, the SDK splits the message at its colon, and fails when there is none.
    """

    def read(body: str) -> tuple[t.Any, t.Any]:
        code, message = parse(body)
        return code, f"{message}:" if code == "SignatureDoesNotMatch" and ":" not in str(message) else str(message)

    return read


def _unanswered(action: str, region: str, code: str, url: str, text: str) -> CallError:
    """Return the error of a call without a response: the failure of the network, with its cure."""
    explained = network.explain(text)
    reason = network.without_objects(explained[0] if explained else text)
    error = refusal(action, region, code, f"no response from {url}: {_without_parameters(reason)}")
    return error.hinted(explained[1]) if explained else error


def _word(text: t.Any) -> str | None:
    """Return a code or an id from a response, None when it is something else: any host may have responded."""
    return text if isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_.:-]{1,128}", text) else None


def _without_parameters(reason: t.Any) -> str:
    """Return a message without anything that looks like parameters: they may be those of a signed URL."""
    message = str(reason).split("server string to sign is:", maxsplit=1)[0]
    if len(message) > LONGEST_MESSAGE:
        # Cut between words only: a part of a secret would be shown, because only complete ones are masked.
        message = message[:LONGEST_MESSAGE].rpartition(" ")[0] + " ..."
    return re.sub(r"\S*[?&=]\S*", "...", message)
