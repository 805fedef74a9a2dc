"""Verwerkingenlog: where it is written down who saw what of whom, and why; durably, before the answer leaves.

`regel.py`: the one internal record, from which every projection is read. `journaal.py`: writes what one operation told,
many operations in one transaction. `opslag.py`: what every storage can do; `records.py` over `verbinding.py` does it in
the SQL of `tabellen.py`, on `sqlite.py` or `postgresql.py`. `ketting.py`: why nobody can change, remove or add a record
unseen. `bewaren.py`: how long a record keeps its contents. `projecties/`: the records in the forms of others, which
`uitgaand.py` delivers. `inzage.py` and `raadplegen.py` read: for the betrokkene, and for other systems.

Sources: Logboek Dataverwerkingen 1.0 (Logius), VNG Verwerkingenlogging API 0.9, Authorization Decision Log (FTV), AVG
art. 15.
"""
