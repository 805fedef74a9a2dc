"""PostgreSQL: the postvak for more than one machine. Whoever adds something says so (NOTIFY) to all that listen."""

from __future__ import annotations

from collections.abc import Callable

from app.databank.databank import Cursor
from app.databank.postgresql import Luisterlijn, PostgresqlDatabank
from app.push.opslag import tabellen
from app.push.opslag.luisteren import STAP_S, Peiling
from app.push.opslag.records import ONZEGBAAR, SqlPostvak
from app.push.postvak import PostvakFout

_KANAAL = "mijnzaken_postvak"


class PostgresqlPostvak(SqlPostvak, PostgresqlDatabank):
    _fouten = (*PostgresqlDatabank._fouten, *ONZEGBAAR)
    _weigeringen = (*PostgresqlDatabank._weigeringen, *ONZEGBAAR)

    def _tekens(self) -> Omroep:
        return Omroep(lambda: self._luisterlijn(_KANAAL), Peiling(self._stand, self._luisteraars.aanstoot))

    def _meld(self, cursor: Cursor) -> None:
        cursor.execute(tabellen.MELD, (_KANAAL,))


class Omroep:
    """Hears it on a connection of its own. While there is none, it looks how far the postvak has come, and tries to
    get one at every step."""

    def __init__(self, verbind: Callable[[], Luisterlijn], peiling: Peiling) -> None:
        self._verbind = verbind
        self._peiling = peiling
        self._lijn: Luisterlijn | None = None

    def wacht(self) -> bool:
        if self._lijn is None:
            try:
                self._lijn = self._verbind()
            except PostvakFout:
                return self._peiling.wacht()
            return True  # for what was added before the line was there
        try:
            return self._lijn.hoort(STAP_S)
        except PostvakFout:
            self.close()
            return False

    def close(self) -> None:
        if self._lijn is not None:
            self._lijn.close()
            self._lijn = None
