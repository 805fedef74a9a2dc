"""Certificates for a test: an authority, and one certificate for 127.0.0.1 that serves as server and as client."""

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


def maak(map_: Path) -> Kaart:
    now = dt.datetime.now(dt.UTC)

    def certificate(
        naam: str, key: ec.EllipticCurvePrivateKey, issuer: str, signer: ec.EllipticCurvePrivateKey, *, ca: bool
    ) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, naam)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
            )
            .sign(signer, hashes.SHA256())
        )

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = certificate("proef-ca", ca_key, "proef-ca", ca_key, ca=True)
    own = certificate("proef", key, "proef-ca", ca_key, ca=False)
    kaart = Kaart(map_ / "proef.pem", map_ / "proef.key", map_ / "ca.pem")
    kaart.certificaat.write_bytes(own.public_bytes(serialization.Encoding.PEM))
    kaart.ca.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    kaart.sleutel.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return kaart
