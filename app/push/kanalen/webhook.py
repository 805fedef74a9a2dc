"""Webhook: to a system, as a CloudEvent (1.0, structured, NL GOV profile), signed (see handtekening.py). The id is the
same at every try. Any 2xx means that it was taken, 410 that nothing is wanted any more; every other refusal can be
mended by who receives. When the MijnZaken API is on, `dataref` says where the zaak can be looked at anew, under the
rights of who looks."""

from __future__ import annotations

from time import time
from urllib.parse import quote, urlsplit

import msgspec

from app.config.deel import geheim_van
from app.config.push import WebhookSettings
from app.config.registers import OrganisatieSettings
from app.push.handtekening import onderteken
from app.push.notificatie import KETENTYPE
from app.push.zending import NietBezorgd, Zending
from app.registries.client import NietAfgeleverd, Zender
from app.registries.credentials import Mtls
from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.ref import Ref

_DEADLINE_S = 10.0
_WEG = 410


class Webhook:
    """`organisatie`: who is the source of what is told. `zaken_url`: where a zaak can be looked at, by its uuid; None:
    nowhere."""

    def __init__(
        self, settings: WebhookSettings, organisatie: OrganisatieSettings, zaken_url: str | None = None
    ) -> None:
        delen = urlsplit(settings.url)
        self._pad = delen.path + (f"?{delen.query}" if delen.query else "")
        self._bron = bron_van(organisatie)
        self._zaken_url = zaken_url
        self._geheim = geheim_van(settings.geheim.get_secret_value())
        self._zender = Zender(
            f"{delen.scheme}://{delen.netloc}",
            {"Content-Type": "application/cloudevents+json", "Accept": "*/*"},
            herhaalbaar=True,
            timeout_s=_DEADLINE_S,
            tls=Mtls.uit(settings.mtls),
        )

    async def bezorg(self, zending: Zending) -> None:
        body = msgspec.json.encode(self._event(zending))
        try:
            await self._zender.lever(self._pad, body, onderteken(self._geheim, zending.id, int(time()), body))
        except NietAfgeleverd as error:
            raise NietBezorgd(f"het systeem {error.reden}", blijvend=error.status == _WEG, na_s=error.na_s) from None

    def _event(self, zending: Zending) -> dict[str, object]:
        inhoud = zending.inhoud
        uuid = zaak_van(inhoud.id) if self._zaken_url is not None else None
        kijk = {"dataref": f"{self._zaken_url}/{uuid}"} if uuid is not None else {}
        return {
            "specversion": "1.0",
            "id": zending.id,
            "source": self._bron,
            "type": KETENTYPE,
            "subject": inhoud.id,
            "time": inhoud.tijdstip,
            "datacontenttype": "application/json",
            **kijk,
            "data": {"soort": inhoud.soort, "antwoord": msgspec.Raw(inhoud.gegevens)},
        }

    async def aclose(self) -> None:
        await self._zender.aclose()


def zaak_van(kwestie: str) -> str | None:
    """The uuid of the zaak by which a matter is known; None when it is known by something else."""
    try:
        ref = Ref.decode(kwestie)
    except BadUserInput:
        return None
    return ref.id if ref.soort == "MijnZakenInformatie" else None


def bron_van(organisatie: OrganisatieSettings) -> str:
    """As the NL GOV profile writes it: by its OIN, else by its name."""
    if organisatie.oin is not None:
        return f"urn:nld:oin:{organisatie.oin}:systeem:mijnzaken"
    return f"urn:nld:{quote('-'.join(organisatie.naam.lower().split()), safe='')}.mijnzaken"
