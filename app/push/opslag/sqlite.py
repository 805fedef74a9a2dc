"""SQLite: the postvak in a file, for one machine. Another process is heard by looking whether the tellers moved."""

from __future__ import annotations

from app.databank.databank import Cursor
from app.databank.sqlite import SqliteDatabank
from app.push.opslag.luisteren import Peiling
from app.push.opslag.records import ONZEGBAAR, SqlPostvak


class SqlitePostvak(SqlPostvak, SqliteDatabank):
    _fouten = (*SqliteDatabank._fouten, *ONZEGBAAR)
    _weigeringen = (*SqliteDatabank._weigeringen, *ONZEGBAAR)

    def _tekens(self) -> Peiling:
        return Peiling(self._stand, self._luisteraars.aanstoot)

    def _meld(self, cursor: Cursor) -> None:
        """The teller that was set is seen."""
