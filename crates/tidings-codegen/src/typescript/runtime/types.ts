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
