// Emits and lists by generated TypeScript. Arguments: the URL of a service of the catalog `every-type`, and that of one
// of `declared-event-types`. Says `done` at the end.

import * as orders from "./declared-event-types.js";
import * as hosts from "./every-type.js";

declare const process: {
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
};

const [, , hostsUrl = "", ordersUrl = ""] = process.argv;
const token = process.env["ADMIN"] ?? "";

const client = new hosts.Client({ baseUrl: hostsUrl, token: () => token });
const orderClient = new orders.Client({ baseUrl: `${ordersUrl}/`, token });

const [HOST, OTHER, INFRA_ENV, CLUSTER] = [1, 2, 3, 4].map(
  (n) => `00000000-0000-4000-8000-00000000000${n}`,
) as [string, string, string, string];

const TAKEN = "the id is taken by an event with other content";

function equal(actual: unknown, expected: unknown): void {
  const shown = (value: unknown) =>
    JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}n` : v));
  if (shown(actual) !== shown(expected)) {
    throw new Error(`${shown(actual)} should be ${shown(expected)}`);
  }
}

/** That it fails, and says so in exactly these words. */
async function refused(
  status: number | undefined,
  message: string,
  call: () => unknown,
): Promise<void> {
  try {
    await call();
  } catch (error) {
    const told = error as { status?: number; message: string };
    equal([told.status, told.message], [status, message]);
    equal(String(error).includes(token), false);
    return;
  }
  throw new Error(`accepted, but should be: ${message}`);
}

async function checkEmission(): Promise<void> {
  const begun = new Date("2026-01-02T03:04:05.678Z");
  const measured: hosts.HostMeasuredProps = {
    host_id: HOST,
    infra_env_id: INFRA_ENV,
    cluster_id: CLUSTER,
    text: 'größe "x" \\ {number} \u{1f600}\n',
    number: -5,
    big_number: 9223372036854775807n,
    truth: false,
    share: 5,
    begun,
    token_id: OTHER,
  };
  const idempotencyKey = "01900000-0000-7000-8000-00000000000a";
  const emission = { eventTime: begun, idempotencyKey, requestId: "request-1" };
  const receipt = await hosts.emitHostMeasured(client, measured, emission);
  equal(receipt, {
    id: idempotencyKey,
    message: `${HOST} of ${CLUSTER}: ${measured.text} -5 9223372036854775807 false 5 2026-01-02T03:04:05.678000Z`,
  });
  // A retry.
  equal(await hosts.emitHostMeasured(client, measured, emission), receipt);
  const other = { ...measured, number: 6 };
  await refused(409, TAKEN, () =>
    hosts.emitHostMeasured(client, other, emission),
  );
  const page = await hosts.listEvents(client, { cluster_id: CLUSTER });
  equal([page.total, page.events.length], [1, 1]);
  const [event] = page.events;
  if (event === undefined || !hosts.isHostMeasured(event)) {
    throw new Error("no host_measured");
  }
  equal(
    [event.host_id, event.severity, event.event_time, event.request_id],
    [HOST, "info", "2026-01-02T03:04:05.678Z", "request-1"],
  );
  const { host_id, infra_env_id, cluster_id, begun: _, ...rest } = measured;
  const listed = { ...rest, begun: "2026-01-02T03:04:05.678000Z" };
  const sorted = (props: object) => Object.entries(props).sort();
  equal(sorted(event.props), sorted(listed));
}

async function checkFilters(): Promise<void> {
  const about = { host_id: OTHER, infra_env_id: INFRA_ENV };
  await hosts.emitHostMeasuredAgain(client, { ...about, truth: true });
  await hosts.emitHostSeverityReported(client, {
    ...about,
    severity: "critical",
    info: "100%, on fire & more",
  });
  const names = async (filters: hosts.ListFilters) => {
    const { events } = await hosts.listEvents(client, {
      infra_env_id: INFRA_ENV,
      ...filters,
    });
    return events.map((event) => event.name);
  };
  const [first, second, third] = [
    "host_measured",
    "host_measured_again",
    "host_severity_reported",
  ] as const;
  equal(await names({}), [first, second, third]);
  equal(await names({ host_ids: [OTHER] }), [second, third]);
  equal(await names({ host_ids: [HOST, OTHER], names: [first, third] }), [
    first,
    third,
  ]);
  equal(await names({ severities: ["warning", "critical"] }), [second, third]);
  equal(await names({ message: "100%, ON fire & m" }), [third]);
  equal(await names({ event_types: ["cluster"] }), []);
  equal(await names({ categories: ["metrics"] }), []);
  equal(await names({ request_id: "request-1" }), [first]);
  equal(await names({ since: new Date("2026-02-01") }), [second, third]);
  equal(await names({ until: "2026-02-01T00:00:00Z" }), [first]);
  equal(await names({ order: "descending", limit: 1, offset: 1 }), [second]);
  equal(await names({ cluster_level: true }), []);
  equal(await names({ deleted_hosts: true }), []);
  const { counts } = await hosts.listEvents(client, { host_ids: [OTHER] });
  equal(counts, { info: 0, warning: 1, error: 0, critical: 1 });
  let after: string | undefined = "start";
  let seen = 0;
  for (;;) {
    const page: hosts.Page = await hosts.listEvents(client, {
      infra_env_id: INFRA_ENV,
      after,
      limit: 2,
      counts: false,
    });
    equal(page.counts, undefined);
    if (page.events.length === 0) {
      break;
    }
    seen += page.events.length;
    after = page.next;
  }
  equal(seen, 3);
  const empty = (name: string) => `the filter ${name} is empty; leave it out`;
  await refused(undefined, empty("host_ids"), () => names({ host_ids: [] }));
  await refused(undefined, empty("cluster_id"), () =>
    names({ cluster_id: "" }),
  );
}

async function checkRefusals(): Promise<void> {
  const about = { host_id: HOST, infra_env_id: INFRA_ENV };
  await refused(
    400,
    "event `host_measured_again`: property `host_id` must be a UUID; property `begun` must be an RFC 3339 time, as 2026-11-01T12:00:00Z",
    () =>
      hosts.emitHostMeasuredAgain(client, {
        ...about,
        host_id: "x",
        begun: "today",
      }),
  );
  await refused(400, 'cluster_id in query must be of type uuid: "zz"', () =>
    hosts.listEvents(client, { cluster_id: "zz" }),
  );
  await refused(undefined, "number may be rounded; a bigint holds it", () =>
    hosts.emitHostMeasuredAgain(client, { ...about, number: 2 ** 53 }),
  );
  await refused(undefined, "number must be an integer", () =>
    hosts.emitHostMeasuredAgain(client, { ...about, number: 0.5 }),
  );
  await refused(undefined, "share must be a finite number", () =>
    hosts.emitHostMeasuredAgain(client, { ...about, share: NaN }),
  );
  const nowhen = { ...about, begun: new Date("today") };
  await refused(undefined, "begun is an invalid Date", () =>
    hosts.emitHostMeasuredAgain(client, nowhen),
  );
  await refused(undefined, "the filter since is an invalid Date", () =>
    hosts.listEvents(client, { since: new Date("today") }),
  );
  const elsewhere = new hosts.Client({ baseUrl: `${hostsUrl}/v1`, token });
  await refused(404, `Object Not Found: ${hostsUrl}/v1/v2/events`, () =>
    hosts.listEvents(elsewhere, { limit: 1 }),
  );
  await refused(
    undefined,
    "baseUrl must be like https://events.example/api",
    () => new hosts.Client({ baseUrl: "events.example" }),
  );
  const stranger = new hosts.Client({ baseUrl: hostsUrl, token: `${token}x` });
  await hosts.listEvents(stranger).then(
    () => Promise.reject(new Error("a wrong token was accepted")),
    (told: hosts.TidingsError) => {
      equal([told.status, typeof told.requestId], [401, "string"]);
      equal(told.message.includes(token), false);
    },
  );
  const away = new hosts.Client({ baseUrl: "http://127.0.0.1:9", retries: 0 });
  try {
    await hosts.listEvents(away);
    throw new Error("nobody answers there");
  } catch (error) {
    equal(error instanceof hosts.TidingsError, true);
    equal((error as hosts.TidingsError).status, undefined);
  }
  await refused(
    undefined,
    "baseUrl must begin with https: (or http: with allowPlainHttp)",
    () => new hosts.Client({ baseUrl: "http://events.example" }),
  );
  new hosts.Client({ baseUrl: "http://events.example", allowPlainHttp: true });
}

/** What may pass is tried again, with the same key. */
async function checkRetries(): Promise<void> {
  const keys: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    keys.push(new Headers(init?.headers).get("Idempotency-Key"));
    if (keys.length === 1) {
      throw new TypeError("fetch failed", { cause: new Error("cut off") });
    }
    if (keys.length === 2) {
      // Stored, but the answer is lost.
      await globalThis.fetch(url, init);
      return new Response("", { status: 503, headers: { "Retry-After": "0" } });
    }
    return globalThis.fetch(url, init);
  };
  const patient = new hosts.Client({ baseUrl: hostsUrl, token, fetch });
  const about = { host_id: HOST, infra_env_id: OTHER };
  const { id } = await hosts.emitHostMeasuredAgain(patient, about);
  equal(keys, [id, id, id]);
  const filters = { infra_env_id: OTHER };
  const { total } = await hosts.listEvents(client, filters);
  equal(total, 1);
}

/** Ids that a `number` does not hold, and events without properties. */
async function checkOrders(): Promise<void> {
  const customer_id = 9007199254740993n;
  await orders.emitOrderPlaced(orderClient, { order_id: "a, b", customer_id });
  await orders.emitOrderPlaced(orderClient, { order_id: "c", customer_id: 7 });
  await orders.emitServiceWasStarted(orderClient);
  const { events } = await orders.listEvents(orderClient, { customer_id });
  const ids = events.map((event) => {
    switch (event.name) {
      case "order_placed":
        return [event.order_id, event.customer_id];
      case "order_parcel_sent":
        return [event.props.parcel];
      case "service_was_started":
        return [];
      case null:
        return [event.stored_name];
    }
  });
  equal(ids, [["a, b", customer_id]]);
  const comma = await orders.listEvents(orderClient, { order_id: "a, b" });
  equal(comma.total, 1);
  const one = await orders.listEvents(orderClient, { order_id: "c" });
  equal(
    one.events.map((event) => orders.isOrderPlaced(event) && event.customer_id),
    [7],
  );
  const { total } = await orders.listEvents(orderClient);
  equal(total, 3);
}

/** What another catalog has. */
async function checkOthers(): Promise<void> {
  const { text } = await orderClient.request("/v2/events", { method: "GET" });
  const events = hosts.parseEvents(text);
  equal(events.filter(hosts.known), []);
  const [event] = events;
  if (event?.name !== null) {
    throw new Error("of another catalog");
  }
  equal(event.stored_name, "order_placed");
  equal(event.subjects["customer_id"], 9007199254740993n);
  // Already rounded when it comes here.
  const [rounded] = orders.parseEvents(JSON.parse(text));
  equal(rounded?.name, null);
  equal(
    (rounded as orders.OtherEvent).mismatch,
    "customer_id may be rounded; a bigint holds it",
  );
  equal(
    ["critical", "info", "error"].sort((one, other) =>
      hosts.compareSeverity(one as hosts.Severity, other as hosts.Severity),
    ),
    ["info", "error", "critical"],
  );
  equal(hosts.atLeast("warning", "error"), false);
}

/** What the compiler refuses; it is never run. */
export function mistakes(event: hosts.ListedEvent): void {
  const about = { host_id: HOST, infra_env_id: INFRA_ENV };
  // @ts-expect-error a property is missing
  hosts.emitHostSeverityReported(client, { ...about, severity: "info" });
  const fatal = { ...about, severity: "fatal", info: "" } as const;
  // @ts-expect-error this is no severity
  hosts.emitHostSeverityReported(client, fatal);
  // @ts-expect-error a name is misspelt
  hosts.emitHostMeasuredAgain(client, { ...about, txt: "x" });
  // @ts-expect-error no event has this name
  hosts.emit(client, "host_was_misspelt", about);
  // @ts-expect-error not every event has this property
  event.props.share;
  // @ts-expect-error no event has properties that are not declared
  orders.emitServiceWasStarted(orderClient, { order_id: "a" });
  // @ts-expect-error this is no subject of the catalog
  orders.listEvents(orderClient, { cluster_id: CLUSTER });
}

await checkEmission();
await checkFilters();
await checkRefusals();
await checkRetries();
await checkOrders();
await checkOthers();
console.log("done");
