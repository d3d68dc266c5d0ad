"""Emits and lists by generated Python. Arguments: the URL of a service of the catalog `every-type`, and that of one of
`declared-event-types`. Says `done` at the end."""

import dataclasses
import functools
import http.server
import json
import os
import sys
import threading
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from uuid import UUID

import declared_event_types as orders
import every_type as hosts

HOSTS_URL, ORDERS_URL = sys.argv[1:]
TOKEN = os.environ["ADMIN"]
TAKEN = "the id is taken by an event with other content"
HOST, OTHER, INFRA_ENV, CLUSTER = (UUID(int=number) for number in range(1, 5))

client = hosts.Client(HOSTS_URL, token=lambda: TOKEN)
order_client = orders.Client(ORDERS_URL + "/", token=TOKEN)


def refused(status: int | None, message: str, call: Callable[[], object]) -> None:
    """It fails, and says so in exactly these words."""
    try:
        call()
    except (hosts.TidingsError, ValueError) as error:
        assert (getattr(error, "status", None), str(error)) == (status, message), error
        assert TOKEN not in repr(error), "a token is shown"
    else:
        raise AssertionError(f"accepted, but should be: {message}")


def check_emission() -> None:
    begun = datetime(2026, 1, 2, 5, 4, 5, 678901, tzinfo=timezone(timedelta(hours=2)))
    measured = hosts.HostMeasured(
        host_id=HOST,
        infra_env_id=INFRA_ENV,
        cluster_id=CLUSTER,
        text='größe "x" \\ {number} \U0001f600\n',
        number=-5,
        big_number=2**63 - 1,
        truth=False,
        share=5,
        begun=begun,
        token_id=OTHER,
    )
    key = UUID("01900000-0000-7000-8000-00000000000a")

    def emit() -> hosts.Receipt:
        return hosts.emit(client, measured, event_time=begun, idempotency_key=key, request_id="request-1")

    receipt = emit()
    assert receipt.message == (
        f"{HOST} of {CLUSTER}: {measured.text} -5 9223372036854775807 false 5 2026-01-02T03:04:05.678901Z"
    ), receipt
    assert (receipt.id, receipt.rate_limited) == (key, None)
    assert emit() == receipt, "a retry"
    other = dataclasses.replace(measured, number=6)
    refused(409, TAKEN, lambda: hosts.emit(client, other, idempotency_key=key))
    page = hosts.list_events(client, hosts.Filters(cluster_id=CLUSTER))
    assert (page.total, len(page.records)) == (1, 1), page
    record = page.records[0]
    assert record.event == measured, (record, record.mismatch)
    assert record.event_time == begun.replace(microsecond=678000), record
    assert record.subjects == {"host_id": str(HOST), "infra_env_id": str(INFRA_ENV), "cluster_id": str(CLUSTER)}
    assert (record.severity, record.request_id) == (hosts.Severity.INFO, "request-1")


def check_filters() -> None:
    hosts.emit(client, hosts.HostMeasuredAgain(host_id=OTHER, infra_env_id=INFRA_ENV, truth=True))
    critical = hosts.Severity.CRITICAL
    hosts.emit(
        client,
        hosts.HostSeverityReported(
            host_id=OTHER, infra_env_id=INFRA_ENV, severity=critical, info="100%, on fire & more"
        ),
    )

    def names(filters: hosts.Filters) -> list[str]:
        within = dataclasses.replace(filters, infra_env_id=INFRA_ENV)
        return [record.name for record in hosts.list_events(client, within).records]

    first, second, third = "host_measured", "host_measured_again", "host_severity_reported"
    february = datetime(2026, 2, 1, tzinfo=timezone.utc)
    filters = hosts.Filters
    for asked, wanted in [
        (filters(), [first, second, third]),
        (filters(host_ids=[OTHER]), [second, third]),
        (filters(host_ids=(HOST, OTHER), names=["host_measured", "host_severity_reported"]), [first, third]),
        (filters(severities=[hosts.Severity.WARNING, critical]), [second, third]),
        (filters(message="100%, ON fire & m"), [third]),
        (filters(event_types=["cluster"]), []),
        (filters(categories=[hosts.Category.METRICS]), []),
        (filters(request_id="request-1"), [first]),
        (filters(since=february), [second, third]),
        (filters(until=february), [first]),
        (filters(order="descending", limit=1, offset=1), [second]),
        (filters(cluster_level=True), []),
        (filters(deleted_hosts=True), []),
    ]:
        assert names(asked) == wanted, (asked, names(asked))
    page = hosts.list_events(client, filters(host_ids=[OTHER]))
    assert page.counts is not None
    assert [page.counts[severity] for severity in hosts.Severity] == [0, 1, 0, 1], page
    reported = page.records[1].event
    assert isinstance(reported, hosts.HostSeverityReported) and reported.severity is critical, page
    after, seen = "start", 0
    while True:
        page = hosts.list_events(client, filters(infra_env_id=INFRA_ENV, after=after, limit=2, counts=False))
        assert page.counts is None and page.next is not None, page
        if not page.records:
            break
        after, seen = page.next, seen + len(page.records)
    assert seen == 3, seen
    refused(None, "the filter host_ids is empty; leave it out", lambda: names(filters(host_ids=[])))


