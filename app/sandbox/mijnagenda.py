"""MijnAgenda: appointments by verified e-mail address, as the sandbox serves them.

Source: VNG MijnAgenda v0.2.0 (pre-alpha, FACTS §11; not measured). OAuth2 client credentials, scope afspraken:lezen;
identification goes in the body of a POST and never in a URL; nothing found is an empty list; cancelled ones are out.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from secrets import token_urlsafe
from time import monotonic
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette

from app.sandbox.kern import (
    OAUTH_CLIENT_ID,
    OAUTH_SECRET,
    Antwoord,
    Dialect,
    Pad,
    Register,
    Vraag,
    Wereld,
    open_toegang,
)
from app.sandbox.zoekfilter import Rij, waarden

SCOPE = "afspraken:lezen"
GELDIG_S = 300.0
SAMENVATTING = ("afspraakIdentificatie", "onderwerp", "geplandAanvangsmoment", "geplandEindmoment")
IDENTIFICATIE = re.compile(r"[A-Za-z0-9._~-]{1,100}")

TITELS: Mapping[str, tuple[int, str]] = {
    "ONGELDIGE_AANVRAAG": (400, "Ongeldige aanvraag"),
    "ONGELDIGE_IDENTIFICATIE": (400, "Ongeldige identificatie"),
    "NIET_GEAUTHENTICEERD": (401, "Niet geauthenticeerd"),
    "AFSPRAAK_NIET_GEVONDEN": (404, "Afspraak niet gevonden"),
}


class Geweigerd(Exception):
    """A refusal by its code."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    def antwoord(self, instance: str) -> Antwoord:
        status, titel = TITELS[self.code]
        body = {"status": status, "code": self.code, "title": titel, "detail": self.detail, "instance": instance}
        kop = {"Content-Type": "application/problem+json"}
        if status == 401:
            kop["WWW-Authenticate"] = "Bearer"
        return Antwoord(msgspec.json.encode(body), status=status, kop=kop)


def _moment(gegeven: object, naam: str) -> datetime | None:
    if gegeven is None:
        return None
    try:
        gelezen = datetime.fromisoformat(str(gegeven))
    except ValueError:
        gelezen = None
    if gelezen is None or gelezen.tzinfo is None:
        raise Geweigerd("ONGELDIGE_AANVRAAG", f"Het veld '{naam}' is geen datum en tijd met tijdzone.")
    return gelezen


def adressen_van(gevraagd: object) -> set[str]:
    """The e-mail addresses that are asked for; a kind that is not known is refused, never passed over."""
    lijst = gevraagd.get("identificaties") if isinstance(gevraagd, dict) else None
    if (
        not isinstance(lijst, list)
        or not lijst
        or not all(isinstance(i, dict) and {"type", "waarde"} <= set(i) for i in lijst)
    ):
        tekst = "Het veld 'identificaties' moet minimaal één identificatie bevatten met zowel type als waarde."
        raise Geweigerd("ONGELDIGE_AANVRAAG", tekst)
    if any(identificatie["type"] != "email" for identificatie in lijst):
        raise Geweigerd("ONGELDIGE_AANVRAAG", "Onbekend identificatietype.")
    if not all("@" in str(identificatie["waarde"]) for identificatie in lijst):
        raise Geweigerd("ONGELDIGE_AANVRAAG", "De waarde van een identificatie is geen e-mailadres.")
    return {str(identificatie["waarde"]).casefold() for identificatie in lijst}


def opvragen(afspraken: list[Rij], gevraagd: object) -> Rij:
    adressen = adressen_van(gevraagd)
    assert isinstance(gevraagd, dict)
    van, tot = _moment(gevraagd.get("van"), "van"), _moment(gevraagd.get("tot"), "tot")
    if van and tot and van > tot:
        raise Geweigerd("ONGELDIGE_AANVRAAG", "Het veld 'van' ligt na het veld 'tot'.")

    def past(afspraak: Rij) -> bool:
        begin = datetime.fromisoformat(str(afspraak["geplandAanvangsmoment"]))
        return (
            not afspraak.get("_geannuleerd")
            and any(str(adres).casefold() in adressen for adres in waarden(afspraak, "_email"))
            and (van is None or begin >= van)
            and (tot is None or begin <= tot)
        )

    return {"afspraken": [{naam: a[naam] for naam in SAMENVATTING if naam in a} for a in afspraken if past(a)]}


