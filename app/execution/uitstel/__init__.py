"""Uitstel: `@defer`. A question with parts that may come later is several questions without any: what is told at once,
and each part, which repeats the way to where it belongs (`splitsing`). They run one after the other over the same
loaders, so that nothing is fetched twice, each is written down before it is told, and plan, checks and log know nothing
of it (`levering`)."""

from app.execution.uitstel.levering import Deellevering, Later, Plaats, geleverd, later
from app.execution.uitstel.splitsing import Deel, Uitstel, zonder_uitstel

__all__ = ["Deel", "Deellevering", "Later", "Plaats", "Uitstel", "geleverd", "later", "zonder_uitstel"]