def check_refusals() -> None:
    again = hosts.HostMeasuredAgain(host_id=HOST, infra_env_id=INFRA_ENV)
    refused(
        400,
        "event `host_measured_again`: property `number` must be a 64-bit integer",
        lambda: hosts.emit(client, dataclasses.replace(again, number=2**63)),
    )
    nan = dataclasses.replace(again, share=float("nan"))
    refused(None, "share must be a finite number", lambda: hosts.emit(client, nan))
    naive = dataclasses.replace(again, begun=datetime(2026, 1, 1))
    refused(None, "begun has no time zone", lambda: hosts.emit(client, naive))
    unknown = hosts.Filters(after="nowhere")
    refused(
        400,
        "after in query must be `start`, or what the header Next-Cursor said, unchanged",
        lambda: hosts.list_events(client, unknown),
    )
    elsewhere = hosts.Client(HOSTS_URL + "/v1", token=TOKEN)
    not_found = f"Object Not Found: {HOSTS_URL}/v1/v2/events/host_measured_again"
    refused(404, not_found, lambda: hosts.emit(elsewhere, again))
    no_url = "base_url must be like https://events.example/api, without user or query"
    for url in "events.example", "localhost:8090", "", "https://events.example?a=b":
        refused(None, no_url, functools.partial(hosts.Client, url))
    stranger = hosts.Client(HOSTS_URL, token=TOKEN + "x")
    try:
        hosts.list_events(stranger)
    except hosts.TidingsError as error:
        assert error.status == 401 and error.request_id and TOKEN not in str(error), error
    else:
        raise AssertionError("a wrong token was accepted")
    two_lines = hosts.Client(HOSTS_URL, token=TOKEN + "\r\nX: y")
    refused(None, "token must be visible ASCII", lambda: hosts.list_events(two_lines))
    away = hosts.Client("http://127.0.0.1:9", retries=0)
    try:
        hosts.list_events(away)
    except hosts.TidingsError as error:
        assert error.status is None and str(error).startswith("no answer from http://127.0.0.1:9: "), error
    else:
        raise AssertionError("nobody answers there")
    plain = "base_url must begin with https: (or http: with allow_plain_http)"
    for url in "http://events.example", "http://127.0.0.1.example", "file://localhost/etc/passwd", "ftp://localhost":
        refused(None, plain, lambda url=url: hosts.Client(url))
    hosts.Client("http://events.example", allow_plain_http=True)


def check_retries() -> None:
    """What may pass is tried again, with the same key; a redirect is not followed."""
    requests: list[tuple[str | None, bytes]] = []

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            requests.append((self.headers["Idempotency-Key"], body))
            if len(requests) == 1:
                # No answer at all.
                self.close_connection = True
                return
            if len(requests) == 2:
                self.send_response(503)
                self.send_header("Retry-After", "0")
            else:
                self.send_response(201)
            answer = json.dumps({"id": requests[0][0], "message": "m", "rate_limited": {"window": 3600}}).encode()
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", HOSTS_URL + "/v2/events")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    patient = hosts.Client(f"http://127.0.0.1:{server.server_port}", token=TOKEN)
    receipt = hosts.emit(patient, hosts.HostMeasuredAgain(host_id=HOST, infra_env_id=OTHER))
    assert (len(requests), len(set(requests))) == (3, 1), requests
    assert receipt.rate_limited == 3600.0 and receipt.id.version == 7, receipt
    refused(302, "the service answered 302", lambda: hosts.list_events(patient))
    server.shutdown()


def check_orders() -> None:
    """Large ids, and events without properties."""
    large = 2**53 + 1
    orders.emit(order_client, orders.OrderPlaced(order_id="a, b", customer_id=large))
    orders.emit(order_client, orders.OrderPlaced(order_id="c", customer_id=7))
    orders.emit(order_client, orders.ServiceWasStarted())
    page = orders.list_events(order_client, orders.Filters(customer_id=large))
    match [record.event for record in page.records]:
        case [orders.OrderPlaced(order_id="a, b", customer_id=customer_id)]:
            assert customer_id == large, page
        case other:
            raise AssertionError(other)
    assert len(orders.list_events(order_client, orders.Filters(order_id="a, b")).records) == 1
    assert len(orders.list_events(order_client, orders.Filters(order_id="c")).records) == 1
    assert orders.list_events(order_client).total == 3


def check_others() -> None:
    """What another catalog has."""
    answer, _ = order_client.request("GET", "/v2/events")
    records = hosts.parse_events(answer)
    assert [record.event for record in records] == [None] * 3, records
    assert records[0].name == "order_placed" and records[0].subjects["customer_id"] == 2**53 + 1, records
    event = json.loads(answer)[0]
    assert orders.parse_event(event).mismatch is None
    del event["order_id"]
    assert orders.parse_event(event).mismatch == "order_id is missing"
    for wrong in "{}", "[[]]", "[{}]", "[{", '[{"name": []}]', '[{"id": 5}]', '[{"props": "[]"}]':
        try:
            orders.parse_events(wrong)
        except ValueError:
            continue
        raise AssertionError(f"accepted: {wrong}")
    assert max(hosts.Severity) is hosts.Severity.CRITICAL
    assert hosts.Severity.INFO < hosts.Severity.WARNING <= hosts.Severity.WARNING


def mistakes(record: hosts.Record) -> None:
    """What mypy refuses; it is never run."""
    hosts.HostSeverityReported(host_id=HOST, infra_env_id=INFRA_ENV, info="")  # type: ignore[call-arg]
    hosts.HostSeverityReported(host_id=HOST, infra_env_id=INFRA_ENV, info="", severity="info")  # type: ignore[arg-type]
    hosts.HostMeasuredAgain(host_id=str(HOST), infra_env_id=INFRA_ENV)  # type: ignore[arg-type]
    hosts.emit(client, orders.ServiceWasStarted())  # type: ignore[arg-type]
    hosts.Filters(names=["host_was_misspelt"])  # type: ignore[list-item]
    orders.Filters(cluster_id=CLUSTER)  # type: ignore[call-arg]
    record.message = "x"  # type: ignore[misc]


warnings.simplefilter("error")
check_emission()
check_filters()
check_refusals()
check_retries()
check_orders()
check_others()
print("done")
