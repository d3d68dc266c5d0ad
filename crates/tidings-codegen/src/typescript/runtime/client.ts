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
    const url = baseOf(options.baseUrl);
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
        : refusal(url, response, text);
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

function baseOf(baseUrl: string | URL): URL {
  try {
    return new URL(baseUrl);
  } catch {
    throw new TypeError("baseUrl must be like https://events.example/api");
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

function refusal(url: string, response: Response, text: string): Failure {
  const { status, headers } = response;
  const told = messageOf(text) ?? `the service answered ${status}`;
  // Most often it is the base path that is wrong.
  const message = status === 404 ? `${told}: ${url.split("?")[0]}` : told;
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
