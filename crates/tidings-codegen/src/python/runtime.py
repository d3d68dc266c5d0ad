from __future__ import annotations

import dataclasses
import enum
import json
import math
import random
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.message import Message
from http.client import HTTPException
from typing import Any, ClassVar, Literal, TypeAlias
from uuid import UUID


class Severity(enum.Enum):
    """How bad what an event tells is. `<` and the like compare."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"

    def __lt__(self, other: Severity) -> bool:
        return _SEVERITIES.index(self) < _SEVERITIES.index(other)

    def __le__(self, other: Severity) -> bool:
        return _SEVERITIES.index(self) <= _SEVERITIES.index(other)

    def __gt__(self, other: Severity) -> bool:
        return _SEVERITIES.index(self) > _SEVERITIES.index(other)

    def __ge__(self, other: Severity) -> bool:
        return _SEVERITIES.index(self) >= _SEVERITIES.index(other)


_SEVERITIES = list(Severity)


class Category(enum.Enum):
    """Whom an event is for."""

    USER = "user"
    METRICS = "metrics"


@dataclass(frozen=True)
class Property:
    """What the catalog says of a property."""

    name: str
    field: str
    """Its name in the class."""
    type: Literal["UUID", "string", "integer", "int64", "bool", "float64", "timestamp"]
    subject: bool = False
    """Whether it is the id of what the event is about."""
    optional: bool = False
    sensitive: bool = False
    """Whether it is stored as `[redacted]`."""
    values: tuple[str, ...] = ()
    """Those that it may have; none: any."""


@dataclass(frozen=True)
class Definition:
    """What the catalog says of an event."""

    name: str
    event_type: str
    severity: Severity
    category: Category
    message: str
    """With `{property}` where the value of a property goes."""
    properties: tuple[Property, ...]
    deprecated: str | None = None
    """Since when and why, and what to use instead."""


class Event:
    """What all events of the catalog are."""

    __slots__ = ()
    DEFINITION: ClassVar[Definition]


@dataclass(frozen=True, kw_only=True)
class _ListFilters:
    names: Sequence[EventName] | None = None
    event_types: Sequence[EventType] | None = None
    severities: Sequence[Severity] | None = None
    categories: Sequence[Category] | None = None
    """Those for users by default."""
    message: str | None = None
    """Part of the message, in any case."""
    request_id: str | None = None
    since: datetime | None = None
    """Happened then or later."""
    until: datetime | None = None
    """Happened before."""
    order: Literal["ascending", "descending"] | None = None
    """By time; ascending by default."""
    limit: int | None = None
    """The most events; 5000 by default, all below zero."""
    offset: int | None = None
    after: str | None = None
    """In the order of storing, after this place: `start`, or a page's `next`."""
    counts: bool | None = None
    """Whether to count; on by default."""


# Here are the events of the catalog.


