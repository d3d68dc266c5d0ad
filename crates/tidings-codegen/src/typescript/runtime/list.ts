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
    const text =
      value instanceof Date
        ? timeText(value, `the filter ${name}`)
        : String(value);
    if (text === "" && name !== "message") {
      // The service would take it as no filter, and list everything.
      throw new RangeError(`the filter ${name} is empty; leave it out`);
    }
    query.set(name, text);
  }
  return query;
}
