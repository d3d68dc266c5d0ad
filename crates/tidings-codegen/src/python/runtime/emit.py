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
        if value is None:
            continue
        # A secret stays here.
        secret = declared.sensitive
        properties[declared.name] = (
            "[redacted]" if secret else _to_json(declared.name, value)
        )
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
