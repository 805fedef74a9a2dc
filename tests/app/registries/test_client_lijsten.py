"""Lists in pages, and files in parts: whole or refused, and never from elsewhere."""

from __future__ import annotations

import msgspec
import pytest

from app.registries.client import Afwezig, Grenzen
from app.registries.client.register import MEESTE_ONGETELD
from resolvers.grammar.errors import RegisterInvalidResponse, RegisterUnavailable
from tests.app.registries.ruwe_server import Gesprek, altijd, bedien, client_van, json, om_de_beurt, pagina


class Zaak(msgspec.Struct):
    identificatie: str


# ---------------------------------------------------------------------- lists


async def lijst(*answers: bytes, grenzen: Grenzen | None = None) -> tuple[list[Zaak], list[str]]:
    async with bedien(om_de_beurt(*answers)) as server, client_van(server, grenzen=grenzen) as client:
        found = await client.pages("/zaken", Zaak)
        return found, [vraag.regel for vraag in server.vragen]


def zaken(*namen: str) -> str:
    return "[" + ",".join(f'{{"identificatie": "{naam}"}}' for naam in namen) + "]"


async def test_the_other_pages_are_asked_by_number_and_no_link_is_followed() -> None:
    async with bedien(altijd(json("{}"))) as elsewhere:
        link = f'"{elsewhere.basis}/zaken?page=2"'

        async def gedrag(gesprek: Gesprek) -> None:
            nummer = int(gesprek.regel.split("page=")[1].split("&")[0])
            namen = [f"Z{nummer}{letter}" for letter in ("ab" if nummer < 3 else "a")]
            await gesprek.stuur(pagina(zaken(*namen), 5, volgende=link))

        async with bedien(gedrag) as server, client_van(server) as client:
            found = await client.pages("/zaken", Zaak, params=(("bsn", "1"),), grootte=500)
            assert [zaak.identificatie for zaak in found] == ["Z1a", "Z1b", "Z2a", "Z2b", "Z3a"]
            assert server.vragen[0].regel == "GET /api/v1/zaken?bsn=1&page=1&pageSize=500 HTTP/1.1"
            assert len(server.vragen) == 3
        assert elsewhere.vragen == []


async def test_a_list_that_is_too_long_is_refused_after_one_page() -> None:
    with pytest.raises(RegisterInvalidResponse):
        await lijst(pagina(zaken("Z1"), 30_000), grenzen=Grenzen(paginas=20))


async def test_a_list_that_gives_less_than_it_says_is_refused() -> None:
    with pytest.raises(RegisterInvalidResponse):
        await lijst(pagina(zaken("Z1"), 2), json("{}", status="404 Not Found"))
    with pytest.raises(RegisterInvalidResponse):
        await lijst(pagina("[]", 2))
    with pytest.raises(RegisterInvalidResponse):
        await lijst(json("{}", status="404 Not Found"))


async def test_a_list_that_became_shorter_meanwhile_is_whole() -> None:
    found, _ = await lijst(pagina(zaken("Z1"), 2), pagina("[]", 1))
    assert [zaak.identificatie for zaak in found] == ["Z1"]


async def test_a_count_that_is_a_guess_is_not_relied_on() -> None:
    guess = '"countExact": false,'
    found, asked = await lijst(
        pagina(zaken("Z1"), 1, volgende='"x"', extra=guess),
        pagina(zaken("Z2"), 2, volgende='"x"', extra=guess),
        pagina(zaken("Z3"), 3, extra=guess),
    )
    assert [zaak.identificatie for zaak in found] == ["Z1", "Z2", "Z3"]
    assert len(asked) == 3
    with pytest.raises(RegisterInvalidResponse):
        await lijst(pagina(zaken("Z1"), 1, volgende='"x"', extra=guess), grenzen=Grenzen(paginas=4))


def ongeteld(items: str) -> bytes:
    """A page of a list that does not tell how many there are, and always has more."""
    return json(f'{{"next": "x", "results": {items}}}')


