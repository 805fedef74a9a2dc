"""Which client asks which field, in /metrics: over a real socket, and with more clients than there is room for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.config.documenten import DocumentenSettings
from app.execution.vertrouwd import Bewaring
from app.telemetry.gebruik import OVERIG, Client, Gebruik, client_uit
from app.telemetry.metrieken import Metrieken
from tests.app.http.deur import Deur, dienst

BSN = "999990019"
VRAAG = {"query": "{ ik { soort klant { __typename naam } } }"}


@pytest.fixture(scope="module")
def deur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deur]:
    map_ = tmp_path_factory.mktemp("documenten")
    Bewaring(map_).voeg_toe("portaal", {"a": "{ ik { soort } }"})
    with dienst(documenten=DocumentenSettings(map=map_), metrics=True) as served:
        yield served


def _regels(tekst: str, naam: str) -> dict[tuple[str, ...], float]:
    """label values → count"""
    found = re.findall(rf"^{naam}_total{{(.*?)}} (\S+)$", tekst, re.MULTILINE)
    return {tuple(re.findall(r'="(.*?)"', labels)): float(aantal) for labels, aantal in found}


def _metrieken(deur: Deur, naam: str) -> dict[tuple[str, ...], float]:
    return _regels(deur.get("/metrics").body.decode(), naam)


@pytest.mark.parametrize(
    ("koppen", "client"),
    [
        ({"X_Client_Name": "portaal", "X_Client_Version": "1.2.3"}, ("portaal", "1.2.3")),
        ({"apollographql_client_name": "app-ios", "apollographql_client_version": "7"}, ("app-ios", "7")),
        ({}, ("onbekend", "onbekend")),
        ({"X_Client_Name": BSN, "X_Client_Version": BSN}, ("onbekend", "onbekend")),
        ({"X_Client_Name": "x" * 65, "X_Client_Version": "y" * 33}, ("onbekend", "onbekend")),
        ({"X_Client_Name": 'a"} 1', "X_Client_Version": "b c"}, ("onbekend", "onbekend")),
        ({"X_Client_Name": "\u00e9"}, ("onbekend", "onbekend")),
    ],
)
def test_a_question_counts_for_the_client_that_asked_it(
    deur: Deur, koppen: dict[str, str], client: tuple[str, str]
) -> None:
    before = _metrieken(deur, "mijnzaken_clients").get(client, 0)
    velden = _metrieken(deur, "mijnzaken_velden").get((client[0], "Afnemer.soort"), 0)
    assert deur.post(VRAAG, **koppen).status == 200

    assert _metrieken(deur, "mijnzaken_clients")[client] == before + 1
    assert _metrieken(deur, "mijnzaken_velden")[client[0], "Afnemer.soort"] == velden + 1
    assert BSN.encode() not in deur.get("/metrics").body


def test_a_field_of_an_interface_counts_for_each_type_and_the_language_for_none(deur: Deur) -> None:
    deur.post(VRAAG, X_Client_Name="portaal")
    found = {veld for client, veld in _metrieken(deur, "mijnzaken_velden") if client == "portaal"}

    assert {"Query.ik", "Klant.naam", "NatuurlijkPersoon.naam", "NietNatuurlijkPersoon.naam"} <= found
    assert not any("__" in veld for veld in found)


def test_what_is_refused_is_not_counted(deur: Deur) -> None:
    deur.post({"query": "{ onzin }"}, X_Client_Name="mis")
    deur.post(VRAAG, persona=None, X_Client_Name="mis")

    assert not any(client == "mis" for client, _ in _metrieken(deur, "mijnzaken_clients"))


def test_there_are_no_more_clients_than_there_is_room_for_and_the_registered_have_theirs() -> None:
    gebruik = Gebruik(["portaal"], meeste=3)
    for nummer in range(500):
        gebruik.tel(client_uit(f"client-{nummer}", f"1.{nummer}"), ["Query.ik"])
        gebruik.tel(client_uit("portaal", f"1.{nummer}"), ["Query.ik"])
    tekst = Metrieken(gebruik).tekst().decode()

    velden = _regels(tekst, "mijnzaken_velden")
    assert {client for client, _ in velden} == {"portaal", "client-0", "client-1", "client-2", OVERIG}
    assert velden["portaal", "Query.ik"] == 500
    assert velden[OVERIG, "Query.ik"] == 497
    assert len(_regels(tekst, "mijnzaken_clients")) <= 3 + 2 * 21


def test_a_client_that_says_nothing_is_unknown() -> None:
    assert client_uit("", "") == Client("onbekend", "onbekend")
