"""Loaders: every batch of the graph. Read registers.py for the ports, then zaken, dossier, klanten and kwesties, each
built on the one before."""

from resolvers.loaders.basis import Pseudoniemen
from resolvers.loaders.kwesties import KwestieLoaders as Loaders
from resolvers.loaders.registers import Registers

__all__ = ["Loaders", "Pseudoniemen", "Registers"]
