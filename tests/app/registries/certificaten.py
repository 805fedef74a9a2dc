"""Certificates for a test: an authority, and certificates for 127.0.0.1 that serve as server and as client."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Kaart:
    certificaat: Path
    sleutel: Path
    ca: Path


class Autoriteit:
    """Its files stand in `map_`."""

    def __init__(self, map_: Path, naam: str = "proef-ca") -> None:
        self._map, self._naam = map_, naam
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.ca = map_ / f"{naam}.pem"
        self.ca.write_bytes(self._certificaat(naam, self._key, ca=True).public_bytes(serialization.Encoding.PEM))

    def kaart(self, naam: str) -> Kaart:
        key = ec.generate_private_key(ec.SECP256R1())
        found = Kaart(self._map / f"{naam}.pem", self._map / f"{naam}.key", self.ca)
        found.certificaat.write_bytes(self._certificaat(naam, key, ca=False).public_bytes(serialization.Encoding.PEM))
        found.sleutel.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return found

    def _certificaat(self, naam: str, key: ec.EllipticCurvePrivateKey, *, ca: bool) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, naam)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self._naam)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )


def maak(map_: Path) -> Kaart:
    return Autoriteit(map_).kaart("proef")
