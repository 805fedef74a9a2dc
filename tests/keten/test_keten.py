"""Three gateways with their own registers, mutual TLS between them: one question of a burger, one line per matter, with
what each partner does; and each of the three can answer for its own part."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
import yaml

from app.config import Settings
from app.registries.keuring import keur
from app.registries.oproep import RESTEREND
from app.sandbox.kern import Storing
from app.verwerkingenlog.regel import Handeling, Verwerking
from resolvers.grammar.sleutel import Bsn
from tests.app.registries.certificaten import Autoriteit, Kaart
from tests.gateway import Antwoord
from tests.keten.huis import CORPORATIE, GEMEENTE, PROVINCIE, Keten, keten, vingerafdruk
from tests.keten.zaken import DAKKAPEL, met_kenmerk, rol

#: Three gateways are started once.
pytestmark = pytest.mark.xdist_group("keten")

#: At the provincie and at the corporatie, the zaak that is their part of Fatima's dakkapel; hers there too.
BIJ_PROVINCIE, BIJ_CORPORATIE = "ZAAK-2026-0002", "ZAAK-2026-0003"
FATIMA = Bsn("999990019")

MIJN_ZAKEN = """query { mijnZaken(first: 50) { totaal nodes {
  titel zaak { identificatie }
  keten { beschikbaar fout opgehaaldOp partner { naam oin }
    informatie { id titel status { groep naam } proces { naam toestand } levertijd { verwachtOp aard }
      bron { naam } zaak { identificatie documenten { titel } } } } } } }"""
KETENZAKEN = """query ($zaken: [KetenzaakSleutel!]!) {
  ketenzaken(zaken: $zaken, activiteit: "proef") { informatie { titel status { naam } } } }"""
MIJN_VERWERKINGEN = """{ mijnVerwerkingen(periode: {van: "2020-01-01", tot: "2100-01-01"}) {
  nodes { actie activiteit ontvanger bronnen } } }"""


@pytest.fixture(scope="module")
def huis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keten]:
    with keten(tmp_path_factory.mktemp("keten")) as found:
        rol(found.gemeente.registers, DAKKAPEL, CORPORATIE)
        met_kenmerk(found.gemeente.registers, DAKKAPEL, CORPORATIE.oin[8:16], BIJ_CORPORATIE)
        met_kenmerk(found.provincie.registers, BIJ_PROVINCIE, GEMEENTE.rsin or "", DAKKAPEL)
        rol(found.provincie.registers, BIJ_PROVINCIE, GEMEENTE, generiek="zaakcoordinator")
        rol(found.corporatie.registers, BIJ_CORPORATIE, GEMEENTE, generiek="behandelaar")
        yield found


def dakkapel(answer: Any) -> Any:
    (found,) = (
        node for node in answer.data["mijnZaken"]["nodes"] if (node["zaak"] or {}).get("identificatie") == DAKKAPEL
    )
    return found


def test_one_line_with_the_steps_of_both_partners(huis: Keten) -> None:
    answer = huis.gemeente.vraag(MIJN_ZAKEN)
    assert "errors" not in answer.body
    found = dakkapel(answer)
    assert [bijdrage["partner"]["naam"] for bijdrage in found["keten"]] == [PROVINCIE.titel, CORPORATIE.titel]
    for bijdrage, nummer in zip(found["keten"], (BIJ_PROVINCIE, BIJ_CORPORATIE), strict=True):
        assert (bijdrage["beschikbaar"], bijdrage["fout"]) == (True, None)
        assert bijdrage["opgehaaldOp"]
        (informatie,) = bijdrage["informatie"]
        assert informatie["zaak"]["identificatie"] == nummer
        assert informatie["titel"]
        assert informatie["status"]["groep"]
        assert len(informatie["proces"]) > 1
        assert informatie["zaak"]["documenten"] is not None
    anderen = [node for node in answer.data["mijnZaken"]["nodes"] if node is not found]
    assert anderen
    assert all(node["keten"] == [] for node in anderen)


def test_each_log_verifies_and_holds_its_own_part_under_one_trace(huis: Keten) -> None:
    huis.gemeente.vraag(MIJN_ZAKEN)
    for lid in huis.leden.values():
        lid.verify()
    gemeente = huis.gemeente.log()
    begin = [regel for regel in gemeente if isinstance(regel, Handeling)][-1]
    eigen = [regel for regel in gemeente if isinstance(regel, Verwerking) and regel.trace_id == begin.trace_id]
    gevraagd = [regel for regel in eigen if regel.naam == "opvragen ketenbijdrage"]
    assert all(regel.activiteit == "ketenbijdrage" and regel.afkomst == regel.ontvanger.id for regel in gevraagd)
    van_fatima = [regel for regel in gevraagd if regel.betrokkene == huis.gemeente.pseudoniem(FATIMA)]
    assert sorted(regel.ontvanger.id for regel in van_fatima) == sorted((PROVINCIE.oin, CORPORATIE.oin))
    for partner in (huis.provincie, huis.corporatie):
        daar = [r for r in partner.log() if isinstance(r, (Handeling, Verwerking)) and r.trace_id == begin.trace_id]
        (handeling,) = (regel for regel in daar if isinstance(regel, Handeling))
        assert handeling.afkomst == GEMEENTE.oin
        assert "activiteit:ketenbijdrage" in handeling.aanleiding
        assert handeling.parent_span_id == begin.span_id
        told = [regel for regel in daar if isinstance(regel, Verwerking)]
        assert {regel.activiteit for regel in told} == {"ketenstatus"}
        assert {regel.betrokkene for regel in told} == {partner.pseudoniem(FATIMA)}
    assert huis.gemeente.pseudoniem(FATIMA) != huis.provincie.pseudoniem(FATIMA)


def test_the_burger_sees_the_exchange_at_each_side(huis: Keten) -> None:
    huis.gemeente.vraag(MIJN_ZAKEN)
    for lid, ander, actie in (
        (huis.gemeente, PROVINCIE, "opvragen ketenbijdrage"),
        (huis.gemeente, CORPORATIE, "opvragen ketenbijdrage"),
        (huis.provincie, GEMEENTE, "tonen documenten, zaakvoortgang"),
        (huis.corporatie, GEMEENTE, "tonen documenten, zaakvoortgang"),
    ):
        nodes = lid.vraag(MIJN_VERWERKINGEN).data["mijnVerwerkingen"]["nodes"]
        assert any(node["ontvanger"] == ander.titel and node["actie"] == actie for node in nodes), nodes
    nodes = huis.gemeente.vraag(MIJN_VERWERKINGEN).data["mijnVerwerkingen"]["nodes"]
    assert any({"provincie", "corporatie", "openzaak"} <= set(node["bronnen"]) for node in nodes)


def test_a_partner_is_asked_what_was_asked_and_is_covered_and_nothing_else(huis: Keten) -> None:
    huis.gemeente.vraag("""query { mijnZaken(first: 50) { nodes { keten { informatie {
      titel
      zaak { besluiten { datum } toelichting betrokkenen { naam } behandelaar { naam } status { toelichting } }
    } } } } }""")
    trace_id = [regel for regel in huis.gemeente.log() if isinstance(regel, Handeling)][-1].trace_id
    told = [r for r in huis.provincie.log() if isinstance(r, Verwerking) and r.trace_id == trace_id]
    velden = {veld for regel in told for verstrekking in regel.verstrekkingen for veld in verstrekking.velden}
    assert velden == {
        "MijnZakenInformatie",
        *(f"MijnZakenInformatie.{veld}" for veld in ("id", "titel", "zaak")),
        "Zaak",
        *(f"Zaak.{veld}" for veld in ("id", "status", "vertrouwelijkheidaanduiding")),
        "Status",
    }


def test_what_is_closed_to_who_asks_is_not_asked_of_a_partner(huis: Keten) -> None:
    """A desk without toestemming sees how far it is, and no documents: then the partner is not asked for them."""
    id_ = dakkapel(huis.gemeente.vraag("{ mijnZaken(first: 50) { nodes { id zaak { identificatie id } } } }"))
    answer = huis.gemeente.vraag(
        """query ($id: ID!, $zaak: ID!) { node(id: $id, aanleiding: {zaak: $zaak}) { ... on MijnZakenInformatie {
          keten { beschikbaar informatie { status { naam } zaak { identificatie documenten { titel } } } } } } }""",
        als="kcc",
        id=id_["id"],
        zaak=id_["zaak"]["id"],
    )
    provincie = answer.data["node"]["keten"][0]["informatie"][0]
    assert provincie["status"]["naam"]
    assert provincie["zaak"] == {"identificatie": BIJ_PROVINCIE, "documenten": None}
    trace_id = [regel for regel in huis.gemeente.log() if isinstance(regel, Handeling)][-1].trace_id
    told = [r for r in huis.provincie.log() if isinstance(r, Verwerking) and r.trace_id == trace_id]
    assert told
    assert {c for regel in told for v in regel.verstrekkingen for c in v.categorieen} == {"ZAAKVOORTGANG"}


def test_a_partner_that_stopped_is_named_and_the_rest_is_there(huis: Keten) -> None:
    huis.corporatie.stop()
    try:
        answer = huis.gemeente.vraag(MIJN_ZAKEN)
    finally:
        huis.corporatie.start()
    found = dakkapel(answer)
    provincie, corporatie = found["keten"]
    assert found["titel"]
    assert provincie["informatie"][0]["zaak"]["identificatie"] == BIJ_PROVINCIE
    assert corporatie == {
        "beschikbaar": False,
        "fout": "REGISTER_UNAVAILABLE",
        "opgehaaldOp": None,
        "partner": {"naam": CORPORATIE.titel, "oin": CORPORATIE.oin},
        "informatie": None,
    }


def test_a_partner_that_is_slow_does_not_hold_up_the_answer_beyond_its_time(huis: Keten) -> None:
    openzaak = huis.provincie.registers.product("openzaak")
    openzaak.state.storing = Storing.TRAAG
    begin = monotonic()
    try:
        answer = huis.gemeente.vraag(MIJN_ZAKEN)
    finally:
        openzaak.state.storing = Storing.GEEN
    assert monotonic() - begin < 10  # the deadline of the gemeente
    provincie, corporatie = dakkapel(answer)["keten"]
    assert provincie["fout"] in {"REGISTER_TIMEOUT", "REGISTER_UNAVAILABLE"}
    assert corporatie["informatie"]


def test_who_says_how_long_an_answer_is_of_use_gets_it_within_that_time(huis: Keten) -> None:
    openzaak = huis.provincie.registers.product("openzaak")
    openzaak.state.storing = Storing.TRAAG
    begin = monotonic()
    try:
        answer = als_partner(huis, GEMEENTE.oin, koppen={RESTEREND: "400"})
    finally:
        openzaak.state.storing = Storing.GEEN
    assert monotonic() - begin < 2  # it waits five seconds for a register, and ten in all
    assert set(answer.codes.values()) <= {"DEADLINE_EXCEEDED", "REGISTER_TIMEOUT"}
    assert answer.codes


# ---------------------------------------------------------------------- who may not


def als_partner(huis: Keten, oin: str, kaart: Kaart | None = None, **anders: Any) -> Antwoord:
    """As an organisation with this OIN asks the provincie about the dakkapel, with the certificate of the gemeente."""
    van = huis.gemeente.kaart
    token = huis.provincie.loket.token(oin, vingerafdruk(van))
    zaken = anders.get("zaken", [{"identificatie": DAKKAPEL}])
    return huis.provincie.stel(
        anders.get("query", KETENZAKEN), token, kaart or van, {"zaken": zaken}, anders.get("koppen")
    )


def test_who_has_no_agreement_or_is_not_involved_learns_nothing(huis: Keten) -> None:
    met = als_partner(huis, GEMEENTE.oin).data
    assert met["ketenzaken"][0]["informatie"]
    onbekend = als_partner(huis, GEMEENTE.oin, zaken=[{"identificatie": "ZAAK-BESTAAT-NIET"}])
    zonder_afspraak = als_partner(huis, "00000001998877660000")
    # its own zaaknummer, and a zaak that is there, on which it does not work
    niet_betrokken = als_partner(huis, GEMEENTE.oin, zaken=[{"identificatie": "X-1", "kenmerk": "ZAAK-2026-0905"}])
    assert onbekend.data == {"ketenzaken": [{"informatie": []}]}
    assert zonder_afspraak.body == niet_betrokken.body == onbekend.body


@pytest.mark.parametrize("wie", ["een ander certificaat", "geen certificaat"])
def test_a_token_is_of_no_use_beside_another_certificate(huis: Keten, wie: str) -> None:
    token = huis.provincie.loket.token(GEMEENTE.oin, vingerafdruk(huis.gemeente.kaart))
    kaart = huis.corporatie.kaart if wie == "een ander certificaat" else None
    answer = huis.provincie.stel(KETENZAKEN, token, kaart, {"zaken": [{"identificatie": DAKKAPEL}]})
    assert (answer.status, set(answer.codes.values())) == (401, {"UNAUTHENTICATED"})


def test_a_certificate_of_another_authority_is_not_even_heard(huis: Keten, tmp_path: Path) -> None:
    vreemd = Autoriteit(tmp_path, "andere-ca").kaart("vreemd")
    token = huis.provincie.loket.token(GEMEENTE.oin, vingerafdruk(vreemd))
    with pytest.raises(httpx.TransportError):
        huis.provincie.stel(KETENZAKEN, token, vreemd, {"zaken": [{"identificatie": DAKKAPEL}]})


def test_a_machine_gets_all_that_it_asks_or_nothing_unless_it_says_so(huis: Keten) -> None:
    query = KETENZAKEN.replace("titel", "titel zaak { besluiten { datum } }")
    streng = als_partner(huis, GEMEENTE.oin, query=query)
    mild = als_partner(huis, GEMEENTE.oin, query=query, koppen={"Prefer": "handling=lenient"})
    assert (streng.data, set(streng.codes.values())) == (None, {"FORBIDDEN"})
    assert mild.data["ketenzaken"][0]["informatie"][0]["zaak"] == {"besluiten": None}
    assert mild.afgeschermd == {"ketenzaken.informatie.zaak.besluiten": 1}


def test_bad_questions_are_refused_without_an_echo(huis: Keten) -> None:
    for zaken, query in (
        ([{"identificatie": f"{nummer}"} for nummer in range(101)], KETENZAKEN),
        ([{"identificatie": "met spatie"}], KETENZAKEN),
        ([{"identificatie": "999990019:x"}], KETENZAKEN),
        ([{"identificatie": DAKKAPEL}], KETENZAKEN.replace('"proef"', '"voor 999990019"')),
        ([{"identificatie": DAKKAPEL}], KETENZAKEN.replace('"proef"', '"999990019"')),
    ):
        answer = als_partner(huis, GEMEENTE.oin, zaken=zaken, query=query)
        assert set(answer.codes.values()) == {"BAD_USER_INPUT"}
        assert "999990019" not in str(answer.body)


# ---------------------------------------------------------------------- on and on

DOORVRAGEN = """query { mijnZaken(first: 20) { nodes { zaak { identificatie } keten { partner { naam } informatie {
  zaak { identificatie } keten { partner { naam } informatie { zaak { identificatie } keten { partner { naam } } } }
} } } } }"""


def test_a_question_goes_on_to_the_partners_of_a_partner_and_never_back(huis: Keten) -> None:
    """The provincie has the gemeente and the corporatie in its zaak; the corporatie has both others in its."""
    rol(huis.provincie.registers, BIJ_PROVINCIE, CORPORATIE)
    verder = "ZAAK-2026-0004"
    met_kenmerk(huis.corporatie.registers, verder, PROVINCIE.oin[8:17], BIJ_PROVINCIE)
    rol(huis.corporatie.registers, verder, PROVINCIE)
    rol(huis.corporatie.registers, verder, GEMEENTE)
    provincie, corporatie = dakkapel(huis.gemeente.vraag(DOORVRAGEN))["keten"]
    (informatie,) = provincie["informatie"]
    (verderop,) = informatie["keten"]
    assert verderop["partner"]["naam"] == CORPORATIE.titel
    assert verderop["informatie"] == [{"zaak": {"identificatie": verder}, "keten": []}]
    assert corporatie["informatie"][0]["keten"] == []


# ---------------------------------------------------------------------- mijnzaken check


def keuring(huis: Keten, **partner: Any) -> dict[str, str]:
    """What `mijnzaken check` says of the provincie, by column, with this in its settings at the gemeente."""
    raw = yaml.safe_load(huis.gemeente.config.read_text(encoding="utf-8"))
    register = next(found for found in raw["registers"] if found["naam"] == "provincie")
    register |= partner
    (found,) = asyncio.run(keur(Settings.model_validate({**raw, "registers": [register]})))
    return {"bereikbaar": found.bereikbaar, "aanvaard": found.aanvaard, "kan": found.kan, "remedie": found.remedie}


def test_check_says_whether_a_partner_knows_us(huis: Keten) -> None:
    goed = keuring(huis)
    token_url = f"https://127.0.0.1:{huis.provincie.loket.port}/token"
    zonder_token = keuring(huis, credentials={"type": "oidc", "token_url": token_url, "client_id": "niemand"})
    van_ander = f"https://127.0.0.1:{huis.corporatie.loket.port}/token"
    verkeerd_token = keuring(huis, credentials={"type": "oidc", "token_url": van_ander, "client_id": "gemeente"})

    assert goed == {"bereikbaar": "ja", "aanvaard": "ja", "kan": "ketenzaken", "remedie": ""}
    assert "geen token" in zonder_token["remedie"]
    assert "aanvaardt ons token niet" in verkeerd_token["remedie"]
