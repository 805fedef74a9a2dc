"""Projecties: the records of the log in the forms of others. Pure: records in, messages out; nothing is read or sent.

    ldv.py    Logboek Dataverwerkingen 1.0 (Logius): what was processed; never what was refused
    vng.py    VNG Verwerkingenlogging API 0.9: what was processed of persons
    adl.py    Authorization Decision Log (FTV/Logius): what was decided, also what was refused
    otlp.py   the envelope in which the first and the last travel: OTLP/HTTP with JSON

`operaties.py` puts the records of one operation together again; `afzender.py` is what each form says of ourselves.
"""
