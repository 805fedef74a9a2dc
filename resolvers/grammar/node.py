"""Node: everything that can be found again by its global id."""

from __future__ import annotations

import strawberry

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, veld
from resolvers.grammar.ref import Ref


@bedrijfsobject("Iets dat met zijn id opnieuw opgevraagd kan worden.", interface=True)
class Node(Bedrijfsobject):
    id: strawberry.ID = veld("Het id in deze dienst. Ondoorzichtig: bewaar het zoals het is.")


def id_van(ref: Ref) -> strawberry.ID:
    return strawberry.ID(ref.encode())
