"""Emits the vectors by generated Python, and lists them. Arguments: the URL of a service of their catalog, and their file.
Says `done` at the end."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import vectors_events as events

URL, FILE = sys.argv[1:]
client = events.Client(URL)


def value_of(declared: events.Property, value: Any) -> Any:
    if declared.type == "UUID":
        return UUID(value)
    if declared.type == "timestamp":
        return datetime.fromisoformat(value)
    return events.Severity(value) if declared.name == "severity" else value


def event_of(name: str, given: dict[str, Any]) -> events.Event:
    event_class: Any = events.EVENTS[name]
    fields = {
        declared.field: value_of(declared, given[declared.name])
        for declared in event_class.DEFINITION.properties
        if declared.name in given
    }
    event: events.Event = event_class(**fields)
    return event


def has_secrets(event: events.Event) -> bool:
    return any(declared.sensitive for declared in event.DEFINITION.properties)


# Not `splitlines`, which takes more than a line feed for the end of a line.
vectors = [json.loads(line) for line in Path(FILE).read_text("utf-8").rstrip("\n").split("\n")]
emitted = []
for vector in vectors:
    event = event_of(vector["event"], vector["given"])
    receipt = events.emit(client, event)
    assert receipt.message == vector["made"]["message"], (receipt, vector)
    emitted.append(event)
page = events.list_events(client, events.Filters(after="start", limit=-1))
assert len(page.records) == page.total == len(vectors), page.total
for vector, event, record in zip(vectors, emitted, page.records, strict=True):
    made = {
        "message": record.message,
        "severity": record.severity.value,
        "subjects": record.subjects,
        "props": record.props,
    }
    assert (record.name, made) == (vector["event"], vector["made"]), (record, vector)
    assert record.mismatch is None and record.event is not None, record
    assert record.event == event or has_secrets(event), (record, vector)
print("done")
