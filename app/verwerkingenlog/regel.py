"""Regel: the one internal record of the verwerkingenlog. No values, and no number of a person but as a pseudonym.

An operation makes one Handeling (the root: also what was refused) and one Verwerking per activiteit and betrokkene
(its children); beside them, with an access of its own, one Audit. All are immutable: what was written is never changed.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Status: TypeAlias = Literal["Unset", "Ok", "Error"]
"""Logboek Dataverwerkingen: Unset is done without a fault of ours, Error is a technical fault that stopped it."""


class Ontvanger(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who was told. `soort` is an AfnemerSoort; `id` a pseudonym (burger, private partij), an OIN (organisation), or
    empty: our own medewerkers are told as their organisation, never by name. `namens`: the pseudonym of whom he
    represented."""

    soort: str
    id: str = ""
    rollen: tuple[str, ...] = ()
    namens: str = ""


class Verstrekking(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was told on one ground. `velden` are coordinates (Zaak.status; a bare type name: that the object is
    there), `objecten` global ids, `bewijs` what proved the ground ("sessie", a machtiging's id)."""

    grondslag: str
    rij: str
    bewijs: str
    categorieen: tuple[str, ...]
    velden: tuple[str, ...]
    objecten: tuple[str, ...] = ()


class Weigering(Struct, frozen=True, kw_only=True):
    """What was asked and not told: a coordinate, why (an ErrorCode), how often."""

    veld: str
    code: str
    aantal: int


class Handeling(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="soort", tag="handeling"):
    """One operation. `trace_id` is 32 and `span_id` 16 hexadecimal digits (W3C Trace Context); times in ms since 1970.

    `parent_span_id` and `afkomst` (the application that asked, a URL or OIN) only when an authenticated organisation
    brought them; what is written down beforehand (vooraf.py) has the span of the operation for which it is.
    `aanleiding`: global id of the contactmoment or zaak why a medewerker looked. `bronnen`: names of the registers that
    were asked.
    """

    trace_id: str
    span_id: str
    naam: str
    begin_ms: int
    einde_ms: int
    ontvanger: Ontvanger
    status: Status = "Unset"
    parent_span_id: str = ""
    afkomst: str = ""
    aanleiding: str = ""
    bronnen: tuple[str, ...] = ()
    weigeringen: tuple[Weigering, ...] = ()
    beleid: str = ""
    """Which schema and matrix decided: a fingerprint of both."""


class Verwerking(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="soort", tag="verwerking"):
    """What one operation told of one betrokkene within one verwerkingsactiviteit: a child of its Handeling.

    `activiteit` is the key of the activiteit in our configuration, `betrokkene` a pseudonym, `betrokkene_soort` BSN,
    KVK, VESTIGING, RSIN or KLANTNUMMER. Ontvanger, times and the rest repeat what the Handeling says, so that a line
    can be read, kept and removed by itself.
    """

    trace_id: str
    span_id: str
    parent_span_id: str
    naam: str
    begin_ms: int
    einde_ms: int
    ontvanger: Ontvanger
    activiteit: str
    betrokkene: str
    betrokkene_soort: str
    verstrekkingen: tuple[Verstrekking, ...]
    status: Status = "Unset"
    afkomst: str = ""
    bronnen: tuple[str, ...] = ()
    beleid: str = ""


class Opschoning(Struct, frozen=True, kw_only=True, tag_field="soort", tag="opschoning"):
    """That the contents of older records were removed because their bewaartermijn was over: which, and when."""

    tijdstip_ms: int
    nummers: tuple[int, ...]


Regel: TypeAlias = Handeling | Verwerking | Opschoning


class Audit(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="soort", tag="audit"):
    """Which medewerker or client, and how it ended. Joined to the rest by `trace_id`; read by few.

    `gebruiker` is the opaque id of a medewerker in his own directory; `uitkomst` is VERSTREKT, GEWEIGERD (all that was
    asked was closed), NIETS (nothing was there, or nothing that he may know of) or MISLUKT. `toelichting`: what he said
    of why he looked.
    """

    trace_id: str
    tijdstip_ms: int
    afnemer: str
    rollen: tuple[str, ...]
    niveau: str
    uitkomst: str
    gebruiker: str = ""
    client: str = ""
    toelichting: str = ""


class Schrijfsel(Struct, frozen=True, kw_only=True):
    """What one operation writes, in one transaction or not at all. `regels[0]` is its Handeling."""

    regels: tuple[Regel, ...]
    audit: Audit | None = None
