"""Postvak: what push must not lose: notifications that were acknowledged, what changed, and messages that are still to
be delivered. The port; `app/push/opslag` keeps it in the same store as the verwerkingenlog.

All methods are synchronous and may be called from any thread. What is written is there, whole, when the method returns.
Times are milliseconds since 1970. No field holds a value of a register or a number of a person: persons are pseudonyms,
objects are global ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

from msgspec import Struct


class PostvakFout(Exception):
    """The postvak cannot be read or written now. A Dutch sentence without anybody's data."""


class Geweigerd(PostvakFout):
    """What was to be written is refused as it is: trying again is of no use, other things would be accepted."""


class NieuweMelding(Struct, frozen=True, kw_only=True):
    """A notification as it came in. `sleutel`: the same for the same notification, however often it comes;
    `inhoud`: JSON of a Notificatie (see notificatie.py)."""

    sleutel: str
    inhoud: bytes
    ontvangen_ms: int


class Melding(Struct, frozen=True, kw_only=True):
    """`pogingen`: how often it was taken before."""

    nr: int
    sleutel: str
    inhoud: bytes
    ontvangen_ms: int
    pogingen: int


class NieuweGebeurtenis(Struct, frozen=True, kw_only=True):
    """Something changed in one matter. `id`: the same for the same change; `soort`: a WijzigingSoort; `onderwerp`: the
    global id of the zaak, verzoek or product; `deel`: the global id of what of it changed, when that may be closed
    where the rest is open, else ""; `betrokkenen`: whom it is about, as pseudonyms."""

    id: str
    soort: str
    onderwerp: str
    tijdstip_ms: int
    betrokkenen: tuple[str, ...]
    deel: str = ""


class Gebeurtenis(NieuweGebeurtenis, frozen=True, kw_only=True):
    """`nr`: its place; whoever has seen all up to `nr` misses nothing that gets a lower one."""

    nr: int


class NieuwBericht(Struct, frozen=True, kw_only=True):
    """A message to one receiver about one matter. `id`: the same for the same receiver and change; goes along to the
    receiver, so that he knows it again. `ontvanger`: a pseudonym, or the name of a webhook. `deel`: as of a
    Gebeurtenis. `niet_voor_ms`: not delivered sooner: until then, what changes more in the same matter goes with it."""

    id: str
    kanaal: str
    ontvanger: str
    onderwerp: str
    soort: str
    tijdstip_ms: int
    niet_voor_ms: int
    deel: str = ""


class Staat(Enum):
    """Where a message is. WACHTEND: to be delivered (again); BEZORGD: the receiver has it; VERVALLEN: there was nothing
    that the receiver may be told; DOOD: it was tried long enough, and a person must look at it."""

    WACHTEND = "wachtend"
    BEZORGD = "bezorgd"
    VERVALLEN = "vervallen"
    DOOD = "dood"


class Bericht(NieuwBericht, frozen=True, kw_only=True):
    """`pogingen`: how often it was taken, this time included. `reden`: of its last failure, or of its end."""

    staat: Staat
    pogingen: int
    reden: str = ""


class Postvak(Protocol):
    """Every method raises PostvakFout. `houder` is who takes something; until `tot_ms` nobody else gets it, and after
    that it may be taken again: whoever took it may have died."""

    def ontvang(self, meldingen: Sequence[NieuweMelding]) -> int:
        """All in one transaction. How many were new; those that are known already (also when they were handled long
        ago, as long as they are remembered) are passed over."""
        ...

    def neem_meldingen(self, houder: str, nu_ms: int, tot_ms: int, limiet: int) -> list[Melding]:
        """The oldest that nobody has and that may be tried now."""
        ...

    def verwerkt(
        self,
        melding: Melding,
        gebeurtenissen: Sequence[NieuweGebeurtenis],
        berichten: Sequence[NieuwBericht],
        nu_ms: int,
    ) -> None:
        """What follows from a notification, and that it was handled: in one transaction; nothing when somebody else
        handled it meanwhile. What is there by its id is not added twice, also not when it joined another. A message
        joins one of the same kanaal, ontvanger and onderwerp that was never tried yet and whose `niet_voor_ms` is still
        to come: that one keeps its id and its `niet_voor_ms`, and gets the new `soort`, `deel` and `tijdstip_ms`."""
        ...

    def stel_uit(self, melding: Melding, tot_ms: int) -> None:
        """It could not be handled now; not before `tot_ms`. Nothing when somebody else took it meanwhile."""
        ...

    def gebeurtenissen_na(self, nr: int, limiet: int = 1000) -> list[Gebeurtenis]:
        """In order. One that is committed later never gets a lower nr than one that was ever returned."""
        ...

    def laatste_gebeurtenis(self) -> int:
        """Its nr, also when it was forgotten since; 0 when there never was one."""
        ...

    def neem_berichten(self, houder: str, nu_ms: int, tot_ms: int, limiet: int) -> list[Bericht]:
        """Those that may go now, the longest waiting first. Counts a poging."""
        ...

    def sluit_af(self, id: str, staat: Staat, reden: str, nu_ms: int) -> None:
        """It came to its end. Nothing when it had come to an end already."""
        ...

    def probeer_later(self, id: str, niet_voor_ms: int, reden: str) -> None:
        """It could not be delivered now. Nothing when it had come to an end already."""
        ...

    def berichten(self, staat: Staat, limiet: int = 1000) -> list[Bericht]:
        """The longest in that state first; for who looks after it."""
        ...

    def zend_opnieuw(self, ids: Sequence[str], nu_ms: int) -> int:
        """Those of them that are DOOD, from the beginning. How many."""
        ...

    def ruim_op(self, voor_ms: int) -> int:
        """Forgets what came to its end before then: handled notifications, events, messages that are BEZORGD or
        VERVALLEN. How many."""
        ...

    def positie(self, naam: str) -> str:
        """How far `naam` had come, in its own words; "" when nothing was set."""
        ...

    def zet_positie(self, naam: str, waarde: str) -> None: ...

    def luister(self, wek: Callable[[], None]) -> Callable[[], None]:
        """Calls `wek` (from any thread) soon after anything was added by any process: at once where the engine can
        tell, else within a quarter of a second; now and then also when there was nothing. `wek` is short and does not
        raise. The answer stops it: after that `wek` is not called any more."""
        ...

    def close(self) -> None: ...
