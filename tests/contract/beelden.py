"""Beelden: what an adapter made of a register's answers, as plain values that a test can name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time
from typing import Any

from resolvers.grammar.context import AMSTERDAM, Vooruitblik
from resolvers.grammar.sleutel import Bsn
from resolvers.lijsten import MachtigingRichting, ZakenVraag
from resolvers.loaders import Registers
from resolvers.zaak import Zaak
from tests.contract.stellen import VANDAAG, Stel

ANNA = Bsn("999990019")
#: Noon of the day of the recordings.
NU = datetime.combine(VANDAAG, time(12), AMSTERDAM)
#: What the graph would ask too, so that it comes in the same answer.
ALLES = Vooruitblik(frozenset({"Zaak.status", "Zaak.resultaat", "Zaak.documenten", "Zaak.betrokkenen"}))

Beeld = Callable[[Registers, Stel], Awaitable[Any]]


def _iso(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def _goed(found: Any) -> Any:
    """A fault in a place of a batch is a fault of the test."""
    if isinstance(found, Exception):
        raise found
    return found


async def _zaken(registers: Registers, vooruitblik: Vooruitblik = ALLES) -> list[Zaak]:
    vraag = ZakenVraag(sleutels=frozenset({ANNA}), alles=True)
    batches = registers.zaken[0].zaken_van(vraag, vooruitblik)
    return [zaak async for batch in batches for zaak in batch]


def _nummer(zaak: Zaak) -> str:
    return zaak.identificatie or ""


async def zaken(registers: Registers, _: Stel) -> Any:
    """Newest first: number, type, dates, vertrouwelijkheid, and whom the zaak is about."""
    return [
        [
            _nummer(zaak),
            zaak.soort.identificatie,
            _iso(zaak.startdatum),
            _iso(zaak.einddatum),
            _iso(zaak.uiterlijke_einddatum_afdoening),
            zaak.hoe_vertrouwelijk().name,
            sorted(sleutel.waarde for sleutel in zaak.over_wie()),
        ]
        for zaak in await _zaken(registers)
    ]


async def rollen(registers: Registers, _: Stel) -> Any:
    return {
        _nummer(zaak): [
            [rol.generiek, rol.machtiging, rol.naam, rol.medewerker_id, sorted(key.waarde for key in rol.sleutels)]
            for rol in zaak.rollen
        ]
        for zaak in await _zaken(registers)
    }


async def statussen(registers: Registers, _: Stel) -> Any:
    found = await _zaken(registers)
    answers = [_goed(status) for status in await registers.zaken[0].huidige_statussen(found)]
    return {
        _nummer(zaak): [status.naam, status.volgnummer, status.eindstatus, _iso(status.gezet_op)] if status else None
        for zaak, status in zip(found, answers, strict=True)
    }


async def resultaten(registers: Registers, _: Stel) -> Any:
    found = await _zaken(registers)
    answers = [_goed(resultaat) for resultaat in await registers.zaken[0].resultaten(found)]
    return {
        _nummer(zaak): [resultaat.naam, resultaat.toelichting]
        for zaak, resultaat in zip(found, answers, strict=True)
        if resultaat
    }


async def later_gevraagd(registers: Registers, stel: Stel) -> Any:
    """Status and resultaat of zaken that came without them are one question more, and say the same."""
    bare = await _zaken(registers, Vooruitblik())
    now = [_goed(status) for status in await registers.zaken[0].huidige_statussen(bare)]
    names = {_nummer(zaak): status.naam if status else None for zaak, status in zip(bare, now, strict=True)}
    return names == {nummer: row and row[0] for nummer, row in (await statussen(registers, stel)).items()}


async def zaaktypen(registers: Registers, _: Stel) -> Any:
    return sorted(
        [
            zaaktype.identificatie,
            zaaktype.omschrijving,
            zaaktype.intern,
            str(zaaktype.doorlooptijd) if zaaktype.doorlooptijd else None,
            [found.naam for found in zaaktype.statustypen],
        ]
        for zaaktype in await registers.zaken[0].alle_zaaktypen()
    )


async def historie(registers: Registers, stel: Stel) -> Any:
    zaak = _goed((await registers.zaken[0].zaken([stel.over["zaak_met_historie"]], ALLES))[0])
    assert zaak is not None
    found = _goed((await registers.zaken[0].statussen([zaak]))[0])
    return [[status.naam, _iso(status.gezet_op), status.toelichting] for status in found]


async def onbekend(registers: Registers, stel: Stel) -> Any:
    """Ids that the register does not know leave their places empty."""
    asked = ["00000000-0000-4000-8000-000000000000", stel.over["zaak_met_historie"]]
    found = [_goed(zaak) for zaak in await registers.zaken[0].zaken(asked, Vooruitblik())]
    return [zaak is not None and zaak.ref.id == id_ for zaak, id_ in zip(found, asked, strict=True)]


async def documenten(registers: Registers, _: Stel) -> Any:
    zaken_ = await _zaken(registers)
    found = [_goed(answer) for answer in await registers.documenten[0].documenten_van(zaken_)]
    return {
        _nummer(zaak): sorted(
            [document.titel, document.definitief, document.hoe_vertrouwelijk().name, document.soort]
            for document in documents
        )
        for zaak, documents in zip(zaken_, found, strict=True)
        if documents
    }


async def besluiten(registers: Registers, _: Stel) -> Any:
    zaken_ = await _zaken(registers)
    found = [_goed(answer) for answer in await registers.besluiten[0].besluiten_van(zaken_)]
    return {
        _nummer(zaak): [
            [besluit.identificatie, besluit.soort, _iso(besluit.datum), _iso(besluit.ingangsdatum)]
            for besluit in besluiten_
        ]
        for zaak, besluiten_ in zip(zaken_, found, strict=True)
        if besluiten_
    }


async def partij(registers: Registers, _: Stel) -> Any:
    found = _goed((await registers.klanten[0].partijen([frozenset({ANNA})]))[0])
    assert found is not None
    voorkeur = found.voorkeur
    return {
        "naam": found.naam,
        "taal": voorkeur.taal,
        "kanaal": voorkeur.kanaal.name if voorkeur.kanaal else None,
        "mijn zaken": voorkeur.ontvangt_mijn_zaken,
        "adressen": sorted(
            [adres.adres, adres.soort.name if adres.soort else None, adres.standaard, _iso(adres.geverifieerd_op)]
            for adres in found.adressen
        ),
        "sleutels": sorted([type(sleutel).__name__, sleutel.waarde] for sleutel in found.sleutels),
    }


def _contact(contact: Any) -> list[Any]:
    return [
        _iso(contact.plaatsgevonden_op),
        contact.kanaal,
        contact.onderwerp,
        contact.vertrouwelijk,
        contact.medewerker.naam if contact.medewerker else None,
        list(contact.zaak_verwijzingen),
        sorted({type(sleutel).__name__ for sleutel in contact.klant_sleutels}),
    ]


async def contactmomenten(registers: Registers, _: Stel) -> Any:
    found = await registers.contactmomenten[0].contactmomenten_van(frozenset({ANNA}), None)
    return sorted(_contact(contact) for contact in found)


async def contactmomenten_bij_zaak(registers: Registers, stel: Stel) -> Any:
    zaak = _goed((await registers.zaken[0].zaken([stel.over["zaak_met_contact"]], ALLES))[0])
    assert zaak is not None
    found = _goed((await registers.contactmomenten[0].contactmomenten_bij_zaken([zaak]))[0])
    return sorted(_contact(contact) for contact in found)


async def producten(registers: Registers, _: Stel) -> Any:
    found = await registers.producten[0].producten_van(frozenset({ANNA}))
    return sorted(
        [
            product.naam,
            product.status,
            product.gepubliceerd,
            str(product.prijs) if product.prijs is not None else None,
            product.frequentie,
            _iso(product.start_datum),
            _iso(product.bijgewerkt_op),
            [link.rpartition("/")[2] for link in product.zaak_verwijzingen],
        ]
        for product in found
    )


async def producttypen(registers: Registers, _: Stel) -> Any:
    found = [row async for batch in registers.producten[0].alle_producttypen() for row in batch]
    return sorted(
        [
            producttype.naam,
            producttype.code,
            producttype.doelgroep.name if producttype.doelgroep else None,
            str(producttype.prijs) if producttype.prijs is not None else None,
            list(producttype.themas),
            [link.rpartition("/")[2] for link in producttype.zaaktype_verwijzingen],
        ]
        for producttype in found
    )


async def verzoeken(registers: Registers, _: Stel) -> Any:
    found = await registers.verzoeken[0].verzoeken_van(frozenset({ANNA}))
    return sorted(
        [
            verzoek.kenmerk,
            verzoek.soort,
            verzoek.status.groep.name if verzoek.status else None,
            verzoek.kanaal,
            list(verzoek.verwijzingen),
        ]
        for verzoek in found
    )


def _taken(taken: Sequence[Any]) -> list[Any]:
    rows = [
        [taak.titel, taak.soort, taak.status, taak.open, _iso(taak.uiterlijk_op), taak.handel_url, *taak.verwijzingen]
        for taak in taken
    ]
    return sorted(rows, key=str)


async def taken(registers: Registers, _: Stel) -> Any:
    return _taken(await registers.taken[0].taken_van(frozenset({ANNA})))


async def taken_bij_zaak(registers: Registers, stel: Stel) -> Any:
    zaak = _goed((await registers.zaken[0].zaken([stel.over["zaak_met_taak"]], ALLES))[0])
    assert zaak is not None
    return _taken(_goed((await registers.taken[0].taken_bij_zaken([zaak.url]))[0]))


async def machtigingen(registers: Registers, stel: Stel) -> Any:
    """An object of another schema proves nothing, whether it is found by its id or by a search."""
    by_id = await registers.machtigingen[0].machtigingen([stel.over["ander_object"]], VANDAAG)
    allowed = await registers.toestemmingen[0].toestemmingen([stel.over["ander_object"]], VANDAAG)
    given = await registers.machtigingen[0].machtigingen_van(frozenset({ANNA}), MachtigingRichting.GEGEVEN, VANDAAG)
    got = await registers.machtigingen[0].machtigingen_van(frozenset({ANNA}), MachtigingRichting.ONTVANGEN, VANDAAG)
    told = await registers.toestemmingen[0].toestemmingen_van(frozenset({ANNA}), VANDAAG)
    return {
        "ander object": [_goed(by_id[0]), _goed(allowed[0])],
        "gegeven": [[m.soort.name, m.bron.name, m.geldig] for m in given],
        "ontvangen": [[m.soort.name, m.bron.name, m.geldig] for m in got],
        "toestemmingen": sorted([t.activiteit, t.geldig, [c.name for c in t.categorieen]] for t in told),
    }


BEELDEN: dict[str, Beeld] = {
    beeld.__name__: beeld
    for beeld in (
        zaken,
        rollen,
        statussen,
        resultaten,
        later_gevraagd,
        zaaktypen,
        historie,
        onbekend,
        documenten,
        besluiten,
        partij,
        contactmomenten,
        contactmomenten_bij_zaak,
        producten,
        producttypen,
        verzoeken,
        taken,
        taken_bij_zaak,
        machtigingen,
    )
}

VRAAG = """{
  mijnZaken(volgorde: OUDSTE_EERST, first: 50) {
    totaal
    bronnen { register volledig }
    nodes {
      titel
      status { groep naam }
      levertijd { verwachtOp aard }
      resultaat { naam }
      producten { naam prijs }
      verzoek { kenmerk }
      zaak {
        identificatie
        betrokkenen { rolGeneriek naam gemachtigde }
        documenten { titel vertrouwelijkheidaanduiding }
        besluiten { soort datum }
        contactmomenten { onderwerp kanaal }
        taken { titel status }
      }
    }
  }
}"""
