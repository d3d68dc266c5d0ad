/**
 * The events of an answer of `GET /v2/events`, best given as its text: `JSON.parse` rounds integers beyond 2^53. Throws a
 * `TypeError` for what is no such answer, and a `SyntaxError` for what is no JSON.
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
