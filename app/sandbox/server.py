"""Server: all registers of the sandbox under one address, with what they tell of changes, a mailbox and a receiver of
webhooks; and the settings with which a gateway uses them."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from hashlib import sha256
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from app.config import Settings
from app.config.deel import VEILIG
from app.sandbox import (
    brp,
    kern,
    kvk,
    mijnagenda,
    openklant,
    opennotificaties,
    openobject,
    openorganisatie,
    openproduct,
    openvtb,
    openzaak,
    qmatic,
    uitgever,
)
from app.sandbox import streek as streek_
from app.sandbox.behandeling import Behandeling
from app.sandbox.postbus import Postbus
from app.sandbox.webhooks import Webhooks
from app.sandbox.wereld import Adressen, Wereld, bouw_streek, bouw_wereld
from app.sandbox.wereld.bouwer import vaste_uuid
from app.sandbox.wereld.overig import OBJECTTYPES

_PRODUCTEN: dict[str, Any] = {
    "openzaak": openzaak,
    "openklant": openklant,
    "openproduct": openproduct,
    "openvtb": openvtb,
    "openobject": openobject,
    "openorganisatie": openorganisatie,
    "opennotificaties": opennotificaties,
    "brp": brp,
    "kvk": kvk,
    "mijnagenda": mijnagenda,
    "qmatic": qmatic,
}

#: What the BRP's broker wants to know of every question (FACTS §12).
BRP_KOPTEKSTEN = {
    "x-origin-oin": "00000001003214345000",
    "x-doelbinding": "MijnZaken",
    "x-verwerking": "MijnZaken-informatie@verstrekken",
    "x-gebruiker": "BurgerZelf",
}


#: What Open Notificaties of the sandbox says to be known by the gateway.
NOTIFICATIES_AUTHORIZATION = "Bearer de-sandbox-heeft-geen-geheimen"


def bouw_sandbox(basis: str, *, zaken: int = 0, latentie_ms: float = 0.0, streek: bool = False) -> Starlette:
    """The registers as one application; with `streek` also those of the organisations beside the gemeente.
    `app.state.producten` has each product's own, for tests that disturb one; `app.state.postbus` and
    `app.state.webhooks` what reached a receiver. `app.state.close()` ends what runs beside it, as the end of its
    lifespan does."""
    wereld = bouw_wereld(Adressen.onder(basis), zaken=zaken)
    apps = {naam: module.maak_app(wereld, latentie_ms=latentie_ms) for naam, module in _PRODUCTEN.items()}
    if streek:
        apps |= streek_.maak_apps(bouw_streek(basis, wereld), latentie_ms)
    verdeler: opennotificaties.Verdeler = apps["opennotificaties"].state.verdeler
    for product in apps.values():
        product.state.register.luister(verdeler.hoor)
    postbus, webhooks = Postbus(), Webhooks()
    behandeling = Behandeling(basis, apps["openzaak"].state.register.store)

    def close() -> None:
        postbus.close()
        verdeler.close()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(close)  # what is under way may be on its way to this very loop

    async def overzicht(request: Request) -> Response:
        return JSONResponse({naam: f"{basis}/{naam}" for naam in (*apps, "behandeling", "postbus", "webhooks.json")})

    app = Starlette(
        routes=[
            Route("/", overzicht),
            *behandeling.routes(),
            *postbus.routes(),
            *webhooks.routes(),
            *(Mount(f"/{naam}", app=product) for naam, product in apps.items()),
        ],
        lifespan=lifespan,
    )
    app.state.producten, app.state.wereld, app.state.close = apps, wereld, close
    app.state.postbus, app.state.webhooks = postbus, webhooks
    return app


@cache
def _vast() -> Wereld:
    """A world of which is used what is the same wherever the sandbox stands: which types there are."""
    return bouw_wereld(Adressen.onder("http://sandbox"))


def objecttypen(wereld: Wereld) -> dict[str, str]:
    return {naam: wereld_uuid for naam, wereld_uuid in _objecttypen(wereld) if naam in OBJECTTYPES}


def _objecttypen(wereld: Wereld) -> list[tuple[str, str]]:
    return [
        (str(found["name"]).lower(), str(found["uuid"])) for found in wereld.collecties["openobject"]["objecttypes"]
    ]


def sandbox_settings(
    basis: str, *, log: str = "sqlite:verwerkingenlog.sqlite", streek: bool = False, **server: object
) -> Settings:
    return Settings.model_validate(sandbox_config(basis, log=log, smtp=None, streek=streek, **server))


def sandbox_config(
    basis: str,
    *,
    log: str = "sqlite:verwerkingenlog.sqlite",
    smtp: int | None = None,
    streek: bool = False,
    **server: object,
) -> dict[str, Any]:
    """Settings that use the sandbox at this address, and trust its issuer: for the demo and for tests, never for
    real; as they stand in a mijnzaken.yaml. `log`: where the verwerkingenlog stands; `smtp`: the port of the postbus,
    when it is open; `streek`: with the registers of the organisations beside the gemeente; `server`: settings of that
    block, and with its `port` the gateway asks to be told of changes."""
    token = {"type": "token", "token": kern.TOKEN}
    registers: list[dict[str, Any]] = [
        {
            "naam": "openzaak",
            "soort": "openzaak",
            "titel": "Zaakregister",
            "credentials": {"type": "zgw", "client_id": kern.ZGW_CLIENT_ID, "secret": kern.ZGW_SECRET},
        },
        {"naam": "openklant", "soort": "openklant", "titel": "Klantregister", "credentials": token},
        {"naam": "openproduct", "soort": "openproduct", "titel": "Productregister", "credentials": token},
        {
            "naam": "openvtb",
            "soort": "openvtb",
            "titel": "Verzoekenregister",
            "credentials": token,
            "zaak_urn": "urn:nld:gemeente-voorbeeldstad:zaak:uuid:{uuid}",
        },
        {
            "naam": "openobject",
            "soort": "openobject",
            "titel": "Objectenregister",
            "credentials": token,
            "objecttypen": objecttypen(_vast()),
        },
        {"naam": "brp", "soort": "brp", "titel": "Basisregistratie Personen", "kopteksten": BRP_KOPTEKSTEN},
        {
            "naam": "kvk",
            "soort": "kvk",
            "titel": "Handelsregister",
            "credentials": {"type": "api_key", "koptekst": "apikey", "sleutel": kern.API_KEY},
        },
        {
            "naam": "mijnagenda",
            "soort": "mijnagenda",
            "titel": "Afsprakenregister",
            "credentials": {
                "type": "oidc",
                "token_url": f"{basis}/mijnagenda/token",
                "client_id": kern.OAUTH_CLIENT_ID,
                "secret": kern.OAUTH_SECRET,
                "scope": "afspraken:lezen",
            },
        },
        {
            "naam": "qmatic",
            "soort": "qmatic",
            "titel": "Balieafspraken",
            "credentials": {"type": "api_key", "koptekst": "X-Api-Key", "sleutel": kern.API_KEY},
        },
    ]
    if streek:
        registers[1]["zaakregisters"] = ["openzaak"]
        registers += streek_.registers(bouw_streek(basis, bouw_wereld(Adressen.onder(basis))))
    return {
        "organisatie": {"naam": "Gemeente Voorbeeldstad", "oin": "00000001003214345000", "rsin": "517439943"},
        "registers": [{"url": f"{basis}/{register['naam']}", **register} for register in registers],
        "uitgevers": [
            {
                "issuer": uitgever.ISSUER,
                "audience": uitgever.AUDIENCE,
                "profiel": "sandbox",
                "jwks": uitgever.jwks(),
                "algoritmen": ["Ed25519"],
            }
        ],
        "pseudoniemsleutel": sha256(b"de sandbox heeft geen geheimen").hexdigest(),
        "toegang": _toegang(_vast()),
        "verwerkingenlog": {"opslag": log},
        "push": _push(basis, smtp, server),
        "grenzen": {"per_afnemer": None, "per_organisatie": None},  # here one persona is everybody who tries it
        "server": {"security_contact": "mailto:security@example.org", **server},
    }


def _push(basis: str, smtp: int | None, server: Mapping[str, object]) -> dict[str, Any]:
    """Who tells of changes and who hears of them; the `port` of the server is where the gateway listens."""
    port = server.get("port")
    notificaties = {
        "authorization": NOTIFICATIES_AUTHORIZATION,
        "url": f"{basis}/opennotificaties",
        "client_id": kern.ZGW_CLIENT_ID,
        "secret": kern.ZGW_SECRET,
    }
    webhooks = [
        _webhook(basis, "kcc-crm", rol="KCC"),
        _webhook(basis, "provincie", oin=uitgever.OIN_KETENPARTNER),
    ]
    push: dict[str, Any] = {
        "notificaties": [notificaties],
        "webhooks": webhooks if VEILIG.match(basis) else [],  # where the sandbox is only stood in for, nobody hears
        "portaal": "openvtb",
        "bundelen_s": 1,
        "stille_uren": None,
    }
    if port is not None:
        notificaties["callback_url"] = f"http://127.0.0.1:{port}/notificaties"
        if server.get("portaal"):  # no other page of ours shows a matter
            push["link"] = f"http://127.0.0.1:{port}/#zaak={{id}}"
    if smtp is not None:
        van = "mijnzaken@voorbeeldstad.example"
        push["email"] = {"host": "127.0.0.1", "port": smtp, "beveiliging": "geen", "van": van}
    return push


def _webhook(basis: str, naam: str, **van_wie: str) -> dict[str, str]:
    geheim = b64encode(sha256(f"de sandbox heeft geen geheimen: {naam}".encode()).digest()).decode()
    return {"naam": naam, "url": f"{basis}/webhooks/{naam}", "geheim": geheim, **van_wie}


def _toegang(wereld: Wereld) -> dict[str, Any]:
    """What this organisation decided: who handles what, what a dienst covers, with whom it works together."""
    zaaktypen = {str(found["identificatie"]) for found in wereld.collecties["openzaak"]["zaaktypen"]}
    return {
        "autorisaties": [
            {
                "rol": "BEHANDELAAR",
                "zaaktypen": ["EVENEMENTENVERGUNNING", "KAPVERGUNNING", "OMGEVINGSVERGUNNING", "PARKEERVERGUNNING"],
            }
        ],
        "diensten": {
            vaste_uuid("diensten", zaaktype.lower()): {"naam": zaaktype.capitalize(), "zaaktypen": [zaaktype]}
            for zaaktype in sorted(zaaktypen)
        },
        "afspraken": [
            {
                "naam": "Provincie Voorbeeldland",
                "oin": uitgever.OIN_KETENPARTNER,
                "categorieen": ["ZAAKVOORTGANG", "DOCUMENTEN"],
                "zaaktypen": ["OMGEVINGSVERGUNNING"],
            }
        ],
    }
