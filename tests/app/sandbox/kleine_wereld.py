"""A world of one product, for the tests of the sandbox registers other than Open Zaak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5

import httpx
from starlette.applications import Starlette

from app.sandbox.kern import TOKEN

BASIS = "http://sandbox"
BSN, ANDER_BSN, ONBEKEND_BSN = "999990019", "999990329", "999990408"
KVK = "90001354"
RSIN_GELIJK_AAN_BSN = "999990019"
TOKEN_KOP = {"Authorization": f"Token {TOKEN}"}

Rij = dict[str, object]


class Adressen:
    """Every product under one base."""

    def __getattr__(self, product: str) -> str:
        return BASIS


@dataclass(frozen=True)
class KleineWereld:
    collecties: dict[str, dict[str, list[Rij]]]
    vandaag: date = date(2026, 11, 23)
    adressen: Adressen = Adressen()  # noqa: RUF009


def wereld(product: str, **collecties: list[Rij]) -> KleineWereld:
    return KleineWereld({product: collecties})


def uuid_van(naam: str) -> str:
    return str(uuid5(NAMESPACE_URL, naam))


def roep(app: Starlette, **kop: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASIS, headers=kop)


def met_token(app: Starlette) -> httpx.AsyncClient:
    return roep(app, **TOKEN_KOP)