async def test_a_list_without_an_end_is_not_followed_for_ever() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        await gesprek.stuur(ongeteld(zaken(f"Z{gesprek.nummer}")))

    async with bedien(gedrag) as server, client_van(server) as client:
        with pytest.raises(RegisterInvalidResponse):
            await client.pages("/zaken", Zaak)
        assert len(server.vragen) == MEESTE_ONGETELD


@pytest.mark.parametrize(("items", "asked"), [(zaken("Z1"), 2), ("[]", 1)])
async def test_a_list_that_gets_nowhere_is_refused(items: str, asked: int) -> None:
    """The same page again, or nothing and yet more: an empty list must not look complete."""
    async with bedien(altijd(ongeteld(items))) as server, client_van(server) as client:
        with pytest.raises(RegisterInvalidResponse):
            await client.pages("/zaken", Zaak)
        assert len(server.vragen) == asked
        with pytest.raises(RegisterInvalidResponse):
            assert [len(found) async for found in client.bladeren("/zaken", Zaak)] == []
        assert len(server.vragen) == 2 * asked


async def test_one_page_that_fails_fails_the_list() -> None:
    with pytest.raises(RegisterUnavailable):
        await lijst(pagina(zaken("Z1"), 3), json("{}", status="500 Oops"))


async def test_a_reader_who_stops_asks_no_further_page() -> None:
    async with bedien(altijd(pagina(zaken("Z1"), 10))) as server, client_van(server) as client:
        async for found in client.bladeren("/zaken/_zoek", Zaak, method="POST", json={"a": 1}, grootte=1):
            assert found == [Zaak("Z1")]
            if len(server.vragen) == 2:
                break
        assert [v.regel for v in server.vragen] == [
            "POST /api/v1/zaken/_zoek?page=1&pageSize=1 HTTP/1.1",
            "POST /api/v1/zaken/_zoek?page=2&pageSize=1 HTTP/1.1",
        ]


async def test_leafing_ends_at_the_limit_and_says_when_something_is_missing() -> None:
    async with (
        bedien(altijd(pagina(zaken("Z1"), 10))) as server,
        client_van(server, grenzen=Grenzen(paginas=4)) as client,
    ):
        with pytest.raises(RegisterInvalidResponse):
            assert [len(found) async for found in client.bladeren("/zaken", Zaak)] == []
        assert len(server.vragen) == 4
        assert await client.eerste_pagina("/zaken", Zaak, grootte=1) == [Zaak("Z1")]
    answers = om_de_beurt(pagina(zaken("Z1"), 2), json("{}", status="404 Not Found"))
    async with bedien(answers) as server, client_van(server) as client:
        with pytest.raises(RegisterInvalidResponse):
            assert [len(found) async for found in client.bladeren("/zaken", Zaak)] == []


# ---------------------------------------------------------------------- files


async def test_a_file_comes_in_parts_up_to_its_limit() -> None:
    answer = json(b"x" * 300_000, soort="application/pdf")
    async with bedien(altijd(answer)) as server, client_van(server, grenzen=Grenzen(max_bytes=10)) as client:
        async with client.stream("/documenten/{uuid}/download", pad={"uuid": "1"}) as parts:
            assert sum([len(part) async for part in parts]) == 300_000
        with pytest.raises(RegisterInvalidResponse):
            async with client.stream("/documenten/{uuid}/download", pad={"uuid": "1"}, max_bytes=1000) as parts:
                [part async for part in parts]
        assert server.vragen[0].koptekst("accept") == "*/*"


async def test_a_file_that_is_not_there_or_cut_off_is_an_error() -> None:
    async with bedien(altijd(json("{}", status="404 Not Found"))) as server, client_van(server) as client:
        with pytest.raises(Afwezig):
            async with client.stream("/documenten/{uuid}/download", pad={"uuid": "1"}):
                pass

    async def gedrag(gesprek: Gesprek) -> None:
        await gesprek.stuur(json(b"x" * 1000)[:500])
        gesprek.sluit()

    async with bedien(gedrag) as server, client_van(server) as client:
        with pytest.raises(RegisterInvalidResponse):
            async with client.stream("/documenten/{uuid}/download", pad={"uuid": "1"}) as parts:
                [part async for part in parts]
