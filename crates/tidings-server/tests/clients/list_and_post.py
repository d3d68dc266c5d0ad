"""Posts and lists by the published client, against the service at the URL given. Says `done` at the end."""

import datetime
import json
import sys
import uuid

from assisted_service_client import ApiClient, Configuration, Event, EventsApi
from assisted_service_client.rest import ApiException

URL = sys.argv[1]

configuration = Configuration()
configuration.host = URL
client = ApiClient(configuration)
events = EventsApi(client)

CLUSTER, OTHER, INFRA_ENV = (str(uuid.uuid4()) for _ in range(3))
HOSTS = [str(uuid.uuid4()) for _ in range(3)]
LONG_AGO = datetime.datetime(2020, 1, 2, 3, 4, 5, 678000, tzinfo=datetime.timezone.utc)


def post(message, severity="info", **fields):
    event = Event(message=message, severity=severity, event_time=LONG_AGO, **fields)
    _, status, _ = events.v2_trigger_event_with_http_info(event)
    assert status == 201, status


def listed(**filters):
    """Messages, and the counts of the headers."""
    body, status, headers = events.v2_list_events_with_http_info(**filters)
    assert status == 200, status
    names = ["Severity-Count-Info", "Severity-Count-Warning", "Severity-Count-Error", "Severity-Count-Critical"]
    counts = [int(headers[name]) for name in names]
    return [event["message"] for event in body], counts, int(headers["Event-Count"])


def check(filters, messages, counts=None, total=None):
    found, found_counts, found_total = listed(**filters)
    assert found == messages, (filters, found, messages)
    assert found_total == (len(messages) if total is None else total), (filters, found_total)
    if counts is not None:
        assert found_counts == counts, (filters, found_counts)


def post_all():
    begun = datetime.datetime.now(datetime.timezone.utc)
    post("cluster created", cluster_id=CLUSTER, name="cluster_created")
    post("Host A slow: 100%", "warning", cluster_id=CLUSTER, host_id=HOSTS[0], infra_env_id=INFRA_ENV)
    post("host b FAILED", "error", cluster_id=CLUSTER, host_id=HOSTS[1], infra_env_id=INFRA_ENV)
    post("host c burns", "critical", cluster_id=CLUSTER, host_id=HOSTS[2], infra_env_id=INFRA_ENV)
    post("seconds: 5", cluster_id=CLUSTER, category="metrics", props=json.dumps({"seconds": 5, "who": "Ünï"}))
    post("another's", cluster_id=OTHER, category="user")
    return begun


def check_filters():
    a, b, c = "Host A slow: 100%", "host b FAILED", "host c burns"
    everything = ["cluster created", a, b, c]
    check({"cluster_id": CLUSTER}, everything, [1, 1, 1, 1])
    check({"cluster_id": CLUSTER.upper()}, everything, [1, 1, 1, 1])
    check({}, everything + ["another's"], [2, 1, 1, 1])
    check({"infra_env_id": INFRA_ENV}, [a, b, c])
    check({"cluster_id": CLUSTER, "infra_env_id": INFRA_ENV}, [a, b, c])
    check({"cluster_id": OTHER, "infra_env_id": INFRA_ENV}, [], [0, 0, 0, 0])
    check({"host_id": HOSTS[0]}, [a])
    check({"host_ids": HOSTS[:2]}, [a, b])
    check({"host_ids": HOSTS[:1], "host_id": HOSTS[2]}, [a, c])
    check({"cluster_id": CLUSTER, "cluster_level": True}, ["cluster created"])
    check({"cluster_id": CLUSTER, "cluster_level": False}, everything)
    check({"cluster_id": CLUSTER, "cluster_level": True, "host_ids": HOSTS[1:2]}, ["cluster created", b])
    # The counts of severities leave the severities out, the total does not.
    check({"cluster_id": CLUSTER, "severities": ["error", "critical"]}, [b, c], [1, 1, 1, 1])
    check({"cluster_id": CLUSTER, "message": "HOST"}, [a, b, c], [0, 1, 1, 1])
    check({"cluster_id": CLUSTER, "message": "100%"}, [a])
    check({"cluster_id": CLUSTER, "message": "h_st"}, [])
    check({"cluster_id": CLUSTER, "message": ""}, everything)
    check({"cluster_id": CLUSTER, "categories": ["metrics"]}, ["seconds: 5"])
    check({"cluster_id": CLUSTER, "categories": ["user", "metrics"]}, everything + ["seconds: 5"])
    check({"cluster_id": CLUSTER, "categories": ["nonsense"]}, [])


