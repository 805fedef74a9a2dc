"""Wijzigen: what a client gives to the mutations, and whether it can be done."""

from resolvers.wijzigen.fout import Fout, ref_uit
from resolvers.wijzigen.toestemming import ToestemmingInput, Toestemmingstoets, een_jaar_na
from resolvers.wijzigen.voorkeur import KlantvoorkeurInput, Voorkeurstoets

__all__ = [
    "Fout",
    "KlantvoorkeurInput",
    "ToestemmingInput",
    "Toestemmingstoets",
    "Voorkeurstoets",
    "een_jaar_na",
    "ref_uit",
]
