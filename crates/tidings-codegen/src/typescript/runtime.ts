// What follows is the same for every catalog.

/** In RFC 4122's text form. */
export type Uuid = string;

/** RFC 3339, as `2026-11-01T12:00:00.000000Z`. */
export type Timestamp = string;

/**
 * A 64-bit integer: a `number` as far as those are exact (`Number.isSafeInteger`), a `bigint` beyond. Such a number that is
 * not exact is refused when it is sent, and never comes out of `parseEvents`.
 */
export type Integer = number | bigint;

/** No properties. */
export type Empty = Readonly<{ [name: string]: never }>;

export type Severity = "info" | "warning" | "error" | "critical";

export type Category = "user" | "metrics";

/** From the least to the most severe. */
export const severities: readonly Severity[] = [
  "info",
  "warning",
  "error",
  "critical",
];

/** Below zero where `one` is less severe than `other`, above where it is more: for `sort`. */
export function compareSeverity(one: Severity, other: Severity): number {
  return severities.indexOf(one) - severities.indexOf(other);
}

/** Whether `severity` is `threshold` or more severe. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return compareSeverity(severity, threshold) >= 0;
}

/** What the catalog says of an event. */
export interface Definition {
  readonly event_type: EventType;
  readonly severity: Severity;
  readonly category: Category;
  readonly deprecated?: true;
  /** With `{property}` where the value of a property goes. */
  readonly message: string;
  readonly properties: Readonly<{ [name: string]: PropertyDefinition }>;
}

/** What the catalog says of a property. */
export interface PropertyDefinition {
  readonly type:
    "UUID" | "string" | "integer" | "int64" | "bool" | "float64" | "timestamp";
  /** Whether it is the id of what the event is about. */
  readonly subject?: true;
  readonly optional?: true;
  /** Stored as `[redacted]`. */
  readonly sensitive?: true;
  /** Those that it may have. */
  readonly values?: readonly string[];
}

/** What every stored event has. */
export interface Stored {
  readonly id: Uuid;
  readonly category: Category;
  readonly severity: Severity;
  readonly message: string;
  /** When it happened, to the millisecond. */
  readonly event_time: Timestamp;
  /** When it was stored. */
  readonly recorded_at?: Timestamp;
  readonly request_id?: string;
  /** The service that told it. */
  readonly source?: string;
}

/**
 * A stored event that is none of this catalog: of another catalog or version of it, or without a name. Its `name` is
 * `null`, so that a known name always means what this catalog says.
 */
export interface OtherEvent extends Stored {
  readonly name: null;
  /** As it was stored. */
  readonly stored_name?: string;
  readonly event_type?: string;
  /** What is not as the catalog says, where it has an event of this name. */
  readonly mismatch?: string;
  /** Ids of what it is about, by name. */
  readonly subjects: Readonly<{ [name: string]: string | Integer }>;
  readonly props: Readonly<{ [name: string]: unknown }>;
}

/** An event as the service lists it; `name` tells which one. */
export type ListedEvent = CatalogEvent | OtherEvent;

/** Whether an event is of this catalog. */
export function known(event: ListedEvent): event is CatalogEvent {
  return event.name !== null;
}

/** Whether this is the name of an event of this catalog. */
export function declared(name: string): name is EventName {
  return Object.hasOwn(definitions, name);
}

/**
 * The events of an answer of `GET /v2/events`, best given as its text: `JSON.parse` rounds integers beyond 2^53. Throws a
 * `TypeError` for what is no such answer.
 */
export function parseEvents(json: string | readonly unknown[]): ListedEvent[] {
  const events = typeof json === "string" ? parseJson(json) : json;
  if (!Array.isArray(events)) {
    throw new TypeError("a list of events must be a JSON array");
  }
  return events.map((event: unknown) => parseEvent(event));
}

/** One of the events of {@link parseEvents}, or the answer of `GET /v2/events/ID`. */
export function parseEvent(json: unknown): ListedEvent {
  const event = typeof json === "string" ? parseJson(json) : json;
  if (!objectLike(event) || typeof event["id"] !== "string") {
    throw new TypeError("an event must be a JSON object with an id");
  }
  const { name, props, ...rest } = event;
  const values = typeof props === "string" ? parseJson(props) : (props ?? {});
  if (!objectLike(values)) {
    throw new TypeError("props of an event must hold a JSON object");
  }
  if (typeof name !== "string" || !declared(name)) {
    return otherEvent(rest, name, values);
  }
  const definition: Definition = definitions[name];
  const mismatch = mismatchOf(definition, rest, values);
  if (mismatch !== undefined) {
    return otherEvent(rest, name, values, mismatch);
  }
  const typed = { ...rest, name, props: exactFloats(definition, values) };
  return typed as unknown as CatalogEvent;
}

