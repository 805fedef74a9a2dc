"""Melding: what a register tells when something in it changed: a notificatie (Notificaties API 1.0) or a CloudEvent.

Source: what Open Notificaties 1.16.1 was seen to pass on from Open Zaak 1.30.0 (MEASURED §2.6), and the CloudEvents
that Open Zaak and Open VTB describe. No person is named in any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from app.sandbox.kern.store import Lichaam

BRON = "urn:nld:oin:00000001003214345000:systeem:"
"""What a `source` begins with; the product's name follows."""


def nu() -> str:
    """This moment, to the millisecond, as the products write it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notificatie:
    """`actie`: create, update, partial_update or destroy; `bron`: the product, which the body does not tell."""

    kanaal: str
    hoofd_object: str
    resource: str
    resource_url: str
    actie: str
    kenmerken: Mapping[str, str] = field(default_factory=dict)
    aanmaakdatum: str = field(default_factory=nu)
    bron: str = ""

    def body(self) -> Lichaam:
        return {
            "kanaal": self.kanaal,
            "hoofdObject": self.hoofd_object,
            "resource": self.resource,
            "resourceUrl": self.resource_url,
            "actie": self.actie,
            "aanmaakdatum": self.aanmaakdatum,
            "kenmerken": dict(self.kenmerken),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudEvent:
    """`subject`: the uuid of what changed; `dataref`: its path, without a host."""

    type: str
    bron: str
    subject: str
    dataref: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    tijd: str = field(default_factory=nu)
    id: str = field(default_factory=lambda: str(uuid4()))

    def body(self) -> Lichaam:
        return {
            "specversion": "1.0",
            "type": self.type,
            "source": self.bron,
            "subject": self.subject,
            "id": self.id,
            "time": self.tijd,
            **({"dataref": self.dataref} if self.dataref else {}),
            "datacontenttype": "application/json",
            "data": dict(self.data),
        }


Melding = Notificatie | CloudEvent
Luisteraar = Callable[[Melding], None]
