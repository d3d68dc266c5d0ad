// Emits the vectors by generated TypeScript, and lists them. Arguments: the URL of a service of their catalog, and their
// file. Says `done` at the end.

import { readFileSync } from "node:fs";
import {
  Client,
  type EventName,
  type ListedEvent,
  emit,
  known,
  listEvents,
} from "./vectors-events.js";

declare const process: { readonly argv: readonly string[] };

interface Vector {
  readonly event: EventName;
  readonly given: never;
  readonly made: {
    readonly message: string;
    readonly severity: string;
    readonly subjects: object;
    readonly props: object;
  };
}

const [, , url = "", file = ""] = process.argv;
const client = new Client({ baseUrl: url });

/** Integers that a `number` does not hold become a `bigint`; no text of the vectors begins like one. */
function parse(line: string): Vector {
  const exact = line.replace(
    /(?<=":)-?\d{16,}(?=[,}])/g,
    (digits) => `"int64 ${digits}"`,
  );
  return JSON.parse(exact, (_, value: unknown) => {
    const digits = typeof value === "string" && /^int64 (.+)/.exec(value)?.[1];
    if (!digits) {
      return value;
    }
    const number = Number(digits);
    return Number.isSafeInteger(number) ? number : BigInt(digits);
  });
}

function equal(actual: unknown, expected: unknown): void {
  const sorted = (_: string, value: unknown) => {
    if (typeof value === "bigint") {
      return `int64 ${value}`;
    }
    return value instanceof Object && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value;
  };
  const shown = (value: unknown) => JSON.stringify(value, sorted);
  if (shown(actual) !== shown(expected)) {
    throw new Error(`${shown(actual)}\nshould be\n${shown(expected)}`);
  }
}

/** The ids of what it is about, which stand beside what every event has. */
function subjectsOf(event: ListedEvent, expected: object): object {
  const names = Object.keys(event).filter((name) => /_id$/.test(name));
  equal(
    names.filter((name) => name !== "request_id").sort(),
    Object.keys(expected).sort(),
  );
  const fields: { readonly [name: string]: unknown } = { ...event };
  return Object.fromEntries(
    Object.keys(expected).map((name) => [name, fields[name]]),
  );
}

const lines = readFileSync(file, "utf8").trimEnd().split("\n");
const vectors = lines.map(parse);
for (const { event, given, made } of vectors) {
  const receipt = await emit(client, event, given);
  equal(receipt.message, made.message);
}
const page = await listEvents(client, { after: "start", limit: -1 });
equal([page.events.length, page.total], [vectors.length, vectors.length]);
for (const [index, { event: name, made }] of vectors.entries()) {
  const event = page.events[index]!;
  equal([event.name, known(event)], [name, true]);
  equal(
    {
      message: event.message,
      severity: event.severity,
      subjects: subjectsOf(event, made.subjects),
      props: event.props,
    },
    made,
  );
}
console.log("done");
