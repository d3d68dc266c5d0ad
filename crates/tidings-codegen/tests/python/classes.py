"""What the classes of golden cases do, where no service is needed. Says `done` at the end."""

import dataclasses
import warnings
from collections.abc import Mapping
from email.message import Message
from typing import Any
from uuid import UUID

import deprecated
import enums
import nasty
import sensitive

ID = UUID(int=1)


class Away(deprecated.Client):
    """Answers without a service."""

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[bytes, Message]:
        answer = b'{"id":"00000000-0000-0000-0000-000000000001","message":"m"}'
        return answer, Message()


def check_deprecated_events_warn() -> None:
    client = Away("https://events.example")
    for event_class in deprecated.EVENTS.values():
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            needed = event_class.DEFINITION.properties
            values = {declared.field: ID for declared in needed if declared.type == "UUID"}
            others = {declared.field: "x" for declared in needed if declared.type != "UUID"}
            make: Any = event_class
            deprecated.emit(client, make(**values, **others))
        note = event_class.DEFINITION.deprecated
        name = event_class.DEFINITION.name
        wanted = [] if note is None else [f"{name} is deprecated: {note}"]
        assert [str(warning.message) for warning in told] == wanted, told
        assert all(warning.filename == __file__ for warning in told), told
    assert any(each.DEFINITION.deprecated for each in deprecated.EVENTS.values())


def check_secrets_are_not_shown() -> None:
    event = sensitive.ClusterCredentialsChanged(
        cluster_id=ID, password="hunter2", pull_secret="geheim", user="ada"
    )
    assert "hunter2" not in repr(event) and "geheim" not in repr(event), repr(event)
    assert "ada" in repr(event) and event.password == "hunter2"


def check_events_are_frozen_values() -> None:
    one, other = nasty.Self(self_="a", super="b", crate="c"), nasty.Self(self_="a", super="b", crate="c")
    assert one == other and hash(one) == hash(other)
    try:
        one.crate = "d"  # type: ignore[misc]
    except dataclasses.FrozenInstanceError:
        pass
    else:
        raise AssertionError("changed")


def check_names_of_keywords() -> None:
    named = nasty.Option(some="x")
    assert named.none is None
    declared = nasty.KeywordsWereUsed.DEFINITION.properties
    fields = {each.name: each.field for each in declared}
    assert (fields["async"], fields["try"], fields["match"]) == ("async_", "try_", "match")
    assert nasty.EVENTS["event"] is nasty.Event_


def check_values() -> None:
    (values,) = (each.values for each in enums.DiskWasFormatted.DEFINITION.properties if each.name == "file_system")
    assert values[2] == "größe" and values[6] == 'say "hi"' and values[7] == "back\\slash", values


check_deprecated_events_warn()
check_secrets_are_not_shown()
check_events_are_frozen_values()
check_names_of_keywords()
check_values()
print("done")
