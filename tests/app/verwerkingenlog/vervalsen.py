"""Vervalsingen: what somebody with full rights on the file, and without the key, may do to a log; and which record is
then the first that is not as it was written."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from itertools import count

import msgspec

from app.verwerkingenlog.ketting import Rij
from app.verwerkingenlog.regel import Opschoning

_KOLOMMEN = Rij._fields
_VRIJWILLIG = ("trace_id", "span_id", "ouder", "activiteit", "betrokkene", "inhoud", "zout")
#: What decides whether an Opschoning counts; without it the records it emptied are empty for no reason.
_GELDIGHEID = {"soort", "betrokkene", "inhoud", "zout", "digest"}


class Vervalser:
    """At work on one table of one file. Each method changes something and says which nr verification must name."""

    def __init__(self, verbinding: sqlite3.Connection, tabel: str, toeval: random.Random) -> None:
        self._db = verbinding
        self._tabel = tabel
        self._toeval = toeval
        self._nieuw = count()
        self._rijen: dict[int, Rij] = {
            row[0]: Rij(*row) for row in verbinding.execute(f"SELECT {', '.join(_KOLOMMEN)} FROM {tabel} ORDER BY nr")
        }
        self._laatste = max(self._rijen)

    def doe(self) -> tuple[str, int | None]:
        """One of all, and what must be found: a nr, or None for the kop."""
        soorten: Mapping[str, Callable[[], int | None]] = {
            "bit": self.bit,
            "leeg of gevuld": self.leeg_of_gevuld,
            "inhoud weg": self.inhoud_weg,
            "verwijderd": self.verwijderd,
            "afgekapt": self.afgekapt,
            "verwisseld": self.verwisseld,
            "achteraan": self.achteraan,
            "tussengevoegd": self.tussengevoegd,
            "vooraan": self.vooraan,
            "hernummerd": self.hernummerd,
            "twee": self.twee,
            "kop": self.kop,
        }
        soort = self._toeval.choice(list(soorten))
        return soort, soorten[soort]()

    def bit(self) -> int:
        """One bit, of one byte, of one column, of one record."""
        nr = self._een()
        kolom = self._toeval.choice(
            [k for k in _KOLOMMEN if k != "nr" and getattr(self._rijen[nr], k) not in {None, "", b""}]
        )
        waarde = getattr(self._rijen[nr], kolom)
        if isinstance(waarde, int):
            self._zet(nr, kolom, waarde ^ (1 << self._toeval.randrange(62)))
        else:
            raw = bytearray(waarde.encode() if isinstance(waarde, str) else waarde)
            raw[self._toeval.randrange(len(raw))] ^= 1 << self._toeval.randrange(8)
            self._zet(nr, kolom, bytes(raw), als_tekst=isinstance(waarde, str))
        return self._eerste(nr, kolom in _GELDIGHEID)

    def leeg_of_gevuld(self) -> int:
        nr, kolom = self._een(), self._toeval.choice(_VRIJWILLIG)
        if getattr(self._rijen[nr], kolom) is None:
            self._zet(nr, kolom, b"0", als_tekst=kolom != "zout")
        else:
            self._zet(nr, kolom, None)
        return self._eerste(nr, kolom in _GELDIGHEID)

    def inhoud_weg(self) -> int:
        """As retention would, but without an Opschoning."""
        nr = self._een([nr for nr, rij in self._rijen.items() if rij.inhoud is not None])
        for kolom in ("inhoud", "betrokkene", "zout"):
            self._zet(nr, kolom, None)
        return self._eerste(nr, True)

    def verwijderd(self) -> int:
        nr = self._een()
        self._voer("DELETE FROM TABEL WHERE nr = ?", nr)
        return self._eerste(nr, True)

    def afgekapt(self) -> int:
        nr = self._een()
        self._voer("DELETE FROM TABEL WHERE nr >= ?", nr)
        return min(self._eerste(weg, True) for weg in range(nr, self._laatste + 1))

    def verwisseld(self) -> int:
        een, ander = self._toeval.sample(list(self._rijen), 2)
        self._voer("DELETE FROM TABEL WHERE nr IN (?, ?)", een, ander)
        self._voeg_in(self._rijen[een]._replace(nr=ander))
        self._voeg_in(self._rijen[ander]._replace(nr=een))
        return min(een, ander)

    def achteraan(self) -> int:
        nr = self._laatste + self._toeval.choice([1, 1, 2, 1000])
        self._voeg_in(self._kopie(nr))
        return nr

    def tussengevoegd(self) -> int:
        nr = self._een()
        self._voer("UPDATE TABEL SET nr = -nr - 1 WHERE nr >= ?", nr)
        self._voer("UPDATE TABEL SET nr = -nr WHERE nr < 0")
        self._voeg_in(self._kopie(nr))
        return nr

    def vooraan(self) -> int:
        nr = self._toeval.choice([0, -1, -(2**63) + 1])
        self._voeg_in(self._kopie(nr))
        return nr

    def hernummerd(self) -> int:
        nr = self._een()
        self._voer("UPDATE TABEL SET nr = ? WHERE nr = ?", self._laatste + self._toeval.randint(1, 9), nr)
        return nr

    def twee(self) -> int:
        return min(self.bit(), self.bit())

    def kop(self) -> None:
        match self._toeval.randrange(3):
            case 0:
                self._voer("DELETE FROM kop WHERE naam = 'TABEL'")
            case 1:
                self._voer("UPDATE kop SET nr = nr + ? WHERE naam = 'TABEL'", self._toeval.choice([-5, -1, 1, 7]))
            case _:
                kolom = self._toeval.choice(["ketting", "zegel"])
                ((raw,),) = self._voer(f"SELECT {kolom} FROM kop WHERE naam = 'TABEL'")
                changed = bytearray(raw)
                changed[self._toeval.randrange(len(changed))] ^= 1 << self._toeval.randrange(8)
                self._voer(f"UPDATE kop SET {kolom} = ? WHERE naam = 'TABEL'", bytes(changed))

    def _een(self, uit: Sequence[int] = ()) -> int:
        return self._toeval.choice(uit or list(self._rijen))

    def _eerste(self, nr: int, ongeldig: bool) -> int:
        """`nr`, or what the Opschoning under it emptied, when that Opschoning does not count any more."""
        rij = self._rijen[nr]
        if ongeldig and rij.soort == "opschoning" and rij.inhoud is not None:
            return min(nr, *msgspec.json.decode(rij.inhoud, type=Opschoning).nummers)
        return nr

    def _kopie(self, nr: int) -> Rij:
        """Of a real record, at another place than its own, and under a span of its own where that must be unique."""
        rij = self._rijen[self._een([ander for ander in self._rijen if ander != nr])]
        return rij._replace(nr=nr, span_id=rij.span_id and f"kopie-{next(self._nieuw)}")

    def _voeg_in(self, rij: Rij) -> None:
        self._voer(f"INSERT INTO TABEL ({', '.join(_KOLOMMEN)}) VALUES ({', '.join('?' * len(_KOLOMMEN))})", *rij)

    def _zet(self, nr: int, kolom: str, waarde: object, *, als_tekst: bool = False) -> None:
        self._voer(f"UPDATE TABEL SET {kolom} = {'CAST(? AS TEXT)' if als_tekst else '?'} WHERE nr = ?", waarde, nr)

    def _voer(self, sql: str, *waarden: object) -> list[tuple[bytes]]:
        return self._db.execute(sql.replace("TABEL", self._tabel), waarden).fetchall()
