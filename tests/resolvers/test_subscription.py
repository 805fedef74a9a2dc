"""What may be followed, by whom; and what is told of a change, to whom. (That it tells no more than a question is
tests/autorisatie/test_noninterferentie_push.py.)"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from app.config.registers import RegisterSettings
from app.execution.executor import Antwoord, Executor, NuNiet, Vraag
from app.sandbox import uitgever
from app.sandbox.kern import Storing
from resolvers.grammar.context import Volgt, Wijziging
from resolvers.grammar.ref import Ref
from tests.gateway import Gateway, Sandbox, gateway

_VOLG = """
subscription ($namens: ID, $id: ID, $aanleiding: Aanleiding) {
  mijnZakenGewijzigd(namens: $namens, id: $id, aanleiding: $aanleiding) {
    soort tijdstip informatie { id titel status { groep } zaak { identificatie omschrijving } }
  }
}
"""
_NU = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


class Luisteraar:
    """The executor of a gateway, asked as a persona."""

    def __init__(self, huis: Gateway, tekst: str = _VOLG) -> None:
        self._tekst = tekst
        app: Any = huis.client._transport.app  # type: ignore[attr-defined] # httpx has no name for it
        self._executor: Executor = app.state.executor
        self._lees: Callable[..., Awaitable[Any]] = app.state.bearer.lees
        self._huis = huis

    async def volg(self, als: str, **variabelen: Any) -> Volgt | list[str]:
        """What is followed, or the codes of why not."""
        found = await self._executor.volg(self._vraag(variabelen), await self._afnemer(als))
        if isinstance(found, Antwoord):
            return [error["extensions"]["code"] for error in msgspec.json.decode(found.body)["errors"]]
        return found

    async def meld(self, als: str, wijziging: Wijziging, **variabelen: Any) -> dict[str, Any] | None:
        found = await self.antwoord(als, wijziging, **variabelen)
        told: dict[str, Any] | None = found and found["data"]["mijnZakenGewijzigd"]
        return told

    async def antwoord(self, als: str, wijziging: Wijziging, **variabelen: Any) -> dict[str, Any] | None:
        """All that is told; raises NuNiet."""
        found = await self._executor.meld(self._vraag(variabelen), await self._afnemer(als), wijziging)
        answer: dict[str, Any] | None = None if found is None else msgspec.json.decode(found.body)
        return answer

    async def kwestie(self, zaaknummer: str) -> dict[str, Any]:
        for als in ("burger", "burger2"):
            query = "{ mijnZaken(first: 100) { nodes { id zaak { id identificatie contactmomenten { id } } } } }"
            for node in (await self._huis.ask(query, als=als)).data["mijnZaken"]["nodes"]:
                if node["zaak"] and node["zaak"]["identificatie"] == zaaknummer:
                    found: dict[str, Any] = node
                    return found
        raise AssertionError(zaaknummer)

    def _vraag(self, variabelen: dict[str, Any]) -> Vraag:
        return Vraag(query=self._tekst, variables=variabelen, trace_id="ab" * 16)

    async def _afnemer(self, als: str) -> Any:
        return await self._lees([f"Bearer {uitgever.token(als)}"])


@pytest.fixture
def luisteraar(huis: Gateway) -> Luisteraar:
    return Luisteraar(huis)


def _status(kwestie: dict[str, Any]) -> Wijziging:
    return Wijziging(soort="STATUS_GEWIJZIGD", onderwerp=Ref.decode(kwestie["zaak"]["id"]), tijdstip=_NU)


async def test_a_citizen_follows_what_is_about_him(luisteraar: Luisteraar) -> None:
    found = await luisteraar.volg("burger")

    assert isinstance(found, Volgt)
    assert found.sleutels
    assert found.onderwerp is None


async def test_who_looks_for_others_must_say_which_matter_and_why(luisteraar: Luisteraar) -> None:
    kwestie = await luisteraar.kwestie("ZAAK-2026-0001")
    reden = {"contactmoment": kwestie["zaak"]["contactmomenten"][0]["id"]}

    assert await luisteraar.volg("kcc") == ["FORBIDDEN"]
    assert await luisteraar.volg("kcc", id=kwestie["id"]) == ["NOT_FOUND"]
    found = await luisteraar.volg("kcc", id=kwestie["id"], aanleiding=reden)
    assert isinstance(found, Volgt)
    assert found.onderwerp == Ref.decode(kwestie["zaak"]["id"])


async def test_a_matter_of_somebody_else_and_one_that_is_not_there_are_the_same(luisteraar: Luisteraar) -> None:
    ander = await luisteraar.kwestie("ZAAK-2026-0102")
    geen = Ref("openzaak", "MijnZakenInformatie", "00000000-0000-4000-8000-000000000000").encode()

    assert await luisteraar.volg("burger", id=ander["id"]) == ["NOT_FOUND"]
    assert await luisteraar.volg("burger", id=geen) == ["NOT_FOUND"]
    assert await luisteraar.volg("burger", id=ander["zaak"]["id"]) == ["BAD_USER_INPUT"]
    assert await luisteraar.volg("burger", id="999990019") == ["BAD_USER_INPUT"]


async def test_who_may_see_nothing_hears_nothing(luisteraar: Luisteraar) -> None:
    assert await luisteraar.volg("privacyfunctionaris") == ["FORBIDDEN"]
    assert await luisteraar.volg("ketenpartner") == ["FORBIDDEN"]


async def test_both_applicants_hear_of_their_zaak_and_nobody_else(luisteraar: Luisteraar) -> None:
    kwestie = await luisteraar.kwestie("ZAAK-2026-0001")
    personas = ("burger", "burger2", "gemachtigde", "ondernemer")
    gemeld = [await luisteraar.meld(als, _status(kwestie)) for als in personas]

    assert [told is not None for told in gemeld] == [True, True, False, False]
    assert gemeld[0] == {
        "soort": "STATUS_GEWIJZIGD",
        "tijdstip": "2026-11-27T12:00:00+00:00",
        "informatie": {
            "id": kwestie["id"],
            "titel": "Omgevingsvergunning",
            "status": {"groep": "IN_BEHANDELING"},
            "zaak": {"identificatie": "ZAAK-2026-0001", "omschrijving": "Dakkapel aan de achterkant, Lindelaan 14"},
        },
    }


async def test_who_follows_one_matter_hears_of_no_other(luisteraar: Luisteraar) -> None:
    een, ander = await luisteraar.kwestie("ZAAK-2026-0001"), await luisteraar.kwestie("ZAAK-2026-0002")

    assert await luisteraar.meld("burger", _status(een), id=een["id"]) is not None
    assert await luisteraar.meld("burger", _status(ander), id=een["id"]) is None


async def test_a_gemachtigde_hears_of_what_his_machtiging_covers_and_only_when_he_looks_with_it(
    huis: Gateway, luisteraar: Luisteraar
) -> None:
    answer = await huis.ask("{ ik { vertegenwoordigt { id geldig } } }", als="gemachtigde")
    (namens,) = [item["id"] for item in answer.data["ik"]["vertegenwoordigt"] if item["geldig"]]
    gedekt, anders = await luisteraar.kwestie("ZAAK-2026-0101"), await luisteraar.kwestie("ZAAK-2026-0102")

    assert await luisteraar.meld("gemachtigde", _status(gedekt), namens=namens) is not None
    assert await luisteraar.meld("gemachtigde", _status(anders), namens=namens) is None
    assert await luisteraar.meld("gemachtigde", _status(gedekt)) is None


async def test_of_a_document_that_he_may_not_see_he_does_not_hear_that_it_came(luisteraar: Luisteraar) -> None:
    kwestie = await luisteraar.kwestie("ZAAK-2026-0001")
    zaakref = Ref.decode(kwestie["zaak"]["id"])
    query = "{ mijnZaken(first: 100) { nodes { zaak { identificatie documenten { id titel } } } } }"
    zaken = (await luisteraar._huis.ask(query)).data["mijnZaken"]["nodes"]
    (dossier,) = [node["zaak"] for node in zaken if node["zaak"] and node["zaak"]["identificatie"] == "ZAAK-2026-0001"]
    (ander,) = [node["zaak"] for node in zaken if node["zaak"] and node["zaak"]["identificatie"] == "ZAAK-2025-0105"]
    gezien, vreemd = (Ref.decode(zaak["documenten"][0]["id"]) for zaak in (dossier, ander))

    def erbij(document: Ref) -> Wijziging:
        return Wijziging(soort="DOCUMENT_TOEGEVOEGD", onderwerp=zaakref, tijdstip=_NU, deel=document)

    assert await luisteraar.meld("burger", erbij(gezien)) is not None
    assert await luisteraar.meld("burger", erbij(vreemd)) is None
    assert await luisteraar.meld("burger", erbij(gezien._replace(id="00000000-0000-4000-8000-000000000000"))) is None


async def test_what_is_told_is_written_down_and_what_is_not_told_is_not(huis: Gateway, luisteraar: Luisteraar) -> None:
    kwestie = await luisteraar.kwestie("ZAAK-2026-0001")
    log = huis.log()
    voor = len(log.sinds(0, 10_000))

    await luisteraar.meld("gemachtigde", _status(kwestie))
    assert len(log.sinds(0, 10_000)) == voor

    await luisteraar.meld("burger", _status(kwestie))
    assert len(log.sinds(0, 10_000)) == voor + 3  # the operation, and what was told of either applicant


async def test_a_change_is_told_with_the_register_that_did_not_add_to_it(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    luisteraar = Luisteraar(eigen_huis, _VOLG.replace("titel", "titel producten { naam }"))
    kwestie = await luisteraar.kwestie("ZAAK-2026-0001")
    eigen_registers.product("openproduct").state.storing = Storing.DOWN
    told = await luisteraar.antwoord("burger", _status(kwestie))

    assert told is not None
    assert told["data"]["mijnZakenGewijzigd"]["informatie"]["producten"] == []
    fouten = [(error["path"], error["extensions"]["code"]) for error in told["errors"]]
    assert fouten == [(["mijnZakenGewijzigd"], "REGISTER_UNAVAILABLE")]


async def test_whether_a_change_is_of_the_matter_that_is_followed_is_asked_again_when_it_cannot_be_known(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    """He follows the verzoek; which verzoek the zaak came from, only its register tells."""
    luisteraar = Luisteraar(eigen_huis)
    kwestie = await luisteraar.kwestie("ZAAK-2026-0001")
    verzoeken = eigen_registers.product("openvtb").state.register.store["verzoeken"]
    (verzoek,) = verzoeken.bij("verzoekBron.kenmerk", "OF-0001")
    gevolgd = Ref("openvtb", "MijnZakenInformatieVerzoek", str(verzoek["uuid"])).encode()
    eerst = await luisteraar.meld("burger", _status(kwestie), id=gevolgd)
    eigen_registers.product("openvtb").state.storing = Storing.DOWN

    assert eerst is not None
    with pytest.raises(NuNiet):
        await luisteraar.meld("burger", _status(kwestie), id=gevolgd)


async def test_a_part_that_may_be_in_a_register_that_is_away_is_looked_for_again(eigen_registers: Sandbox) -> None:
    def met_een_die_weg_is(registers: list[RegisterSettings]) -> list[RegisterSettings]:
        (eigen,) = [register for register in registers if register.naam == "openproduct"]
        return [*registers, eigen.model_copy(update={"naam": "openproduct-weg", "url": "http://127.0.0.1:9"})]

    async with gateway(eigen_registers.basis, registers=met_een_die_weg_is) as huis:
        luisteraar = Luisteraar(huis)
        kwestie = await luisteraar.kwestie("ZAAK-2026-0001")
        deel = Ref("openproduct-weg", "Product", "33333333-3333-4333-8333-333333333333")
        nieuw = replace(_status(kwestie), soort="PRODUCT_GEWIJZIGD", deel=deel)
        with pytest.raises(NuNiet):
            await luisteraar.meld("burger", nieuw)


async def test_a_subscription_cannot_be_asked_as_a_question(huis: Gateway) -> None:
    answer = await huis.ask("subscription { mijnZakenGewijzigd { soort } }")

    assert answer.codes == {"": "BAD_REQUEST"}