EVENTS: Mapping[str, type[Event]] = {
    event_class.DEFINITION.name: event_class for event_class in _CLASSES
}
"""The class of each event, by its name."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """An event as the service lists it."""

    id: UUID
    name: str
    """Empty where it was stored without one."""
    event_type: str
    category: Category
    severity: Severity
    message: str
    event_time: datetime
    """When it happened, to the millisecond."""
    recorded_at: datetime | None
    """When it was stored."""
    request_id: str | None
    source: str | None
    """The service that told it."""
    subjects: Mapping[str, str | int]
    """Ids of what it is about, by name."""
    props: Mapping[str, Any]
    """Its other properties, by name."""
    event: Event | None
    """None where it is not of this catalog, or another version of it."""
    mismatch: str | None
    """What is not as the catalog says, where it has an event of this name."""


_RECORD = {
    "id",
    "name",
    "event_type",
    "category",
    "severity",
    "message",
    "event_time",
    "recorded_at",
    "request_id",
    "source",
    "props",
}


def parse_events(answer: str | bytes) -> list[Record]:
    """The events of an answer of `GET /v2/events`. Raises a `ValueError` for what is no
    such answer."""
    events = json.loads(answer)
    if not isinstance(events, list):
        raise ValueError("a list of events must be a JSON array")
    return [parse_event(event) for event in events]


def parse_event(event: str | bytes | Mapping[str, Any]) -> Record:
    """One event of such an answer, or the answer of `GET /v2/events/ID`."""
    fields = json.loads(event) if isinstance(event, (str, bytes)) else event
    if not isinstance(fields, Mapping):
        raise ValueError("an event must be a JSON object")
    props = fields.get("props", "{}")
    props = json.loads(props) if isinstance(props, str) else props
    if not isinstance(props, Mapping):
        raise ValueError("props of an event must hold a JSON object")
    subjects = {name: id for name, id in fields.items() if name not in _RECORD}
    name, event_type = fields.get("name", ""), fields.get("event_type", "")
    if not isinstance(name, str):
        raise ValueError("name of an event must be a string")
    typed, mismatch = _typed(name, event_type, subjects, props)
    recorded_at = fields.get("recorded_at")
    try:
        return Record(
            id=UUID(fields["id"]),
            name=name,
            event_type=event_type,
            category=Category(fields["category"]),
            severity=Severity(fields["severity"]),
            message=fields["message"],
            event_time=_parse_time(fields["event_time"]),
            recorded_at=None if recorded_at is None else _parse_time(recorded_at),
            request_id=fields.get("request_id"),
            source=fields.get("source"),
            subjects=subjects,
            props=props,
            event=typed,
            mismatch=mismatch,
        )
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(f"a field of an event is missing or wrong: {wrong}") from wrong


def _typed(
    name: str, event_type: Any, subjects: Mapping[str, Any], props: Mapping[str, Any]
) -> tuple[Event | None, str | None]:
    event_class = EVENTS.get(name)
    if event_class is None:
        return None, None
    if event_type != event_class.DEFINITION.event_type:
        return None, "event_type is another one"
    fields: dict[str, Any] = {}
    for declared in event_class.DEFINITION.properties:
        value = (subjects if declared.subject else props).get(declared.name)
        if value is None and declared.optional:
            continue
        try:
            fields[declared.field] = _parse_value(declared, value)
        except (ValueError, OverflowError) as wrong:
            return None, f"{declared.name} {wrong}"
    return event_class(**fields), None


def _parse_value(declared: Property, value: Any) -> Any:
    if value is None:
        raise ValueError("is missing")
    if declared.type == "float64" and type(value) is int:
        return float(value)
    wanted: Any = _JSON_TYPES.get(declared.type, str)
    if type(value) is not wanted:
        raise ValueError(f"is no {wanted.__name__}")
    if declared.type == "UUID":
        return UUID(value)
    if declared.type == "timestamp":
        return _parse_time(value)
    if declared.values and value not in declared.values and not declared.sensitive:
        raise ValueError("has another value")
    if declared.name == "severity" and wanted is str and not declared.values:
        return Severity(value)
    return value


_JSON_TYPES: Mapping[str, type] = {
    "integer": int,
    "int64": int,
    "bool": bool,
    "float64": float,
}


def _parse_time(text: str) -> datetime:
    # Python 3.10 knows neither `Z` nor fractions of all lengths.
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{seconds}.{fraction[:6]:0<6}+00:00")


class TidingsError(Exception):
    """What the service or the way to it answered instead of what was asked for."""

    status: int | None
    """The HTTP status; None where there was no answer."""
    request_id: str | None
    """By which the service's log knows the request."""

    def __init__(
        self, message: str, status: int | None = None, request_id: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token to where it does not belong."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


class Client:
    """A service, for `emit` and `list_events`. May be shared by threads.

    - `base_url`: where it is, as `https://events.example`, with the base path.
    - `token`: sent as `Authorization: Bearer`; a function is asked before each try.
    - `timeout`: seconds to wait for the network.
    - `retries`: how often to try again what may pass: no answer, 429, 502, 503, 504.
    - `allow_plain_http`: plain `http` to another machine shows token and events to the
      network; without this it is refused.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | Callable[[], str] | None = None,
        timeout: float = 30.0,
        retries: int = 3,
        allow_plain_http: bool = False,
    ) -> None:
        _check_base(base_url, allow_plain_http)
        self._base = base_url.rstrip("/")
        self._token = token
        self._timeout = timeout
        self._retries = retries
        self._opener = urllib.request.build_opener(_NoRedirect)

    def __repr__(self) -> str:
        return f"Client({self._base!r})"

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[bytes, Message]:
        """The answer's body and headers, tried again where that may help. Raises a
        `TidingsError` for any other status."""
        tried = 0
        while True:
            try:
                return self._attempt(method, path, headers or {}, body)
            except _Failure as failure:
                if not failure.may_pass or tried >= self._retries:
                    raise failure.error from failure.__cause__
                backoff = 0.1 * 2.0 ** min(tried, 6) * (0.5 + random.random())
                delay = backoff if failure.retry_after is None else failure.retry_after
            time.sleep(min(delay, 30.0))
            tried += 1

    def _attempt(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[bytes, Message]:
        request = urllib.request.Request(
            self._base + path,
            data=body,
            headers={"Accept": "application/json", **headers},
            method=method,
        )
        token = self._token() if callable(self._token) else self._token
        if token is not None:
            if not (token.isascii() and token.isprintable() and " " not in token):
                # Else an error further on would show it.
                raise ValueError("token must be visible ASCII")
            request.add_unredirected_header("Authorization", f"Bearer {token}")
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                return answer.read(), answer.headers
        except urllib.error.HTTPError as refused:
            with refused:
                raise _refusal(refused) from None
        except (OSError, HTTPException) as cause:
            reason = getattr(cause, "reason", cause)
            error = TidingsError(f"no answer from {self._base}: {reason}")
            raise _Failure(error, may_pass=True) from cause


class _Failure(Exception):
    def __init__(
        self, error: TidingsError, *, may_pass: bool, retry_after: float | None = None
    ) -> None:
        super().__init__()
        self.error = error
        self.may_pass = may_pass
        self.retry_after = retry_after


def _check_base(base_url: str, allow_plain_http: bool) -> None:
    url = urllib.parse.urlsplit(base_url)
    host = url.hostname or ""
    if not host or url.username or url.password or url.query or url.fragment:
        raise ValueError("base_url must have a host, and no user, query or fragment")
    numbers = host.split(".")
    loopback = host in ("localhost", "::1") or (
        len(numbers) == 4 and numbers[0] == "127" and host.replace(".", "").isdigit()
    )
    plain = url.scheme == "http" and (loopback or allow_plain_http)
    if url.scheme != "https" and not plain:
        raise ValueError(
            "base_url must begin with https: (or http: with allow_plain_http)"
        )


def _refusal(refused: urllib.error.HTTPError) -> _Failure:
    try:
        body = json.loads(refused.read())
        message = body.get("message", body.get("reason"))
    except (OSError, HTTPException, ValueError, AttributeError):
        message = None
    if not isinstance(message, str):
        message = f"the service answered {refused.code}"
    error = TidingsError(message, refused.code, refused.headers.get("X-Request-ID"))
    # It may be a date, too, which is as good as nothing.
    seconds = refused.headers.get("Retry-After", "")
    return _Failure(
        error,
        may_pass=refused.code in (429, 502, 503, 504),
        retry_after=float(seconds) if seconds.isdecimal() else None,
    )


@dataclass(frozen=True)
class Receipt:
    """Says that an event is stored, or that a rate limit discarded it."""

    id: UUID
    message: str
    """The event's, as the service rendered it."""
    rate_limited: float | None
    """Where it was discarded: one in so many seconds is kept."""


def emit(
    client: Client,
    event: Event,
    *,
    event_time: datetime | None = None,
    idempotency_key: UUID | None = None,
    request_id: str | None = None,
) -> Receipt:
    """Emits an event, and returns when it is stored.

    - `event_time`: when it happened; by default the service's now.
    - `idempotency_key`: the event's id; the same again is stored once. By default a new
      one, which all tries share.

    Raises a `TidingsError` in the service's words when it is refused, and a
    `ValueError` for what JSON cannot hold: NaN, infinities, a time without a zone.
    """
    definition = event.DEFINITION
    if definition.deprecated is not None:
        message = f"{definition.name} is deprecated: {definition.deprecated}"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
    body: dict[str, Any] = {"properties": _properties(event)}
    if event_time is not None:
        body["event_time"] = _format_time("event_time", event_time)
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(idempotency_key or _new_id()),
    }
    if request_id is not None:
        headers["X-Request-ID"] = request_id
    text = json.dumps(body, allow_nan=False).encode()
    path = f"/v2/events/{definition.name}"
    answer, _ = client.request("POST", path, headers, text)
    receipt = json.loads(answer)
    limited = receipt.get("rate_limited")
    return Receipt(
        id=UUID(receipt["id"]),
        message=receipt["message"],
        rate_limited=None if limited is None else float(limited["window"]),
    )


