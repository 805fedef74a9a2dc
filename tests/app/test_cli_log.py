"""`mijnzaken log …`: the commands with which a log is checked, read, cleaned, and asked about by whom it is about."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from app.authorization.pseudoniem import Pseudoniemen
from app.boek import logpseudoniemen, logsleutel
from app.config import Settings, lees
from app.sandbox.server import sandbox_config
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.regel import Ontvanger, Schrijfsel, Verwerking
from resolvers.grammar.sleutel import Bsn
from tests.app.opdrachtregel import is_een_regel, roep, start
from tests.app.verwerkingenlog.schrijfsels import BEGIN_MS, schrijfsel
from tests.app.verwerkingenlog.standaarden import fouten_ldv, fouten_vng

BSN, ANDER = "999990019", "999990123"
_DAG_MS = 86_400_000


@dataclass(frozen=True)
class Log:
    """A log of three operations, 23 to 25 November 2026: of one person, of another, of the first."""

    config: Path
    bestand: Path
    settings: Settings

    def roep(self, opdracht: str, *args: str) -> tuple[int, str, str]:
        found = roep("log", opdracht, "--config", str(self.config), *args)
        return found.exit_code, found.stdout, found.stderr

    def inzage(self, *args: str, invoer: str = BSN) -> tuple[int, str, str]:
        """In a process of its own: it sets where its log lines go."""
        found = start("log", "inzage", "--config", str(self.config), *args, invoer=f"{invoer}\n")
        assert BSN not in found.stdout + found.stderr
        return found.returncode, found.stdout, found.stderr

    def wijzig(self, sql: str) -> None:
        with closing(sqlite3.connect(self.bestand, isolation_level=None)) as verbinding:
            verbinding.execute(sql)

    def laatste(self, soort: str = "verwerking", tabel: str = "regels") -> dict[str, object]:
        with closing(sqlite3.connect(self.bestand)) as verbinding:
            sql = f"SELECT inhoud FROM {tabel} WHERE soort = ? ORDER BY nr DESC LIMIT 1"
            (inhoud,) = verbinding.execute(sql, [soort]).fetchone()
        found: dict[str, object] = json.loads(inhoud)
        return found


@pytest.fixture
def log(tmp_path: Path) -> Log:
    bestand, config = tmp_path / "log.sqlite", tmp_path / "mijnzaken.yaml"
    config.write_text(yaml.safe_dump(sandbox_config("http://127.0.0.1:9", log=f"sqlite:{bestand}")), encoding="utf-8")
    settings = lees(config)
    pseudoniemen = logpseudoniemen(settings)
    opslag = open_opslag(settings.verwerkingenlog.opslag, logsleutel(settings))
    opslag.schrijf([_van(pseudoniemen, bsn, dag) for dag, bsn in enumerate((BSN, ANDER, BSN))])
    opslag.close()
    return Log(config, bestand, settings)


def _van(pseudoniemen: Pseudoniemen, bsn: str, dag: int) -> Schrijfsel:
    return schrijfsel(betrokkenen=(pseudoniemen.versluier(Bsn(bsn)),), ms=BEGIN_MS + dag * _DAG_MS)


# ---------------------------------------------------------------------- verify


def test_a_whole_log_is_verified_and_gives_anchors_that_the_next_one_takes(log: Log) -> None:
    code, out, _ = log.roep("verify")
    regels, audit = re.findall(r"anker (\d+:[0-9a-f]{64})", out)

    assert code == 0
    assert "regels  6 records" in out
    assert "audit   3 records" in out
    assert log.roep("verify", "--anker", regels, "--audit-anker", audit)[0] == 0


@pytest.mark.parametrize(
    ("sql", "zin"),
    [
        ("UPDATE regels SET activiteit = 'kcc-inhoud' WHERE nr = 4", "Record 4 is gewijzigd"),
        ("DELETE FROM regels WHERE nr = 3", "Record 3 ontbreekt"),
        ("DELETE FROM audit WHERE nr = 3", "Het log is afgekapt"),
    ],
    ids=["changed", "removed", "cut-off"],
)
def test_the_first_bad_record_is_named_and_the_command_fails(log: Log, sql: str, zin: str) -> None:
    log.wijzig(sql)
    code, out, _ = log.roep("verify")

    assert code == 1
    assert f"FOUT: {zin}" in out


def test_an_anchor_shows_that_an_older_copy_was_put_back(log: Log) -> None:
    code, out, _ = log.roep("verify", "--anker", f"9:{'0' * 64}")

    assert code == 1
    assert "oudere kopie" in out


def test_with_another_key_it_says_what_may_be_wrong(log: Log) -> None:
    raw = yaml.safe_load(log.config.read_text(encoding="utf-8"))
    raw["verwerkingenlog"]["sleutel"] = "ab" * 32
    log.config.write_text(yaml.safe_dump(raw), encoding="utf-8")
    code, out, _ = log.roep("verify")

    assert code == 1
    assert "de sleutel in de configuratie" in out


def test_a_long_log_says_how_far_it_is(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.console.log._STAP", 2)
    _, out, err = log.roep("verify")

    assert "regels: 4 records gelezen" in err
    assert "gelezen" not in out


@pytest.mark.parametrize("anker", ["x", "1:ab", "1", ":"])
def test_what_is_no_anchor_is_refused(log: Log, anker: str) -> None:
    code, _, err = log.roep("verify", "--anker", anker)

    assert code == 2
    assert "NR:HASH" in err


# ---------------------------------------------------------------------- export


def _regels(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_log_is_exported_in_every_form(log: Log) -> None:
    made = {vorm: _regels(log.roep("export", "--vorm", vorm)[1]) for vorm in ("regels", "ldv", "vng", "adl")}

    assert [regel["nr"] for regel in made["regels"]] == [1, 2, 3, 4, 5, 6]
    assert len(made["ldv"]) == 6
    assert all(fouten_ldv(regel["attributes"]) == [] for regel in made["ldv"])  # type: ignore[arg-type]
    assert [fouten_vng(actie) for actie in made["vng"]] == [[], [], []]
    assert {beslissing["event_name"] for beslissing in made["adl"]} == {"adl.access_evaluations"}


def test_an_export_goes_on_where_an_earlier_one_ended(log: Log) -> None:
    assert [regel["nr"] for regel in _regels(log.roep("export", "--sinds", "4")[1])] == [5, 6]


# ---------------------------------------------------------------------- inzage


class _Pagina(HTMLParser):
    """Which elements there are, and the text in them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attrs: dict[str, dict[str, str | None]] = {}
        self.tekst = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attrs[tag] = dict(attrs)

    def handle_data(self, data: str) -> None:
        self.tekst += data


