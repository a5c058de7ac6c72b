"""What the pages allow themselves (Content-Security-Policy), and the headers that hosts are asked to send with every file."""

from __future__ import annotations

import base64
import hashlib

_RULES = {
    "default-src": "'none'",
    "style-src": "'self' file:",
    "font-src": "'self' file:",
    "img-src": "data:",
    "script-src": "'self' file:",
    "base-uri": "'none'",
    "form-action": "'none'",
}
"""Firefox takes no file for 'self' when a page is opened by double-click, hence file: as well."""


def policy(style: str = "") -> str:
    """Return the policy of a page; of one with its style inside, which loads none, given that style."""
    return _written({**_RULES, "style-src": _digest(style)} if style else _RULES)


def headers(style: str) -> bytes:
    """Return ``_headers``, which Netlify, Cloudflare Pages and others read; `style` is that inside 404.html.

    Browsers hold a page to both policies, its own and the host's. So the host's is that of the pages together: it lets them
    load style sheets and lets 404.html have its style, and each page's own is the narrower one. What is served is no file:
    on a disk. Only a host can say who may frame a page.
    """
    served = {rule: sources.removesuffix(" file:") for rule, sources in _RULES.items()}
    served |= {"style-src": f"{served['style-src']} {_digest(style)}", "frame-ancestors": "'none'"}
    lines = (
        f"Content-Security-Policy: {_written(served)}",
        "X-Robots-Tag: noindex, nofollow",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
    )
    return "".join(["/*\n", *(f"  {line}\n" for line in lines)]).encode()


def _digest(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def _written(rules: dict[str, str]) -> str:
    return "; ".join(f"{rule} {sources}" for rule, sources in rules.items())
