"""Samen: what several threads want done at the same time, done by one of them in one go, so that a commit to disk is
shared by all who waited for the one before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from app.push.postvak import Geweigerd, PostvakFout

_T = TypeVar("_T")


@dataclass(slots=True, eq=False)
class _Opdracht(Generic[_T]):
    wat: _T
    klaar: bool = False
    fout: Exception | None = None


class Samen(Generic[_T]):
    """`doe`: does all or, when it raises, nothing; may be called again with a part of them."""

    def __init__(self, doe: Callable[[Sequence[_T]], None]) -> None:
        self._doe = doe
        self._beurt = Lock()
        self._rij: list[_Opdracht[_T]] = []
        self._slot = Lock()

    def doe(self, wat: _T) -> None:
        """Returns when it was done; raises what `doe` raised about it."""
        mijn = _Opdracht(wat)
        with self._slot:
            self._rij.append(mijn)
        with self._beurt:
            if not mijn.klaar:
                with self._slot:
                    samen, self._rij = self._rij, []
                self._doe_samen(samen)
        if mijn.fout is not None:
            raise mijn.fout

    def _doe_samen(self, samen: Sequence[_Opdracht[_T]]) -> None:
        """One that is refused does not hold up the others; what is away is away for all."""
        fout: Exception | None = None
        try:
            self._doe([opdracht.wat for opdracht in samen])
        except Exception as error:  # raised again, to whom it is about
            fout = error
        if fout is not None and len(samen) > 1 and (isinstance(fout, Geweigerd) or not isinstance(fout, PostvakFout)):
            for opdracht in samen:
                self._doe_samen([opdracht])
            return
        for opdracht in samen:
            # One of its own for each: an exception that is raised collects the traceback of who raised it.
            opdracht.klaar, opdracht.fout = True, fout if len(samen) == 1 or fout is None else PostvakFout(*fout.args)
