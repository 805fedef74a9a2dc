"""The settings: what is right is read, every mistake is one line with its place, and no secret is ever told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from app.authentication.profielen import PROFIELEN
from app.config import ConfigFout, lees
from app.config.profielen import CLAIMS, Profiel
from app.config.registers import Soort
from app.registries.connect import PADEN
from tests.app.authentication.inlogpunt import ec
from tests.app.instellingen import GEHEIM, GOED, SLEUTEL, fout_in, lees_uit


def test_a_good_file_is_read_with_its_secrets_from_the_environment(tmp_path: Path) -> None:
    settings = lees_uit(tmp_path, GOED)

    openzaak, openklant = settings.registers
    assert openzaak.url == "https://openzaak.voorbeeld.nl"
    assert openzaak.credentials.type == "zgw"
    assert openzaak.credentials.secret.get_secret_value() == GEHEIM
    assert openklant.credentials.type == "token"
    assert settings.pseudoniemsleutel.get_secret_value() == SLEUTEL
    assert settings.server.port == 8080


def test_a_secret_is_never_in_repr_or_str_or_json(tmp_path: Path) -> None:
    text = GOED.replace("soort: openzaak", f"soort: openzaak\n    kopteksten: {{x-sleutel: {GEHEIM}}}")
    settings = lees_uit(tmp_path, text)
    shown = f"{settings!r} {settings} {settings.registers} {settings.registers[0].credentials!r}"

    assert GEHEIM not in shown
    assert SLEUTEL not in shown
    assert GEHEIM not in settings.model_dump_json(exclude={"registers": {0: {"kopteksten"}}})
    assert SLEUTEL not in settings.model_dump_json()


def test_settings_do_not_change_after_they_are_read(tmp_path: Path) -> None:
    settings = lees_uit(tmp_path, GOED)

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
            ":10: `registers.1.mtls.certificaat`: het bestand weg.pem is er niet.",
        ),
        ("naam: openklant", "naam: Open Klant", ":8: de instelling `registers.1.naam` klopt niet ("),
    ],
)
def test_a_mistake_is_one_line_that_says_where_and_what(tmp_path: Path, was: str, wordt: str, regel: str) -> None:
    assert GOED.count(was) == 1

    assert fout_in(tmp_path, GOED.replace(was, wordt)).startswith(regel)


def test_an_api_of_zaken_needs_a_zaakregister(tmp_path: Path) -> None:
    aan = "{mijnzaken_api: true, publiek_url: https://mijnzaken.voorbeeld.nl/}"
    text = GOED.replace("{port: 8080}", aan)

    assert lees_uit(tmp_path, text).server.publiek_url == "https://mijnzaken.voorbeeld.nl"
    line = fout_in(tmp_path, text.replace("soort: openzaak", "soort: openproduct"))
    assert line == ":1: `instellingen`: server.mijnzaken_api heeft een register van soort openzaak nodig."


def test_the_nearest_name_is_told_only_for_a_name_that_is_near(tmp_path: Path) -> None:
    line = fout_in(tmp_path, f"pseudoniemsleutl: {SLEUTEL}\n")
    assert line == ":1: onbekende instelling `pseudoniemsleutl`; bedoelt u `pseudoniemsleutel`?"
    text = GOED.replace("uitgevers:", "uitgever:")
    assert fout_in(tmp_path, text) == ":14: onbekende instelling `uitgever`; bedoelt u `uitgevers`?"


def test_a_secret_that_is_empty_is_no_secret(tmp_path: Path) -> None:
    line = fout_in(tmp_path, GOED, {"SLEUTEL": SLEUTEL, "GEHEIM": ""})

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
    line = fout_in(tmp_path, _met_jwks(jwks))

    assert line == ":15: `uitgevers.0`: jwks is geen verzameling van openbare sleutels."


def test_public_keys_in_the_file_are_accepted(tmp_path: Path) -> None:
    keys = {"keys": [ec("twee").as_dict(private=False)]}

    assert lees_uit(tmp_path, _met_jwks(keys)).uitgevers[0].jwks == keys


@pytest.mark.parametrize("sleutel", ["kort", "5f" * 31, "5f" * 33, "zz" * 32, "5f" * 16])
def test_a_pseudoniemsleutel_of_a_wrong_size_is_refused_without_being_told(tmp_path: Path, sleutel: str) -> None:
    line = fout_in(tmp_path, "server: {}\npseudoniemsleutel: {value_from: {env: SLEUTEL}}\n", {"SLEUTEL": sleutel})

    assert line.startswith(":2: `pseudoniemsleutel`: geef 64, 96 of 128 hexadecimale tekens")
    assert sleutel not in line


@pytest.mark.parametrize("tekens", [64, 96, 128])
def test_a_pseudoniemsleutel_of_a_right_size_is_accepted(tmp_path: Path, tekens: int) -> None:
    settings = lees_uit(tmp_path, f"pseudoniemsleutel: '{'5f' * (tekens // 2)}'\n")

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
        ("a: &a {b: 1}\nc: {<<: *a, <<: *a, b: 2}\n", ":1: onbekende instelling `a`"),
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
    assert fout_in(tmp_path, text).startswith(regel)


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
    assert waarom in fout_in(tmp_path, f"pseudoniemsleutel: {SLEUTEL}\n{text}\n")


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigFout, match=r"weg\.yaml: het bestand is niet te lezen \("):
        lees(tmp_path / "weg.yaml", {})


def test_two_issuers_with_one_name_are_refused(tmp_path: Path) -> None:
    block = GOED[GOED.index("  - issuer") : GOED.index("server:")]

    assert "twee uitgevers hebben dezelfde issuer" in fout_in(tmp_path, GOED.replace(block, block + block))


def test_every_kind_of_register_and_of_login_that_may_be_written_exists() -> None:
    assert set(get_args(Soort)) == set(PADEN)
    assert set(get_args(Profiel)) == set(CLAIMS) == {*PROFIELEN, "sandbox"}
