"""Plan: an operation compiled once, and run a level at a time, straight from records to the rows of the answer.

    Plannen     which plan serves a document; or none, and why (graphql-core then does it)
    Plan        compileren.py: what is asked of each type at each place
    broncode    the function that makes the rows of one place, as Python source
    toon        the same, as a person reads it (`mijnzaken plan`)
    Uitvoering  one request: groups of objects that are seen alike, batches per level, errors at their place
    vragen      what a relatie asks of its loader, and what of the answers is its value
    Wachtrij    what a request waits for, and who serves what comes

The engine knows no domain: it reads a schema that `resolvers.grammar.guard.enforce` closed, and nothing else.
"""

from app.execution.plan.plannen import Documentplannen, GeenPlan, OngeldigeVariabelen, Plannen
from app.execution.plan.uitvoering import Uitvoering
from app.execution.plan.weergave import toon

__all__ = ["Documentplannen", "GeenPlan", "OngeldigeVariabelen", "Plannen", "Uitvoering", "toon"]
