"""Records: how notifications, events and messages are written, taken and forgotten, on either engine."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias, TypeVar

import msgspec

from app.databank.databank import Cursor, Databank
from app.databank.sql import Tupel, Waarde, een_van, getal, vul
from app.push.opslag import tabellen
from app.push.opslag.luisteren import Luisteraars, Tekens
from app.push.opslag.samen import Samen
from app.push.postvak import (
    Bericht,
    Gebeurtenis,
    Geweigerd,
    Melding,
    NieuwBericht,
    NieuweGebeurtenis,
    NieuweMelding,
    PostvakFout,
    Staat,
)

_STAP = 500
"""How many records one statement names or forgets."""
_TELLERS = ("berichten", "gebeurtenissen", "meldingen")

ONZEGBAAR: tuple[type[Exception], ...] = (UnicodeError, OverflowError)
"""What a driver raises about a value that its engine has no words for; refused, like all that an engine refuses."""

_Tellers: TypeAlias = dict[str, int]
_NAMEN: msgspec.json.Decoder[tuple[str, ...]] = msgspec.json.Decoder(tuple[str, ...])
_T = TypeVar("_T")
_N = TypeVar("_N", NieuwBericht, NieuweGebeurtenis)


class _Gevolg(NamedTuple):
    """What follows from a melding; see `Postvak.verwerkt`."""

    melding: Melding
    gebeurtenissen: Sequence[NieuweGebeurtenis]
    berichten: Sequence[NieuwBericht]
    nu_ms: int


class SqlPostvak(Databank):
    """See `Postvak` for what its methods mean."""

    _wat = "postvak"
    _fout = PostvakFout
    _geweigerd = Geweigerd
    _schema_versie = tabellen.SCHEMA_VERSIE
    _versietabel = "push_versie"

    def __init__(self, plaats: str, *, aanmaken: bool = True) -> None:
        super().__init__(plaats, aanmaken=aanmaken)
        self._luisteraars = Luisteraars(self._tekens)
        self._verwerkt = Samen(self._verwerk)

    @abstractmethod
    def _tekens(self) -> Tekens:
        """What tells that something was added."""

    @abstractmethod
    def _meld(self, cursor: Cursor) -> None:
        """Tells other processes that this transaction adds something."""

    def _maak_tabellen(self, cursor: Cursor) -> None:
        for text in tabellen.AANMAKEN:
            cursor.execute(vul(text, self._typen))
        cursor.executemany(self._sql(tabellen.NIEUWE_TELLER), [(naam,) for naam in _TELLERS])

    def ontvang(self, meldingen: Sequence[NieuweMelding]) -> int:
        if not meldingen:
            return 0
        with self._toevoeging("meldingen") as (cursor, tellers):
            nr = tellers["meldingen"]
            rijen = [(nr + i, item.sleutel, item.inhoud, item.ontvangen_ms) for i, item in enumerate(meldingen, 1)]
            cursor.executemany(self._sql(tabellen.ONTVANG), rijen)
            nieuw = cursor.rowcount
            if nieuw:
                tellers["meldingen"] += len(rijen)
        return nieuw

    def neem_meldingen(self, houder: str, nu_ms: int, tot_ms: int, limiet: int) -> list[Melding]:
        rows = self._neem("meldingen", tabellen.OPEN_MELDINGEN, houder, nu_ms, tot_ms, limiet)
        return [_melding(row) for row in rows]

    def neem_berichten(self, houder: str, nu_ms: int, tot_ms: int, limiet: int) -> list[Bericht]:
        rows = self._neem("berichten", tabellen.OPEN_BERICHTEN, houder, nu_ms, tot_ms, limiet)
        return [_bericht(row, genomen=1) for row in rows]

    def _neem(self, tabel: str, kies: str, houder: str, nu_ms: int, tot_ms: int, limiet: int) -> list[Tupel]:
        with self._transactie(self._begin_schrijven) as cursor:
            rows = self._vraag(cursor, kies, (nu_ms, limiet))
            for stap in _stappen([row[0] for row in rows]):
                sql = tabellen.NEEM.replace("WAAR", een_van("nr", stap))
                cursor.execute(self._sql(sql, tabel), (tot_ms, houder, *stap))
        return rows

    def verwerkt(
        self,
        melding: Melding,
        gebeurtenissen: Sequence[NieuweGebeurtenis],
        berichten: Sequence[NieuwBericht],
        nu_ms: int,
    ) -> None:
        self._verwerkt.doe(_Gevolg(melding, gebeurtenissen, berichten, nu_ms))

    def _verwerk(self, gevolgen: Sequence[_Gevolg]) -> None:
        with self._toevoeging("berichten", "gebeurtenissen") as (cursor, tellers):
            for gevolg in gevolgen:
                cursor.execute(self._sql(tabellen.VERWERKT), (gevolg.nu_ms, gevolg.melding.nr, gevolg.melding.sleutel))
                if cursor.rowcount:
                    self._voeg_gebeurtenissen_toe(cursor, tellers, gevolg.gebeurtenissen, gevolg.nu_ms)
                    self._voeg_berichten_toe(cursor, tellers, gevolg.berichten, gevolg.nu_ms)

    def _voeg_gebeurtenissen_toe(
        self, cursor: Cursor, tellers: _Tellers, gebeurtenissen: Sequence[NieuweGebeurtenis], nu_ms: int
    ) -> None:
        for item in self._onbekende(cursor, gebeurtenissen, "gebeurtenissen"):
            tellers["gebeurtenissen"] += 1
            wat = (item.id, item.soort, item.onderwerp, item.deel, item.tijdstip_ms)
            namen = msgspec.json.encode(item.betrokkenen).decode()
            cursor.execute(self._sql(tabellen.VOEG_GEBEURTENIS_TOE), (tellers["gebeurtenissen"], *wat, namen, nu_ms))

    def _voeg_berichten_toe(
        self, cursor: Cursor, tellers: _Tellers, berichten: Sequence[NieuwBericht], nu_ms: int
    ) -> None:
        """As one of its own, or joined to one that waits."""
        for item in self._onbekende(cursor, berichten, "berichten", "gebundeld"):
            zelfde = (item.kanaal, item.ontvanger, item.onderwerp)
            wat = (item.soort, item.deel, item.tijdstip_ms)
            if rows := self._vraag(cursor, tabellen.BUNDEL, (*wat, *zelfde, nu_ms)):
                cursor.execute(self._sql(tabellen.GEBUNDELD), (item.id, rows[0][0]))
            else:
                tellers["berichten"] += 1
                rij = (tellers["berichten"], item.id, *zelfde, *wat, item.niet_voor_ms, nu_ms)
                cursor.execute(self._sql(tabellen.VOEG_BERICHT_TOE), rij)

    def _onbekende(self, cursor: Cursor, items: Sequence[_N], *waarin: str) -> list[_N]:
        """Those whose id stands in none of these tables, each once."""
        found: dict[Waarde, _N] = {}
        for item in items:
            found.setdefault(item.id, item)
        for tabel in waarin:
            for stap in _stappen(list(found)):
                sql = tabellen.BEKENDE.replace("WAAR", een_van("id", stap))
                for (bekend,) in self._vraag(cursor, sql, stap, tabel):
                    del found[bekend]
        return list(found.values())

    def stel_uit(self, melding: Melding, tot_ms: int) -> None:
        with self._transactie(self._begin_schrijven) as cursor:
            cursor.execute(self._sql(tabellen.STEL_UIT), (tot_ms, melding.nr, melding.sleutel, melding.pogingen + 1))

    def gebeurtenissen_na(self, nr: int, limiet: int = 1000) -> list[Gebeurtenis]:
        return [_gebeurtenis(row) for row in self._lees(tabellen.GEBEURTENISSEN_NA, nr, limiet)]

    def laatste_gebeurtenis(self) -> int:
        return getal(self._lees(tabellen.TELLER, "gebeurtenissen")[0][0])

    def sluit_af(self, id: str, staat: Staat, reden: str, nu_ms: int) -> None:
        with self._transactie(self._begin_schrijven) as cursor:
            cursor.execute(self._sql(tabellen.SLUIT_AF), (staat.value, reden, nu_ms, id))

    def probeer_later(self, id: str, niet_voor_ms: int, reden: str) -> None:
        with self._transactie(self._begin_schrijven) as cursor:
            cursor.execute(self._sql(tabellen.PROBEER_LATER), (niet_voor_ms, reden, id))

    def berichten(self, staat: Staat, limiet: int = 1000) -> list[Bericht]:
        return [_bericht(row) for row in self._lees(tabellen.BERICHTEN, staat.value, limiet)]

    def zend_opnieuw(self, ids: Sequence[str], nu_ms: int) -> int:
        aantal = 0
        with self._toevoeging("berichten") as (cursor, tellers):
            for stap in _stappen(ids):
                sql = tabellen.ZEND_OPNIEUW.replace("WAAR", een_van("id", stap))
                cursor.execute(self._sql(sql), (nu_ms, nu_ms, *stap))
                aantal += cursor.rowcount
            tellers["berichten"] += aantal  # they are no new rows, but who listens must hear of them
        return aantal

    def ruim_op(self, voor_ms: int) -> int:
        return sum(
            self._vergeet(sql, voor_ms)
            for sql in (tabellen.VERGEET_MELDINGEN, tabellen.VERGEET_GEBEURTENISSEN, tabellen.VERGEET_BERICHTEN)
        )

    def _vergeet(self, sql: str, voor_ms: int) -> int:
        """In steps, each a transaction: nobody waits long for it."""
        aantal = 0
        while True:
            with self._transactie(self._begin_schrijven) as cursor:
                weg = [row[0] for row in self._vraag(cursor, sql, (voor_ms, _STAP))]
                if sql is tabellen.VERGEET_BERICHTEN:
                    gebundeld = tabellen.VERGEET_GEBUNDELD.replace("WAAR", een_van("bericht", weg))
                    cursor.execute(self._sql(gebundeld), weg)
            aantal += len(weg)
            if len(weg) < _STAP:
                return aantal

    def positie(self, naam: str) -> str:
        rows = self._lees(tabellen.POSITIE, naam)
        return str(rows[0][0]) if rows else ""

    def zet_positie(self, naam: str, waarde: str) -> None:
        with self._transactie(self._begin_schrijven) as cursor:
            cursor.execute(self._sql(tabellen.ZET_POSITIE), (naam, waarde))

    def luister(self, wek: Callable[[], None]) -> Callable[[], None]:
        return self._luisteraars.erbij(wek)

    def close(self) -> None:
        self._luisteraars.close()
        super().close()

    def _stand(self) -> list[Tupel]:
        """Moves on with everything that is added."""
        return self._lees(tabellen.STAND)

    def _lees(self, sql: str, *values: Waarde) -> list[Tupel]:
        with self._transactie(self._begin_lezen) as cursor:
            return self._vraag(cursor, sql, values)

    @contextmanager
    def _toevoeging(self, *namen: str) -> Iterator[tuple[Cursor, _Tellers]]:
        """A transaction that may add something, with the last nr that each of these gave out: nobody else gives one
        out meanwhile. Whoever moves one on tells so to all who listen."""
        with self._transactie(self._begin_schrijven) as cursor:
            sql = tabellen.TELLERS.replace("WAAR", een_van("naam", namen))
            oud = {str(naam): getal(nr) for naam, nr in self._vraag(cursor, sql, namen)}
            nieuw = dict(oud)
            yield cursor, nieuw
            verder = [(nr, naam) for naam, nr in nieuw.items() if nr != oud[naam]]
            if verder:
                cursor.executemany(self._sql(tabellen.ZET_TELLER), verder)
                self._meld(cursor)
        if verder:
            self._luisteraars.aanstoot.set()


def _stappen(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), _STAP):
        yield values[start : start + _STAP]


def _melding(row: Tupel) -> Melding:
    nr, sleutel, inhoud, ontvangen_ms, pogingen = row
    assert isinstance(inhoud, bytes)
    return Melding(
        nr=getal(nr),
        sleutel=str(sleutel),
        inhoud=inhoud,
        ontvangen_ms=getal(ontvangen_ms),
        pogingen=getal(pogingen),
    )


def _gebeurtenis(row: Tupel) -> Gebeurtenis:
    nr, id, soort, onderwerp, deel, tijdstip_ms, betrokkenen = row
    try:
        namen = _NAMEN.decode(str(betrokkenen))
    except (msgspec.DecodeError, UnicodeError):
        raise PostvakFout(f"Gebeurtenis {nr!r} van het postvak is beschadigd.") from None
    return Gebeurtenis(
        nr=getal(nr),
        id=str(id),
        soort=str(soort),
        onderwerp=str(onderwerp),
        deel=str(deel),
        tijdstip_ms=getal(tijdstip_ms),
        betrokkenen=namen,
    )


def _bericht(row: Tupel, *, genomen: int = 0) -> Bericht:
    """`genomen`: how many pogingen came after the row was read."""
    _, id, kanaal, ontvanger, onderwerp, soort, deel, tijdstip_ms, niet_voor_ms, staat, pogingen, reden = row
    return Bericht(
        id=str(id),
        kanaal=str(kanaal),
        ontvanger=str(ontvanger),
        onderwerp=str(onderwerp),
        soort=str(soort),
        deel=str(deel),
        tijdstip_ms=getal(tijdstip_ms),
        niet_voor_ms=getal(niet_voor_ms),
        staat=Staat(staat),
        pogingen=getal(pogingen) + genomen,
        reden=str(reden),
    )
