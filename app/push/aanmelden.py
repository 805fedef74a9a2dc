"""Aanmelden: tells every Open Notificaties of the settings where we want to hear of changes (`mijnzaken check
--subscribe`). May be done again at any time."""

from __future__ import annotations

from dataclasses import dataclass

from app.config.push import NotificatiesSettings, PushSettings
from app.registries.client import RegisterClient
from app.registries.credentials import Zgw
from app.registries.opennotificaties import OpenNotificaties, Uitkomst
from resolvers.grammar.errors import MijnZakenError, RegisterInvalidResponse

_PAD = "/api/v1"
_TEKST = {
    Uitkomst.GEMAAKT: "aangemeld",
    Uitkomst.BIJGEWERKT: "aanmelding bijgewerkt",
}


@dataclass(frozen=True, slots=True)
class Aanmelding:
    """`dienst`: which one of the settings, from 1. `remedie` "" when all is well."""

    dienst: int
    uitkomst: str
    remedie: str = ""


async def meld_aan(push: PushSettings) -> list[Aanmelding]:
    return [await _een(nummer, settings) for nummer, settings in enumerate(push.notificaties, 1)]


async def _een(nummer: int, settings: NotificatiesSettings) -> Aanmelding:
    if settings.url is None or settings.callback_url is None or settings.secret is None:
        return Aanmelding(nummer, "niet aangemeld", "geef url, callback_url, client_id en secret")
    credentials = Zgw(client_id=settings.client_id, secret=settings.secret.get_secret_value())
    client = RegisterClient(naam="opennotificaties", basis=settings.url.rstrip("/") + _PAD, credentials=credentials)
    async with client:
        dienst = OpenNotificaties(client=client)
        try:
            kanalen = await dienst.kanalen()
            if not kanalen:
                return Aanmelding(nummer, "niet aangemeld", "deze dienst heeft geen kanaal waar wij iets aan hebben")
            authorization = settings.authorization.get_secret_value()
            gedaan = await dienst.abonneer(settings.callback_url, authorization, kanalen)
        except RegisterInvalidResponse:
            return Aanmelding(
                nummer, "geweigerd", "is de dienst gestart, en kan Open Notificaties callback_url bereiken?"
            )
        except MijnZakenError as error:
            return Aanmelding(nummer, "niet aangemeld", f"{error.code.value}: is url goed, en kent de dienst ons?")
    return Aanmelding(nummer, f"{_TEKST[gedaan]} voor {', '.join(kanalen)}")