def test_who_asks_what_is_known_of_him_gets_his_own_lines_and_that_is_in_the_log(log: Log) -> None:
    code, out, err = log.inzage("--van", "2026-11-23", "--tot", "2026-11-25")
    found = json.loads(out)
    nieuw = log.laatste()

    assert (code, err) == (0, "")
    assert [regel["tijdstip"][:10] for regel in found["verwerkingen"]] == ["2026-11-25", "2026-11-23"]
    assert nieuw["activiteit"] == "inzage-verwerkingenlog"
    assert nieuw["betrokkene_soort"] == "BSN"
    assert nieuw["ontvanger"] == {"soort": "MEDEWERKER", "rollen": ["PRIVACYFUNCTIONARIS"]}
    assert log.laatste("audit", "audit")["client"] == "mijnzaken log inzage"
    assert log.roep("verify")[0] == 0


@pytest.mark.parametrize(
    ("van", "tot", "aantal"),
    [("2026-11-23", "2026-11-23", 1), ("2026-11-24", "2026-11-24", 0), ("2026-11-24", "2026-12-31", 1)],
    ids=["first-day", "day-between", "later"],
)
def test_both_days_of_a_period_are_in_it(log: Log, van: str, tot: str, aantal: int) -> None:
    _, out, _ = log.inzage("--van", van, "--tot", tot)

    assert len(json.loads(out)["verwerkingen"]) == aantal


def test_the_page_is_one_that_anybody_can_read(log: Log) -> None:
    code, out, _ = log.inzage("--van", "2026-11-23", "--tot", "2026-11-25", "--vorm", "html")
    page = _Pagina()
    page.feed(out)

    assert code == 0
    assert page.attrs["html"]["lang"] == "nl"
    assert page.tags.count("h1") == 1
    assert page.tags.index("h1") < page.tags.index("h2")
    assert page.tags.count("caption") == page.tags.count("table") == 1
    assert page.attrs["th"]["scope"] in {"row", "col"}
    assert not {"script", "link", "img", "iframe", "form"} & set(page.tags)
    assert "://" not in out, "nothing comes from elsewhere"
    assert "van 23 november 2026 tot en met 25 november 2026" in page.tekst
    assert "2 keer gekeken" in page.tekst
    assert "Hoe ver uw zaken zijn" in page.tekst
    assert "Autoriteit Persoonsgegevens" in page.tekst


def test_a_page_without_lines_says_so(log: Log) -> None:
    _, out, _ = log.inzage("--van", "2020-01-01", "--tot", "2020-12-31", "--vorm", "html")

    assert "heeft niemand gegevens over u gezien" in out


def test_what_stands_in_the_log_is_text_on_the_page(log: Log) -> None:
    raw = yaml.safe_load(log.config.read_text(encoding="utf-8"))
    raw["organisatie"]["naam"] = "<script>alert(1)</script>"
    log.config.write_text(yaml.safe_dump(raw), encoding="utf-8")
    _, out, _ = log.inzage("--vorm", "html", "--van", "2026-11-23")

    assert "<script" not in out
    assert "&lt;script&gt;" in out


