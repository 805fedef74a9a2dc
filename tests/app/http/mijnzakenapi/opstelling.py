"""Opstelling: the gateway with this door open, and a client that believes nothing: each answer is held against the
OpenAPI document that the door itself serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jsonschema import Draft202012Validator

from app.boek import logsleutel
from app.config import Settings
from app.http.mijnzakenapi import PAD
from app.main import bouw
from app.sandbox.server import bouw_sandbox, sandbox_config
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.regel import Handeling, Verwerking
from tests.app.http.deur import Antwoord, Deur, bediend
from tests.app.registries.ruwe_server import vrije_poort

PUBLIEK = "https://mijnzaken.voorbeeldstad.example/poort"
ZAKEN = f"{PAD}/zaken"
PERSONAS = ("burger", "burger2", "gemachtigde", "ondernemer")


@dataclass(frozen=True)
class Api:
    deur: Deur
    settings: Settings
    belofte: Mapping[str, Any]

    def vraag(self, pad: str = ZAKEN, persona: str | None = "burger", **koppen: str) -> Antwoord:
        """One GET, and its answer held against the promise. `pad`: with its query."""
        answer = self.deur.get(pad, persona=persona, **koppen)
        self.houdt_zich_aan(pad, answer)
        return answer

    def houdt_zich_aan(self, pad: str, answer: Antwoord) -> None:
        sjabloon = "/zaken" if urlsplit(pad).path == ZAKEN else "/zaken/{uuid}"
        beloofd = self.belofte["paths"][sjabloon]["get"]["responses"][str(answer.status)]
        ((media, inhoud),) = beloofd["content"].items()
        schema = {**inhoud["schema"], "components": self.belofte["components"]}
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        assert answer.kop("content-type") == media
        assert [error.message for error in validator.iter_errors(answer.json())] == []
        assert answer.kop("api-version") == self.belofte["info"]["version"]
        assert answer.kop("cache-control") == "no-store"
        assert answer.status == answer.json().get("status", answer.status) or answer.status == 200

    def lijst(self, persona: str = "burger", query: str = "pageSize=100") -> list[dict[str, Any]]:
        answer = self.vraag(f"{ZAKEN}?{query}", persona)
        assert answer.status == 200, answer.body
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def een(self, uuid: str, persona: str = "burger") -> Antwoord:
        return self.vraag(f"{ZAKEN}/{uuid}", persona)

    def uuid(self, zaaknummer: str) -> str:
        """As the register has it, whoever may see it."""
        held = self.deur.registers.state.wereld.collecties["openzaak"]["zaken"]
        (found,) = [zaak for zaak in held if zaak["identificatie"] == zaaknummer]
        return str(found["url"]).rstrip("/").rsplit("/", 1)[-1]

    def in_het_log(self, answer: Antwoord) -> tuple[list[Handeling], list[Verwerking]]:
        """What was written down of one request: what was done, and what was told."""
        opslag = open_opslag(self.settings.verwerkingenlog.opslag, logsleutel(self.settings), aanmaken=False)
        try:
            alle = [item.regel for item in opslag.sinds(0, 100_000)]
        finally:
            opslag.close()
        trace = answer.kop("x-trace-id")
        return (
            [regel for regel in alle if isinstance(regel, Handeling) and regel.trace_id == trace],
            [regel for regel in alle if isinstance(regel, Verwerking) and regel.trace_id == trace],
        )


def pad_van(adres: str) -> str:
    """The path at our socket of an address as clients are told it."""
    assert adres.startswith(f"{PUBLIEK}/")
    return adres.removeprefix(PUBLIEK)


@contextmanager
def api(*, zaken: int = 0, dood: int | None = None, **server: object) -> Iterator[Api]:
    """`zaken`: so many more, of the persona `veelzaken`; `dood`: at this place in the list stands a second
    zaakregister, where nobody answers."""
    achter, voor = vrije_poort(), vrije_poort()
    basis = f"http://127.0.0.1:{achter}"
    sandbox = bouw_sandbox(basis, zaken=zaken)
    with TemporaryDirectory() as map_:
        log = Path(map_, "verwerkingenlog.sqlite")
        aan: dict[str, Any] = {"mijnzaken_api": True, "publiek_url": f"{PUBLIEK}/", **server}
        config = sandbox_config(basis, log=f"sqlite:{log}", **aan)
        if dood is not None:
            leeg = {**config["registers"][0], "naam": "oudzaken", "url": f"http://127.0.0.1:{vrije_poort()}"}
            config["registers"].insert(dood, leeg)
        settings = Settings.model_validate(config)
        with bediend(sandbox, achter), bediend(bouw(settings), voor):
            deur = Deur(voor, sandbox, log)
            belofte = deur.get(f"{PAD}/openapi.json")
            assert belofte.status == 200
            yield Api(deur, settings, msgspec.json.decode(belofte.body))
