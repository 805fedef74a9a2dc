"""Loaders: every batch of the graph. Read registers.py for the ports, then zaken, dossier, klanten, kwesties (of what
onderdelen has) and keten, each built on the one before."""

from resolvers.loaders.basis import Pseudoniemen
from resolvers.loaders.keten import KetenLoaders as Loaders
from resolvers.loaders.registers import Registers

__all__ = ["Loaders", "Pseudoniemen", "Registers"]
