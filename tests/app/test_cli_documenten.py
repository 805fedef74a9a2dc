"""`mijnzaken documents`: questions that a client registers, and a service that starts on them."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from app.config import ConfigFout, lees
from app.main import toets
from tests.app.opdrachtregel import is_een_regel, roep, schrijf

GOED = "query Ik { ik { soort } }"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return _met(tmp_path, map=str(tmp_path / "documenten"))


def _met(tmp_path: Path, **documenten: object) -> Path:
    pad, raw = schrijf(tmp_path, "http://127.0.0.1:1")
    raw["documenten"] = documenten
    pad.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return pad


def _manifest(tmp_path: Path, *teksten: str) -> Path:
    map_ = tmp_path / "vragen"
    map_.mkdir(exist_ok=True)
    for nummer, tekst in enumerate(teksten):
        (map_ / f"{nummer}.graphql").write_text(tekst, encoding="utf-8")
    return map_


def test_documents_are_added_once_and_listed(config: Path, tmp_path: Path) -> None:
    opdracht = ("documents", "add", str(_manifest(tmp_path, GOED)), "--client", "portaal", "--config", str(config))

    assert roep(*opdracht).stdout.startswith("portaal: 1 nieuw, 0 al bekend.")
    assert roep(*opdracht).stdout.startswith("portaal: 0 nieuw, 1 al bekend.")
    listed = roep("documents", "list", "--config", str(config))
    assert listed.exit_code == 0
    assert "query Ik" in listed.stdout
    assert sha256(GOED.encode()).hexdigest() in listed.stdout, "what the client sends"
    assert [pad.name for pad in (tmp_path / "documenten").iterdir()] == ["portaal.json"]


def test_of_several_documents_that_do_not_hold_each_has_its_line_and_nothing_is_added(
    config: Path, tmp_path: Path
) -> None:
    map_ = _manifest(tmp_path, GOED, "{ ik {", '{ klant(sleutel: {bsn: "999990019"}) { naam } }')
    found = roep("documents", "add", str(map_), "--client", "portaal", "--config", str(config))

    assert found.exit_code == 1
    assert [f"{map_}: {nummer}.graphql: " in found.stderr for nummer in range(3)] == [False, True, True]
    assert "999990019" not in found.stderr
    assert not (tmp_path / "documenten").exists()
    shutil.rmtree(map_)  # the number in it is ours


def test_who_keeps_fragments_in_files_of_their_own_is_told_what_to_register(config: Path, tmp_path: Path) -> None:
    map_ = _manifest(tmp_path, "query Ik { ik { ...Wie } }")
    (map_ / "delen").mkdir()
    (map_ / "delen" / "wie.graphql").write_text("fragment Wie on Afnemer { soort }", encoding="utf-8")
    found = roep("documents", "add", str(map_), "--client", "portaal", "--config", str(config))

    assert found.exit_code == 1
    assert f"{map_}: 0.graphql: Unknown fragment 'Wie'. (regel 1) Elk document heeft zijn fragmenten" in found.stderr
    assert f"{map_}: delen/wie.graphql: " in found.stderr


def test_a_client_has_a_name_that_can_be_a_file(config: Path, tmp_path: Path) -> None:
    map_ = _manifest(tmp_path, GOED)
    found = roep("documents", "add", str(map_), "--client", "../weg", "--config", str(config))

    assert found.exit_code == 1
    is_een_regel(found.stderr)


def test_without_a_folder_in_the_settings_the_remedy_is_told(tmp_path: Path) -> None:
    config = _met(tmp_path)
    map_ = _manifest(tmp_path, GOED)
    for opdracht in (("add", str(map_), "--client", "a"), ("list",)):
        found = roep("documents", *opdracht, "--config", str(config))
        assert found.exit_code == 1
        assert "documenten.map" in is_een_regel(found.stderr)


def test_what_no_longer_fits_the_schema_is_listed_and_ends_with_1(config: Path, tmp_path: Path) -> None:
    (tmp_path / "documenten").mkdir()
    (tmp_path / "documenten" / "app.json").write_text(json.dumps({"oud": "{ ik { verdwenen } }", "goed": GOED}))
    found = roep("documents", "list", "--config", str(config))

    assert found.exit_code == 1
    assert "app: document oud: Cannot query field 'verdwenen' on type 'Afnemer'. (regel 1)" in found.stdout


@pytest.mark.parametrize(
    "documenten",
    [{"modus": "vertrouwd"}, {"modus": "vertrouwd", "map": "x", "apq": True}, {"modus": "anders"}, {"mappen": "x"}],
)
def test_settings_that_cannot_be_are_told_with_their_line(tmp_path: Path, documenten: dict[str, object]) -> None:
    with pytest.raises(ConfigFout, match=r"mijnzaken\.yaml:\d+: "):
        lees(_met(tmp_path, **documenten))


def test_a_supergraph_makes_its_own_questions(tmp_path: Path) -> None:
    pad, raw = schrijf(tmp_path, "http://127.0.0.1:1", federatie=True)
    raw["documenten"] = {"modus": "vertrouwd", "map": str(tmp_path)}
    pad.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(ConfigFout, match="federatie"):
        lees(pad)


def test_a_service_that_would_answer_nothing_or_cannot_read_does_not_start(tmp_path: Path) -> None:
    settings = lees(_met(tmp_path, modus="vertrouwd", map=str(tmp_path / "leeg")))
    with pytest.raises(ConfigFout, match="documents add"):
        toets(settings)
    (tmp_path / "leeg").mkdir()
    (tmp_path / "leeg" / "a.json").write_text("{")
    with pytest.raises(ConfigFout, match="geen geldige JSON"):
        toets(settings)
