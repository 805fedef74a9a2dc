"""Sjablonen: what a message says, in plain words: what happened, to which matter, how far it is, where to look.

A message can be read by who should not: it names nobody, holds no number of a person and nothing of what was decided.
"""

from app.push.sjablonen.opmaak import Tekst, op_een_regel, schrijf, sms

__all__ = ["Tekst", "op_een_regel", "schrijf", "sms"]
