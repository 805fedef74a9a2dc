"""`mijnzaken check`: what it says of each register, and that it exits with 1 when something is to be mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from app.sandbox import kern, openvtb
from app.sandbox.server import bouw_sandbox
from app.sandbox.wereld import Adressen, bouw_wereld
from tests.app.http.deur import bediend
from tests.app.opdrachtregel import is_een_regel, roep, schrijf
from tests.app.registries.ruwe_server import vrije_poort


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
    assert list(table) == [*(register["naam"] for register in raw["registers"]), "verwerkingenlog"]
    assert not (tmp_path / "verwerkingenlog.sqlite").exists(), "it is for who serves to make it"
    assert {row[1] for row in table.values()} == {"ja"}
    assert {row[-1] for row in table.values()} == {""}
    assert table["openzaak"][4] == "_zoek, expand"
    assert table["openvtb"][4] == "filters"
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
