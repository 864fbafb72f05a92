"""One address for one article: without tracking, fragments and mobile twins."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import tldextract
from w3lib.url import safe_url_string

from crawler.lists import terms

DEFAULT_PORTS = {"http": 80, "https": 443}
# The list of public suffixes that comes with the library: none is fetched.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def canonical(url: str, base: str = "") -> str:
    """The address in one spelling; empty where it is none of the web.

    >>> canonical("HTTPS://Example.org:443/a?utm_source=x&id=3#top")
    'https://example.org/a?id=3'
    """
    if not url.strip():
        return ""
    try:
        parts = urlsplit(safe_url_string(urljoin(base, url.strip())))
        host = _host(parts)
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not host:
        return ""
    return urlunsplit((parts.scheme, host, parts.path or "/", _query(parts.query), ""))


def site(url: str) -> str:
    """The registered domain, or host and port where there is none.

    >>> site("https://amp.example.co.uk/a"), site("http://127.0.0.1:8000/a")
    ('example.co.uk', '127.0.0.1:8000')
    """
    found, parts = _suffixes(url), urlsplit(url)
    if found.top_domain_under_public_suffix:
        return found.top_domain_under_public_suffix
    if found.ipv4 or found.ipv6 or not found.subdomain:
        return parts.netloc.lower()
    # an ending that is on no list counts as a suffix
    return ".".join((parts.hostname or "").split(".")[-2:])


def preferred(url: str, declared: str) -> str:
    """The address that a page declares its own, where that can be true.

    A declared home page, or another site's address, is not believed.
    """
    other = canonical(declared, url) if declared else ""
    if not other or site(other) != site(url):
        return canonical(url)
    home = urlsplit(other)
    if home.path in ("", "/") and not home.query and urlsplit(url).path not in ("", "/"):
        return canonical(url)
    return other


def _host(parts: SplitResult) -> str:
    """Host in small letters, its port only where it is not the usual one, no password."""
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return f"{host}:{port}" if port and port != DEFAULT_PORTS.get(parts.scheme) else host


def _query(query: str) -> str:
    kept = (part for part in query.split("&") if part and not _tracking().match(part))
    return "&".join(kept)


@cache
def _tracking() -> re.Pattern[str]:
    names = (re.escape(name).replace(r"\*", "[^=]*") for name in terms("tracking", "parameters"))
    return re.compile(f"(?:{'|'.join(names)})(?:=|$)", re.IGNORECASE)
