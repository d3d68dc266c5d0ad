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
    eventTime === undefined
      ? ""
      : `,"event_time":${encode(eventTime, "eventTime")}`;
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
    // A secret stays here.
    const json = property?.sensitive
      ? '"[redacted]"'
      : encode(value, name, property);
    fields.push(`${JSON.stringify(name)}:${json}`);
  }
  return `{${fields.join(",")}}`;
}

/** The value as JSON. A number that JSON would change without a word is refused. */
function encode(
  value: unknown,
  name: string,
  property?: PropertyDefinition,
): string {
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (value instanceof Date) {
    return JSON.stringify(timeText(value, name));
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

function timeText(time: Date, name: string): Timestamp {
  if (Number.isNaN(time.getTime())) {
    throw new RangeError(`${name} is an invalid Date`);
  }
  return time.toISOString();
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
