"""Machtigingen: objects of our objecttype machtiging as a Machtigingenregister."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct, ValidationError, convert

from app.registries.openobject.objecten import CODE, Object, Objecten, Persoon, geldt
from resolvers.grammar.afnemer import MachtigingBron, MachtigingSoort, WettelijkeVorm
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.lijsten import MachtigingRichting
from resolvers.machtiging import Machtiging

_KANT = {MachtigingRichting.GEGEVEN: "vertegenwoordigde", MachtigingRichting.ONTVANGEN: "vertegenwoordiger"}


class WireMachtiging(Struct, rename="camel", kw_only=True):
    soort: str
    vertegenwoordigde: Persoon
    vertegenwoordiger: Persoon
    geldig_van: date | None = None
    geldig_tot: date | None = None
    ingetrokken_op: datetime | None = None
    wettelijke_vorm: str | None = None
    diensten: list[str] | None = None
    zaaktypen: list[str] | None = None
    bron: str = "REGISTER"


class Machtigingen:
    def __init__(self, objecten: Objecten) -> None:
        self._objecten = objecten

    @property
    def herkomst(self) -> Herkomst:
        return self._objecten.herkomst

    async def machtigingen_van(
        self, sleutels: frozenset[Sleutel], richting: MachtigingRichting, vandaag: date
    ) -> Sequence[Machtiging]:
        kant = _KANT[richting]
        made: list[Machtiging] = []
        for sleutel in sleutels:
            if (soort := CODE.get(type(sleutel))) is not None:
                found = await self._objecten.zoek(
                    "machtiging", f"{kant}__soort__exact__{soort}", f"{kant}__waarde__exact__{sleutel.waarde}"
                )
                made.extend(m for item in found if (m := self._machtiging(item, vandaag)) is not None)
        mine = "vertegenwoordigde_sleutel" if richting is MachtigingRichting.GEGEVEN else "vertegenwoordiger_sleutel"
        return [machtiging for machtiging in made if getattr(machtiging, mine) in sleutels]

    async def machtigingen(self, ids: Sequence[str], vandaag: date) -> Sequence[Machtiging | Exception | None]:
        found = await alle(self._objecten.een("machtiging", id_) for id_ in ids)
        return [self._machtiging(item, vandaag) if isinstance(item, Object) else item for item in found]

    def _machtiging(self, item: Object, vandaag: date) -> Machtiging | None:
        """None: an object that is not by our schema proves nothing."""
        try:
            wire = convert(item.record.data, WireMachtiging)
            soort, bron = MachtigingSoort[wire.soort], MachtigingBron[wire.bron]
        except (ValidationError, KeyError):
            return None
        gever, nemer = wire.vertegenwoordigde.sleutel(), wire.vertegenwoordiger.sleutel()
        if gever is None or nemer is None:
            return None
        ref = Ref(self.herkomst.register, "Machtiging", item.uuid)
        return Machtiging(
            id=id_van(ref),
            ref=ref,
            vertegenwoordigde_sleutel=gever,
            vertegenwoordiger_sleutel=nemer,
            zaaktype_identificaties=frozenset(wire.zaaktypen) if wire.zaaktypen is not None else None,
            soort=soort,
            wettelijke_vorm=WettelijkeVorm.__members__.get(wire.wettelijke_vorm or ""),
            diensten=wire.diensten,
            geldig_van=wire.geldig_van,
            geldig_tot=wire.geldig_tot,
            ingetrokken_op=wire.ingetrokken_op,
            geldig=geldt(wire.geldig_van, wire.geldig_tot, vandaag)
            and wire.ingetrokken_op is None
            and item.loopt(vandaag),
            bron=bron,
        )
