"""What the builds of clients write about their documents, and what is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from app.execution.documents import Documenten
from app.execution.vertrouwd import Bewaring, ManifestFout, keur, lees_manifest
from resolvers.schema import schema

TEKST = "query Ik { ik { soort } }"
ANDER = "query Anders { ik { niveau } }"
HASH = sha256(TEKST.encode()).hexdigest()
BSN = "999990019"


def _apollo(**anders: object) -> dict[str, object]:
    operatie = {"id": HASH, "name": "Ik", "type": "query", "body": TEKST}
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [operatie], **anders}


@pytest.mark.parametrize(
    ("inhoud", "id_"),
    [
        ({f"sha256:{HASH}": TEKST}, HASH),
        ({HASH: TEKST}, HASH),
        ({HASH.upper(): TEKST}, HASH),
        ({"0123456789abcdef0123456789abcdef": TEKST}, "0123456789abcdef0123456789abcdef"),
        ({"x-eigen:1": TEKST}, "x-eigen:1"),
        (_apollo(), HASH),
    ],
    ids=["codegen", "codegen-kaal", "hoofdletters", "relay-md5", "eigen", "apollo"],
)
def test_every_dialect_is_read(tmp_path: Path, inhoud: object, id_: str) -> None:
    pad = tmp_path / "manifest.json"
    pad.write_text(json.dumps(inhoud), encoding="utf-8")

    assert lees_manifest(pad) == {id_: TEKST}


def test_a_folder_of_documents_is_read_and_its_ids_are_made_of_the_texts(tmp_path: Path) -> None:
    (tmp_path / "diep").mkdir()
    (tmp_path / "ik.graphql").write_bytes(TEKST.encode())
    (tmp_path / "diep" / "anders.gql").write_bytes(b"\r\n" + ANDER.encode())
    (tmp_path / "leesmij.txt").write_text("geen document")

    assert lees_manifest(tmp_path) == {HASH: TEKST, sha256(b"\r\n" + ANDER.encode()).hexdigest(): f"\r\n{ANDER}"}
    assert lees_manifest(tmp_path / "ik.graphql") == {HASH: TEKST}


@pytest.mark.parametrize(
    "inhoud",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"a": 1}',
        b'{"a": {"b": "c"}}',
        json.dumps({"": TEKST}).encode(),
        json.dumps({"met spatie": TEKST}).encode(),
        json.dumps({"x" * 129: TEKST}).encode(),
        json.dumps({HASH: ANDER}).encode(),
        json.dumps({f"sha256:{'0' * 64}": TEKST}).encode(),
        json.dumps({"sha256:kort": TEKST}).encode(),
        json.dumps(_apollo(version=2)).encode(),
        json.dumps(_apollo(format="iets anders")).encode(),
        json.dumps(_apollo(operations=None)).encode(),
        json.dumps(_apollo(operations=[])).encode(),
        json.dumps(_apollo(operations=[{"id": HASH}])).encode(),
        json.dumps(_apollo(operations=["x"])).encode(),
        json.dumps(_apollo(operations=[{"id": "a", "body": TEKST}, {"id": "a", "body": ANDER}])).encode(),
    ],
)
def test_what_is_no_manifest_is_told_in_a_line(tmp_path: Path, inhoud: bytes) -> None:
    pad = tmp_path / "manifest.json"
    pad.write_bytes(inhoud)
    with pytest.raises(ManifestFout) as fout:
        lees_manifest(pad)

    assert str(fout.value).startswith(f"{pad}: ")
    assert "\n" not in str(fout.value)


def test_an_empty_folder_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    for pad in (tmp_path, tmp_path / "weg.json"):
        with pytest.raises(ManifestFout):
            lees_manifest(pad)


def test_a_client_adds_and_takes_nothing_away(tmp_path: Path) -> None:
    bewaring = Bewaring(tmp_path / "documenten")

    assert bewaring.voeg_toe("portaal", {HASH: TEKST}) == 1
    assert bewaring.voeg_toe("portaal", {"b": ANDER}) == 1
    assert bewaring.voeg_toe("app", {HASH: TEKST}) == 1
    assert bewaring.voeg_toe("app", {HASH: TEKST}) == 0
    assert bewaring.lees().per_client == {"app": {HASH: TEKST}, "portaal": {HASH: TEKST, "b": ANDER}}
    assert sorted(pad.name for pad in (tmp_path / "documenten").iterdir()) == ["app.json", "portaal.json"]


@pytest.mark.parametrize("naam", ["", ".", "..", "../weg", "a/b", ".verborgen", "x" * 65, "met spatie", BSN, "é"])
def test_a_name_that_is_none_becomes_no_file(tmp_path: Path, naam: str) -> None:
    with pytest.raises(ManifestFout) as fout:
        Bewaring(tmp_path).voeg_toe(naam, {HASH: TEKST})

    assert BSN not in str(fout.value)
    assert list(tmp_path.iterdir()) == []


def _twee_met_een_id(map_: Path) -> None:
    (map_ / "a.json").write_text(json.dumps({"x": TEKST}))
    (map_ / "b.json").write_text(json.dumps({"x": ANDER}))


def _geen_client(map_: Path) -> None:
    (map_ / "a b.json").write_text(json.dumps({"x": TEKST}))


def _kapot(map_: Path) -> None:
    (map_ / "a.json").write_text("{")


@pytest.mark.parametrize("maak", [_twee_met_een_id, _geen_client, _kapot])
def test_a_folder_that_was_spoilt_is_not_read(tmp_path: Path, maak: Callable[[Path], None]) -> None:
    maak(tmp_path)
    with pytest.raises(ManifestFout):
        Bewaring(tmp_path).lees()


def test_an_id_is_of_one_document_whichever_client_says_so(tmp_path: Path) -> None:
    bewaring = Bewaring(tmp_path)
    bewaring.voeg_toe("a", {"x": TEKST})
    for client in ("a", "b"):
        with pytest.raises(ManifestFout):
            bewaring.voeg_toe(client, {"x": ANDER})
    assert bewaring.lees().per_client == {"a": {"x": TEKST}}


def test_there_is_a_line_for_each_document_that_does_not_hold() -> None:
    teksten = {
        "goed": TEKST,
        "kapot": "{ ik {",
        "onbekend": "{ ik { bestaatNiet } }",
        "iemand": f'{{ klant(sleutel: {{bsn: "{BSN}"}}) {{ naam }} }}',
        "te-lang": "{ ik {" + " soort" * 2000 + "} }",
    }
    regels = keur(Documenten(schema._schema), teksten, "portaal")

    assert [regel.split(": ")[1] for regel in regels] == [f"document {naam}" for naam in teksten if naam != "goed"]
    assert all("\n" not in regel and BSN not in regel for regel in regels)
