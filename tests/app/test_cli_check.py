"""`mijnzaken check`: what it says of each register, and that it exits with 1 when something is to be mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.registries.keuring import keur
from app.sandbox import kern, openvtb, uitgever
from app.sandbox.server import bouw_sandbox, sandbox_settings
from app.sandbox.wereld import Adressen, bouw_wereld
from tests.app.authentication.inlogpunt import jwks, rsa
from tests.app.http.deur import bediend
from tests.app.opdrachtregel import is_een_regel, roep, schrijf
from tests.app.registries.ruwe_server import altijd, bedien, vrije_poort
from tests.app.registries.ruwe_server import json as antwoord


def _tabel(output: str) -> dict[str, list[str]]:
    """register → the other columns; a column begins where its heading does."""
    head, _, *rows = output.splitlines()
    starts = [match.start() for match in re.finditer(r"\S+( \S+)*", head)]
    cells = [[row[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)] for row in rows]
    return {name: rest for name, *rest in cells}


@pytest.fixture
def registers() -> Iterator[str]:
    port = vrije_poort()
    basis = f"http://127.0.0.1:{port}"
    with bediend(bouw_sandbox(basis), port):
        yield basis


def test_check_of_a_good_configuration_is_a_table_and_exits_0(tmp_path: Path, registers: str) -> None:
    path, raw = schrijf(tmp_path, registers)
    found = roep("check", "--config", str(path))
    table = _tabel(found.output)

    assert found.exit_code == 0, found.output
    assert list(table) == [*(register["naam"] for register in raw["registers"]), uitgever.ISSUER, "verwerkingenlog"]
    assert not (tmp_path / "verwerkingenlog.sqlite").exists(), "it is for who serves to make it"
    assert {row[1] for row in table.values()} == {"ja"}
    assert {row[-1] for row in table.values()} == {""}
    assert table["openzaak"][4] == "_zoek, expand"
    assert table["openvtb"][4] == "filters"
    assert table["brp"][2] == "niet te proberen"
    assert table[uitgever.ISSUER] == ["uitgever", "ja", "", "", "1 sleutel", ""]
    assert kern.ZGW_SECRET not in found.output


@pytest.mark.parametrize("naam", ["openzaak", "openklant", "openproduct", "openvtb", "openobject"])
def test_check_tells_of_wrong_credentials(tmp_path: Path, registers: str, naam: str) -> None:
    path, raw = schrijf(tmp_path, registers)
    credentials = next(found for found in raw["registers"] if found["naam"] == naam)["credentials"]
    credentials["secret" if naam == "openzaak" else "token"] = "geheel-verkeerd-geheim-van-niemand"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep("check", "--config", str(path))
    table = _tabel(found.output)

    assert found.exit_code == 1
    assert table[naam][1:3] == ["ja", "nee"]
    assert table[naam][-1] == "Controleer de credentials en de rechten bij het register."
    assert [name for name, row in table.items() if row[-1]] == [naam]
    assert "geheel-verkeerd" not in found.output


@pytest.mark.parametrize("anders", [{"secret": "geheel-verkeerd-geheim"}, {"token_url": "{weg}/token"}])
def test_check_tells_that_a_register_without_a_probe_gets_no_token(
    tmp_path: Path, registers: str, anders: dict[str, str]
) -> None:
    path, raw = schrijf(tmp_path, registers)
    credentials = next(found for found in raw["registers"] if found["naam"] == "mijnagenda")["credentials"]
    weg = f"http://127.0.0.1:{vrije_poort()}"
    credentials |= {naam: value.format(weg=weg) for naam, value in anders.items()}
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep("check", "--config", str(path))
    table = _tabel(found.output)

    assert found.exit_code == 1
    assert table["mijnagenda"][1:3] == ["niet te proberen", "nee"]
    assert table["mijnagenda"][-1] == (
        "Wij krijgen geen token; controleer token_url, client_id en secret of certificaat."
    )
    assert [name for name, row in table.items() if row[-1]] == ["mijnagenda"]
    assert "geheel-verkeerd" not in found.output


@pytest.mark.parametrize(
    ("status", "aanvaard"),
    [("401 Unauthorized", "nee"), ("403 Forbidden", "niet te proberen"), ("200 OK", "niet te proberen")],
)
async def test_what_a_register_without_a_probe_says_of_us(status: str, aanvaard: str) -> None:
    """A 403 may be of a gateway that has nothing at `/`."""
    settings = sandbox_settings("http://127.0.0.1:1")
    async with bedien(altijd(antwoord("{}", status=status))) as server:
        kvk = next(found for found in settings.registers if found.naam == "kvk")
        only = settings.model_copy(update={"registers": [kvk.model_copy(update={"url": server.basis})]})
        (found,) = await keur(only)

    assert (found.bereikbaar, found.aanvaard) == ("ja", aanvaard)
    assert bool(found.remedie) == (aanvaard == "nee")


# ---------------------------------------------------------------------- issuers


def _met_uitgever(path: Path, raw: dict[str, Any], jwks_url: str) -> None:
    """The first with the keys in the file stays; this one comes after it."""
    ander = {"issuer": "https://ander.example", "audience": "mijnzaken", "profiel": "digid", "jwks_url": jwks_url}
    path.write_text(yaml.safe_dump({**raw, "uitgevers": [*raw["uitgevers"], ander]}), encoding="utf-8")


def test_check_tells_of_an_issuer_that_nobody_answers_for(tmp_path: Path, registers: str) -> None:
    path, raw = schrijf(tmp_path, registers)
    _met_uitgever(path, raw, f"http://127.0.0.1:{vrije_poort()}/jwks")
    found = roep("check", "--config", str(path))
    table = _tabel(found.output)

    assert found.exit_code == 1
    assert table["https://ander.example"][:2] == ["uitgever", "nee"]
    assert table["https://ander.example"][-1] == (
        "De sleutels zijn niet op te halen; controleer jwks_url en of de uitgever draait."
    )
    assert [name for name, row in table.items() if row[-1]] == ["https://ander.example"]


def test_check_tells_how_many_keys_an_issuer_has(tmp_path: Path, registers: str) -> None:
    path, raw = schrijf(tmp_path, registers)
    port = vrije_poort()
    _met_uitgever(path, raw, f"http://127.0.0.1:{port}/jwks")
    with bediend(Starlette(routes=[Route("/jwks", lambda _: JSONResponse(jwks(rsa("een"), rsa("twee"))))]), port):
        found = roep("check", "--config", str(path))

    assert found.exit_code == 0, found.output
    assert _tabel(found.output)["https://ander.example"] == ["uitgever", "ja", "", "", "2 sleutels", ""]


def test_a_configuration_without_an_issuer_does_not_pass_and_the_registers_are_told_of(
    tmp_path: Path, registers: str
) -> None:
    path, raw = schrijf(tmp_path, registers)
    path.write_text(yaml.safe_dump({**raw, "uitgevers": []}), encoding="utf-8")
    found = roep("check", "--config", str(path))
    table = _tabel(found.output)

    assert found.exit_code == 1
    assert table["uitgevers"][-1] == "Niemand kan inloggen: er zijn geen uitgevers."
    assert table["openzaak"][1:3] == ["ja", "ja"]


# ---------------------------------------------------------------------- what is not as it should be


@pytest.mark.parametrize("naam", ["openzaak", "openklant", "openproduct", "openvtb", "openobject", "brp", "mijnagenda"])
def test_check_tells_of_a_register_where_nothing_listens(tmp_path: Path, registers: str, naam: str) -> None:
    path, raw = schrijf(tmp_path, registers)
    register = next(found for found in raw["registers"] if found["naam"] == naam)
    register["url"] = f"http://127.0.0.1:{vrije_poort()}"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep("check", "--config", str(path))

    assert found.exit_code == 1
    assert _tabel(found.output)[naam][1] == "nee"
    assert _tabel(found.output)[naam][-1] == "Controleer de url en of het register draait."


def test_check_tells_of_a_log_in_which_nothing_can_be_written(tmp_path: Path, registers: str) -> None:
    path, _ = schrijf(tmp_path, registers)
    (tmp_path / "verwerkingenlog.sqlite").write_bytes(b"geen log" * 100)
    found = roep("check", "--config", str(path))

    assert found.exit_code == 1
    assert _tabel(found.output)["verwerkingenlog"][:2] == ["sqlite", "nee"]
    assert "kan nu niet worden gebruikt (SQLITE_NOTADB)" in _tabel(found.output)["verwerkingenlog"][-1]


def test_check_tries_whether_a_log_can_be_made_and_leaves_nothing_behind(tmp_path: Path, registers: str) -> None:
    """A link to where nothing can come: it is not there, and the folder in which it stands may be written to."""
    path, raw = schrijf(tmp_path, registers)
    log = tmp_path / "log.sqlite"
    log.symlink_to("/proc/nergens/log.sqlite")
    raw["verwerkingenlog"]["opslag"] = f"sqlite:{log}"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    found = roep("check", "--config", str(path))

    assert found.exit_code == 1
    assert _tabel(found.output)["verwerkingenlog"][:2] == ["sqlite", "nee"]
    assert "In de map /proc/nergens is geen log te maken" in _tabel(found.output)["verwerkingenlog"][-1]
    assert sorted(tmp_path.iterdir()) == before


def test_a_log_where_nobody_makes_a_file_does_not_pass(tmp_path: Path, registers: str) -> None:
    path, raw = schrijf(tmp_path, registers)
    raw["verwerkingenlog"]["opslag"] = "sqlite:/proc/x.sqlite"  # which root seems to be allowed
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep("check", "--config", str(path))

    assert found.exit_code == 1
    assert re.search("[Ii]n de map /proc (is geen log te maken|mag niet worden geschreven)", found.output)


@pytest.mark.parametrize("opdracht", ["check", "serve"])
def test_a_portal_that_is_no_register_is_told(tmp_path: Path, opdracht: str) -> None:
    path, raw = schrijf(tmp_path, "http://127.0.0.1:1")
    raw["push"]["portaal"] = "openklant"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep(opdracht, "--config", str(path))

    assert found.exit_code == 1
    assert is_een_regel(found.output).endswith("`push.portaal`: er is geen register van soort openvtb met deze naam.")


def test_subscribe_names_the_service_by_its_url(tmp_path: Path) -> None:
    weg = f"http://127.0.0.1:{vrije_poort()}"
    path, raw = schrijf(tmp_path, weg, port=vrije_poort())
    raw["push"]["notificaties"].append({"authorization": "Token iets"})
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep("check", "--config", str(path), "--subscribe")

    assert found.exit_code == 1
    assert list(_tabel(found.output)) == [f"{weg}/opennotificaties", "push.notificaties.1"]


@pytest.mark.parametrize("opdracht", ["check", "serve"])
def test_a_log_in_a_folder_that_is_not_there_is_told_with_the_folder(tmp_path: Path, opdracht: str) -> None:
    path, raw = schrijf(tmp_path, "http://127.0.0.1:1")
    raw["verwerkingenlog"]["opslag"] = f"sqlite:{tmp_path}/weg/log.sqlite"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep(opdracht, "--config", str(path))

    assert found.exit_code == 1
    assert f"`verwerkingenlog.opslag`: de map {tmp_path}/weg is er niet." in is_een_regel(found.output)


def test_a_configuration_without_a_register_does_not_pass(tmp_path: Path) -> None:
    path, raw = schrijf(tmp_path, "http://127.0.0.1:1")
    del raw["registers"]
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep("check", "--config", str(path))

    assert found.exit_code == 1
    assert "geen register" in is_een_regel(found.output)


def test_check_tells_of_another_api_at_the_url(tmp_path: Path, registers: str) -> None:
    path, raw = schrijf(tmp_path, registers)
    next(found for found in raw["registers"] if found["naam"] == "openklant")["url"] = f"{registers}/openvtb"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep("check", "--config", str(path))

    assert found.exit_code == 1
    assert _tabel(found.output)["openklant"][-1] == "Op deze url staat een andere API; controleer url en urls."


def test_check_tells_of_an_open_vtb_that_cannot_filter(tmp_path: Path, registers: str) -> None:
    path, raw = schrijf(tmp_path, registers)
    port = vrije_poort()
    basis = f"http://127.0.0.1:{port}"
    oud = openvtb.maak_app(bouw_wereld(Adressen.onder(basis)), versie="0.1.0")
    next(found for found in raw["registers"] if found["naam"] == "openvtb")["url"] = basis
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with bediend(oud, port):
        found = roep("check", "--config", str(path))

    assert _tabel(found.output)["openvtb"][4] == "geen filters"
    assert "Dit is Open VTB 0.1.0" in _tabel(found.output)["openvtb"][-1]
    assert found.exit_code == 1


def test_check_tells_which_objecttype_is_missing(tmp_path: Path, registers: str) -> None:
    path, raw = schrijf(tmp_path, registers)
    del next(found for found in raw["registers"] if found["naam"] == "openobject")["objecttypen"]["toestemming"]
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep("check", "--config", str(path))

    assert found.exit_code == 1
    assert _tabel(found.output)["openobject"][-1] == "Zet objecttypen.toestemming in de configuratie."


def test_check_tells_what_a_zaaksysteem_of_another_supplier_lacks_until_the_settings_say_it(tmp_path: Path) -> None:
    port = vrije_poort()
    basis = f"http://127.0.0.1:{port}"
    with bediend(bouw_sandbox(basis, streek=True), port):
        path, raw = schrijf(tmp_path, basis, streek=True)
        found = roep("check", "--config", str(path))
        table = _tabel(found.output)
        assert found.exit_code == 1
        assert table["openzaak-waterschap"][4:] == ["_zoek, expand", ""]
        assert table["openzaak-omgevingsdienst"][4] == "_zoek"
        mist = "expand, ordering, kvkNummer, vestigingsNummer, vestiging.kvkNummer"
        assert table["openzaak-omgevingsdienst"][5] == f"Zet kent_niet: [{mist}] in de configuratie."

        register = next(found for found in raw["registers"] if found["naam"] == "openzaak-omgevingsdienst")
        register["kent_niet"] += mist.split(", ")
        path.write_text(yaml.safe_dump(raw), encoding="utf-8")
        found = roep("check", "--config", str(path))
        assert found.exit_code == 0, found.output
