"""The settings: what is right is read, every mistake is one line with its place, and no secret is ever told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from app.authentication.profielen import PROFIELEN
from app.config import ConfigFout, Settings, lees
from app.config.profielen import CLAIMS, Profiel
from app.config.registers import Soort
from app.registries.connect import PADEN, Verbindingen
from tests.app.authentication.inlogpunt import ec

SLEUTEL = "5f" * 32
GEHEIM = "heel-geheim-4711"
GOED = f"""\
pseudoniemsleutel: {{value_from: {{env: SLEUTEL}}}}
organisatie: {{naam: Gemeente Voorbeeldstad}}
registers:
  - naam: openzaak
    soort: openzaak
    url: https://openzaak.voorbeeld.nl/
    credentials: {{type: zgw, client_id: mijnzaken, secret: {{value_from: {{env: GEHEIM}}}}}}
  - naam: openklant
    soort: openklant
    url: https://openklant.voorbeeld.nl
    credentials:
      type: token
      token: {GEHEIM}
uitgevers:
  - issuer: https://inloggen.voorbeeld.nl
    audience: mijnzaken
    profiel: digid
    jwks_url: https://inloggen.voorbeeld.nl/jwks
server: {{port: 8080}}
"""
OMGEVING = {"SLEUTEL": SLEUTEL, "GEHEIM": GEHEIM}


def _lees(tmp_path: Path, text: str | bytes, omgeving: dict[str, str] | None = None) -> Settings:
    path = tmp_path / "mijnzaken.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return lees(path, OMGEVING if omgeving is None else omgeving)


def _fout(tmp_path: Path, text: str | bytes, omgeving: dict[str, str] | None = None) -> str:
    """The line, without the name of the file."""
    with pytest.raises(ConfigFout) as caught:
        _lees(tmp_path, text, omgeving)
    line = str(caught.value)
    assert "\n" not in line
    assert GEHEIM not in line
    assert SLEUTEL not in line
    assert line.startswith(str(tmp_path / "mijnzaken.yaml"))
    return line.removeprefix(str(tmp_path / "mijnzaken.yaml"))


def test_a_good_file_is_read_with_its_secrets_from_the_environment(tmp_path: Path) -> None:
    settings = _lees(tmp_path, GOED)

    openzaak, openklant = settings.registers
    assert openzaak.url == "https://openzaak.voorbeeld.nl"
    assert openzaak.credentials.type == "zgw"
    assert openzaak.credentials.secret.get_secret_value() == GEHEIM
    assert openklant.credentials.type == "token"
    assert settings.pseudoniemsleutel.get_secret_value() == SLEUTEL
    assert settings.server.port == 8080


def test_a_secret_is_never_in_repr_or_str_or_json(tmp_path: Path) -> None:
    text = GOED.replace("soort: openzaak", f"soort: openzaak\n    kopteksten: {{x-sleutel: {GEHEIM}}}")
    settings = _lees(tmp_path, text)
    shown = f"{settings!r} {settings} {settings.registers} {settings.registers[0].credentials!r}"

    assert GEHEIM not in shown
    assert SLEUTEL not in shown
    assert GEHEIM not in settings.model_dump_json(exclude={"registers": {0: {"kopteksten"}}})
    assert SLEUTEL not in settings.model_dump_json()


def test_settings_do_not_change_after_they_are_read(tmp_path: Path) -> None:
    settings = _lees(tmp_path, GOED)

    with pytest.raises(ValueError, match="frozen"):
        settings.server.port = 1  # type: ignore[misc] # what is tested


@pytest.mark.parametrize(
    ("was", "wordt", "regel"),
    [
        ("server:", "sever:", ":19: onbekende instelling `sever`; bedoelt u `server`?"),
        ("issuer:", "isuer:", ":15: onbekende instelling `uitgevers.0.isuer`; bedoelt u `issuer`?"),
        ("    url: https://openklant.voorbeeld.nl\n", "", ":8: de instelling `registers.1.url` ontbreekt."),
        ("{port: 8080}", "{prt: 8080}", ":19: onbekende instelling `server.prt`; bedoelt u `port`?"),
        ("{port: 8080}", "{zzzzzz: 1}", ":19: onbekende instelling `server.zzzzzz`."),
        ("{port: 8080}", "{port: 99999}", ":19: de instelling `server.port` klopt niet (hoogstens 65535)."),
        ("{port: 8080}", "{port: 0}", ":19: de instelling `server.port` klopt niet (minstens 1)."),
        (f"      token: {GEHEIM}\n", "", ":11: de instelling `registers.1.credentials.token` ontbreekt."),
        ("client_id: mijnzaken, ", "", ":7: de instelling `registers.0.credentials.client_id` ontbreekt."),
        (
            "type: token",
            f"type: {GEHEIM}",
            ":11: de instelling `registers.1.credentials` klopt niet (kies als type: zgw, token, api_key, oidc of ",
        ),
        (
            "soort: openklant",
            f"soort: {GEHEIM}",
            ":9: de instelling `registers.1.soort` klopt niet (kies uit 'openzaak', 'openklant', ",
        ),
        (
            "profiel: digid",
            "profiel: digit",
            ":17: de instelling `uitgevers.0.profiel` klopt niet (kies uit 'sandbox', ",
        ),
        (
            "naam: openklant",
            "naam: openzaak",
            ":3: `registers`: twee registers heten openzaak; elk register heeft een eigen naam nodig.",
        ),
        (
            "    jwks_url: https://inloggen.voorbeeld.nl/jwks\n",
            "",
            ":15: `uitgevers.0`: geef jwks_url of jwks, en niet allebei.",
        ),
        ("url: https://openklant", f"url: {GEHEIM}//openklant", ":10: de instelling `registers.1.url` klopt niet ("),
        (
            "{port: 8080}",
            "{mijnzaken_api: true}",
            ":19: `server`: noem bij mijnzaken_api ook publiek_url.",
        ),
        (
            "{port: 8080}",
            "{publiek_url: http://mijnzaken.voorbeeld.nl}",
            ":19: `server.publiek_url`: met het token gaat alles open; dat gaat alleen over https.",
        ),
        (
            "{port: 8080}",
            "{publiek_url: 'https://mijnzaken.voorbeeld.nl/?a=b'}",
            ":19: de instelling `server.publiek_url` klopt niet (",
        ),
        ("server: {port: 8080}", "server: 8080", ":19: de instelling `server` klopt niet (hier hoort een blok)."),
        ("{env: GEHEIM}", "{env: ONBEKEND}", ":7: de omgevingsvariabele ONBEKEND is niet gezet of leeg."),
        (
            "jwks_url: https:",
            "jwks_url: http:",
            ":15: `uitgevers.0`: jwks_url begint met https:// (met http:// alleen op deze computer).",
        ),
        (
            "jwks_url: https://inloggen.voorbeeld.nl/jwks",
            "jwks_url: http://localhost.kwaad.nl/jwks",
            ":15: `uitgevers.0`: jwks_url begint met https:// (met http:// alleen op deze computer).",
        ),
        (
            "soort: openklant",
            "soort: openklant\n    mtls: {certificaat: weg.pem, sleutel: weg.pem}",
            ":10: de instelling `registers.1.mtls.certificaat` klopt niet (dit bestand bestaat niet).",
        ),
        ("naam: openklant", "naam: Open Klant", ":8: de instelling `registers.1.naam` klopt niet ("),
    ],
)
def test_a_mistake_is_one_line_that_says_where_and_what(tmp_path: Path, was: str, wordt: str, regel: str) -> None:
    assert GOED.count(was) == 1

    assert _fout(tmp_path, GOED.replace(was, wordt)).startswith(regel)


def test_an_api_of_zaken_needs_a_zaakregister(tmp_path: Path) -> None:
    aan = "{mijnzaken_api: true, publiek_url: https://mijnzaken.voorbeeld.nl/}"
    text = GOED.replace("{port: 8080}", aan)

    assert _lees(tmp_path, text).server.publiek_url == "https://mijnzaken.voorbeeld.nl"
    line = _fout(tmp_path, text.replace("soort: openzaak", "soort: openproduct"))
    assert line == ":1: `instellingen`: server.mijnzaken_api heeft een register van soort openzaak nodig."


def test_the_nearest_name_is_told_only_for_a_name_that_is_near(tmp_path: Path) -> None:
    line = _fout(tmp_path, f"pseudoniemsleutl: {SLEUTEL}\n")
    assert line == ":1: onbekende instelling `pseudoniemsleutl`; bedoelt u `pseudoniemsleutel`?"
    text = GOED.replace("uitgevers:", "uitgever:")
    assert _fout(tmp_path, text) == ":14: onbekende instelling `uitgever`; bedoelt u `uitgevers`?"


def test_a_secret_that_is_empty_is_no_secret(tmp_path: Path) -> None:
    line = _fout(tmp_path, GOED, {"SLEUTEL": SLEUTEL, "GEHEIM": ""})

    assert line == ":7: de omgevingsvariabele GEHEIM is niet gezet of leeg."


def _met_jwks(jwks: object) -> str:
    return GOED.replace("jwks_url: https://inloggen.voorbeeld.nl/jwks", f"jwks: {json.dumps(jwks)}")


@pytest.mark.parametrize(
    "jwks",
    [
        {},
        {"keys": []},
        {"keys": 7},
        {"keys": [7]},
        {"keys": [{"kty": "RSA", "kid": "een"}]},
        {"keys": [{"kty": "oct", "kid": "een", "k": "Z2VoZWltZ2VoZWltZ2VoZWltZ2VoZWlt"}]},
        {"keys": [ec("twee").as_dict(private=True)]},
    ],
)
def test_keys_in_the_file_that_are_no_public_keys_are_refused(tmp_path: Path, jwks: object) -> None:
    """A file is copied and shared: a private key in it would let every reader be anybody."""
    line = _fout(tmp_path, _met_jwks(jwks))

    assert line == ":15: `uitgevers.0`: jwks is geen verzameling van openbare sleutels."


def test_public_keys_in_the_file_are_accepted(tmp_path: Path) -> None:
    keys = {"keys": [ec("twee").as_dict(private=False)]}

    assert _lees(tmp_path, _met_jwks(keys)).uitgevers[0].jwks == keys


@pytest.mark.parametrize("sleutel", ["kort", "5f" * 31, "5f" * 33, "zz" * 32, "5f" * 16])
def test_a_pseudoniemsleutel_of_a_wrong_size_is_refused_without_being_told(tmp_path: Path, sleutel: str) -> None:
    line = _fout(tmp_path, "server: {}\npseudoniemsleutel: {value_from: {env: SLEUTEL}}\n", {"SLEUTEL": sleutel})

    assert line.startswith(":2: `pseudoniemsleutel`: geef 64, 96 of 128 hexadecimale tekens")
    assert sleutel not in line


@pytest.mark.parametrize("tekens", [64, 96, 128])
def test_a_pseudoniemsleutel_of_a_right_size_is_accepted(tmp_path: Path, tekens: int) -> None:
    settings = _lees(tmp_path, f"pseudoniemsleutel: '{'5f' * (tekens // 2)}'\n")

    assert len(settings.pseudoniemsleutel.get_secret_value()) == tekens


@pytest.mark.parametrize(
    ("text", "regel"),
    [
        ("a: [1\nb: 2\n", ":2: geen geldige YAML."),
        ("a: b: c\n", ":1: geen geldige YAML."),
        ("a: !!python/object/apply:os.system [ls]\n", ":1: geen geldige YAML."),
        ("a:\n\tb: 1\n", ":2: geen geldige YAML (met een tab ingesprongen; YAML wil spaties)."),
        (
            "server: {port: 1}\ntoegang: {}\nserver: {}\n",
            ":3: `server` staat er twee keer, ook op regel 1; voeg ze samen.",
        ),
        ("a: {b: 1, b: 2}\n", ":1: `b` staat er twee keer, ook op regel 1; voeg ze samen."),
        ("a: [{b: 1}, {c: 1,\n  c: 1}]\n", ":2: `c` staat er twee keer, ook op regel 1; voeg ze samen."),
        ("- een\n- lijst\n", ":1: het bestand begint niet met instellingen (naam: waarde)."),
        ("", ":1: het bestand begint niet met instellingen (naam: waarde)."),
        (b"naam: \xff\xfe\n", ": geen geldige YAML in UTF-8."),
        ("datum: 2026-99-99\n", ": geen geldige YAML in UTF-8."),
        ("[" * 5000, ": geen geldige YAML in UTF-8."),
        ("a: &a [*a]\n", ": een verwijzing in de YAML wijst naar zichzelf."),
        ("1: 2\n", ":1: "),
    ],
)
def test_a_file_that_is_no_settings_at_all_is_one_line_too(tmp_path: Path, text: str | bytes, regel: str) -> None:
    assert _fout(tmp_path, text).startswith(regel)


@pytest.mark.parametrize(
    ("text", "waarom"),
    [
        ("server: {port: achtduizend}", "`server.port` klopt niet (hier hoort een geheel getal)"),
        ("server: {portaal: misschien}", "`server.portaal` klopt niet (hier hoort true of false)"),
        ("server: {publiek_url: voorbeeld.nl}", "`server.publiek_url` klopt niet (de vorm is ^https?://"),
        ("server: {host: {value_from: {file: x}}}", "(hier hoort een tekst, of `value_from: {env: NAAM}`)"),
    ],
)
def test_what_is_wrong_is_said_in_dutch(tmp_path: Path, text: str, waarom: str) -> None:
    assert waarom in _fout(tmp_path, f"pseudoniemsleutel: {SLEUTEL}\n{text}\n")


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigFout, match=r"weg\.yaml: het bestand is niet te lezen \("):
        lees(tmp_path / "weg.yaml", {})


def test_two_issuers_with_one_name_are_refused(tmp_path: Path) -> None:
    block = GOED[GOED.index("  - issuer") : GOED.index("server:")]

    assert "twee uitgevers hebben dezelfde issuer" in _fout(tmp_path, GOED.replace(block, block + block))


def test_every_kind_of_register_and_of_login_that_may_be_written_exists() -> None:
    assert set(get_args(Soort)) == set(PADEN)
    assert set(get_args(Profiel)) == set(CLAIMS) == {*PROFIELEN, "sandbox"}


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
    settings = _lees(tmp_path, ZGW_CONSUMERS)
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

    assert [register.naam for register in _lees(tmp_path, ZGW_CONSUMERS + own).registers] == [
        "brp",
        "zaken-api",
        "klanten",
    ]
    assert len(_lees(tmp_path, ZGW_CONSUMERS + "registers:\n").registers) == 2


def test_another_client_id_is_another_open_zaak(tmp_path: Path) -> None:
    text = ZGW_CONSUMERS.replace(
        "      client_id: mijnzaken\n      secret: heel", "      client_id: ander\n      secret: heel"
    )

    assert [register.naam for register in _lees(tmp_path, text).registers] == ["zaken-api", "catalogi-api", "klanten"]


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

    assert [(register.url, set(register.urls.values())) for register in _lees(tmp_path, text).registers] == [
        (f"https://{basis}", {f"https://{basis}/{api}/api/v1" for api in apis}) for basis in (een, twee)
    ]


def test_one_open_zaak_whose_apis_have_a_host_each_is_one(tmp_path: Path) -> None:
    (register,) = _lees(tmp_path, _services("https://zaken.hier.nl", "https://catalogi.hier.nl")).registers

    assert register.urls == {"zaken": "https://zaken.hier.nl/api/v1", "catalogi": "https://catalogi.hier.nl/api/v1"}


@pytest.mark.parametrize("block", ["services: 7", "services: [7]", "services: [{api_type: zrc, api_root: x}]", "[]"])
def test_a_broken_zgw_consumers_block_is_one_line(tmp_path: Path, block: str) -> None:
    line = _fout(tmp_path, f"pseudoniemsleutel: {SLEUTEL}\nzgw_consumers:\n  {block}\n")

    assert line.endswith(": `zgw_consumers.services`: elke service heeft een identifier, api_type en api_root.")
    assert line.startswith((":2", ":3"))


def test_a_mistake_in_a_translated_register_points_at_the_block(tmp_path: Path) -> None:
    text = ZGW_CONSUMERS.replace("api_root: https://openklant.voorbeeld.nl/klantinteracties/api/v1/", "api_root: hier")

    assert _fout(tmp_path, text).startswith(":3: de instelling `registers.1.url` klopt niet (")
