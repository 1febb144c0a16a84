"""Texts that try to take over a terminal or a markup parser."""

from __future__ import annotations

_WRAPPERS = (
    "{}",
    "title {} title",
    "{}[red]{}[/red]",
    "[@click=app.quit()]{}[/]",
    "[link=file:///etc/passwd]{}[/link]",
)

_PAYLOADS = (
    "\x1b[2J\x1b[H",
    "\x1b[31m",
    "\x1b]0;owned\x07",
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x1bP1$r0m\x1b\\",
    "\x1b_Gf=24;AAAA\x1b\\",
    "\x9b2J",
    "\x9d0;owned\x9c",
    "\x90q\x9c",
    "\x00\x07\x08\x7f",
    "\r\n\x0b\x0c",
    "\u202eevil\u202c",
    "\u2066\u2067\u2068\u2069",
    "\u200b\u200d\u200e\u200f",
    "\u2028\u2029",
    "\ufeff\ufff9\ufffb",
    "\ud800",
    "\U000e0041\U000e007f",
    "\ue000",
    "a" + "\u0300" * 200,
    "[/]",
    "[[[[",
    "]\\[",
    "[bold",
    "$accent %s {0} {{}}",
    "../../etc/passwd",
    "=HYPERLINK(1)",
    "x" * 30_000,
)

HOSTILE_TEXTS = tuple(
    wrapper.replace("{}", payload) for wrapper in _WRAPPERS for payload in _PAYLOADS
)
