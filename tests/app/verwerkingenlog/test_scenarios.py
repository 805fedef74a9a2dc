"""The scenarios of the design, and what stands in the log after each: exactly these lines.

Pull (a citizen looks), CRM (a desk looks for him), keten (another organisation looks), and every path by which a
thing can be seen. (What is pushed: tests/app/push.) A subscription that is put as a question is refused, and writes
nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import pytest

from app.sandbox import uitgever
from app.verwerkingenlog.opslag import Periode
from app.verwerkingenlog.regel import Audit, Handeling, Opschoning, Verwerking
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Rsin
from tests.gateway import Gateway, gateway, sandbox

FATIMA, JAN, PROVINCIE = Bsn("999990019"), Bsn("999990123"), Rsin("003300006")
ALTIJD = Periode(0, 2**62)


@dataclass(frozen=True, slots=True)
class Gelogd:
    """What one test wrote: the root, its children, and the audit beside them."""

    handelingen: list[Handeling]
    verwerkingen: list[Verwerking]
    audit: list[Audit]
    bytes_: bytes

    @property
    def lijnen(self) -> set[tuple[str, str]]:
        """(activiteit, betrokkene) per child."""
        return {(regel.activiteit, regel.betrokkene) for regel in self.verwerkingen}

    def velden(self, activiteit: str, betrokkene: str) -> set[str]:
        return {
            veld
            for regel in self.verwerkingen
            if (regel.activiteit, regel.betrokkene) == (activiteit, betrokkene)
            for verstrekking in regel.verstrekkingen
            for veld in verstrekking.velden
        }


def lees(huis: Gateway) -> Gelogd:
    log = huis.log()
    regels = [found.regel for found in log.sinds(0)]
    audit = [found.audit for found in log.audit_in(ALTIJD)]
    log.close()
    return Gelogd(
        [regel for regel in regels if isinstance(regel, Handeling)],
        [regel for regel in regels if isinstance(regel, Verwerking)],
        [regel for regel in audit if not isinstance(regel, Opschoning)],
        msgspec.json.encode(regels),
    )


# ------------------------------------------------------------------ pull

MIJNZAKEN = """{ mijnZaken(first: 100) { totaal nodes { titel status { naam } levertijd { uiterlijkOp }
  zaak { identificatie omschrijving documenten { titel } } } } }"""


async def test_a_hundred_zaken_of_one_citizen_are_two_lines() -> None:
    with sandbox(zaken=100) as registers:
        async with gateway(registers.basis) as huis:
            answer = await huis.ask(MIJNZAKEN, als="veelzaken")
            gelogd = lees(huis)

    assert len(answer.data["mijnZaken"]["nodes"]) == 100
    (handeling,), (verwerking,) = gelogd.handelingen, gelogd.verwerkingen
    (verstrekking,) = verwerking.verstrekkingen
    assert verwerking.parent_span_id == handeling.span_id
    assert verwerking.trace_id == handeling.trace_id
    assert (verwerking.activiteit, verstrekking.grondslag, verstrekking.bewijs) == (
        "mijnzaken-inzage",
        "EIGEN_GEGEVENS",
        "sessie",
    )
    assert verwerking.betrokkene == verwerking.ontvanger.id
    assert set(verstrekking.categorieen) == {"ZAAKVOORTGANG", "ZAAKINHOUD", "DOCUMENTEN"}
    assert len(verstrekking.objecten) >= 200, "each matter and each zaak, by its id"
    assert handeling.naam == "raadplegen mijnZaken"
    assert handeling.status == "Unset"


async def test_of_a_shared_zaak_both_applicants_have_a_line(huis: Gateway) -> None:
    await huis.ask('{ zaak(identificatie: "ZAAK-2026-0001") { status { naam } betrokkenen { naam } } }')
    gelogd = lees(huis)
    fatima, jan, adviseur = (huis.pseudoniem(wie) for wie in (FATIMA, JAN, PROVINCIE))

    assert gelogd.lijnen == {("mijnzaken-inzage", wie) for wie in (fatima, jan, adviseur)}
    assert gelogd.velden("mijnzaken-inzage", adviseur) == {"Betrokkene"}, "that it has a rol; the zaak is not about it"
    assert gelogd.velden("mijnzaken-inzage", fatima) == {
        "Zaak",
        "Zaak.status",
        "Status",
        "Status.naam",
        "Zaak.betrokkenen",
        "Betrokkene",
        "Betrokkene.naam",
    }
    assert "Betrokkene.naam" not in gelogd.velden("mijnzaken-inzage", jan), "his name was closed"
    assert [(w.veld, w.code) for w in gelogd.handelingen[0].weigeringen] == [("Betrokkene.naam", "FORBIDDEN")]


@pytest.mark.parametrize(
    ("query", "velden"),
    [
        ("{ mijnZaken { nodes { __typename } } }", {"Query.mijnZaken", "MijnZakenInformatie"}),
        ("{ mijnZaken { totaal } }", {"Query.mijnZaken", "MijnZakenInformatie"}),
        ("{ mijnZaken { pageInfo { endCursor } } }", {"Query.mijnZaken", "MijnZakenInformatie"}),
        ('{ bsn999990019: zaak(identificatie: "ZAAK-2026-0002") { __typename } }', {"Zaak"}),
        (
            '{ zaak(identificatie: "ZAAK-2026-0002") { ...f } } fragment f on Zaak { a: toelichting b: toelichting }',
            {"Zaak", "Zaak.toelichting"},
        ),
        ("{ ik { klant { __typename } } }", {"NatuurlijkPersoon"}),
        (
            "{ ik { klant { afspraken { begin } } } }",
            {"NatuurlijkPersoon", "NatuurlijkPersoon.afspraken", "Afspraak", "Afspraak.begin"},
        ),
        ('{ zaak(identificatie: "ZAAK-2026-0002") { resultaat { naam } } }', {"Zaak", "Zaak.resultaat"}),
    ],
    ids=["typename", "totaal", "cursor", "alias", "fragment", "persoon", "afspraken", "leeg is ook verteld"],
)
async def test_however_it_is_asked_that_it_was_seen_is_written_down(
    huis: Gateway, query: str, velden: set[str]
) -> None:
    answer = await huis.ask(query)
    gelogd = lees(huis)

    assert answer.codes == {}
    assert velden <= gelogd.velden("mijnzaken-inzage", huis.pseudoniem(FATIMA)) <= velden
    assert b"999990019" not in gelogd.bytes_


async def test_by_its_id_and_by_download_a_document_is_written_down(huis: Gateway) -> None:
    found = await huis.ask('{ zaak(identificatie: "ZAAK-2026-0006") { documenten { id downloadUrl } } }')
    document = found.data["zaak"]["documenten"][0]
    await huis.ask("query($id: ID!) { node(id: $id) { __typename } }", variables={"id": document["id"]})
    token = {"Authorization": f"Bearer {uitgever.token('burger')}"}
    downloaded = await huis.client.get(document["downloadUrl"], headers=token)
    _, node, download = lees(huis).verwerkingen

    assert downloaded.status_code == 200
    assert downloaded.content
    for verwerking, velden in ((node, ("Document",)), (download, ("Document.downloadUrl",))):
        (verstrekking,) = verwerking.verstrekkingen
        assert verwerking.betrokkene == huis.pseudoniem(FATIMA)
        assert (verstrekking.velden, verstrekking.objecten) == (velden, (document["id"],))


async def test_what_is_for_everybody_is_written_nowhere(huis: Gateway) -> None:
    query = "{ producttypen { totaal nodes { naam zaaktypen { omschrijving stappen { naam } } } } registers { naam } }"
    await huis.ask(query)

    assert lees(huis) == Gelogd([], [], [], b"[]")


async def test_what_is_refused_stands_in_the_decisions_and_nobody_is_said_to_have_seen_it(huis: Gateway) -> None:
    await huis.ask('{ klant(sleutel: {bsn: "999990123"}) { naam } }')
    gelogd = lees(huis)

    assert gelogd.verwerkingen == []
    assert [(w.veld, w.code, w.aantal) for w in gelogd.handelingen[0].weigeringen] == [("Query.klant", "FORBIDDEN", 1)]
    assert [audit.uitkomst for audit in gelogd.audit] == ["GEWEIGERD"]


async def test_a_subscription_is_refused_and_writes_nothing(huis: Gateway) -> None:
    answer = await huis.ask("subscription { mijnZakenGewijzigd { soort } }")

    assert answer.status in {400, 422, 200}
    assert "data" not in answer.body
    assert lees(huis) == Gelogd([], [], [], b"[]")


# ------------------------------------------------------------------ CRM

KLANT = """query($sleutel: KlantSleutel!, $reden: Aanleiding) { klant(sleutel: $sleutel, aanleiding: $reden) {
  naam zaken(first: 1) { nodes { identificatie omschrijving } } } }"""


async def test_a_desk_writes_its_task_and_the_toestemming_apart_and_the_medewerker_only_in_the_audit(
    huis: Gateway,
) -> None:
    contact = await huis.ask("{ ik { klant { contactmomenten(first: 1) { nodes { id } } } } }")
    reden = contact.data["ik"]["klant"]["contactmomenten"]["nodes"][0]["id"]
    before = len(lees(huis).verwerkingen)
    variables: dict[str, Any] = {"sleutel": {"bsn": FATIMA.waarde}, "reden": {"contactmoment": reden}}
    answer = await huis.ask(KLANT, als="kcc", variables=variables)
    gelogd = lees(huis)
    fatima = huis.pseudoniem(FATIMA)
    own = [regel for regel in gelogd.verwerkingen[before:] if regel.betrokkene == fatima]
    gronden = {regel.activiteit: regel.verstrekkingen[0] for regel in own}

    assert answer.data["klant"]["zaken"]["nodes"][0]["omschrijving"]
    assert {key: found.grondslag for key, found in gronden.items()} == {
        "kcc-statusvraag": "WETTELIJKE_TAAK",
        "kcc-inhoud": "TOESTEMMING",
    }
    assert gronden["kcc-inhoud"].velden == ("Zaak.omschrijving",)
    assert gronden["kcc-inhoud"].bewijs, "the toestemming that allowed it, by its id"
    assert gelogd.handelingen[-1].aanleiding == reden
    assert (own[0].ontvanger.soort, own[0].ontvanger.id, own[0].ontvanger.rollen) == ("MEDEWERKER", "", ("KCC",))
    assert b"kcc-2001" not in gelogd.bytes_
    assert [audit.gebruiker for audit in gelogd.audit if audit.gebruiker] == ["kcc-2001"]


async def test_why_a_medewerker_looked_stands_in_the_audit_without_anybodys_number(huis: Gateway) -> None:
    vraag = 'query($reden: Aanleiding) { zaak(identificatie: "ZAAK-2026-0001", aanleiding: $reden) { identificatie } }'
    gezegd = "de inwoner belt\n over 3 dingen, BSN 999990019 (of 9999 90.019, 999/990/019, 999 - 990 - 019, 99999001)"
    zeggen = [gezegd, "x" * 501]
    answers = [
        await huis.ask(vraag, als="kcc", variables={"reden": {"toelichting": toelichting}}) for toelichting in zeggen
    ]
    gelogd = lees(huis)

    assert answers[0].data["zaak"] == {"identificatie": "ZAAK-2026-0001"}
    assert answers[1].codes == {"zaak": "BAD_USER_INPUT"}
    assert sorted(audit.toelichting for audit in gelogd.audit) == [
        "",
        "de inwoner belt over 3 dingen, BSN … (of …)",
    ]
    assert b"belt" not in gelogd.bytes_


async def test_a_reason_of_which_somebody_made_the_id_himself_stands_nowhere(huis: Gateway) -> None:
    """It could be somebody's number; what a register has is a uuid."""
    zelf_gemaakt = {"zaak": Ref("openzaak", "Zaak", FATIMA.waarde).encode()}
    answer = await huis.ask(KLANT, als="kcc", variables={"sleutel": {"bsn": FATIMA.waarde}, "reden": zelf_gemaakt})
    gelogd = lees(huis)

    assert answer.data["klant"] is None
    assert [handeling.aanleiding for handeling in gelogd.handelingen] == [""]


