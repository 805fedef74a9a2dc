"""Los: what hangs on a zaak, from a register that gives a zaak alone.

Not every zaaksysteem knows `expand`; one that does not know it leaves `_expand` out. What was asked is then fetched by
itself, a question per zaak and per part, side by side within the bulkhead: the only way that is left.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.openzaak import wire
from resolvers.grammar.antwoorden import alle, gelukt


class Los:
    def __init__(self, client: RegisterClient) -> None:
        self._client = client

    async def vul(self, zaken: Sequence[wire.Zaak], gevraagd: Sequence[str]) -> list[wire.Zaak]:
        """These zaken with what was asked, as `expand` would have given them. A part that fails fails them all: without
        its rollen nothing of a zaak may be told."""
        return list(gelukt(await alle(self._vol(zaak, gevraagd) for zaak in zaken)))

    async def _vol(self, zaak: wire.Zaak, gevraagd: Sequence[str]) -> wire.Zaak:
        delen = dict(zip(gevraagd, gelukt(await alle(self._deel(zaak, naam) for naam in gevraagd)), strict=True))
        return msgspec.structs.replace(zaak, expand=wire.ZaakExpand(**delen))  # type: ignore[arg-type] # by their names

    async def _deel(self, zaak: wire.Zaak, naam: str) -> object:
        bij_zaak = (("zaak", zaak.url),)
        match naam:
            case "rollen":
                rollen = await self._client.pages("/rollen", wire.LosseRol, params=bij_zaak, groottenaam=None)
                return [rol for rol in rollen if wire.uuid_uit(rol.zaak) == wire.uuid_uit(zaak.url)]
            case "status":
                return await self._een("/statussen/{uuid}", wire.Status, zaak.status)
            case "resultaat":
                return await self._een("/resultaten/{uuid}", wire.Resultaat, zaak.resultaat)
            case "eigenschappen":
                uuid = wire.uuid_uit(zaak.url)
                return await self._client.get(
                    "/zaken/{uuid}/zaakeigenschappen", list[wire.Zaakeigenschap], pad={"uuid": uuid}
                )
            case _:
                links = await self._client.get(
                    "/zaakinformatieobjecten", list[wire.Zaakinformatieobject], params=bij_zaak
                )
                return [link for link in links if wire.uuid_uit(link.zaak) == wire.uuid_uit(zaak.url)]

    async def _een(self, sjabloon: str, soort: type[object], url: str | None) -> object:
        if not url:
            return None
        try:
            return await self._client.get(sjabloon, soort, pad={"uuid": wire.uuid_uit(url)})
        except (Afwezig, Verborgen):
            return None