const STORED: readonly string[] = [
  "id",
  "category",
  "severity",
  "message",
  "event_time",
  "recorded_at",
  "request_id",
  "source",
  "event_type",
];

function otherEvent(
  rest: Json,
  name: unknown,
  props: Json,
  mismatch?: string,
): OtherEvent {
  const entries = Object.entries(rest);
  const other = {
    ...Object.fromEntries(entries.filter(([key]) => STORED.includes(key))),
    name: null,
    ...(typeof name === "string" ? { stored_name: name } : {}),
    ...(mismatch === undefined ? {} : { mismatch }),
    subjects: Object.fromEntries(
      entries.filter(([key]) => !STORED.includes(key)),
    ),
    props,
  };
  return other as unknown as OtherEvent;
}

function mismatchOf(
  definition: Definition,
  subjects: Json,
  props: Json,
): string | undefined {
  if (subjects["event_type"] !== definition.event_type) {
    return "event_type is another one";
  }
  for (const [name, property] of Object.entries(definition.properties)) {
    const values = property.subject ? subjects : props;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const reason =
      value === undefined ? missing(property) : misfit(property, value);
    if (reason !== undefined) {
      return `${name} ${reason}`;
    }
  }
  return undefined;
}

function missing(property: PropertyDefinition): string | undefined {
  return property.optional ? undefined : "is missing";
}

function misfit(
  property: PropertyDefinition,
  value: unknown,
): string | undefined {
  switch (property.type) {
    case "integer":
    case "int64":
      if (typeof value === "number" && Number.isInteger(value)) {
        const hint = "may be rounded; a bigint holds it";
        return Number.isSafeInteger(value) ? undefined : hint;
      }
      return typeof value === "bigint" ? undefined : "must be an integer";
    case "float64":
      return typeof value === "number" || typeof value === "bigint"
        ? undefined
        : "must be a number";
    case "bool":
      return typeof value === "boolean" ? undefined : "must be true or false";
    default:
      return typeof value === "string"
        ? notOneOf(property, value)
        : "must be text";
  }
}

function notOneOf(
  property: PropertyDefinition,
  value: string,
): string | undefined {
  const { sensitive, values } = property;
  const right = sensitive || values === undefined || values.includes(value);
  return right ? undefined : "has another value";
}

/** JSON does not tell a float from an integer. */
function exactFloats(definition: Definition, props: Json): Json {
  const exact = ([name, value]: [string, unknown]): [string, unknown] => {
    const known = Object.hasOwn(definition.properties, name);
    const property = known ? definition.properties[name] : undefined;
    return [name, property?.type === "float64" ? Number(value) : value];
  };
  return Object.fromEntries(Object.entries(props).map(exact));
}

type Json = { [key: string]: unknown };

function objectLike(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Like `JSON.parse`, but an integer that a `number` cannot hold becomes a `bigint`. */
function parseJson(text: string): unknown {
  if (!/\d{16}/.test(text)) {
    return JSON.parse(text);
  }
  // Such integers are hidden in strings that begin with a NUL, which no text in the service has.
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  const hidden = text.replace(tokens, (token) => {
    const large = /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(+token);
    return large ? `"\\u0000${token}"` : token;
  });
  return JSON.parse(hidden, (_key, value: unknown) =>
    typeof value === "string" && /^\0-?\d+$/.test(value)
      ? BigInt(value.slice(1))
      : value,
  );
}

/** What the service or the way to it answered instead of what was asked for. */
export class TidingsError extends Error {
  override readonly name = "TidingsError";
  /** The HTTP status; absent where there was no answer. */
  readonly status: number | undefined;
  /** By which the service's log knows the request. */
  readonly requestId: string | undefined;

  constructor(
    message: string,
    details: { status?: number; requestId?: string | null; cause?: unknown },
  ) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.status = details.status;
    this.requestId = details.requestId ?? undefined;
  }
}

export interface ClientOptions {
  /** Where the service is, as `https://events.example` or, with a base path, `https://x.example/api/assisted-install`. */
  readonly baseUrl: string | URL;
  /** Sent as `Authorization: Bearer`; a function is asked before each try. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** How long to wait for an answer; 30 seconds by default. */
  readonly timeoutMs?: number | undefined;
  /** How often to try again what may pass: no answer, 429, 502, 503 and 504. 3 by default. */
  readonly retries?: number | undefined;
  /** Plain `http` to another machine shows token and events to the network; without this it is refused. */
  readonly allowPlainHttp?: boolean | undefined;
  /** The platform's by default. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A service, for {@link emit}, the function of each event, and {@link listEvents}. */
export class Client {
  readonly #base: string;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    const url = new URL(options.baseUrl);
    checkBase(url, options.allowPlainHttp ?? false);
    this.#base = url.origin + url.pathname.replace(/\/+$/, "");
    this.#options = options;
  }

