"""Openapi: what this door promises, as a client or a tool reads it (OpenAPI 3.1). The schemas are made of the structs
that are sent, so that what is promised and what is done are one text."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.http.mijnzakenapi.bladen import MEESTE, STANDAARD
from app.http.mijnzakenapi.vertaling import Zaakdetail, Zaaklijst

VERSIE = "1.0.0"

_Node = dict[str, object]

_OVER = """\
De zaken van wie is ingelogd, zoals het concept van de MijnZaken API van VNG ze beschrijft.

Wiens zaken het zijn, volgt alleen uit het token: de eigen zaken, of die van wie deze sessie vertegenwoordigt.
Een zaak van een ander en een zaak die niet bestaat, geven hetzelfde antwoord: 404. Een antwoord is heel of het is
er niet: kan een deel niet worden opgehaald, dan is het 503. Wat een register niet weet, ontbreekt. Van elk antwoord
wordt vastgelegd wat er is verstrekt.
"""
_FOUTEN = {
    400: "Een parameter is niet bekend of klopt niet.",
    401: "Er is geen geldig token.",
    403: "Met deze manier van inloggen zijn er geen zaken te zien.",
    404: "Deze zaak is er niet, of niet voor u.",
    500: "Er ging iets mis bij ons.",
    429: "Er wordt te veel gevraagd in korte tijd.",
    503: "Een deel van het antwoord kan nu niet worden opgehaald, of niet worden vastgelegd.",
    504: "Het antwoord duurde te lang.",
}
_KOPPEN: _Node = {"API-Version": {"description": "De versie van deze API.", "schema": {"type": "string"}}}


class Probleem(msgspec.Struct, rename="camel", kw_only=True):
    """Waarom er geen antwoord is (RFC 9457)."""

    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    trace_id: Annotated[str, Meta(description="Waaronder dit in onze logs staat.")]
    detail: str | None = None


def beschrijving(adres: str) -> bytes:
    """The document, of a door at this address."""
    _, schemas = msgspec.json.schema_components(
        (Zaaklijst, Zaakdetail, Probleem), ref_template="#/components/schemas/{name}"
    )
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "MijnZaken", "version": VERSIE, "description": _OVER, "license": _licentie()},
            "servers": [{"url": adres}],
            "security": [{"inloggen": []}],
            "paths": {"/zaken": {"get": _lijst()}, "/zaken/{uuid}": {"get": _zaak()}},
            "components": {
                "schemas": schemas,
                "securitySchemes": {"inloggen": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            },
        }
    )


def _licentie() -> _Node:
    return {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}


def _lijst() -> _Node:
    getal: _Node = {"type": "integer", "minimum": 1}
    return {
        "operationId": "listZaken",
        "summary": "De zaken van wie is ingelogd, nieuwste eerst",
        "tags": ["Zaken"],
        "parameters": [
            _parameter("status", "Alleen wat loopt, of alleen wat klaar is.", {"enum": ["open", "gesloten"]}),
            _parameter("page", "De hoeveelste bladzijde; voorbij het einde is zij leeg.", {**getal, "default": 1}),
            _parameter(
                "pageSize", "Hoeveel er op een bladzijde staan.", {**getal, "maximum": MEESTE, "default": STANDAARD}
            ),
        ],
        "responses": _antwoorden("Zaaklijst", 400, 401, 403, 429, 500, 503, 504),
    }


def _zaak() -> _Node:
    uuid: _Node = {"type": "string", "format": "uuid"}
    return {
        "operationId": "retrieveZaak",
        "summary": "Een zaak, met wat erbij hoort",
        "tags": ["Zaken"],
        "parameters": [{"name": "uuid", "in": "path", "required": True, "schema": uuid}],
        "responses": _antwoorden("Zaakdetail", 400, 401, 403, 404, 429, 500, 503, 504),
    }


def _parameter(naam: str, wat: str, schema: _Node) -> _Node:
    return {"name": naam, "in": "query", "description": wat, "schema": {"type": "string", **schema}}


def _antwoorden(goed: str, *fouten: int) -> _Node:
    probleem = _inhoud("application/problem+json", "Probleem")
    return {
        "200": {"description": "Het antwoord.", "headers": _KOPPEN, **_inhoud("application/json", goed)},
        **{str(status): {"description": _FOUTEN[status], "headers": _KOPPEN, **probleem} for status in fouten},
    }


def _inhoud(media: str, schema: str) -> _Node:
    return {"content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}
