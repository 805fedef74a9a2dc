"""A certificate or key that cannot be used: one line that names the file, at every place of the settings, and never
what is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from pydantic import ValidationError

from app.config.certificaten import OnbruikbaarCertificaat, context_van
from app.config.deel import MtlsSettings
from tests.app.opdrachtregel import is_een_regel, roep, schrijf
from tests.app.registries.certificaten import Kaart, maak


@pytest.fixture
def kaart(tmp_path: Path) -> Kaart:
    return maak(tmp_path)


def _waarom(kaart: Kaart) -> str:
    with pytest.raises(OnbruikbaarCertificaat) as caught:
        context_van(ca=kaart.ca, certificaat=kaart.certificaat, sleutel=kaart.sleutel)
    return str(caught.value)


def _pem(wachtwoord: bytes | None = None) -> bytes:
    """A key of nobody."""
    hoe = serialization.BestAvailableEncryption(wachtwoord) if wachtwoord else serialization.NoEncryption()
    return ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hoe
    )


@pytest.mark.parametrize("inhoud", [b"", b"rommel \x00\xff", b"-----BEGIN"])
@pytest.mark.parametrize(
    ("wat", "is_geen"),
    [("certificaat", "certificaat in PEM"), ("sleutel", "privésleutel in PEM"), ("ca", "certificaat in PEM")],
)
def test_a_file_that_is_no_pem_is_named(kaart: Kaart, wat: str, is_geen: str, inhoud: bytes) -> None:
    pad: Path = getattr(kaart, wat)
    pad.write_bytes(inhoud)

    assert _waarom(kaart) == f"{pad} is geen {is_geen}"


@pytest.mark.parametrize("wat", ["certificaat", "sleutel", "ca"])
def test_a_file_that_is_gone_or_is_a_folder_is_named(kaart: Kaart, wat: str) -> None:
    pad: Path = getattr(kaart, wat)
    pad.unlink()
    assert _waarom(kaart) == f"{pad} is niet te lezen (No such file or directory)"
    pad.mkdir()
    assert _waarom(kaart) == f"{pad} is niet te lezen (Is a directory)"


def test_a_key_of_another_certificate_is_told(kaart: Kaart, tmp_path: Path) -> None:
    (tmp_path / "ander").mkdir()
    for ander in (maak(tmp_path / "ander").sleutel.read_bytes(), _pem()):  # of the same kind, and of another
        kaart.sleutel.write_bytes(ander)
        assert _waarom(kaart) == f"het certificaat {kaart.certificaat} hoort niet bij de sleutel {kaart.sleutel}"


def test_a_key_behind_a_password_is_told_and_nobody_is_asked_for_it(kaart: Kaart) -> None:
    kaart.sleutel.write_bytes(_pem(b"geheim"))

    assert _waarom(kaart) == f"{kaart.sleutel} is met een wachtwoord versleuteld; geef de sleutel zonder"


@pytest.mark.parametrize("wat", ["certificaat", "ca"])
def test_a_certificate_that_was_cut_off_is_named(kaart: Kaart, wat: str) -> None:
    pad: Path = getattr(kaart, wat)
    pad.write_bytes(pad.read_bytes()[:200])

    assert f"{pad} " in _waarom(kaart)


# ---------------------------------------------------------------------- as somebody meets it

Wijzig = Callable[[dict[str, Any], dict[str, str]], None]


def _bij_een_register(raw: dict[str, Any], mtls: dict[str, str]) -> None:
    raw["registers"][2]["mtls"] = mtls


def _bij_een_webhook(raw: dict[str, Any], mtls: dict[str, str]) -> None:
    raw["push"]["webhooks"][0]["mtls"] = mtls


def _bij_de_dienst(raw: dict[str, Any], mtls: dict[str, str]) -> None:
    raw["server"]["tls"] = mtls


def _bij_de_mail(raw: dict[str, Any], mtls: dict[str, str]) -> None:
    raw["push"]["email"] = {"host": "127.0.0.1", "van": "a@voorbeeld.nl", "ca": mtls["certificaat"]}


@pytest.mark.parametrize("opdracht", ["check", "serve"])
@pytest.mark.parametrize(
    ("wijzig", "waar"),
    [
        (_bij_een_register, "registers.2.mtls"),
        (_bij_een_webhook, "push.webhooks.0.mtls"),
        (_bij_de_dienst, "server.tls"),
        (_bij_de_mail, "push.email.ca"),
    ],
)
def test_check_and_serve_say_where_it_stands_in_one_line(
    tmp_path: Path, kaart: Kaart, opdracht: str, wijzig: Wijzig, waar: str
) -> None:
    path, raw = schrijf(tmp_path, "http://127.0.0.1:1")
    wijzig(raw, {"certificaat": str(kaart.certificaat), "sleutel": str(kaart.sleutel)})
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    kaart.certificaat.write_bytes(b"")
    found = roep(opdracht, "--config", str(path))

    assert found.exit_code == 1
    assert is_een_regel(found.output) == f"{path}: `{waar}`: {kaart.certificaat} is geen certificaat in PEM."


def _gelezen(sleutel: str) -> str:
    with pytest.raises(ValidationError) as caught:
        MtlsSettings.model_validate({"certificaat": __file__, "sleutel": sleutel})
    (error,) = caught.value.errors(include_input=False, include_url=False)
    return error["msg"]


def test_a_file_that_is_not_there_is_named_and_a_key_in_its_place_is_not() -> None:
    assert _gelezen("/weg/client.key").endswith("het bestand /weg/client.key is er niet")
    pem = _pem().decode()
    for geheim in (pem, pem * 20, pem.splitlines()[1]):  # also longer than a name can be, and without its frame
        assert _gelezen(geheim).endswith("noem het pad van een bestand dat er is")