class Uitgever:
    """Gives out bearer tokens and knows them again until they are old."""

    def __init__(self) -> None:
        self._tokens: dict[str, float] = {}

    def geef(self, vraag: Vraag) -> Antwoord:
        velden = dict(parse_qsl(vraag.ruw.decode("utf-8", "replace")))
        client, geheim = _basic(vraag.request.headers.get("authorization", "")) or (
            velden.get("client_id", ""),
            velden.get("client_secret", ""),
        )
        if velden.get("grant_type") != "client_credentials":
            return Antwoord({"error": "unsupported_grant_type"}, status=400)
        if (client, geheim) != (OAUTH_CLIENT_ID, OAUTH_SECRET):
            return Antwoord({"error": "invalid_client"}, status=401, kop={"WWW-Authenticate": "Basic"})
        if SCOPE not in velden.get("scope", SCOPE).split():
            return Antwoord({"error": "invalid_scope"}, status=400)
        token = token_urlsafe(24)
        self._tokens[token] = monotonic() + GELDIG_S
        antwoord = {"access_token": token, "token_type": "Bearer", "expires_in": int(GELDIG_S), "scope": SCOPE}
        return Antwoord(antwoord, kop={"Cache-Control": "no-store"})

    def controleer(self, vraag: Vraag) -> None:
        schema, _, token = vraag.request.headers.get("authorization", "").partition(" ")
        if schema.lower() != "bearer" or self._tokens.get(token, 0.0) < monotonic():
            tekst = "Er is geen geldig OAuth2-token aanwezig of het token is verlopen."
            raise Geweigerd("NIET_GEAUTHENTICEERD", tekst)


def _basic(kop: str) -> tuple[str, str] | None:
    schema, _, waarde = kop.partition(" ")
    if schema.lower() != "basic":
        return None
    try:
        client, _, geheim = base64.b64decode(waarde, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client, geheim


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
    """MijnAgenda over one world, with its own token endpoint."""
    register = Register(wereld, "mijnagenda", dialect=Dialect(media=""), toegang=open_toegang)
    uitgever = Uitgever()
    afspraken = list(register.store["afspraken"])

    def zoek(vraag: Vraag) -> Antwoord:
        try:
            uitgever.controleer(vraag)
            return Antwoord(opvragen(afspraken, vraag.lichaam))
        except Geweigerd as fout:
            return fout.antwoord("/afspraken/opvragen")

    def een(vraag: Vraag) -> Antwoord:
        identificatie = vraag.pad["identificatie"]
        try:
            uitgever.controleer(vraag)
            if not IDENTIFICATIE.fullmatch(identificatie):
                raise Geweigerd("ONGELDIGE_IDENTIFICATIE", "De opgegeven afspraakidentificatie bevat ongeldige tekens.")
            for afspraak in afspraken:
                if afspraak["afspraakIdentificatie"] == identificatie:
                    return Antwoord(afspraak)
            tekst = f"Er is geen agenda-afspraak gevonden met identificatie '{identificatie}'."
            raise Geweigerd("AFSPRAAK_NIET_GEVONDEN", tekst)
        except Geweigerd as fout:
            return fout.antwoord(f"/afspraken/{identificatie}")

    return register.app(
        [
            Pad("/token", {"POST": uitgever.geef}),
            Pad("/afspraken/opvragen", {"POST": zoek}),
            Pad("/afspraken/{identificatie}", {"GET": een}),
        ],
        latentie_ms=latentie_ms,
    )
