"""Afwijkingen"""
from __future__ import annotations
def is_afwijking(bevinding: str) -> bool:
    return False
