"""What may be given: to whom, how far and how long; what is wrong is told with its field, all of it at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from resolvers.wijzigen import een_jaar_na
from tests.gateway import Gateway, Sandbox
from tests.resolvers.geven import een_id, eerste, fouten, geef, gegeven, geschreven, trek_in, vandaag, zaak_van

OIN = "00000001003300006000"


# ---------------------------------------------------------------------- to whom, how far, how long


async def test_a_zaak_and_a_zaaktype_limit_it(eigen_huis: Gateway) -> None:
    query = '{ zaak(identificatie: "ZAAK-2026-0006") { id zaaktype { id identificatie } } }'
    zaak = (await eigen_huis.ask(query)).data["zaak"]
    found = await gegeven(eigen_huis, zaken=[zaak["id"]] * 2, zaaktypen=[zaak["zaaktype"]["id"]])

    assert found["zaken"] == [{"identificatie": "ZAAK-2026-0006"}]
    assert found["zaaktypen"] == [{"identificatie": zaak["zaaktype"]["identificatie"]}]


async def test_an_organisation_is_named_by_its_oin(eigen_huis: Gateway) -> None:
    found = await gegeven(eigen_huis, ontvanger={"organisatie": OIN})

    assert found["ontvanger"] == {"organisatie": OIN, "organisatieEenheid": None, "rol": None}


async def test_an_eenheid_is_kept_by_its_identificatie(eigen_huis: Gateway) -> None:
    query = '{ zaak(identificatie: "ZAAK-2026-0001") { behandelendeEenheid { id } } }'
    id_ = (await eigen_huis.ask(query)).data["zaak"]["behandelendeEenheid"]["id"]
    found = await gegeven(eigen_huis, ontvanger={"organisatieEenheid": id_})

    assert found["ontvanger"] == {"organisatie": None, "organisatieEenheid": "vergunningen", "rol": None}


async def test_it_may_last_from_tomorrow_until_a_year_from_today(eigen_huis: Gateway) -> None:
    for tot in (vandaag() + timedelta(days=1), een_jaar_na(vandaag())):
        assert (await gegeven(eigen_huis, geldigTot=tot.isoformat()))["geldigTot"] == tot.isoformat()


@pytest.mark.parametrize(
    ("dag", "later"),
    [(date(2026, 11, 23), date(2027, 11, 23)), (date(2028, 2, 29), date(2029, 2, 28))],
    ids=["gewoon", "schrikkeldag"],
)
def test_a_year_later_is_the_same_day(dag: date, later: date) -> None:
    assert een_jaar_na(dag) == later


# ---------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("anders", "veld"),
    [
        ({"ontvanger": {"organisatie": "123"}}, "ontvanger"),
        ({"ontvanger": {"organisatie": ""}}, "ontvanger"),
        ({"ontvanger": {"rol": "INWONER"}}, "ontvanger"),
        ({"ontvanger": {"rol": "KETENPARTNER"}}, "ontvanger"),
        ({"ontvanger": {"organisatieEenheid": "onzin"}}, "ontvanger"),
        ({"ontvanger": {"organisatieEenheid": een_id("Zaak")}}, "ontvanger"),
        ({"ontvanger": {"organisatieEenheid": een_id("OrganisatieEenheid", "weg", "openobject")}}, "ontvanger"),
        ({"ontvanger": {"organisatieEenheid": een_id("OrganisatieEenheid", "a=7Cb", "openobject")}}, "ontvanger"),
        ({"ontvanger": {"organisatieEenheid": een_id("OrganisatieEenheid", "a__b", "openzaak")}}, "ontvanger"),
        ({"activiteit": "iets-anders"}, "activiteit"),
        ({"activiteit": "mijnzaken-inzage"}, "activiteit"),
        ({"categorieen": []}, "categorieen"),
        ({"categorieen": ["DOCUMENTEN", "VERWERKINGEN"]}, "categorieen"),
        ({"categorieen": ["TOESTEMMINGEN"]}, "categorieen"),
        ({"zaken": []}, "zaken"),
        ({"zaken": ["onzin"]}, "zaken"),
        ({"zaken": [een_id("Verzoek")]}, "zaken"),
        ({"zaken": [een_id("Zaak")]}, "zaken"),
        ({"zaken": [een_id("Zaak", str(n)) for n in range(101)]}, "zaken"),
        ({"zaaktypen": []}, "zaaktypen"),
        ({"zaaktypen": [een_id("Zaaktype")]}, "zaaktypen"),
        ({"zaaktypen": ["onzin"]}, "zaaktypen"),
        ({"informatieVersie": "een andere"}, "informatieVersie"),
        ({"geldigTot": "2020-01-01"}, "geldigTot"),
        ({"geldigTot": "vandaag"}, "geldigTot"),
        ({"geldigTot": "te lang"}, "geldigTot"),
    ],
    ids=[
        "OIN te kort",
        "OIN leeg",
        "rol inwoner",
        "rol ketenpartner",
        "eenheid onzin",
        "eenheid een zaak",
        "eenheid onbekend",
        "eenheid met een streep",
        "eenheid met een vraag",
        "activiteit onbekend",
        "activiteit zonder toestemming",
        "geen categorie",
        "ook verwerkingen",
        "toestemmingen",
        "geen zaak",
        "zaak onzin",
        "zaak een verzoek",
        "zaak onbekend",
        "te veel zaken",
        "geen zaaktype",
        "zaaktype onbekend",
        "zaaktype onzin",
        "andere uitleg",
        "verleden",
        "vandaag",
        "te lang",
    ],
)
async def test_what_cannot_be_given_is_told_with_the_field_and_nothing_is_written(
    eigen_huis: Gateway, eigen_registers: Sandbox, anders: dict[str, Any], veld: str
) -> None:
    dagen = {"vandaag": vandaag(), "te lang": een_jaar_na(vandaag()) + timedelta(days=1)}
    if (dag := dagen.get(anders.get("geldigTot", ""))) is not None:
        anders = {"geldigTot": dag.isoformat()}
    answer = await geef(eigen_huis, **anders)

    assert fouten(answer) == [("BAD_USER_INPUT", veld)]
    assert geschreven(eigen_registers) == []


async def test_all_that_is_wrong_is_told_at_once(huis: Gateway) -> None:
    answer = await geef(
        huis,
        ontvanger={"rol": "INWONER"},
        activiteit="x",
        categorieen=["VERWERKINGEN"],
        zaken=["x"],
        zaaktypen=["x"],
        geldigTot="2020-01-01",
    )

    assert {veld for _, veld in fouten(answer)} == {
        "ontvanger",
        "activiteit",
        "categorieen",
        "zaken",
        "zaaktypen",
        "geldigTot",
    }


async def test_the_zaak_of_another_is_the_same_answer_and_the_same_work_as_an_unknown_one(huis: Gateway) -> None:
    foreign = await zaak_van(huis, "ZAAK-2026-0101", als="burger2")
    answers = [await geef(huis, zaken=[id_]) for id_ in (foreign, een_id("Zaak"))]

    assert answers[0].data == answers[1].data
    assert answers[0].oproepen == answers[1].oproepen
    assert fouten(answers[0]) == [("BAD_USER_INPUT", "zaken")]


async def test_a_zaak_that_is_too_confidential_for_himself_is_not_his_to_give(
    huis: Gateway, registers: Sandbox
) -> None:
    zaken = registers.product("openzaak").state.register.store["zaken"]
    (geheim,) = zaken.bij("identificatie", "ZAAK-2026-0008")
    answer = await geef(huis, zaken=[een_id("Zaak", geheim["uuid"])])

    assert fouten(answer) == [("BAD_USER_INPUT", "zaken")]


@pytest.mark.parametrize("ontvanger", [{}, {"rol": "KCC", "organisatie": OIN}], ids=["geen", "twee"])
async def test_exactly_one_receiver_is_named(huis: Gateway, ontvanger: dict[str, str]) -> None:
    answer = await geef(huis, ontvanger=ontvanger)

    assert answer.body.get("data") is None
    assert answer.body["errors"]


async def test_an_id_that_is_not_ones_own_is_not_found_whatever_it_is(huis: Gateway) -> None:
    id_ = await eerste(huis)
    answers = [
        await trek_in(huis, given, als="burger2")
        for given in (
            id_,
            een_id("Toestemming", register="openobject"),
            een_id("Toestemming", register="elders"),
            "onzin",
        )
    ]

    assert [answer.data for answer in answers] == [answers[0].data] * 4
    assert fouten(answers[0]) == [("NOT_FOUND", "id")]
    assert answers[0].oproepen == answers[1].oproepen == {"openobject GET /objects/{uuid}": 1}


async def test_what_is_shown_before_giving_names_its_version_and_what_it_can_be_given_for(eigen_huis: Gateway) -> None:
    query = "{ toestemmingsaanbod { uitleg informatieVersie taal activiteiten } }"
    aanbod = (await eigen_huis.ask(query)).data["toestemmingsaanbod"]
    (activiteit,) = aanbod["activiteiten"]

    assert "intrekken" in aanbod["uitleg"]
    assert aanbod["taal"] == "nl"
    assert await gegeven(eigen_huis, activiteit=activiteit, informatieVersie=aanbod["informatieVersie"])