def _properties(event: Event) -> dict[str, Any]:
    properties = {}
    for declared in event.DEFINITION.properties:
        value = getattr(event, declared.field)
        if value is not None:
            properties[declared.name] = _to_json(declared.name, value)
    return properties


def _to_json(name: str, value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number")
    if isinstance(value, datetime):
        return _format_time(name, value)
    if isinstance(value, UUID):
        return str(value)
    return value.value if isinstance(value, enum.Enum) else value


def _format_time(name: str, moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    utc = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def _new_id() -> UUID:
    """A UUIDv7 (RFC 9562), whose beginning is the time: databases like such keys."""
    bits = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    bits = bits & ~(0xF << 76) | 0x7 << 76
    return UUID(int=bits & ~(0x3 << 62) | 0x2 << 62)


@dataclass(frozen=True)
class Page:
    """Some of the events that were asked for."""

    records: list[Record]
    counts: Mapping[Severity, int] | None
    """All that match but for severity and paging, by severity."""
    total: int | None
    """All that match but for paging."""
    next: str | None
    """Where `after` goes on."""


def list_events(client: Client, filters: Filters | None = None) -> Page:
    """Stored events, as far as the client's token may see them."""
    query = urllib.parse.urlencode(_query(filters or Filters()))
    answer, headers = client.request("GET", f"/v2/events?{query}")
    total = headers.get("Event-Count")
    counts = {
        severity: int(headers.get(f"Severity-Count-{severity.name}", "0"))
        for severity in Severity
    }
    return Page(
        records=parse_events(answer),
        counts=None if total is None else counts,
        total=None if total is None else int(total),
        next=headers.get("Next-Cursor"),
    )


def _query(filters: Filters) -> dict[str, str]:
    query = {}
    for filtered in dataclasses.fields(filters):
        value = getattr(filters, filtered.name)
        if value is None:
            continue
        name = filtered.name
        query[name] = _parameter(name, value)
        if query[name] == "" and name != "message":
            # The service would take it as no filter, and list everything.
            raise ValueError(f"the filter {name} is empty; leave it out")
    return query


def _parameter(name: str, value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(_parameter(name, item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(_to_json(name, value))
