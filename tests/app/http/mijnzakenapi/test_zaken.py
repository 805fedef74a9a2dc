"""Whose zaken somebody gets, and that the list and the detail are one story."""

from __future__ import annotations

from typing import Any

import pytest

from app.sandbox import uitgever
from app.sandbox.wereld.bouwer import vaste_uuid
from resolvers.grammar.ref import Ref
from tests.app.authentication.profielen.inloggen import ACTING, LEGAL, SERVICE, SMARTCARD
from tests.app.http.deur import Antwoord, dienst
from tests.app.http.mijnzakenapi.opstelling import PERSONAS, ZAKEN, Api, pad_van

ONBEKEND = "00000000-0000-4000-8000-000000000000"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
IN_DE_GRAAF = "{ mijnZaken(first: 100) { nodes { zaak { identificatie einddatum documenten { id } } } } }"


def _zaken_in_de_graaf(api: Api, persona: str) -> dict[str, dict[str, Any]]:
    nodes = api.deur.post({"query": IN_DE_GRAAF}, persona=persona).json()["data"]["mijnZaken"]["nodes"]
    return {node["zaak"]["identificatie"]: node["zaak"] for node in nodes if node["zaak"]}


def _zonder_spoor(answer: Antwoord) -> tuple[object, ...]:
    """All of an answer but what is of this one request alone."""
    koppen = {naam.lower(): waarde for naam, waarde in answer.koppen.items()}
    return answer.status, answer.json() | {"traceId": ""}, sorted((koppen | {"x-trace-id": "", "date": ""}).items())


# ---------------------------------------------------------------------- whose


@pytest.mark.parametrize("persona", PERSONAS)
def test_somebody_gets_the_zaken_that_are_his_in_the_graph_and_no_other(api: Api, persona: str) -> None:
    numbers = [zaak["zaaknummer"] for zaak in api.lijst(persona)]

    assert sorted(numbers) == sorted(_zaken_in_de_graaf(api, persona))
    assert numbers


def test_what_is_not_for_his_eyes_is_in_no_list_and_in_no_count(api: Api) -> None:
    answer = api.vraag()

    assert {zaak["zaaknummer"] for zaak in answer.json()["results"]}.isdisjoint({"ZAAK-2026-0007", "ZAAK-2026-0008"})
    assert answer.json()["count"] == len(answer.json()["results"]) == 6


@pytest.mark.parametrize("persona", ["kcc", "behandelaar", "ketenpartner", "privacyfunctionaris"])
def test_who_is_no_klant_has_no_list(api: Api, persona: str) -> None:
    assert api.vraag(persona=persona).status == 403