  /** The answer's text and headers, tried again where that may help. Throws a {@link TidingsError} for any other status. */
  async request(
    path: string,
    init: RequestInit,
  ): Promise<{ text: string; headers: Headers }> {
    const retries = this.#options.retries ?? 3;
    for (let tried = 0; ; tried += 1) {
      const answer = await this.#attempt(path, init);
      if (!(answer instanceof Failure)) {
        return answer;
      }
      if (!answer.mayPass || tried >= retries || init.signal?.aborted) {
        throw answer.error;
      }
      const backoff = 100 * 2 ** Math.min(tried, 6) * (0.5 + Math.random());
      const delay = Math.min(answer.retryAfterMs ?? backoff, 30_000);
      await pause(delay, init.signal);
    }
  }

  async #attempt(
    path: string,
    init: RequestInit,
  ): Promise<{ text: string; headers: Headers } | Failure> {
    const { token, timeoutMs, fetch = globalThis.fetch } = this.#options;
    const headers = new Headers(init.headers);
    headers.set("Accept", "application/json");
    const secret = typeof token === "function" ? await token() : token;
    if (secret !== undefined) {
      if (!/^[!-~]+$/.test(secret)) {
        // Else the platform's error would show it.
        throw new TypeError("token must be visible ASCII");
      }
      headers.set("Authorization", `Bearer ${secret}`);
    }
    const timeout = AbortSignal.timeout(timeoutMs ?? 30_000);
    const signal = init.signal
      ? AbortSignal.any([init.signal, timeout])
      : timeout;
    const url = this.#base + path;
    try {
      // A redirect would take the token to where it does not belong.
      const request = { ...init, headers, signal, redirect: "error" } as const;
      const response = await fetch(url, request);
      const text = await response.text();
      return response.ok
        ? { text, headers: response.headers }
        : refusal(response, text);
    } catch (cause) {
      const message = `no answer from ${this.#base}: ${reasonOf(cause)}`;
      return new Failure(new TidingsError(message, { cause }), true);
    }
  }
}

class Failure {
  readonly error: TidingsError;
  readonly mayPass: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(error: TidingsError, mayPass: boolean, retryAfterMs?: number) {
    this.error = error;
    this.mayPass = mayPass;
    this.retryAfterMs = retryAfterMs;
  }
}

function checkBase(url: URL, allowPlainHttp: boolean): void {
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError("baseUrl must have no user, query or fragment");
  }
  const host = url.hostname;
  const loopback =
    host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
  const plain = url.protocol === "http:" && (loopback || allowPlainHttp);
  if (url.protocol !== "https:" && !plain) {
    throw new TypeError(
      "baseUrl must begin with https: (or http: with allowPlainHttp)",
    );
  }
}

function refusal(response: Response, text: string): Failure {
  const { status, headers } = response;
  const message = messageOf(text) ?? `the service answered ${status}`;
  const requestId = headers.get("X-Request-ID");
  const error = new TidingsError(message, { status, requestId });
  const seconds = Number(headers.get("Retry-After") ?? Number.NaN);
  const mayPass = [429, 502, 503, 504].includes(status);
  // It may be a date, too, which is as good as nothing.
  return new Failure(error, mayPass, seconds >= 0 ? seconds * 1000 : undefined);
}

/** The service's own words. */
function messageOf(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const told = objectLike(body)
      ? (body["message"] ?? body["reason"])
      : undefined;
    return typeof told === "string" ? told : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
  return inner instanceof Error ? inner.message : String(inner);
}

