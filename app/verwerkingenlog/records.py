"""Records: how they are written, read and emptied, on either engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

import msgspec

from app.databank.databank import Cursor, Databank
from app.databank.sql import Tupel, Waarde, een_van, getal, vul
from app.verwerkingenlog import tabellen
from app.verwerkingenlog.ketting import Ketting, Kop, Rij
from app.verwerkingenlog.opslag import (
    TABELLEN,
    Auditvermelding,
    OpslagFout,
    Periode,
    Plek,
    RegelGeweigerd,
    Tabel,
    Vermelding,
)
from app.verwerkingenlog.regel import Audit, Handeling, Opschoning, Regel, Schrijfsel, Verwerking

_STAP = 500
"""How many records one statement of a long reading or cleaning takes."""
_MEESTE = 10_000
"""How many records one trace may show."""
_EERSTE = -(2**63)
"""Below every nr, also of a record that somebody put before the first."""

_Inhoud: TypeAlias = Regel | Audit
_T = TypeVar("_T")

_REGEL: msgspec.json.Decoder[Regel] = msgspec.json.Decoder(Handeling | Verwerking | Opschoning)
_AUDIT: msgspec.json.Decoder[Audit | Opschoning] = msgspec.json.Decoder(Audit | Opschoning)


class SqlOpslag(Databank):
    """See `Opslag` for what its methods mean."""

    _wat = "verwerkingenlog"
    _fout = OpslagFout
    _geweigerd = RegelGeweigerd
    _schema_versie = tabellen.SCHEMA_VERSIE
    _versietabel = "versie"

    def __init__(self, plaats: str, sleutel: bytes, *, aanmaken: bool = True) -> None:
        super().__init__(plaats, aanmaken=aanmaken)
        self._kettingen: dict[Tabel, Ketting] = {tabel: Ketting(sleutel, tabel) for tabel in TABELLEN}
        #: Where each table ended when we last wrote: it never goes back.
        self._gezien: dict[Tabel, Kop] = {
            tabel: ketting.verzegel(0, ketting.begin) for tabel, ketting in self._kettingen.items()
        }

    def _maak_tabellen(self, cursor: Cursor) -> None:
        for text in tabellen.AANMAKEN:
            cursor.execute(vul(text, self._typen))
        for tabel, ketting in self._kettingen.items():
            cursor.execute(self._sql(tabellen.NIEUWE_KOP), (tabel, *ketting.verzegel(0, ketting.begin)))

    def schrijf(self, schrijfsels: Sequence[Schrijfsel]) -> None:
        # Encoded before the kop is locked: other processes wait for what happens after.
        nieuw: dict[Tabel, list[Rij]] = {
            "regels": [self._rij("regels", regel) for item in schrijfsels for regel in item.regels],
            "audit": [self._rij("audit", item.audit) for item in schrijfsels if item.audit is not None],
        }
        with self._transactie(self._begin_schrijven) as cursor:
            koppen = self._voeg_toe(cursor, nieuw, self._koppen(cursor))
        self._onthoud(koppen)

    def proef(self) -> None:
        with self._transactie(self._begin_schrijven) as cursor:
            self._koppen(cursor)
            cursor.execute(tabellen.PROEF)

    def maak_leeg(self, tabel: Tabel, nummers: Sequence[int], tijdstip_ms: int) -> int:
        with self._transactie(self._begin_schrijven) as cursor:
            koppen = self._koppen(cursor)
            # Somebody else may have been cleaning too, before we had the kop.
            leeg = self._maak_leeg(cursor, tabel, nummers, tabellen.NOG_VOL, "nr")
            if tabel == "regels":
                leeg += self._maak_leeg(cursor, tabel, leeg, tabellen.OUDERS, "v.nr")
            if leeg:
                opschoning = Opschoning(tijdstip_ms=tijdstip_ms, nummers=tuple(sorted(leeg)))
                koppen = self._voeg_toe(cursor, {tabel: [self._rij(tabel, opschoning)]}, koppen)
        self._onthoud(koppen)
        return len(leeg)

    def _maak_leeg(self, cursor: Cursor, tabel: Tabel, nummers: Sequence[int], kies: str, kolom: str) -> list[int]:
        """What `kies` chooses by these numbers, and then has no contents any more."""
        found: set[int] = set()
        for start in range(0, len(nummers), _STAP):
            stap = nummers[start : start + _STAP]
            found.update(_nummers(self._vraag(cursor, kies.replace("WAAR", een_van(kolom, stap)), stap, tabel)))
        cursor.executemany(self._sql(tabellen.MAAK_LEEG, tabel), [(nr,) for nr in found])
        return list(found)

    def zet_positie(self, naam: str, nr: int) -> None:
        with self._transactie(self._begin_schrijven) as cursor:
            cursor.execute(self._sql(tabellen.ZET_POSITIE), (naam, nr))

    def _rij(self, tabel: Tabel, inhoud: _Inhoud) -> Rij:
        """The record without its place: nr and ketting follow from what stands before it."""
        match inhoud:
            case Handeling():
                soort, tijdstip, ouder, activiteit, betrokkene = "handeling", inhoud.begin_ms, None, None, None
            case Verwerking():
                soort, tijdstip, ouder = "verwerking", inhoud.begin_ms, inhoud.parent_span_id
                activiteit, betrokkene = inhoud.activiteit, inhoud.betrokkene
            case Opschoning() | Audit():
                soort = "opschoning" if isinstance(inhoud, Opschoning) else "audit"
                tijdstip, ouder, activiteit, betrokkene = inhoud.tijdstip_ms, None, None, None
        trace_id = None if isinstance(inhoud, Opschoning) else inhoud.trace_id
        span_id = inhoud.span_id if isinstance(inhoud, Handeling | Verwerking) else None
        zout, text = os.urandom(16), msgspec.json.encode(inhoud).decode()
        digest = self._kettingen[tabel].digest(zout, betrokkene, text)
        return Rij(0, tijdstip, soort, trace_id, span_id, ouder, activiteit, betrokkene, text, zout, digest, b"")

    def _koppen(self, cursor: Cursor) -> dict[Tabel, Kop]:
        """Where the tables end, locked until the transaction ends. Refuses to build on what is not ours."""
        found = {naam: (_kop(kop), getal(laatste)) for naam, laatste, *kop in self._vraag(cursor, tabellen.KOPPEN)}
        koppen: dict[Tabel, Kop] = {}
        for tabel, ketting in self._kettingen.items():
            kop, laatste = found.get(tabel, (None, 0))
            if kop is None or (kop != self._gezien[tabel] and not ketting.is_verzegeld(kop)):
                raise OpslagFout(
                    "Het verwerkingenlog is met een andere sleutel verzegeld, of de kop ervan is gewijzigd."
                )
            if kop.nr < self._gezien[tabel].nr:
                raise OpslagFout("Het verwerkingenlog is korter dan het was: er is een oudere kopie teruggezet.")
            if kop.nr < laatste:
                raise OpslagFout("Achter het verzegelde einde van het verwerkingenlog zijn records toegevoegd.")
            koppen[tabel] = kop
        return koppen

    def _voeg_toe(
        self, cursor: Cursor, nieuw: Mapping[Tabel, Sequence[Rij]], koppen: Mapping[Tabel, Kop]
    ) -> dict[Tabel, Kop]:
        """Behind what is there. Where the tables then end."""
        eindes = dict(koppen)
        for tabel, rijen in nieuw.items():
            if not rijen:
                continue
            ketting, (nr, vorige, _) = self._kettingen[tabel], koppen[tabel]
            geplaatst: list[Rij] = []
            for rij in rijen:
                nr += 1
                rij = Rij(nr, *rij[1:])
                vorige = ketting.schakel(vorige, rij)
                geplaatst.append(Rij(*rij[:-1], vorige))
            kop = eindes[tabel] = ketting.verzegel(nr, vorige)
            cursor.executemany(self._sql(tabellen.VOEG_TOE, tabel), geplaatst)
            cursor.execute(self._sql(tabellen.ZET_KOP), (*kop, tabel))
        return eindes

    def _onthoud(self, koppen: Mapping[Tabel, Kop]) -> None:
        """After the commit: where the tables now end at least."""
        for tabel, kop in koppen.items():
            if kop.nr > self._gezien[tabel].nr:
                self._gezien[tabel] = kop

    def van_betrokkene(
        self, pseudoniemen: Sequence[str], periode: Periode, *, na: Plek | None = None, limiet: int = 100
    ) -> list[Vermelding]:
        waar = een_van("betrokkene", pseudoniemen)
        return self._terug("regels", waar, pseudoniemen, periode, na, limiet, _vermelding)

    def van_activiteit(
        self, activiteit: str, periode: Periode, *, na: Plek | None = None, limiet: int = 100
    ) -> list[Vermelding]:
        return self._terug("regels", "activiteit = %s", [activiteit], periode, na, limiet, _vermelding)

    def audit_in(self, periode: Periode, *, na: Plek | None = None, limiet: int = 100) -> list[Auditvermelding]:
        return self._terug("audit", "soort = 'audit'", [], periode, na, limiet, _auditvermelding)

    def van_trace(self, trace_id: str) -> list[Vermelding]:
        return self._vooruit("regels", "trace_id = %s", [trace_id], _vermelding)

    def audit_van_trace(self, trace_id: str) -> list[Auditvermelding]:
        return self._vooruit("audit", "trace_id = %s", [trace_id], _auditvermelding)

    def sinds(self, nr: int, limiet: int = 1000) -> list[Vermelding]:
        return self._vooruit("regels", "nr > %s", [nr], _vermelding, limiet)

    def positie(self, naam: str) -> int:
        with self._transactie(self._begin_lezen) as cursor:
            rows = self._vraag(cursor, tabellen.POSITIE, [naam])
        return getal(rows[0][0]) if rows else 0

    @contextmanager
    def momentopname(self, tabel: Tabel) -> Iterator[SqlMomentopname]:
        with self._transactie(self._begin_lezen) as cursor:
            yield SqlMomentopname(lambda sql, values: self._vraag(cursor, sql, values, tabel), tabel)

    def verlopen(self, grenzen: Mapping[str, int], rest_ms: int, limiet: int) -> list[int]:
        sql = tabellen.VERLOPEN.replace("WAAR", "activiteit = %s")
        with self._transactie(self._begin_lezen) as cursor:
            rows = self._vraag(cursor, tabellen.VERLOPEN_HANDELING, [rest_ms, limiet])
            for (activiteit,) in self._vraag(cursor, tabellen.ACTIVITEITEN):
                grens = grenzen.get(str(activiteit), rest_ms)
                rows += self._vraag(cursor, sql, [activiteit, grens, limiet], "regels")
        return _nummers(rows)[:limiet]

    def verlopen_audit(self, rest_ms: int, limiet: int) -> list[int]:
        with self._transactie(self._begin_lezen) as cursor:
            sql = tabellen.VERLOPEN.replace("WAAR", "soort = 'audit'")
            return _nummers(self._vraag(cursor, sql, [rest_ms, limiet], "audit"))

    def _terug(
        self,
        tabel: Tabel,
        waar: str,
        values: Sequence[Waarde],
        periode: Periode,
        na: Plek | None,
        limiet: int,
        lees: Callable[[Sequence[Waarde]], _T],
    ) -> list[_T]:
        """From new to old, after `na`."""
        tot = na or Plek(periode.tot_ms, 0)
        with self._transactie(self._begin_lezen) as cursor:
            sql = tabellen.TERUG.replace("WAAR", waar)
            rows = self._vraag(cursor, sql, [*values, *periode, *tot, limiet], tabel)
        return [lees(row) for row in rows]

    def _vooruit(
        self,
        tabel: Tabel,
        waar: str,
        values: Sequence[Waarde],
        lees: Callable[[Sequence[Waarde]], _T],
        limiet: int = _MEESTE,
    ) -> list[_T]:
        """In the order of writing."""
        with self._transactie(self._begin_lezen) as cursor:
            rows = self._vraag(cursor, tabellen.VOORUIT.replace("WAAR", waar), [*values, limiet], tabel)
        return [lees(row) for row in rows]


class SqlMomentopname:
    """See `Momentopname`."""

    def __init__(self, vraag: Callable[[str, Sequence[Waarde]], list[Tupel]], tabel: Tabel) -> None:
        self._vraag = vraag
        self._tabel = tabel

    def kop(self) -> Kop | None:
        rows = self._vraag(tabellen.KOP, [self._tabel])
        return _kop(rows[0]) if rows else None

    def opschoningen(self) -> Iterator[Rij]:
        return self._per_stap(tabellen.OPSCHONINGEN)

    def rijen(self) -> Iterator[Rij]:
        return self._per_stap(tabellen.RIJEN)

    def _per_stap(self, sql: str) -> Iterator[Rij]:
        """A log of years does not fit in memory, and no question may take long."""
        na = _EERSTE
        while True:
            rows = self._vraag(sql, [na, _STAP])
            for row in rows:
                yield Rij(*row)  # type: ignore[arg-type]
            if len(rows) < _STAP:
                return
            na = getal(rows[-1][0])


def _vermelding(row: Sequence[Waarde]) -> Vermelding:
    return Vermelding(Plek(getal(row[0]), getal(row[1])), _gelezen(_REGEL, row))


def _auditvermelding(row: Sequence[Waarde]) -> Auditvermelding:
    return Auditvermelding(Plek(getal(row[0]), getal(row[1])), _gelezen(_AUDIT, row))


def _gelezen(decoder: msgspec.json.Decoder[_T], row: Sequence[Waarde]) -> _T:
    try:
        return decoder.decode(str(row[2]))
    except (msgspec.DecodeError, UnicodeError):
        raise OpslagFout(f"Record {row[1]!r} van het verwerkingenlog is beschadigd.") from None


def _kop(row: Sequence[Waarde]) -> Kop:
    nr, ketting, zegel = row
    assert isinstance(ketting, bytes)
    assert isinstance(zegel, bytes)
    return Kop(getal(nr), ketting, zegel)


def _nummers(rows: Sequence[Tupel]) -> list[int]:
    return sorted(getal(row[0]) for row in rows)
