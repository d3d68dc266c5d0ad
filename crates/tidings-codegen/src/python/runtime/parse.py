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