async def test_a_desk_that_finds_nothing_is_written_down_too(huis: Gateway) -> None:
    await huis.ask('{ zaak(identificatie: "BESTAAT-NIET") { status { naam } } }', als="kcc")
    gelogd = lees(huis)

    assert ([h.naam for h in gelogd.handelingen], gelogd.verwerkingen) == (["raadplegen zaak"], [])
    assert [(audit.gebruiker, audit.uitkomst) for audit in gelogd.audit] == [("kcc-2001", "NIETS")]


# ------------------------------------------------------------------ keten

TRACE = "0af7651916cd43dd8448eb211c80319c"


async def _als_partner(huis: Gateway, als: str) -> httpx.Response:
    return await huis.client.post(
        "/graphql",
        json={"query": '{ zaak(identificatie: "ZAAK-2026-0001") { status { naam } documenten { titel } } }'},
        headers={
            "Authorization": f"Bearer {uitgever.token(als)}",
            "traceparent": f"00-{TRACE}-b7ad6b7169203331-01",
        },
    )


async def test_a_partner_writes_under_its_own_trace_for_both_whom_the_zaak_is_about(huis: Gateway) -> None:
    answer = await _als_partner(huis, "ketenpartner")
    gelogd = lees(huis)
    (handeling,) = gelogd.handelingen

    assert answer.json()["data"]["zaak"]["documenten"]
    assert answer.headers["X-Trace-Id"] == handeling.trace_id == TRACE
    assert handeling.parent_span_id == "b7ad6b7169203331"
    assert handeling.afkomst == handeling.ontvanger.id == uitgever.OIN_KETENPARTNER
    assert gelogd.lijnen == {("ketenstatus", huis.pseudoniem(FATIMA)), ("ketenstatus", huis.pseudoniem(JAN))}
    assert {v.grondslag for regel in gelogd.verwerkingen for v in regel.verstrekkingen} == {"KETENPARTNER"}
    assert {v.bewijs for regel in gelogd.verwerkingen for v in regel.verstrekkingen} == {
        "afspraak Provincie Voorbeeldland"
    }


@pytest.mark.parametrize("persona", ["burger", "kcc"])
async def test_who_is_no_organisation_cannot_choose_the_trace(huis: Gateway, persona: str) -> None:
    answer = await _als_partner(huis, persona)

    assert answer.headers["X-Trace-Id"] != TRACE
    assert {handeling.trace_id for handeling in lees(huis).handelingen} == {answer.headers["X-Trace-Id"]}


async def test_many_at_once_each_have_their_own_lines_and_no_other(huis: Gateway) -> None:
    personas = ["burger", "burger2", "gemachtigde", "ondernemer"] * 5
    answers = await asyncio.gather(*(huis.ask("{ mijnZaken { totaal } }", als=persona) for persona in personas))
    gelogd = lees(huis)

    assert all(answer.codes == {} for answer in answers)
    assert len({handeling.trace_id for handeling in gelogd.handelingen}) == len(personas)
    for handeling in gelogd.handelingen:
        own = [regel for regel in gelogd.verwerkingen if regel.trace_id == handeling.trace_id]
        assert own
        assert {regel.ontvanger for regel in own} == {handeling.ontvanger}
