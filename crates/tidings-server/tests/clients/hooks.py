"""What no schema can tell the tester of described APIs: names of the catalog, and where the contract is milder or
stricter than a type. Only failures of exactly these kinds are let pass; all requests are made, and every answer is
held to its status, shape and headers."""

import re

import schemathesis

# The values of switches that are not `true` are `false`, and empty values are as if they were not there.
SWITCHES = {"cluster_level", "deleted_hosts", "counts", "keep_event_time"}

# What is wrong though its type is right.
STRICTER = [
    r"after in query must be `start`, or what the header Next-Cursor said, unchanged",
    r"order and offset in query do not go with after, .*",
    r"props in body must be a text that holds a JSON object, .*",
    r"event_time in body must not be more than 10 minutes ahead of the server's clock",
    r"id in path must be of type uuid: .*",
    # Lengths are in bytes here, and in characters in schemas.
    r"id in path must be of type string of 1 to 255 bytes without NUL: .*",
    r"\w+ in body must be at most 255 bytes long",
    r"`(owner|org)` of .* must not be longer than 1024 bytes",
    r"event `order_was_placed`: .*",
    # The tester goes on with a name where it guesses that it is an id.
    r'\w+ in query must be of type (uuid|int64): "order_was_placed"',
]


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Else nearly all would be unknown."""
    if path_parameters and context.operation.label == "POST /v2/events/{event}":
        path_parameters["event"] = "order_was_placed"
    if path_parameters and "{kind}" in context.operation.path:
        path_parameters["kind"] = "order" if len(str(path_parameters["id"])) % 2 else "cluster"
    return path_parameters


@schemathesis.hook
def map_body(context, body):
    if context.operation.label == "POST /v2/events/{event}" and isinstance(body, dict) and body.get("properties") == {}:
        body["properties"] = {
            "order_id": "7", "customer_id": 1, "amount": 2.5, "channel": "web", "gift": True,
            "placed_at": "2026-01-02T03:04:05Z", "pieces": 3,
        }
    return body


@schemathesis.hook
def filter_failure(context, failure, case, response):
    kind = type(failure).__name__
    if kind == "AcceptedNegativeData":
        return not is_milder(case)
    if kind == "RejectedPositiveData" and response.status_code == 400:
        message = response.json()["message"]
        return not any(re.fullmatch(pattern, message, re.DOTALL) for pattern in STRICTER)
    return True


def is_milder(case):
    # Each record is judged alone, and what is wrong with it told in an answer of 200.
    if case.operation.label == "POST /v2/records":
        return True
    query = (case.query or {}).items()
    is_switch = lambda name, value: name in SWITCHES and value not in (True, False, "true", "false")
    return any(is_switch(name, value) or value in ("", [], [""]) for name, value in query)
