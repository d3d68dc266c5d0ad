class TidingsError(Exception):
    """What the service or the way to it answered instead of what was asked for."""

    status: int | None
    """The HTTP status; None where there was no answer."""
    request_id: str | None
    """By which the service's log knows the request."""

    def __init__(
        self, message: str, status: int | None = None, request_id: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token to where it does not belong."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


class Client:
    """A service, for `emit` and `list_events`. May be shared by threads.

    - `base_url`: where it is, as `https://events.example`, with the base path.
    - `token`: sent as `Authorization: Bearer`; a function is asked before each try.
    - `timeout`: seconds to wait for the network.
    - `retries`: how often to try again what may pass: no answer, 429, 502, 503, 504.
    - `allow_plain_http`: plain `http` to another machine shows token and events to the
      network; without this it is refused.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | Callable[[], str] | None = None,
        timeout: float = 30.0,
        retries: int = 3,
        allow_plain_http: bool = False,
    ) -> None:
        _check_base(base_url, allow_plain_http)
        self._base = base_url.rstrip("/")
        self._token = token
        self._timeout = timeout
        self._retries = retries
        self._opener = urllib.request.build_opener(_NoRedirect)

    def __repr__(self) -> str:
        return f"Client({self._base!r})"

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[bytes, Message]:
        """The answer's body and headers, tried again where that may help. Raises a
        `TidingsError` for any other status."""
        tried = 0
        while True:
            try:
                return self._attempt(method, path, headers or {}, body)
            except _Failure as failure:
                if not failure.may_pass or tried >= self._retries:
                    raise failure.error from failure.__cause__
                backoff = 0.1 * 2.0 ** min(tried, 6) * (0.5 + random.random())
                delay = backoff if failure.retry_after is None else failure.retry_after
            time.sleep(min(delay, 30.0))
            tried += 1

    def _attempt(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[bytes, Message]:
        request = urllib.request.Request(
            self._base + path,
            data=body,
            headers={"Accept": "application/json", **headers},
            method=method,
        )
        token = self._token() if callable(self._token) else self._token
        if token is not None:
            if not (token.isascii() and token.isprintable() and " " not in token):
                # Else an error further on would show it.
                raise ValueError("token must be visible ASCII")
            request.add_unredirected_header("Authorization", f"Bearer {token}")
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                return answer.read(), answer.headers
        except urllib.error.HTTPError as refused:
            with refused:
                raise _refusal(refused, self._base + path) from None
        except (OSError, HTTPException) as cause:
            reason = getattr(cause, "reason", cause)
            error = TidingsError(f"no answer from {self._base}: {reason}")
            raise _Failure(error, may_pass=True) from cause


class _Failure(Exception):
    def __init__(
        self, error: TidingsError, *, may_pass: bool, retry_after: float | None = None
    ) -> None:
        super().__init__()
        self.error = error
        self.may_pass = may_pass
        self.retry_after = retry_after


def _check_base(base_url: str, allow_plain_http: bool) -> None:
    url = urllib.parse.urlsplit(base_url)
    host = url.hostname or ""
    if not host or url.username or url.password or url.query or url.fragment:
        raise ValueError(
            "base_url must be like https://events.example/api, without user or query"
        )
    numbers = host.split(".")
    loopback = host in ("localhost", "::1") or (
        len(numbers) == 4 and numbers[0] == "127" and host.replace(".", "").isdigit()
    )
    plain = url.scheme == "http" and (loopback or allow_plain_http)
    if url.scheme != "https" and not plain:
        raise ValueError(
            "base_url must begin with https: (or http: with allow_plain_http)"
        )


def _refusal(refused: urllib.error.HTTPError, url: str) -> _Failure:
    try:
        body = json.loads(refused.read())
        message = body.get("message", body.get("reason"))
    except (OSError, HTTPException, ValueError, AttributeError):
        message = None
    if not isinstance(message, str):
        message = f"the service answered {refused.code}"
    if refused.code == 404:
        # Most often it is the base path that is wrong.
        message += ": " + url.partition("?")[0]
    error = TidingsError(message, refused.code, refused.headers.get("X-Request-ID"))
    # It may be a date, too, which is as good as nothing.
    seconds = refused.headers.get("Retry-After", "")
    return _Failure(
        error,
        may_pass=refused.code in (429, 502, 503, 504),
        retry_after=float(seconds) if seconds.isdecimal() else None,
    )