@pytest.mark.parametrize(
    "invoer", ["", "123456789", "geen nummer", "9" * 10_000], ids=["none", "check", "text", "long"]
)
def test_what_is_no_number_is_refused_in_one_line_that_does_not_repeat_it(log: Log, invoer: str) -> None:
    code, out, err = log.inzage(invoer=invoer)

    assert (code, out) == (1, "")
    assert is_een_regel(err) == "Dit is geen geldig burgerservicenummer."


def test_the_number_cannot_be_an_argument(log: Log) -> None:
    found = roep("log", "inzage", "--config", str(log.config), ANDER)

    assert found.exit_code == 2


def test_a_period_that_ends_before_it_begins_is_refused(log: Log) -> None:
    code, _, err = log.inzage("--van", "2026-12-01", "--tot", "2026-11-01")

    assert code == 1
    assert "periode is leeg" in is_een_regel(err)


def test_when_the_matrix_gives_nobody_the_log_nothing_is_told(log: Log) -> None:
    raw = yaml.safe_load(log.config.read_text(encoding="utf-8"))
    raw["toegang"]["matrix"] = {"privacyfunctionaris": {"uit": True}}
    log.config.write_text(yaml.safe_dump(raw), encoding="utf-8")
    code, out, err = log.inzage()

    assert (code, out) == (1, "")
    assert "geen privacyfunctionaris" in is_een_regel(err)


def test_when_the_look_up_cannot_be_written_down_nothing_is_told(log: Log) -> None:
    with closing(sqlite3.connect(log.bestand, isolation_level=None)) as ander:
        ander.execute("BEGIN IMMEDIATE")
        code, out, err = log.inzage()

    assert (code, out) == (1, "")
    assert "niet worden vastgelegd" in is_een_regel(err)


# ---------------------------------------------------------------------- opschonen, and what all have in common


def test_what_is_over_its_term_is_removed_and_the_log_stays_whole(log: Log) -> None:
    raw = yaml.safe_load(log.config.read_text(encoding="utf-8"))
    raw["verwerkingenlog"]["activiteiten"] = {
        key: {**item.model_dump(), "bewaartermijn": "P1D"}
        for key, item in log.settings.verwerkingenlog.activiteiten.items()
    }
    log.config.write_text(yaml.safe_dump(raw), encoding="utf-8")
    opslag = open_opslag(log.settings.verwerkingenlog.opslag, logsleutel(log.settings))
    pseudoniemen = logpseudoniemen(log.settings)
    opslag.schrijf([_van(pseudoniemen, BSN, -300)])
    opslag.close()
    code, out, _ = log.roep("opschonen")

    assert code == 0
    assert re.fullmatch(r"Van \d+ records is de inhoud verwijderd\.\n", out)
    assert int(out.split()[1]) >= 3, "the Handeling, its Verwerking and its Audit of long ago"
    assert log.roep("verify")[0] == 0


@pytest.mark.parametrize("opdracht", ["verify", "export", "opschonen", "inzage"])
def test_a_log_that_is_not_there_is_one_line_and_is_not_made(log: Log, opdracht: str) -> None:
    log.bestand.unlink()
    found = start("log", opdracht, "--config", str(log.config), invoer=f"{BSN}\n")

    assert found.returncode == 1
    assert "verwerkingenlog" in is_een_regel(found.stderr)
    assert found.stdout == ""
    assert not log.bestand.exists()


@pytest.mark.parametrize("opdracht", ["verify", "export", "opschonen", "inzage"])
def test_a_configuration_that_is_not_there_is_one_line(tmp_path: Path, opdracht: str) -> None:
    found = roep("log", opdracht, "--config", str(tmp_path / "weg.yaml"))

    assert found.exit_code == 1
    assert "niet te lezen" in is_een_regel(found.stderr)


@pytest.mark.parametrize("opdracht", ["verify", "export", "opschonen", "inzage"])
def test_every_command_explains_itself(opdracht: str) -> None:
    found = roep("log", opdracht, "--help")

    assert found.exit_code == 0
    assert "--config" in found.stdout


def test_a_ketenpartner_in_the_log_is_named(log: Log) -> None:
    pseudoniemen = logpseudoniemen(log.settings)
    found = _van(pseudoniemen, BSN, 1)
    partner = Ontvanger(soort="OVERHEIDSORGANISATIE", id=log.settings.toegang.afspraken[0].oin)
    regels = tuple(_aan(regel, partner) if isinstance(regel, Verwerking) else regel for regel in found.regels)
    opslag = open_opslag(log.settings.verwerkingenlog.opslag, logsleutel(log.settings))
    opslag.schrijf([Schrijfsel(regels=regels)])
    opslag.close()
    _, out, _ = log.inzage("--van", "2026-11-23", "--tot", "2026-11-25")

    assert "Provincie Voorbeeldland" in {regel["ontvanger"] for regel in json.loads(out)["verwerkingen"]}


def _aan(regel: Verwerking, ontvanger: Ontvanger) -> Verwerking:
    return replace(regel, ontvanger=ontvanger)