def test_a_login_that_is_not_sure_enough_sees_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    onzeker = {
        **uitgever.PERSONAS["burger"],
        "acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    }
    uuid = api.uuid("ZAAK-2026-0001")
    monkeypatch.setitem(uitgever.PERSONAS, "onzeker", onzeker)

    assert api.vraag(persona="onzeker").status == 403
    assert api.een(uuid, "onzeker").status == 404


def test_a_session_that_represents_gets_what_its_machtiging_covers(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """DigiD Machtigen: Noor acts for Jan, for his bezwaar."""
    login = {"login": "digid-machtigen", "acr": SMARTCARD, LEGAL: "999990123", ACTING: "999990226"}
    claims = {**login, SERVICE: vaste_uuid("diensten", "woz-bezwaar")}
    monkeypatch.setitem(uitgever.PERSONAS, "namens", claims)
    (zaak,) = api.lijst("namens")

    assert zaak["zaaknummer"] == "ZAAK-2026-0101"
    assert api.een(zaak["uuid"], "namens").status == 200
    assert api.een(api.uuid("ZAAK-2026-0102"), "namens").status == 404, "his too, and not covered"
    assert api.een(api.uuid("ZAAK-2026-0201"), "namens").status == 404, "her own, and not in this session"


def test_a_machtiging_of_the_register_opens_a_zaak_that_is_in_no_list_of_ones_own(api: Api) -> None:
    uuid = api.uuid("ZAAK-2026-0101")

    assert uuid not in {zaak["uuid"] for zaak in api.lijst("gemachtigde")}
    assert api.een(uuid, "gemachtigde").status == 200


def test_a_ketenpartner_sees_the_zaak_on_which_it_works_as_far_as_was_agreed(api: Api) -> None:
    own, theirs = (api.een(api.uuid("ZAAK-2026-0001"), wie).json() for wie in ("burger", "ketenpartner"))

    assert theirs["contactmomenten"] == []
    assert own["contactmomenten"]
    assert {naam: own[naam] for naam in ("uuid", "naam", "status", "datumAanvraag")}.items() <= theirs.items()
    assert api.een(api.uuid("ZAAK-2026-0002"), "ketenpartner").status == 404


# ---------------------------------------------------------------------- not told


def test_no_token_is_401_whatever_is_asked(api: Api) -> None:
    paths = [ZAKEN, f"{ZAKEN}?page=0", f"{ZAKEN}/{api.uuid('ZAAK-2026-0001')}", f"{ZAKEN}/{ONBEKEND}", f"{ZAKEN}/x"]
    for koppen, uitdaging in (({}, "Bearer"), ({"Authorization": "Bearer onzin"}, 'Bearer error="invalid_token"')):
        answers = [api.vraag(path, None, **koppen) for path in paths]
        assert {answer.status for answer in answers} == {401}
        assert {answer.kop("www-authenticate") for answer in answers} == {uitdaging}
        assert len({str(_zonder_spoor(answer)) for answer in answers}) == 1


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_zaak_of_another_one_that_is_withheld_and_one_that_does_not_exist_are_the_same_404(
    api: Api, persona: str
) -> None:
    """Foreign: what the graph has not for him either. It has what he may see by a machtiging or of his child."""
    held = api.deur.registers.state.wereld.collecties["openzaak"]["zaken"]
    uuids = [api.uuid(zaak["identificatie"]) for zaak in held]
    query = {"query": NODES, "variables": {"ids": [Ref("openzaak", "Zaak", uuid).encode() for uuid in uuids]}}
    nodes = api.deur.post(query, persona=persona).json()["data"]["nodes"]
    foreign = [uuid for uuid, node in zip(uuids, nodes, strict=True) if node is None]
    unknown = [ONBEKEND, ONBEKEND.replace("0", "f"), "x", ONBEKEND[:-1], f"{ONBEKEND}0", "%20", "999990019"]
    answers = {uuid: api.een(uuid, persona) for uuid in [*foreign, *unknown]}

    assert {zaak["uuid"] for zaak in api.lijst(persona)} <= set(uuids) - set(foreign)
    assert {api.een(uuid, persona).status for uuid in set(uuids) - set(foreign)} == {200}
    assert foreign
    assert {uuid: answer.status for uuid, answer in answers.items() if answer.status != 404} == {}
    assert len({str(_zonder_spoor(answer)) for answer in answers.values()}) == 1


def test_only_looking_is_possible(api: Api) -> None:
    for path in (ZAKEN, f"{ZAKEN}/{api.uuid('ZAAK-2026-0001')}"):
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = api.deur.vraag(method, path)
            assert (answer.status, answer.kop("allow")) == (405, "GET, HEAD")
            assert answer.kop("api-version") == api.belofte["info"]["version"]


def test_without_the_setting_the_door_is_not_there() -> None:
    with dienst() as deur:
        assert deur.get(ZAKEN, persona="burger").status == 404


# ---------------------------------------------------------------------- one story


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_list_and_the_detail_agree_field_by_field(api: Api, persona: str) -> None:
    for zaak in api.lijst(persona):
        found = api.een(zaak["uuid"], persona).json()
        assert {naam: found[naam] for naam in zaak} == zaak
        assert found.keys() - zaak.keys() == {"statushistorie", "documenten", "contactmomenten"}
        lopend = [stap["titel"] for stap in found["statushistorie"] if stap["status"] == "lopend"]
        assert lopend == ([zaak["huidigeStatus"]] if zaak["status"] == "open" else [])


def test_the_history_says_what_was_and_promises_nothing(api: Api) -> None:
    """Her dakkapel: step 3 was passed over, a tussenstand for her eyes hangs under the step in which it was told."""
    zaak = api.een(api.uuid("ZAAK-2026-0001")).json()

    assert [(stap["nummer"], stap["titel"], stap["status"]) for stap in zaak["statushistorie"]] == [
        (1, "Ontvangen", "voltooid"),
        (2, "In behandeling", "voltooid"),
        (4, "Advies gevraagd", "lopend"),
        (5, "Besluit genomen", "gepland"),
        (6, "Afgehandeld", "gepland"),
    ]
    assert [stap.get("toelichting") for stap in zaak["statushistorie"]] == [
        ["Wij hebben uw aanvraag ontvangen."],
        ["Wij bekijken uw aanvraag.", "Uw tekeningen zijn compleet."],
        ["Wij vragen advies aan deskundigen.", "De welstandscommissie vergadert volgende week."],
        None,
        None,
    ]
    assert "Let op buurman" not in str(zaak)


def test_a_contact_is_told_and_what_is_not_for_the_klant_is_not(api: Api) -> None:
    (contact,) = api.een(api.uuid("ZAAK-2026-0001")).json()["contactmomenten"]

    assert contact["kanaal"] == "telefoon"
    assert contact["tekst"].startswith("Hoe lang duurt het nog?")


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_document_can_be_fetched_where_it_says_with_the_same_token(api: Api, persona: str) -> None:
    in_de_graaf = _zaken_in_de_graaf(api, persona)
    for zaak in api.lijst(persona):
        documenten = api.een(zaak["uuid"], persona).json()["documenten"]
        assert len(documenten) == len(in_de_graaf[zaak["zaaknummer"]]["documenten"] or ())
        for document in documenten:
            file = api.deur.get(pad_van(document["downloadUrl"]), persona=persona)
            assert file.status == 200
            assert len(file.body) == document["bestandsgrootte"]


def test_a_uuid_in_capitals_is_the_same_zaak(api: Api) -> None:
    uuid = api.uuid("ZAAK-2026-0001")

    assert api.een(uuid.upper()).json() == api.een(uuid).json()
