//! Values that a service is better ready for.

/// More than any id, name or number has, less than a request's line may have.
const LONG: usize = 30_000;

/// Of parameters and headers.
const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "0",
    "-1",
    "+1",
    "007",
    "1.5",
    "1e3",
    "0x10",
    "NaN",
    "null",
    "true",
    "undefined",
    "[]",
    "{}",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "99999999999999999999999999999999",
    "%",
    "_",
    "\\",
    "%%_\\_",
    "%s%n",
    "'",
    "\"",
    "''; drop table events; --",
    "' or '1'='1",
    "$1",
    ":1",
    "?",
    "a,b",
    ",",
    ",,,",
    "a=b&c=d",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "${7*7}",
    "{{7*7}}",
    "a\u{0}b",
    "\u{0}",
    "\u{7f}",
    "a\tb",
    "\u{feff}x",
    "\u{202e}x",
    "\u{1f642}",
    "\u{e9}",
    "e\u{301}",
    "\u{fffd}",
    "\u{10ffff}",
    "\u{130}\u{131}",
    "start",
    "ascending",
    "error",
    "user,metrics",
    "info,warning,nonsense",
    "11111111-1111-4111-8111-111111111111",
    "11111111111141118111111111111111",
    "{11111111-1111-4111-8111-111111111111}",
    "urn:uuid:11111111-1111-4111-8111-111111111111",
    "11111111-1111-4111-8111-111111111111,a",
    "00000000-0000-0000-0000-000000000000",
    "2026-01-02T03:04:05Z",
    "2026-01-02",
    "2026-02-30T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "0000-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z",
    "2026-12-31T23:59:60Z",
    "2026-01-02T03:04:05+23:59",
    "9999-12-31T23:59:59-23:59",
    "0000-01-01T00:00:00+23:59",
    "0000000000000000-0",
    "ffffffffffffffff-1",
];

/// As bytes of a parameter or header.
pub fn values() -> Vec<Vec<u8>> {
    let mut values: Vec<Vec<u8>> = TEXTS.iter().map(|text| text.as_bytes().to_vec()).collect();
    for bytes in [
        &b"\xff\xfe"[..],
        b"\xc0\x80",
        b"a\xed\xa0\x80",
        b"\xf5\x80\x80\x80",
        b"ab\xc3",
    ] {
        values.push(bytes.to_vec());
    }
    for text in [
        "a",
        "9",
        "%",
        ",",
        "[",
        "\u{e9}",
        "11111111-1111-4111-8111-111111111111,",
    ] {
        // Three bytes of the URL for each that is encoded.
        values.push(text.repeat(LONG / 3 / text.len()).into_bytes());
    }
    values
}

/// Where JSON wants a value.
const JSON: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "1.5",
    "1e3",
    "1e400",
    "-1e400",
    "1E-400",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "99999999999999999999999999999999999999999999",
    "NaN",
    "Infinity",
    "undefined",
    "",
    "'a'",
    "\"",
    "\"a",
    "[",
    "{",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "{\"a\": {\"b\": []}}",
    "[1, \"a\", null]",
    "{\"\": 1}",
    "{\"a\": 1, \"a\": 2}",
    "{\"\\u0000\": 1}",
    "{\"a\": \"\\u0000\"}",
    "{\"__proto__\": 1}",
    "\"\"",
    "\" \"",
    "\"a\"",
    "\"\\u0000\"",
    "\"a\\u0000b\"",
    "\"\u{0}\"",
    "\"\n\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\ud83d\\ude42\"",
    "\"\\x41\"",
    "\"%00\"",
    "\"%\"",
    "\"_\"",
    "\"\\\\\"",
    "\"'; drop table tidings.events; --\"",
    "\"{host_id}\"",
    "\"{}\"",
    "\"[]\"",
    "\"[1]\"",
    "\"[\\\"a\\\"]\"",
    "\"[\\\"a\\\", 1, \\\"a\\\", 2]\"",
    "\"{\\\"a\\\": \\\"\\\\u0000\\\"}\"",
    "\"{\\\"a\\\\u0000\\\": 1}\"",
    "\"{\\\"a\\\": 1, \\\"a\\\": 2}\"",
    "\"{\\\"a\\\": 1e999}\"",
    "\"null\"",
    "\"info\"",
    "\"INFO\"",
    "\"user\"",
    "\"2026-01-02T03:04:05Z\"",
    "\"2026-02-30T00:00:00Z\"",
    "\"9999-12-31T23:59:59.999999999Z\"",
    "\"0000-01-01T00:00:00Z\"",
    "\"0000-01-01T00:00:00+23:59\"",
    "\"2026-01-02T03:04:05.123456789+01:00\"",
    "\"+10000-01-01T00:00:00Z\"",
    "\"11111111-1111-4111-8111-111111111111\"",
    "\"11111111-1111-4111-8111-11111111111\"",
    "{\"cluster_id\": \"a\"}",
    "{\"cluster_id\": 1}",
    "{\"customer_id\": \"a\"}",
    "{\"customer_id\": 1.5}",
    "{\"order_id\": 1}",
    "{\"order_id\": \"\"}",
    "{\"frob_id\": \"a\"}",
    "{\"host_id\": null}",
    "{\"a\\\"); drop table tidings.events; --_id\": 1}",
];

/// As text that stands where JSON wants a value; not all of it is JSON.
pub fn json() -> Vec<Vec<u8>> {
    let mut values: Vec<Vec<u8>> = JSON.iter().map(|text| text.as_bytes().to_vec()).collect();
    values.push(b"\"\xff\"".to_vec());
    values.push(b"\"\xed\xa0\x80\"".to_vec());
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [100, 130, 100_000] {
            let inside = if close == "}" { "1" } else { "" };
            let deep = [&open.repeat(depth), inside, &close.repeat(depth)].concat();
            values.push(deep.into_bytes());
        }
        values.push(open.repeat(100_000).into_bytes());
    }
    for long in ["a", "\u{e9}", "\\u00e9", "\\\"", "%"] {
        values.push(
            ["\"", &long.repeat(1_000_000 / long.len()), "\""]
                .concat()
                .into_bytes(),
        );
    }
    values.push("9".repeat(100_000).into_bytes());
    let order = format!("{{\"order_id\": \"{}\"}}", "o".repeat(256));
    values.push(order.into_bytes());
    let key = format!("{{\"{}\": 1}}", "k".repeat(100_000));
    values.push(key.into_bytes());
    let many: Vec<String> = (0..20_000)
        .map(|number| format!("\"k{number}\": {number}"))
        .collect();
    values.push(format!("{{{}}}", many.join(",")).into_bytes());
    values
}

/// Every byte but letters and digits as `%XX`.
pub fn encoded(bytes: &[u8]) -> String {
    percent_encoding::percent_encode(bytes, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Enough of it to find it in the lists above.
pub fn shown(bytes: &[u8]) -> String {
    let begin = &bytes[..bytes.len().min(60)];
    format!("{} ({} bytes)", begin.escape_ascii(), bytes.len())
}
