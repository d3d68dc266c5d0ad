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
