"""Grenzen: what a question costs and how large it is, known before anything is done for it.

    text ─► maten: one pass over what was parsed, before it is validated ─► too large: QUERY_TOO_COMPLEX
                   └─► kosten: a number, or a short sum over the variables ─► too dear: QUERY_TOO_COMPLEX
                                                                          └─► budget: too often: RATE_LIMITED

The pass goes into each fragment once, however often it is spread, so it takes as long as the text is: counting what is
spread, as Strawberry's own limits do, doubles with every fragment that spreads another twice.
"""

from app.execution.grenzen.maten import Maten, Overschrijding, Vraagmaten, meet

__all__ = ["Maten", "Overschrijding", "Vraagmaten", "meet"]
