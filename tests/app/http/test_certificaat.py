"""The client certificate that a proxy tells of: in every way of writing it, from our own proxy only, at both doors."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from ipaddress import ip_network
from urllib.parse import quote, quote_plus

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.applications import Starlette
from starlette.requests import Request

from app.config import Settings
from app.http.certificaat import Certificaatlezer
from app.main import bouw
from tests.app.authentication.inlogpunt import AUDIENCE, ISSUER, claims, jwks, rsa, token
from tests.app.http.deur import RESPONSE_JSON, Antwoord, Deur, bediend
from tests.app.registries.ruwe_server import vrije_poort

KOP = "X-Client-Cert"
LEZER = Certificaatlezer(kop=KOP, proxies=(ip_network("10.1.0.0/16"), ip_network("fd00::7/128")))


@cache
def certificaat(naam: str) -> bytes:
    """A self-signed certificate, in DER."""
    key, now = generate_private_key(SECP256R1()), datetime.now(UTC).replace(tzinfo=None)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, naam)])
    made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now)
    return made.not_valid_after(now + timedelta(days=1)).sign(key, SHA256()).public_bytes(Encoding.DER)


def pem(naam: str) -> str:
    return x509.load_der_x509_certificate(certificaat(naam)).public_bytes(Encoding.PEM).decode()


def vingerafdruk(naam: str) -> str:
    """x5t#S256, as an issuer writes it into a token."""
    digest = x509.load_der_x509_certificate(certificaat(naam)).fingerprint(SHA256())
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _lees(*waarden: str, van: str | None = "10.1.2.3", lezer: Certificaatlezer = LEZER) -> str | None:
    headers = [(KOP.lower().encode(), waarde.encode("latin-1")) for waarde in waarden]
    client = None if van is None else (van, 4711)
    return lezer(Request({"type": "http", "headers": headers, "client": client}))


HEX = sha256(certificaat("een")).hexdigest()
SCHRIJFWIJZEN = {
    "pem, urlencoded": quote(pem("een"), safe=""),
    "pem, urlencoded with plus signs kept": quote(pem("een"), safe="+/="),
    "pem with spaces for line ends": pem("een").replace("\n", " "),
    "pem with tabs for line ends": pem("een").replace("\n", "\t"),
    "a chain, the client first": quote(pem("een") + pem("twee"), safe=""),
    "hexadecimal": HEX,
    "hexadecimal, upper case": HEX.upper(),
    "hexadecimal with colons": ":".join(HEX[i : i + 2] for i in range(0, 64, 2)),
    "base64url": vingerafdruk("een"),
    "base64url, padded": vingerafdruk("een") + "=",
}


@pytest.mark.parametrize("schrijfwijze", SCHRIJFWIJZEN)
def test_every_way_in_which_a_proxy_writes_a_certificate_is_read(schrijfwijze: str) -> None:
    assert _lees(SCHRIJFWIJZEN[schrijfwijze]) == vingerafdruk("een")


ONLEESBAAR = {
    "nothing": "",
    "what nginx sends without a certificate": "-",
    "words": "(null)",
    "sha-1": HEX[:40],
    "two thumbprints": f"{HEX},{HEX}",
    "no base64": "-----BEGIN CERTIFICATE-----AB=C-----END CERTIFICATE-----",
    "only a beginning": pem("een").splitlines()[0],
    "a key": "-----BEGIN PUBLIC KEY-----QUJD-----END PUBLIC KEY-----",
    "plus signs for spaces, so that none of its own can be told": quote_plus(pem("een").replace("\n", " ")),
}


@pytest.mark.parametrize("waarde", ONLEESBAAR)
def test_what_is_no_certificate_is_none(waarde: str) -> None:
    assert _lees(ONLEESBAAR[waarde]) is None


@pytest.mark.parametrize("van", ["10.1.2.3", "::ffff:10.1.2.3", "fd00::7"])
def test_our_own_proxy_is_believed(van: str) -> None:
    assert _lees(HEX, van=van) == vingerafdruk("een")


@pytest.mark.parametrize("van", ["10.2.0.1", "127.0.0.1", "::ffff:10.2.0.1", "fd00::8", "testclient", "", None])
def test_nobody_else_is_believed(van: str | None) -> None:
    assert _lees(HEX, van=van) is None


def test_a_header_that_is_there_twice_is_not_believed() -> None:
    """A proxy that adds its own to what the client sent has proven nothing."""
    assert _lees(HEX, HEX) is None


def test_without_the_settings_nobody_has_a_certificate() -> None:
    assert _lees(HEX, lezer=Certificaatlezer()) is None
    assert _lees(HEX, lezer=Certificaatlezer(kop=KOP)) is None


@pytest.fixture(scope="module", params=["127.0.0.1", "10.9.9.9"], ids=["our proxy", "not our proxy"])
def dienst(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deur, bool]]:
    """A gateway for machines, and whether this computer is a proxy that it believes."""
    settings = Settings.model_validate(
        {
            "pseudoniemsleutel": "5f" * 32,
            "uitgevers": [{"issuer": ISSUER, "audience": AUDIENCE, "profiel": "machine", "jwks": jwks(rsa("een"))}],
            "verwerkingenlog": {"opslag": f"sqlite:{tmp_path_factory.mktemp('log')}/log.sqlite"},
            "server": {"client_certificaat_kop": KOP, "vertrouwde_proxies": [request.param]},
        }
    )
    port = vrije_poort()
    with bediend(bouw(settings), port):
        yield Deur(port, Starlette()), request.param == "127.0.0.1"


def _vraag(deur: Deur, pad: str, *, gebonden: bool, **koppen: str) -> Antwoord:
    cnf = {"cnf": {"x5t#S256": vingerafdruk("een")}} if gebonden else {}
    bearer = token(claims(oin="00000001003214345000", **cnf))
    head = {"Authorization": f"Bearer {bearer}", "Accept": RESPONSE_JSON, **koppen}
    if pad != "/graphql":
        return deur.vraag("GET", pad, koppen=head)
    return deur.vraag(
        "POST", pad, body=b'{"query": "{ __typename }"}', koppen={**head, "Content-Type": "application/json"}
    )


@pytest.mark.parametrize(("pad", "binnen"), [("/graphql", 200), ("/documenten/bestaat-niet", 404)])
def test_a_machine_comes_in_at_either_door_with_its_own_certificate_only(
    dienst: tuple[Deur, bool], pad: str, binnen: int
) -> None:
    deur, vertrouwd = dienst
    own, other = quote(pem("een"), safe=""), quote(pem("twee"), safe="")

    assert _vraag(deur, pad, gebonden=True, **{KOP: own}).status == (binnen if vertrouwd else 401)
    assert _vraag(deur, pad, gebonden=True, **{KOP: other}).status == 401
    assert _vraag(deur, pad, gebonden=True).status == 401
    assert _vraag(deur, pad, gebonden=False, **{KOP: own}).status == 401


def test_an_address_that_a_client_claims_does_not_make_it_our_proxy(dienst: tuple[Deur, bool]) -> None:
    deur, vertrouwd = dienst
    claimed = {KOP: quote(pem("een"), safe=""), "X-Forwarded-For": "10.9.9.9"}

    assert _vraag(deur, "/graphql", gebonden=True, **claimed).status == (200 if vertrouwd else 401)
