"""Ketting: why nobody without the key can change, remove, swap or add a record unseen.

Each record has two seals, both HMAC-SHA256 under the key of the log. `digest` is over what retention may later remove
(zout, betrokkene, inhoud); `ketting` is over the ketting of the record before it, all other columns, and `digest`. So
contents can go while the chain stays whole; and because a random zout goes with them, what remains cannot even confirm
a guess. The sealed kop says where the table ends, so that cutting off its end is seen too.

What it cannot see by itself is a complete older copy put back, kop and all: for that, a verification gives an Anker to
keep elsewhere and hand to the next one.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from itertools import chain, pairwise
from typing import NamedTuple, TypeAlias

import msgspec
from msgspec import Struct

from app.verwerkingenlog.regel import Opschoning

Waarde: TypeAlias = str | int | bytes | None


class Rij(NamedTuple):
    """One record as it stands in its table, `regels` or `audit`. `ouder` is the span of the Handeling it belongs to."""

    nr: int
    tijdstip_ms: int
    soort: str
    trace_id: str | None
    span_id: str | None
    ouder: str | None
    activiteit: str | None
    betrokkene: str | None
    inhoud: str | None
    zout: bytes | None
    digest: bytes
    ketting: bytes

    @property
    def is_leeg(self) -> bool:
        """Whether everything that retention removes is gone."""
        return self.inhoud is None and self.betrokkene is None and self.zout is None


class Kop(NamedTuple):
    """Where a table ends: the last nr (0: nothing yet), its ketting, and the seal on both."""

    nr: int
    ketting: bytes
    zegel: bytes


class Anker(NamedTuple):
    """What an earlier verification saw at the end, written `NR:HASH`."""

    nr: int
    ketting: bytes

    @classmethod
    def lees(cls, text: str) -> Anker:
        """Raises ValueError."""
        found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text)
        if found is None:
            raise ValueError("een anker is NR:HASH, zoals een eerdere controle het gaf")
        return cls(int(found[1]), bytes.fromhex(found[2]))

    def __str__(self) -> str:
        return f"{self.nr}:{self.ketting.hex()}"


class Uitkomst(Struct, frozen=True, kw_only=True):
    """What a verification found. `goed`: how many records from the start are as they were written; `nr`: the first
    that is not (None: all are, or only the kop is wrong); `fout`: what is wrong, in one sentence, or empty; `anker`:
    the last good record, to keep elsewhere."""

    goed: int
    anker: Anker
    nr: int | None = None
    fout: str = ""


class Ketting:
    """The seals of one table of one log."""

    def __init__(self, sleutel: bytes, tabel: str) -> None:
        self._sleutel = sleutel
        # The purpose and the table are part of what is sealed: no seal can stand in for one of another kind.
        self._doel = {doel: _kanoniek("mijnzaken/log/1", doel, tabel) for doel in ("begin", "inhoud", "schakel", "kop")}
        self.begin = self._hmac("begin")

    def digest(self, zout: bytes | None, betrokkene: str | None, inhoud: str | None) -> bytes:
        return self._hmac("inhoud", zout, betrokkene, inhoud)

    def schakel(self, vorige: bytes, rij: Rij) -> bytes:
        """The ketting that the record must have after one with ketting `vorige`."""
        return self._hmac(
            "schakel",
            vorige,
            rij.nr,
            rij.tijdstip_ms,
            rij.soort,
            rij.trace_id,
            rij.span_id,
            rij.ouder,
            rij.activiteit,
            rij.digest,
        )

    def verzegel(self, nr: int, ketting: bytes) -> Kop:
        return Kop(nr, ketting, self._hmac("kop", nr, ketting))

    def is_verzegeld(self, kop: Kop) -> bool:
        return self.verzegel(kop.nr, kop.ketting) == kop

    def is_inhoud_heel(self, rij: Rij) -> bool:
        return self.digest(rij.zout, rij.betrokkene, rij.inhoud) == rij.digest

    def _hmac(self, doel: str, *waarden: Waarde) -> bytes:
        return hmac.digest(self._sleutel, self._doel[doel] + _kanoniek(*waarden), "sha256")


def _kanoniek(*waarden: Waarde) -> bytes:
    """The values as bytes, each with its kind and length in front: different values never give the same bytes."""
    parts: list[bytes] = []
    for waarde in waarden:
        if waarde is None:
            parts.append(b"-")
        elif isinstance(waarde, str):
            # A damaged file may hold what is no UTF-8: that must be found, not stop the search.
            encoded = waarde.encode("utf-8", "surrogateescape")
            parts += (b"s%d:" % len(encoded), encoded)
        elif isinstance(waarde, bytes):
            parts += (b"b%d:" % len(waarde), waarde)
        else:
            parts.append(f"i{waarde!r};".encode())
    return b"".join(parts)


def controleer(
    ketting: Ketting,
    kop: Kop | None,
    opschoningen: Iterable[Rij],
    rijen: Iterable[Rij],
    anker: Anker | None = None,
) -> Uitkomst:
    """Walks a table from its first record to its last and stops at the first that is not as it was written.

    `opschoningen` are the table's own Opschoning records (read ahead: they come after the records they empty),
    `rijen` all its records by nr, of one and the same moment. Holds one byte per record, not the records.
    """
    leeg = _opgeschoond(ketting, opschoningen)
    einde = kop.nr if kop is not None and ketting.is_verzegeld(kop) else None
    vorig = Anker(0, ketting.begin)

    def uitkomst(nr: int | None = None, fout: str = "") -> Uitkomst:
        return Uitkomst(goed=vorig.nr, anker=vorig, nr=nr, fout=fout)

    for rij, volgende in pairwise(chain(rijen, (None,))):
        assert rij is not None
        nr = vorig.nr + 1
        if rij.nr < nr or (einde is not None and nr > einde):
            return uitkomst(rij.nr, f"Record {rij.nr} is toegevoegd: het hoort niet bij het log.")
        if rij.nr > nr:
            return uitkomst(nr, f"Record {nr} ontbreekt.")
        if fout := _inhoudsfout(ketting, rij, nr < len(leeg) and bool(leeg[nr])):
            return uitkomst(nr, fout)
        if ketting.schakel(vorig.ketting, rij) != rij.ketting:
            return uitkomst(nr, _schakelfout(ketting, rij, volgende))
        if anker is not None and anker.nr == nr and anker.ketting != rij.ketting:
            return uitkomst(nr, f"Record {nr} is niet het record dat bij de eerdere controle op die plaats stond.")
        vorig = Anker(nr, rij.ketting)

    if kop is None or einde is None:
        return uitkomst(None, "De verzegelde kop, die zegt waar het log eindigt, ontbreekt of is gewijzigd.")
    if einde > vorig.nr:
        return uitkomst(
            vorig.nr + 1, f"Het log is afgekapt: record {vorig.nr + 1} en verder ontbreken, tot en met {einde}."
        )
    if kop.ketting != vorig.ketting:
        return uitkomst(None, "De verzegelde kop hoort niet bij deze records.")
    if anker is not None and anker.nr > vorig.nr:
        return uitkomst(
            vorig.nr + 1,
            f"Het log eindigt bij record {vorig.nr}, maar liep bij de eerdere controle tot {anker.nr}: er is een "
            "oudere kopie teruggezet.",
        )
    return uitkomst()


def _opgeschoond(ketting: Ketting, opschoningen: Iterable[Rij]) -> bytearray:
    """Per nr whether a real Opschoning after it names it. Real is: sealed with our key; its place is checked later."""
    found = bytearray()
    for rij in opschoningen:
        if rij.inhoud is None or not ketting.is_inhoud_heel(rij):
            continue
        for nr in msgspec.json.decode(rij.inhoud, type=Opschoning).nummers:
            if 0 < nr < rij.nr:
                found.extend(bytes(max(0, nr + 1 - len(found))))
                found[nr] = 1
    return found


def _inhoudsfout(ketting: Ketting, rij: Rij, opgeschoond: bool) -> str:
    if rij.is_leeg:
        return "" if opgeschoond else f"De inhoud van record {rij.nr} is weg, en geen opschoning noemt dat record."
    if not ketting.is_inhoud_heel(rij):
        return f"Record {rij.nr} is gewijzigd: de inhoud is niet wat is vastgelegd."
    return f"Record {rij.nr} is opgeschoond, maar de inhoud staat er weer." if opgeschoond else ""


def _schakelfout(ketting: Ketting, rij: Rij, volgende: Rij | None) -> str:
    """When the next record still hangs on this one, this one is at its own place and was changed there."""
    if volgende is not None and ketting.schakel(rij.ketting, volgende) == volgende.ketting:
        return f"Record {rij.nr} is gewijzigd: de kolommen zijn niet wat is vastgelegd."
    return (
        f"Record {rij.nr} staat niet op zijn plaats of is gewijzigd: er is iets verwisseld, tussengevoegd of vervangen."
    )
