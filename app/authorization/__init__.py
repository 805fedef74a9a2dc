"""Authorization: who may see what, and on which ground.

Read in this order. `matrix.py`: data, where a grondslag meets the categories it opens. `toegang.py`: which grounds hold
for this afnemer and these persons, with their evidence; together they are an Inzage. It reads `feiten.py` (what the
registers say) and makes `gronden.py` of them. `pseudoniem.py`: a person's number as something that may leave.
What an Inzage then means for a field or an object is enforced in resolvers/grammar (guard.py, zicht.py), at every
field, by every path.

Grounds combine by OR: a field is open if any ground opens its category; the one recorded is the first in the order of
Grondslag. What no row opens is closed.
"""