def check_deleted_hosts():
    for method, body in ("PUT", {"parents": {"infra_env": INFRA_ENV}}), ("DELETE", None):
        client.call_api(f"/v2/subjects/host/{HOSTS[0]}", method, header_params={"Content-Type": "application/json"}, body=body)
    check({"cluster_id": CLUSTER, "deleted_hosts": True}, ["Host A slow: 100%"])
    check({"cluster_id": CLUSTER, "deleted_hosts": True, "cluster_level": True}, ["cluster created", "Host A slow: 100%"])


def check_pages():
    many, noisy = str(uuid.uuid4()), 23
    for number in range(noisy):
        post(f"event {number}", cluster_id=many)
    for order in "ascending", "descending":
        pages = []
        for offset in range(0, noisy + 5, 5):
            page, _, total = listed(cluster_id=many, limit=5, offset=offset, order=order)
            assert total == noisy, total
            pages.append(page)
        assert [len(page) for page in pages] == [5, 5, 5, 5, 3, 0], pages
        found = sum(pages, [])
        wanted = [f"event {number}" for number in range(noisy)]
        assert found == (wanted if order == "ascending" else wanted[::-1]), found
    check({"cluster_id": many, "limit": 0}, [], [noisy, 0, 0, 0], noisy)
    assert len(listed(cluster_id=many, limit=-1)[0]) == noisy


def check_fields(begun):
    body = events.v2_list_events(cluster_id=CLUSTER, categories=["metrics"])
    raw = body[0]
    assert json.loads(raw["props"]) == {"seconds": 5, "who": "Ünï"}, raw
    assert "host_id" not in raw and "infra_env_id" not in raw, raw
    # The list's own model has no fields; each event's has.
    decoded = client._ApiClient__deserialize(body, "list[Event]")[0]
    assert isinstance(decoded.event_time, datetime.datetime), decoded
    # A service's clock, not the body's; cut to milliseconds.
    assert begun - datetime.timedelta(milliseconds=1) <= decoded.event_time, (begun, decoded)
    assert decoded.event_time <= datetime.datetime.now(datetime.timezone.utc), decoded
    assert decoded.event_time.microsecond % 1000 == 0, decoded
    assert (decoded.cluster_id, decoded.severity, decoded.category) == (CLUSTER, "info", "metrics"), decoded
    named = client._ApiClient__deserialize(events.v2_list_events(cluster_id=CLUSTER), "list[Event]")[0]
    assert named.name == "cluster_created" and named.props is None, named
    assert named.request_id, named


def check_errors():
    def refused(status, message, call):
        try:
            call()
        except ApiException as error:
            body = json.loads(error.body)
            assert (error.status, body["code"], body["message"]) == (status, status, message), error
        else:
            raise AssertionError(f"accepted, but should be: {message}")

    refused(400, "order in query should be one of [ascending descending]", lambda: events.v2_list_events(order="up"))
    refused(400, 'host_ids.1 in query must be of type uuid: "a"', lambda: events.v2_list_events(host_ids=[HOSTS[0], "a"]))
    refused(400, 'limit in query must be of type int64: "x"', lambda: events.v2_list_events(limit="x"))
    event = Event(message="m", severity="info", event_time=LONG_AGO, cluster_id="q")
    refused(400, 'cluster_id in body must be of type uuid: "q"', lambda: events.v2_trigger_event(event))


begun = post_all()
check_filters()
check_deleted_hosts()
check_pages()
check_fields(begun)
check_errors()
print("done")
