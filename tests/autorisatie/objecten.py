"""Objecten: a record of the world as an object of the graph: its links and its secrets by hand, all its other fields by
waarden.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from resolvers.afspraak import Afspraak
from resolvers.besluit import Besluit
from resolvers.contactmoment import Contactmoment
from resolvers.document import Document
from resolvers.grammar.afnemer import AfnemerRol, MachtigingSoort
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.machtiging import Machtiging
from resolvers.organisatie import Medewerker, OrganisatieEenheid
from resolvers.product import Product
from resolvers.taak import Taak
from resolvers.toestemming import Toestemming, ToestemmingOntvanger
from resolvers.verwerking import Verwerking
from resolvers.verzoek import Verzoek
from resolvers.zaak import Betrokkene, Rol, Status, Zaak, Zaakeigenschap, Zaaksoort
from tests.autorisatie.waarden import maak
from tests.autorisatie.wereld import (
    Ding,
    Wereld,
)

T = TypeVar("T")


def url(ding: Ding) -> str:
    return f"https://registers.example/{ding.soort}/{ding.id}"


def alleen_gekoppeld(verzoek: Ding) -> bool:
    """Half of the verzoeken name no zaak: only the register of zaken knows the link."""
    return sum(verzoek.id.encode()) % 2 == 0


def _links(ding: Ding, stand: Wereld, *soorten: str) -> tuple[str, ...]:
    named = [stand.dingen[id_] for id_ in ding.bij if id_ in stand.dingen]
    return tuple(f"urn:proef:{found.soort}:{found.id}" for found in named if found.soort in soorten)


def _refs(ding: Ding, stand: Wereld, soort: str) -> list[Ref]:
    named = [stand.dingen[id_] for id_ in ding.bij if id_ in stand.dingen]
    return [found.ref for found in named if found.soort == soort]


# ---------------------------------------------------------------------- zaken


def _rol(ding: Ding, place: int, sleutel: Sleutel, generiek: str, machtiging: str = "") -> Rol:
    coordinate = f"Betrokkene.naam {place}"
    naam = f"{coordinate} {ding.id} {ding.zout.get(coordinate, 0)}"
    return Rol(
        omschrijving=generiek.title(),
        generiek=generiek,
        naam=naam,
        sleutels=frozenset({sleutel}),
        machtiging=machtiging,
    )


def _rollen(ding: Ding) -> list[Rol]:
    wie = [("initiator" if place == 0 else "belanghebbende", "", key) for place, key in enumerate(ding.over)]
    wie += [("belanghebbende", "gemachtigde", key) for key in ding.gemachtigden]
    wie += [("adviseur", "", key) for key in ding.meewerkend]
    return [_rol(ding, place, key, generiek, trace) for place, (generiek, trace, key) in enumerate(wie)]


def _zaak(ding: Ding, stand: Wereld) -> Zaak:
    rollen = _rollen(ding)
    behandelt = Rol(
        omschrijving="Behandelaar",
        generiek="behandelaar",
        naam="",
        sleutels=frozenset(),
        machtiging="",
        medewerker_id=f"medewerker-{ding.id}",
        eenheid_id=f"eenheid-{ding.id}",
    )
    afgesloten = ding.zout.get("Zaak.einddatum", 0) % 2 == 1
    named = _refs(ding, stand, "Zaak")
    vast: dict[str, Any] = {} if afgesloten else {"einddatum": None}
    return maak(
        Zaak,
        ding.id,
        ding.zout,
        id=ding.gid,
        ref=ding.ref,
        url=url(ding),
        soort=Zaaksoort(Ref("zaken", "Zaaktype", ding.label), ding.label, ding.intern),
        rollen=(*rollen, behandelt),
        hoofdzaak_ref=Ref("zaken", "Zaak", ding.hoofd) if ding.hoofd else None,
        deelzaak_refs=tuple(ref for ref in named if _is_deel(ref)),
        gerelateerde_refs=tuple(ref for ref in named if not _is_deel(ref)),
        producten_of_diensten=_links(ding, stand, "Product"),
        heeft_resultaat=True,
        wire=ding,
        identificatie=ding.nummer,
        vertrouwelijkheidaanduiding=ding.plafond,
        betrokkenen=[
            Betrokkene(
                rol=rol.omschrijving,
                rol_generiek=rol.generiek,
                naam=rol.naam,
                gemachtigde=rol.machtiging == "gemachtigde",
                machtiging_gever=rol.machtiging == "machtiginggever",
                bron_rol=rol,
            )
            for rol in rollen
        ],
        **vast,
    )


def _is_deel(ref: Ref) -> bool:
    """Half of the zaken that another names are a part of it."""
    return sum(ref.id.encode()) % 2 == 0


def _ding_van(zaak: Zaak) -> Ding:
    assert isinstance(zaak.wire, Ding)
    return zaak.wire


def deel(cls: type[T], zaak: Zaak, **vast: Any) -> T:
    """A part of a zaak of which nothing more is given."""
    return maak(cls, zaak.ref.id, _ding_van(zaak).zout, **vast)


def statussen(zaak: Zaak) -> list[Status]:
    ding = _ding_van(zaak)
    return [
        maak(
            Status,
            f"{ding.id}.{step}",
            ding.zout,
            statustype_id=f"{ding.label}-{step}",
            gezet_op=datetime(2026, 2, step, 9, tzinfo=UTC),
        )
        for step in (1, 2)
    ]


def eigenschappen(zaak: Zaak) -> list[Zaakeigenschap]:
    ding = _ding_van(zaak)
    aantal = 1 + ding.zout.get("Zaak.eigenschappen", 0) % 3
    return [maak(Zaakeigenschap, f"{ding.id}.{place}", ding.zout) for place in range(aantal)]


def medewerker(id_: str, stand: Wereld) -> Medewerker:
    ding = stand.dingen.get(id_.rpartition("-")[2])
    zout = ding.zout if ding else {}
    return maak(Medewerker, id_, zout, eenheid=eenheid(id_, stand))


def eenheid(id_: str, stand: Wereld) -> OrganisatieEenheid:
    ding = stand.dingen.get(id_.rpartition("-")[2])
    zout = ding.zout if ding else {}
    boven = maak(OrganisatieEenheid, f"{id_}.boven", zout, onderdeel_van=None)
    return maak(OrganisatieEenheid, id_, zout, onderdeel_van=boven)


# ---------------------------------------------------------------------- what belongs to zaken and klanten


def _vast(ding: Ding) -> dict[str, Any]:
    return {"id": ding.gid, "ref": ding.ref}


def _verzoek(ding: Ding, stand: Wereld) -> Verzoek:
    soorten = ("Product", "Document") if alleen_gekoppeld(ding) else ("Zaak", "Product", "Document")
    first, second = (*ding.over, None, None)[:2]
    return maak(
        Verzoek,
        ding.id,
        ding.zout,
        **_vast(ding),
        urn=f"urn:proef:Verzoek:{ding.id}",
        url=url(ding),
        initiator_sleutel=first,
        mede_initiator_sleutel=second,
        verwijzingen=_links(ding, stand, *soorten),
    )


def _product(ding: Ding, stand: Wereld) -> Product:
    return maak(
        Product,
        ding.id,
        ding.zout,
        **_vast(ding),
        eigenaar_sleutels=frozenset(ding.over),
        producttype_id=ding.label or None,
        gepubliceerd=not ding.intern,
        zaak_verwijzingen=_links(ding, stand, "Zaak"),
        document_verwijzingen=_links(ding, stand, "Document"),
        status="actief",
    )


def _contactmoment(ding: Ding, stand: Wereld) -> Contactmoment:
    return maak(
        Contactmoment,
        ding.id,
        ding.zout,
        **_vast(ding),
        klant_sleutels=frozenset(ding.over),
        vertrouwelijk=ding.intern,
        zaak_verwijzingen=_links(ding, stand, "Zaak"),
        medewerker=medewerker(f"medewerker-{ding.id}", stand),
    )


def _taak(ding: Ding, stand: Wereld) -> Taak:
    return maak(
        Taak,
        ding.id,
        ding.zout,
        **_vast(ding),
        toegewezen_aan=frozenset(ding.over),
        open=True,
        verwijzingen=_links(ding, stand, "Zaak", "Verzoek"),
    )


def _document(ding: Ding, stand: Wereld) -> Document:
    return maak(
        Document,
        ding.id,
        ding.zout,
        **_vast(ding),
        url=url(ding),
        definitief=not ding.intern,
        vertrouwelijkheidaanduiding=ding.plafond,
    )


def _besluit(ding: Ding, stand: Wereld) -> Besluit:
    zaak = Ref("zaken", "Zaak", ding.bij[0]) if ding.bij else None
    return maak(Besluit, ding.id, ding.zout, **_vast(ding), url=url(ding), zaak_ref=zaak)


def _afspraak(ding: Ding, stand: Wereld) -> Afspraak:
    return maak(
        Afspraak,
        ding.id,
        ding.zout,
        **_vast(ding),
        zaak_verwijzing=next(iter(_links(ding, stand, "Zaak")), None),
        product_verwijzing=next(iter(_links(ding, stand, "Product")), None),
    )


def _machtiging(ding: Ding, stand: Wereld) -> Machtiging:
    return maak(
        Machtiging,
        ding.id,
        ding.zout,
        **_vast(ding),
        vertegenwoordigde_sleutel=ding.over[0],
        vertegenwoordiger_sleutel=ding.over[1],
        zaaktype_identificaties=ding.zaaktypen,
        soort=MachtigingSoort.WETTELIJK if ding.wettelijk else MachtigingSoort.VRIJWILLIG,
        diensten=None if ding.diensten is None else list(ding.diensten),
        geldig=ding.geldig,
    )


def _toestemming(ding: Ding, stand: Wereld) -> Toestemming:
    """`ontvanger` is a rol, an OIN (digits) or a group."""
    wie = ding.ontvanger
    return maak(
        Toestemming,
        ding.id,
        ding.zout,
        **_vast(ding),
        betrokkene_sleutel=ding.over[0],
        zaak_verwijzingen=_links(ding, stand, "Zaak") if ding.bij else None,
        zaaktype_identificaties=ding.zaaktypen,
        ontvanger=ToestemmingOntvanger(
            organisatie=wie if wie.isdigit() else None,
            organisatie_eenheid=wie if wie.startswith("team") else None,
            rol=AfnemerRol[wie] if wie in AfnemerRol.__members__ else None,
        ),
        activiteit=ding.activiteit,
        categorieen=[GegevensCategorie[name] for name in sorted(ding.categorieen)],
        geldig=ding.geldig,
    )


def _verwerking(ding: Ding, stand: Wereld) -> Verwerking:
    return maak(Verwerking, ding.id, ding.zout, id=ding.id)


MAKERS: Mapping[str, Callable[[Ding, Wereld], Any]] = {
    "Zaak": _zaak,
    "Verzoek": _verzoek,
    "Product": _product,
    "Contactmoment": _contactmoment,
    "Taak": _taak,
    "Document": _document,
    "Besluit": _besluit,
    "Afspraak": _afspraak,
    "Machtiging": _machtiging,
    "Toestemming": _toestemming,
    "Verwerking": _verwerking,
}
