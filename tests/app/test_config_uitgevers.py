"""The settings of issuers: what may be said of claims, levels, roles and certificates, and what a mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import ConfigFout, Settings, lees
from app.config.profielen import Profiel
from app.config.uitgevers import UitgeverSettings

UITGEVER = """\
pseudoniemsleutel: "{sleutel}"
uitgevers:
  - issuer: https://inloggen.voorbeeld.nl
    audience: mijnzaken
    profiel: {profiel}
    jwks_url: https://inloggen.voorbeeld.nl/jwks
    {meer}
"""


def _lees(tmp_path: Path, meer: str, profiel: Profiel = "digid") -> Settings:
    path = tmp_path / "mijnzaken.yaml"
    path.write_text(UITGEVER.format(sleutel="5f" * 32, profiel=profiel, meer=meer))
    return lees(path, {})


def _uitgever(tmp_path: Path, meer: str, profiel: Profiel = "digid") -> UitgeverSettings:
    return _lees(tmp_path, meer, profiel).uitgevers[0]


@pytest.mark.parametrize(
    ("geschreven", "paden"),
    [
        ("uid", (("uid",),)),
        ('"urn:voorbeeld.nl:bsn"', (("urn:voorbeeld.nl:bsn",),)),
        ("[eid, bsn]", (("eid", "bsn"),)),
        ("[uid]", (("uid",),)),
        ("[[eid, bsn], [uid]]", (("eid", "bsn"), ("uid",))),
    ],
)
def test_a_claim_is_a_name_a_path_or_several_paths(
    tmp_path: Path, geschreven: str, paden: tuple[tuple[str, ...], ...]
) -> None:
    assert _uitgever(tmp_path, f"claims: {{bsn: {geschreven}}}").claims == {"bsn": paden}


def test_a_level_may_be_written_as_a_number(tmp_path: Path) -> None:
    assert _uitgever(tmp_path, 'niveaus: {3: SUBSTANTIEEL, "4": HOOG}').niveaus == {"3": "SUBSTANTIEEL", "4": "HOOG"}


@pytest.mark.parametrize(
    ("profiel", "meer", "gebonden"),
    [
        ("machine", "", True),
        ("machine", "cnf_verplicht: false", False),
        ("machine", "cnf_verplicht: true", True),
        ("digid", "", False),
        ("digid", "cnf_verplicht: true", True),
        ("sandbox", "", False),
    ],
)
def test_a_machine_must_be_bound_to_its_certificate_unless_the_settings_say_not(
    tmp_path: Path, profiel: Profiel, meer: str, gebonden: bool
) -> None:
    assert _uitgever(tmp_path, meer, profiel).moet_gebonden is gebonden


_PAD = "geef de naam van een claim, een pad van namen, of een lijst van zulke paden."


@pytest.mark.parametrize(
    ("profiel", "meer", "regel"),
    [
        ("digid", "claims: {bns: uid}", ":3: `uitgevers.0`: het profiel digid leest geen `bns`; kies uit bsn, "),
        ("sandbox", "claims: {bsn: uid}", ":3: `uitgevers.0`: het profiel sandbox leest geen `bsn`; kies een ander "),
        ("digid", "claims: {bsn: 7}", f":7: `uitgevers.0.claims.bsn`: {_PAD}"),
        ("digid", "claims: {bsn: ''}", f":7: `uitgevers.0.claims.bsn`: {_PAD}"),
        ("digid", "claims: {bsn: []}", f":7: `uitgevers.0.claims.bsn`: {_PAD}"),
        ("digid", "claims: {bsn: [[]]}", f":7: `uitgevers.0.claims.bsn`: {_PAD}"),
        ("digid", "claims: {bsn: [uid, [eid, bsn]]}", f":7: `uitgevers.0.claims.bsn`: {_PAD}"),
        ("digid", "claims: {bsn: {pad: uid}}", f":7: `uitgevers.0.claims.bsn`: {_PAD}"),
        ("digid", "claims: [bsn]", ":7: de instelling `uitgevers.0.claims` klopt niet (hier hoort een blok)."),
        (
            "digid",
            "niveaus: {3: HEEL_HOOG}",
            ":7: de instelling `uitgevers.0.niveaus.3` klopt niet (kies uit 'BASIS', ",
        ),
        ("digid", "rollen: {a: KCC}", ":3: `uitgevers.0`: het profiel digid kent geen rollen; die zijn er voor mede"),
        (
            "medewerker-entra",
            "rollen: {a: INWONER}",
            ":7: de instelling `uitgevers.0.rollen.a` klopt niet (kies uit 'KCC', ",
        ),
        (
            "digid",
            "langste_geldigheid_s: 0",
            ":7: de instelling `uitgevers.0.langste_geldigheid_s` klopt niet (meer dan 0).",
        ),
        ("digid", "algoritmen: [HS256]", ":7: de instelling `uitgevers.0.algoritmen.0` klopt niet (kies uit 'RS256', "),
        ("digid", "algoritmen: [none]", ":7: de instelling `uitgevers.0.algoritmen.0` klopt niet (kies uit 'RS256', "),
        (
            "digid",
            "\nserver: {client_certificaat_kop: X-Client-Cert}",
            ":8: `server`: noem bij client_certificaat_kop ook vertrouwde_proxies.",
        ),
        (
            "digid",
            "\nserver: {vertrouwde_proxies: [10.1.2.3/16]}",
            ":8: `server.vertrouwde_proxies.0`: geef een IP-adres, of een reeks zoals 10.0.0.0/24.",
        ),
        (
            "digid",
            "\nserver: {vertrouwde_proxies: [proxy.voorbeeld.nl]}",
            ":8: `server.vertrouwde_proxies.0`: geef een IP-adres, of een reeks zoals 10.0.0.0/24.",
        ),
    ],
)
def test_a_mistake_is_one_line_that_says_where_and_what(
    tmp_path: Path, profiel: Profiel, meer: str, regel: str
) -> None:
    with pytest.raises(ConfigFout) as caught:
        _lees(tmp_path, meer, profiel)

    assert str(caught.value).removeprefix(str(tmp_path / "mijnzaken.yaml")).startswith(regel)


def test_the_addresses_of_proxies_are_single_ones_and_ranges(tmp_path: Path) -> None:
    server = _lees(tmp_path, "\nserver: {client_certificaat_kop: X, vertrouwde_proxies: [10.1.2.3, 'fd00::/8']}").server

    assert [str(network) for network in server.vertrouwde_proxies] == ["10.1.2.3/32", "fd00::/8"]
