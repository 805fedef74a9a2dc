"""Mijnzaken: a ketenpartner, asked by the protocol that we offer ourselves (`Query.ketenzaken`).

`vraag` makes the question of what our afnemer asked, may see and has by agreement, in words that the partner's release
knows; `lezen` makes the answer into objects of our graph; `partner` asks.
"""

from app.registries.mijnzaken.partner import Partner

__all__ = ["Partner"]
