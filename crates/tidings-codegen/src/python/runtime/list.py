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
