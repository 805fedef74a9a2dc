"""Client: the one speaker of HTTP towards registers, and the only package that imports httpx.

A register may hang, drip, lie, swell or send us elsewhere; whatever it does ends in one of a few errors, within the
deadline. No redirect is followed and no link: pages are asked by number. HEAD is never sent (it shifts the answers on a
pooled connection, MEASURED §1.2). An error names the register and the path template; never a URL, a query or a body,
because some registers want a person's number there.
"""

from app.registries.client.grenzen import Afwezig, Grenzen, Verborgen
from app.registries.client.plaatsen import Plaatsen
from app.registries.client.publiek import haal_publiek, luister, stel_vraag
from app.registries.client.register import RegisterClient
from app.registries.client.transport import Transport
from app.registries.client.zender import NietAfgeleverd, Zender
from app.registries.oproep import Oproep, deadline, oproepen, spoor

__all__ = [
    "Afwezig",
    "Grenzen",
    "NietAfgeleverd",
    "Oproep",
    "Plaatsen",
    "RegisterClient",
    "Transport",
    "Verborgen",
    "Zender",
    "deadline",
    "haal_publiek",
    "luister",
    "oproepen",
    "spoor",
    "stel_vraag",
]