function pause(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new TidingsError("aborted", { cause: signal?.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

export interface EmitOptions {
  /** When it happened; by default the service's now. */
  readonly eventTime?: Date | Timestamp | undefined;
  /** The event's id, a UUID: the same again is stored once. By default a new one, which all tries share. */
  readonly idempotencyKey?: Uuid | undefined;
  readonly requestId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Says that the event is stored, or that a rate limit discarded it. */
export interface Receipt {
  readonly id: Uuid;
  /** The event's, as the service rendered it. */
  readonly message: string;
  /** Where the event was discarded: one in so many seconds is kept. */
  readonly rateLimited?: { readonly window: number };
}

/** Emits the event of this name; each has a function of its own, too. It resolves when the event is stored. */
export async function emit<Name extends EventName>(
  client: Client,
  name: Name,
  props: PropsByName[Name],
  options: EmitOptions = {},
): Promise<Receipt> {
  const { eventTime, idempotencyKey, requestId, signal } = options;
  const time =
    eventTime === undefined ? "" : `,"event_time":${encode(eventTime)}`;
  const body = `{"properties":${encodeProps(name, props)}${time}}`;
  const headers: { [name: string]: string } = {
    "Content-Type": "application/json",
    "Idempotency-Key": idempotencyKey ?? newId(),
  };
  if (requestId !== undefined) {
    headers["X-Request-ID"] = requestId;
  }
  const init = { method: "POST", headers, body, signal: signal ?? null };
  const { text } = await client.request(`/v2/events/${name}`, init);
  const { rate_limited, ...receipt } = JSON.parse(text) as Receipt & {
    rate_limited?: { window: number };
  };
  return rate_limited ? { ...receipt, rateLimited: rate_limited } : receipt;
}

function encodeProps(event: EventName, props: object): string {
  const { properties } = definitions[event];
  const fields: string[] = [];
  for (const [name, value] of Object.entries(props) as [string, unknown][]) {
    if (value === undefined || value === null) {
      continue;
    }
    const property = Object.hasOwn(properties, name)
      ? properties[name]
      : undefined;
    fields.push(`${JSON.stringify(name)}:${encode(value, property, name)}`);
  }
  return `{${fields.join(",")}}`;
}

/** The value as JSON. A number that JSON would change without a word is refused. */
function encode(
  value: unknown,
  property?: PropertyDefinition,
  name?: string,
): string {
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (value instanceof Date) {
    return JSON.stringify(value.toISOString());
  }
  if (typeof value === "number") {
    const reason = Number.isFinite(value)
      ? property && misfit(property, value)
      : "must be a finite number";
    if (reason !== undefined) {
      throw new RangeError(`${name} ${reason}`);
    }
  }
  return JSON.stringify(value) ?? "null";
}

/** A UUIDv7 (RFC 9562), whose beginning is the time: databases like such keys. */
function newId(): Uuid {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = (byte: number) => byte.toString(16).padStart(2, "0");
  const random = Array.from(bytes, hex).join("");
  const time = Date.now().toString(16).padStart(12, "0");
  const variant = "89ab"[bytes[8]! & 3];
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${random.slice(13, 16)}`,
    `${variant}${random.slice(17, 20)}`,
    random.slice(20),
  ].join("-");
}

/** Which events to list; what is not given does not restrict. */
export interface ListFilters extends SubjectFilters {
  readonly names?: readonly EventName[] | undefined;
  readonly event_types?: readonly EventType[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  /** Those for users by default. */
  readonly categories?: readonly Category[] | undefined;
  /** Part of the message, in any case. */
  readonly message?: string | undefined;
  readonly request_id?: string | undefined;
  /** Happened then or later. */
  readonly since?: Date | Timestamp | undefined;
  /** Happened before. */
  readonly until?: Date | Timestamp | undefined;
  /** By time; `ascending` by default. */
  readonly order?: "ascending" | "descending" | undefined;
  /** The most events; 5000 by default, all below zero. */
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  /** In the order of storing, after this place: `start`, or a page's `next`. */
  readonly after?: string | undefined;
  /** Whether to count; on by default. */
  readonly counts?: boolean | undefined;
}

/** Some of the events that were asked for. */
export interface Page {
  readonly events: ListedEvent[];
  /** All that match but for severity and paging, by severity. */
  readonly counts?: Readonly<{ [severity in Severity]: number }>;
  /** All that match but for paging. */
  readonly total?: number;
  /** Where `after` goes on. */
  readonly next?: string;
}

/** Stored events, as far as the client's token may see them. */
export async function listEvents(
  client: Client,
  filters: ListFilters = {},
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Page> {
  const init = { method: "GET", signal: options.signal ?? null };
  const path = `/v2/events?${queryOf(filters)}`;
  const { text, headers } = await client.request(path, init);
  const count = (name: string) => Number(headers.get(name));
  const next = headers.get("Next-Cursor");
  return {
    events: parseEvents(text),
    ...(headers.has("Event-Count") && {
      counts: {
        info: count("Severity-Count-Info"),
        warning: count("Severity-Count-Warning"),
        error: count("Severity-Count-Error"),
        critical: count("Severity-Count-Critical"),
      },
      total: count("Event-Count"),
    }),
    ...(next !== null && { next }),
  };
}

function queryOf(filters: ListFilters): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters) as [string, unknown][]) {
    if (value === undefined) {
      continue;
    }
    const text = value instanceof Date ? value.toISOString() : String(value);
    if (text === "" && name !== "message") {
      // The service would take it as no filter, and list everything.
      throw new RangeError(`the filter ${name} is empty; leave it out`);
    }
    query.set(name, text);
  }
  return query;
}
