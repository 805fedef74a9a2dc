"""Tabellen: the tables of the log and every question asked of them, in the SQL that SQLite and PostgreSQL share.

regels, audit   the records, each with a chain of its own; two tables, so that who may read them can differ
kop             per table where it ends, sealed; locked while writing, so that all writers stand in one line
uitgaand        per outgoing log up to which nr it was delivered
"""

from __future__ import annotations

from app.databank.sql import vul
from app.verwerkingenlog.ketting import Rij

SCHEMA_VERSIE = 1

_WOORDEN = {"KOLOMMEN": ", ".join(Rij._fields), "MERKEN": ", ".join(["%s"] * len(Rij._fields))}

_RECORDS = (
    "CREATE TABLE TABEL (nr GETAL PRIMARY KEY, tijdstip_ms GETAL NOT NULL, soort TEXT NOT NULL, trace_id TEXT, "
    "span_id TEXT, ouder TEXT, activiteit TEXT, betrokkene TEXT, inhoud TEXT, zout BYTES, digest BYTES NOT NULL, "
    "ketting BYTES NOT NULL) STRENG"
)
#: An index that is only used for records that still have their contents holds only those. Spans are random, and what
#: is random is written to another page each time: so one index has them, and those of one trace stand together in it.
#: With what is above each in between: a partner may give everything that he asks one and the same trace.
AANMAKEN = (
    vul(_RECORDS, {"TABEL": "regels"}),
    vul(_RECORDS, {"TABEL": "audit"}),
    "CREATE TABLE kop (naam TEXT PRIMARY KEY, nr GETAL NOT NULL, ketting BYTES NOT NULL, zegel BYTES NOT NULL) STRENG",
    "CREATE TABLE uitgaand (naam TEXT PRIMARY KEY, nr GETAL NOT NULL) STRENG",
    "CREATE UNIQUE INDEX regels_spoor ON regels (trace_id, COALESCE(ouder, ''), span_id)",
    "CREATE INDEX regels_betrokkene ON regels (betrokkene, tijdstip_ms, nr) WHERE betrokkene IS NOT NULL",
    "CREATE INDEX regels_activiteit ON regels (activiteit, tijdstip_ms, nr) WHERE inhoud IS NOT NULL",
    "CREATE INDEX regels_opschoning ON regels (nr) WHERE soort = 'opschoning'",
    "CREATE INDEX audit_trace ON audit (trace_id)",
    "CREATE INDEX audit_tijdstip ON audit (tijdstip_ms, nr) WHERE inhoud IS NOT NULL",
    "CREATE INDEX audit_opschoning ON audit (nr) WHERE soort = 'opschoning'",
)

NIEUWE_KOP = "INSERT INTO kop (naam, nr, ketting, zegel) VALUES (%s, %s, %s, %s)"
#: With the last record that is there. Who waited for the kop sees that record as it was before waiting: it may be
#: behind the kop then, but never beyond it.
KOPPEN = (
    "SELECT naam, COALESCE(CASE naam WHEN 'regels' THEN (SELECT max(nr) FROM regels) ELSE (SELECT max(nr) FROM audit) "
    "END, 0), nr, ketting, zegel FROM kop ORDER BY naam SLOT"
)
KOP = "SELECT nr, ketting, zegel FROM kop WHERE naam = %s"
ZET_KOP = "UPDATE kop SET nr = %s, ketting = %s, zegel = %s WHERE naam = %s"
PROEF = "UPDATE kop SET nr = nr"

VOEG_TOE = vul("INSERT INTO TABEL (KOLOMMEN) VALUES (MERKEN)", _WOORDEN)
RIJEN = vul("SELECT KOLOMMEN FROM TABEL WHERE nr > %s ORDER BY nr LIMIT %s", _WOORDEN)
OPSCHONINGEN = vul("SELECT KOLOMMEN FROM TABEL WHERE nr > %s AND soort = 'opschoning' ORDER BY nr LIMIT %s", _WOORDEN)

#: By place and not by count, so that what is written meanwhile shifts nothing.
TERUG = (
    "SELECT tijdstip_ms, nr, inhoud FROM TABEL WHERE WAAR AND inhoud IS NOT NULL AND tijdstip_ms >= %s "
    "AND tijdstip_ms < %s AND (tijdstip_ms, nr) < (%s, %s) ORDER BY tijdstip_ms DESC, nr DESC LIMIT %s"
)
VOORUIT = "SELECT tijdstip_ms, nr, inhoud FROM TABEL WHERE WAAR AND inhoud IS NOT NULL ORDER BY nr LIMIT %s"

#: Each activiteit that the log knows, with one look-up in its index per activiteit, however many records there are.
ACTIVITEITEN = (
    "WITH RECURSIVE bekend (activiteit) AS (SELECT min(activiteit) FROM regels WHERE inhoud IS NOT NULL "
    "UNION ALL SELECT (SELECT min(r.activiteit) FROM regels r WHERE r.inhoud IS NOT NULL "
    "AND r.activiteit > bekend.activiteit) FROM bekend WHERE bekend.activiteit IS NOT NULL) "
    "SELECT activiteit FROM bekend WHERE activiteit IS NOT NULL"
)
VERLOPEN = "SELECT nr FROM TABEL WHERE inhoud IS NOT NULL AND WAAR AND tijdstip_ms < %s ORDER BY tijdstip_ms LIMIT %s"
#: COALESCE on both sides: as it stands in the index, and SQLite uses an index of expressions for nothing else.
_GEEN_KIND = (
    "NOT EXISTS (SELECT 1 FROM regels k WHERE k.trace_id = h.trace_id "
    "AND COALESCE(k.ouder, '') = COALESCE(h.span_id, '') AND k.inhoud IS NOT NULL)"
)
#: A Handeling has no activiteit: in the index on that, they stand together.
VERLOPEN_HANDELING = vul(
    "SELECT h.nr FROM regels h WHERE h.activiteit IS NULL AND h.soort = 'handeling' AND h.inhoud IS NOT NULL "
    "AND h.tijdstip_ms < %s AND GEEN_KIND ORDER BY h.tijdstip_ms LIMIT %s",
    {"GEEN_KIND": _GEEN_KIND},
)
#: The Handelingen of the Verwerkingen that WAAR names, as far as no other still has its contents.
OUDERS = vul(
    "SELECT DISTINCT h.nr FROM regels v JOIN regels h ON h.trace_id = v.trace_id AND COALESCE(h.ouder, '') = '' "
    "AND h.span_id = v.ouder "
    "WHERE h.inhoud IS NOT NULL AND GEEN_KIND AND WAAR",
    {"GEEN_KIND": _GEEN_KIND},
)
NOG_VOL = "SELECT nr FROM TABEL WHERE inhoud IS NOT NULL AND soort <> 'opschoning' AND WAAR"
MAAK_LEEG = "UPDATE TABEL SET inhoud = NULL, betrokkene = NULL, zout = NULL WHERE nr = %s"

POSITIE = "SELECT nr FROM uitgaand WHERE naam = %s"
ZET_POSITIE = (
    "INSERT INTO uitgaand (naam, nr) VALUES (%s, %s) "
    "ON CONFLICT (naam) DO UPDATE SET nr = excluded.nr WHERE excluded.nr > uitgaand.nr"
)
