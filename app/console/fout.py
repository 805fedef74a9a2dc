"""Fout: what a command could not do, in one line."""

from __future__ import annotations


class Meldbaar(Exception):
    """`str` of it is what is printed."""
