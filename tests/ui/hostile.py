"""Payloads that must never reach a terminal unescaped."""

HOSTILE: tuple[bytes, ...] = (
    b"\x1b[2J\x1b[H",
    b"\x1b]0;title\x07",
    b"\x1b]52;c;aGk=\x07",
    b"\x9b31m",
    b"[/]",
    b"[bold]bold[/bold]",
    b"[@click=app.quit]quit[/]",
    b"$x [$error]e[/]",
    b"a\x00b",
    b"tab\tand\r\nnewline",
    b"\x7f\x08\x08",
    "\u202ekcab\u202c \u2066x\u2069".encode(),
    "zero\u200bwidth\ufeff\u2060\u00ad".encode(),
    "\u0085\u2028\u2029".encode(),
    "👩\u200d👩\u200d👧\u200d👦 👍🏽 🇩🇪 ❤\ufe0f 1\ufe0f\u20e3".encode(),
    ("Z" + "\u0301\u0320\u0489" * 40 + "algo").encode(),
    "日本語のメッセージ 한국어 ไทย हिन्दी עברית العربية".encode(),
    "\u115f\u3164\uffa0\u2800\u180e".encode(),
    b"\xff\xfe\xfd\xc3\x28",
    b"x" * 5_000,
    b"",
    b'{"json": "\\u202e", "esc": "\\u001b[2J", "n": [1, 2, 3]}',
    "\U000e0041\U000e007f tag".encode(),
)

RAW = frozenset(
    "\x1b\x07\x00\x08\x7f\t\r\n\x85\x9b\xad\u200b\u200d\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2060\u2066\u2069"
    "\ufe0f\ufeff\u3164\U000e0041"
)
