"""Sends tokens as the published client does, to the service at the URL given. Says `done` at the end."""

import datetime
import os
import sys

from assisted_service_client import ApiClient, Configuration, Event, EventsApi
from assisted_service_client.rest import ApiException

URL, CLUSTER = sys.argv[1:]
OTHER = "22222222-2222-4222-8222-222222222222"


def api(header=None, prefix=None, token=None):
    configuration = Configuration()
    configuration.host = URL
    if header:
        configuration.api_key = {header: token}
    if prefix:
        configuration.api_key_prefix = {header: prefix}
    return EventsApi(ApiClient(configuration))


def event(cluster):
    now = datetime.datetime.now(datetime.timezone.utc)
    return Event(message=f"of {cluster}", severity="info", event_time=now, cluster_id=cluster)


def refused(status, call):
    try:
        call()
    except ApiException as error:
        assert error.status == status, error
        assert not any(token in str(error) for token in (os.environ["ADMIN"], os.environ["AGENT"])), error
    else:
        raise AssertionError(f"accepted, but should be {status}")


admin = api("Authorization", "Bearer", os.environ["ADMIN"])
user = api("Authorization", "Bearer", os.environ["USER"])
agent = api("X-Secret-Key", None, os.environ["AGENT"])
watcher = api("Watcher-Authorization", None, os.environ["AGENT"])
by_url = api("api_key", None, os.environ["AGENT"])
nobody = api()

# The client knows only `X-Secret-Key` for posting.
agent.v2_trigger_event(event(CLUSTER))
api("X-Secret-Key", None, os.environ["ADMIN"]).v2_trigger_event(event(OTHER))
refused(404, lambda: agent.v2_trigger_event(event(OTHER)))
refused(401, lambda: nobody.v2_trigger_event(event(CLUSTER)))
refused(401, lambda: admin.v2_trigger_event(event(CLUSTER)))
refused(403, lambda: api("X-Secret-Key", None, os.environ["USER"]).v2_trigger_event(event(CLUSTER)))

messages = lambda events: [one["message"] for one in events]
assert messages(admin.v2_list_events()) == [f"of {CLUSTER}", f"of {OTHER}"]
for confined in watcher, by_url:
    assert messages(confined.v2_list_events(cluster_id=CLUSTER)) == [f"of {CLUSTER}"]
    refused(404, lambda: confined.v2_list_events(cluster_id=OTHER))
    refused(404, lambda: confined.v2_list_events())
body, _, headers = user.v2_list_events_with_http_info()
assert (body, headers["Event-Count"]) == ([], "0"), (body, headers)
refused(401, lambda: nobody.v2_list_events())
refused(401, lambda: api("Authorization", "Bearer", os.environ["ADMIN"][:-3] + "abc").v2_list_events())
print("done")
