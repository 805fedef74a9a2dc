"""Leverancier: the zaaksysteem of another supplier, behind the same Zaken API.

Source: the standard itself (Zaken API 1.5 without what Open Zaak added as EXPERIMENTEEL) and what OneGround was seen to
do (FACTS §2.1): `rol__` filters each look for a rol of their own, a filter that it does not know is ignored and then
everybody's zaken come back, and nothing is expanded or sorted. It does not tell when a zaak was changed last.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.sandbox.kern import Antwoord, Lichaam, Pad, Vraag
from app.sandbox.openzaak import rollen, zaken
from app.sandbox.openzaak.filters import toetsen, zeef
from app.sandbox.openzaak.lezen import eis_crs
from app.sandbox.openzaak.zaken import BASIS, FILTERS, ZAKEN

KOP = {"API-version": "1.5.0", "Content-Crs": "EPSG:4326"}
_IS = "betrokkeneIdentificatie__"
#: The filters of the standard; those on KvK numbers are Open Zaak's own.
ROLFILTERS = frozenset(
    {
        "betrokkene",
        "betrokkeneType",
        "omschrijvingGeneriek",
        f"{_IS}natuurlijkPersoon__inpBsn",
        f"{_IS}natuurlijkPersoon__anpIdentificatie",
        f"{_IS}natuurlijkPersoon__inpA_nummer",
        f"{_IS}nietNatuurlijkPersoon__innNnpId",
        f"{_IS}nietNatuurlijkPersoon__annIdentificatie",
        f"{_IS}vestiging__vestigingsNummer",
        f"{_IS}medewerker__identificatie",
        f"{_IS}organisatorischeEenheid__identificatie",
    }
)
_EIGEN_AAN_OPEN_ZAAK = frozenset({"laatstGemuteerd", "laatstGeopend"})


def lijst(vraag: Vraag) -> Antwoord:
    return _bladzijde(vraag, vraag.params)


def zoek_met_body(vraag: Vraag) -> Antwoord:
    return _bladzijde(vraag, vraag.voorwerp())


def detail(vraag: Vraag) -> Antwoord:
    return Antwoord(_getoond(ZAKEN.een(vraag)), etag=True)


def _bladzijde(vraag: Vraag, waarden: Mapping[str, object]) -> Antwoord:
    """In the order in which they were registered."""
    recht = ZAKEN.recht(vraag)
    gevonden = zeef(_genoemd(vraag, waarden), toetsen(FILTERS, waarden))
    for naam, waarde in waarden.items():
        if naam.removeprefix("rol__") in ROLFILTERS:
            van_rol = zeef(vraag.register.store["rollen"], toetsen(rollen.VAN_ZAAK, {naam[5:]: waarde}))
            van_wie = {rol["zaak"] for rol in van_rol}
            gevonden = [zaak for zaak in gevonden if zaak["url"] in van_wie]
    zichtbaar = [zaak for zaak in gevonden if recht.mag("zrc", "zaken.lezen", zaak)]
    return Antwoord(vraag.pagina(zichtbaar, _getoond))


def _genoemd(vraag: Vraag, waarden: Mapping[str, object]) -> list[Lichaam]:
    alle, uuids = vraag.register.store["zaken"], waarden.get("uuid__in")
    if not isinstance(uuids, list):
        return list(alle)
    return [zaak for uuid in uuids if (zaak := alle.zoek(str(uuid))) is not None]


def _getoond(zaak: Lichaam) -> Lichaam:
    return {naam: waarde for naam, waarde in zaak.items() if naam not in _EIGEN_AAN_OPEN_ZAAK}


_ZAKEN = [
    Pad(BASIS + "/zaken", {"GET": lijst}, gepagineerd=True, kop=KOP, eis=eis_crs),
    Pad(BASIS + "/zaken/_zoek", {"POST": zoek_met_body}, kop=KOP, eis=eis_crs),
    Pad(BASIS + "/zaken/{uuid}", {"GET": detail}, kop=KOP, eis=eis_crs),
]
#: What the standard does not have.
_ALLEEN_OPEN_ZAAK = frozenset({BASIS + "/substatussen", BASIS + "/substatussen/{uuid}"})


def vervang(paden: list[Pad]) -> list[Pad]:
    """The paths of Open Zaak as this supplier has them."""
    anders = {pad.sjabloon for pad in zaken.PADEN} | _ALLEEN_OPEN_ZAAK
    return [*_ZAKEN, *(pad for pad in paden if pad.sjabloon not in anders)]
