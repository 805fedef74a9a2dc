"""Certificaat: the client certificate of a connection: of TLS that ends here, or that a proxy ended for us, as that
proxy tells it in a header.

Anybody can write a header. It counts only from the addresses of our own proxy, and only when it is there once: a proxy
that adds its header to one that the client sent has proven nothing.
"""

from __future__ import annotations

import re
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import unquote

from starlette.requests import HTTPConnection

_PEM = re.compile(r"\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_HEX = re.compile(r"[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]{43}=?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificaatlezer:
    """`kop` None: no proxy tells us of a certificate."""

    kop: str | None = None
    proxies: Sequence[IPv4Network | IPv6Network] = ()

    def __call__(self, request: HTTPConnection) -> str | None:
        """The thumbprint (`x5t#S256`, RFC 8705: SHA-256 of the DER in base64url); None without a certificate."""
        if (eigen := request.scope.get("state", {}).get("certificaat")) is not None:
            return _base64url(sha256(eigen).digest())
        if self.kop is None or not self._van_een_proxy(request):
            return None
        found = request.headers.getlist(self.kop)
        return _vingerafdruk(found[0]) if len(found) == 1 else None

    def _van_een_proxy(self, request: HTTPConnection) -> bool:
        try:
            address = ip_address(request.client.host if request.client else "")
        except ValueError:  # a local socket has no address
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self.proxies)


def _vingerafdruk(value: str) -> str | None:
    """From a PEM, as it is or urlencoded, or from a thumbprint in hexadecimal or base64url."""
    if _HEX.fullmatch(value):
        return _base64url(bytes.fromhex(value.replace(":", "")))
    if _BASE64URL.fullmatch(value):
        return value.rstrip("=")
    found = _PEM.match(unquote(value))  # the first of a chain is the client's own
    if found is None:
        return None
    try:
        return _base64url(sha256(b64decode("".join(found[1].split()), validate=True)).digest())
    except ValueError:
        return None


def _base64url(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
