"""A zgw_consumers block, as the products of Maykin have it, becomes registers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.registries.connect import Verbindingen
from tests.app.instellingen import GEHEIM, SLEUTEL, fout_in, lees_uit

ZGW_CONSUMERS = f"""\
pseudoniemsleutel: {SLEUTEL}
zgw_consumers_config_enable: true
zgw_consumers:
  services:
    - identifier: zaken-api
      label: Zaken API
      api_root: https://openzaak.voorbeeld.nl/zaken/api/v1/
      api_type: zrc
      auth_type: zgw
      client_id: mijnzaken
      secret: {{value_from: {{env: GEHEIM}}}}
    - identifier: catalogi-api
      api_root: https://openzaak.voorbeeld.nl/catalogi/api/v1/
      api_type: ztc
      client_id: mijnzaken
      secret: {GEHEIM}
    - identifier: klanten
      api_root: https://openklant.voorbeeld.nl/klantinteracties/api/v1/
      api_type: kic
      auth_type: api_key
      header_key: Authorization
      header_value: Token {GEHEIM}
    - identifier: notificaties
      api_root: https://opennotificaties.voorbeeld.nl/api/v1/
      api_type: nrc
"""


async def test_the_zgw_consumers_block_becomes_registers_that_can_be_connected(tmp_path: Path) -> None:
    settings = lees_uit(tmp_path, ZGW_CONSUMERS)
    verbindingen = Verbindingen(settings.registers, settings.organisatie)
    bases = {
        f"{aansluiting.settings.soort}.{api}": client.basis
        for aansluiting in verbindingen.aansluitingen
        for api, client in aansluiting.clients.items()
    }
    await verbindingen.aclose()

    assert [(register.naam, register.soort) for register in settings.registers] == [
        ("zaken-api", "openzaak"),
        ("klanten", "openklant"),
    ]
    assert bases == {
        "openzaak.zaken": "https://openzaak.voorbeeld.nl/zaken/api/v1",
        "openzaak.catalogi": "https://openzaak.voorbeeld.nl/catalogi/api/v1",
        "openzaak.documenten": "https://openzaak.voorbeeld.nl/documenten/api/v1",
        "openzaak.besluiten": "https://openzaak.voorbeeld.nl/besluiten/api/v1",
        "openklant.klantinteracties": "https://openklant.voorbeeld.nl/klantinteracties/api/v1",
    }
    assert len(verbindingen.registers.zaken) == len(verbindingen.registers.klanten) == 1
    assert settings.registers[1].credentials.type == "api_key"
    assert GEHEIM not in repr(settings)


def test_zgw_consumers_stand_beside_registers_of_our_own(tmp_path: Path) -> None:
    own = "registers:\n  - {naam: brp, soort: brp, url: https://brp.voorbeeld.nl}\n"

    assert [register.naam for register in lees_uit(tmp_path, ZGW_CONSUMERS + own).registers] == [
        "brp",
        "zaken-api",
        "klanten",
    ]
    assert len(lees_uit(tmp_path, ZGW_CONSUMERS + "registers:\n").registers) == 2


def test_another_client_id_is_another_open_zaak(tmp_path: Path) -> None:
    text = ZGW_CONSUMERS.replace(
        "      client_id: mijnzaken\n      secret: heel", "      client_id: ander\n      secret: heel"
    )

    assert [register.naam for register in lees_uit(tmp_path, text).registers] == [
        "zaken-api",
        "catalogi-api",
        "klanten",
    ]


def _services(*roots: str, client_id: str = "mijnzaken") -> str:
    """Of each root its kind of API is the part before /api/v1."""
    kinds = {"zaken": "zrc", "catalogi": "ztc", "documenten": "drc", "besluiten": "brc"}
    entries = [
        {
            "identifier": root.removeprefix("https://"),
            "api_root": f"{root}/api/v1/",
            "api_type": kinds[re.split(r"[/.]", root.removeprefix("https://"))[0 if ".nl/" not in root else -1]],
            "client_id": client_id,
            "secret": GEHEIM,
        }
        for root in roots
    ]
    return json.dumps({"pseudoniemsleutel": SLEUTEL, "zgw_consumers": {"services": entries}})


@pytest.mark.parametrize(("een", "twee"), [("a.nl", "b.nl"), ("hier.nl/een", "hier.nl/twee")])
def test_two_open_zaken_with_one_client_id_stay_two(tmp_path: Path, een: str, twee: str) -> None:
    """Taken for one, the second would hide all of the first."""
    apis = ("zaken", "catalogi", "documenten", "besluiten")
    text = _services(*(f"https://{basis}/{api}" for api in apis for basis in (een, twee)))

    assert [(register.url, set(register.urls.values())) for register in lees_uit(tmp_path, text).registers] == [
        (f"https://{basis}", {f"https://{basis}/{api}/api/v1" for api in apis}) for basis in (een, twee)
    ]


def test_one_open_zaak_whose_apis_have_a_host_each_is_one(tmp_path: Path) -> None:
    (register,) = lees_uit(tmp_path, _services("https://zaken.hier.nl", "https://catalogi.hier.nl")).registers

    assert register.urls == {"zaken": "https://zaken.hier.nl/api/v1", "catalogi": "https://catalogi.hier.nl/api/v1"}


@pytest.mark.parametrize("block", ["services: 7", "services: [7]", "services: [{api_type: zrc, api_root: x}]", "[]"])
def test_a_broken_zgw_consumers_block_is_one_line(tmp_path: Path, block: str) -> None:
    line = fout_in(tmp_path, f"pseudoniemsleutel: {SLEUTEL}\nzgw_consumers:\n  {block}\n")

    assert line.endswith(": `zgw_consumers.services`: elke service heeft een identifier, api_type en api_root.")
    assert line.startswith((":2", ":3"))


def test_a_mistake_in_a_translated_register_points_at_the_block(tmp_path: Path) -> None:
    text = ZGW_CONSUMERS.replace("api_root: https://openklant.voorbeeld.nl/klantinteracties/api/v1/", "api_root: hier")

    assert fout_in(tmp_path, text).startswith(":3: de instelling `registers.1.url` klopt niet (")
