"""Tabellen: the tables of the postvak and every question asked of them, in the SQL that SQLite and PostgreSQL share.

    tellers          per table the last nr that was given out; locked while adding, so that numbers follow the commits
    meldingen        notifications; `klaar_ms` is when one was handled
    gebeurtenissen   what changed
    berichten        messages; `sinds_ms` is when one came in its state
    gebundeld        ids of messages that joined another, and which
    posities         how far something else had come, in its own words

Who takes a melding or bericht moves its `niet_voor_ms` to the end of his term: if nothing is heard of him, it is taken
again.
"""

from __future__ import annotations

from app.databank.sql import vul

SCHEMA_VERSIE = 1

AANMAKEN = (
    "CREATE TABLE tellers (naam TEXT PRIMARY KEY, nr GETAL NOT NULL) STRENG",
    "CREATE TABLE meldingen (nr GETAL PRIMARY KEY, sleutel TEXT NOT NULL UNIQUE, inhoud BYTES NOT NULL, "
    "ontvangen_ms GETAL NOT NULL, niet_voor_ms GETAL NOT NULL, houder TEXT, pogingen GETAL NOT NULL, klaar_ms GETAL) "
    "STRENG",
    "CREATE TABLE gebeurtenissen (nr GETAL PRIMARY KEY, id TEXT NOT NULL UNIQUE, soort TEXT NOT NULL, "
    "onderwerp TEXT NOT NULL, deel TEXT NOT NULL, tijdstip_ms GETAL NOT NULL, betrokkenen TEXT NOT NULL, "
    "toegevoegd_ms GETAL NOT NULL) STRENG",
    "CREATE TABLE berichten (nr GETAL PRIMARY KEY, id TEXT NOT NULL UNIQUE, kanaal TEXT NOT NULL, "
    "ontvanger TEXT NOT NULL, onderwerp TEXT NOT NULL, soort TEXT NOT NULL, deel TEXT NOT NULL, "
    "tijdstip_ms GETAL NOT NULL, niet_voor_ms GETAL NOT NULL, houder TEXT, staat TEXT NOT NULL, "
    "pogingen GETAL NOT NULL, reden TEXT NOT NULL, sinds_ms GETAL NOT NULL) STRENG",
    "CREATE TABLE gebundeld (id TEXT PRIMARY KEY, bericht TEXT NOT NULL) STRENG",
    "CREATE TABLE posities (naam TEXT PRIMARY KEY, waarde TEXT NOT NULL) STRENG",
    "CREATE INDEX meldingen_open ON meldingen (nr, niet_voor_ms) WHERE klaar_ms IS NULL",
    "CREATE INDEX meldingen_klaar ON meldingen (klaar_ms) WHERE klaar_ms IS NOT NULL",
    "CREATE INDEX gebeurtenissen_toegevoegd ON gebeurtenissen (toegevoegd_ms)",
    "CREATE INDEX berichten_wachtend ON berichten (staat, niet_voor_ms, nr) WHERE staat = 'wachtend'",
    "CREATE INDEX berichten_zelfde ON berichten (onderwerp, ontvanger, kanaal) WHERE staat = 'wachtend'",
    "CREATE INDEX berichten_staat ON berichten (staat, sinds_ms, nr)",
    "CREATE INDEX gebundeld_bericht ON gebundeld (bericht)",
)

NIEUWE_TELLER = "INSERT INTO tellers (naam, nr) VALUES (%s, 0)"
TELLER = "SELECT nr FROM tellers WHERE naam = %s"
STAND = "SELECT naam, nr FROM tellers ORDER BY naam"
#: Always in this order, so that nobody waits for each other.
TELLERS = "SELECT naam, nr FROM tellers WHERE WAAR ORDER BY naam SLOT"
ZET_TELLER = "UPDATE tellers SET nr = %s WHERE naam = %s"

ONTVANG = (
    "INSERT INTO meldingen (nr, sleutel, inhoud, ontvangen_ms, niet_voor_ms, pogingen) VALUES (%s, %s, %s, %s, 0, 0) "
    "ON CONFLICT (sleutel) DO NOTHING"
)
OPEN_MELDINGEN = (
    "SELECT nr, sleutel, inhoud, ontvangen_ms, pogingen FROM meldingen WHERE klaar_ms IS NULL AND niet_voor_ms <= %s "
    "ORDER BY nr LIMIT %s VRIJ"
)
#: In the transaction of the choice, which nobody else can make meanwhile.
NEEM = "UPDATE TABEL SET niet_voor_ms = %s, houder = %s, pogingen = pogingen + 1 WHERE WAAR"
VERWERKT = "UPDATE meldingen SET klaar_ms = %s WHERE nr = %s AND sleutel = %s AND klaar_ms IS NULL"
#: The count of pogingen says whether it still is the same taking.
STEL_UIT = (
    "UPDATE meldingen SET niet_voor_ms = %s, houder = NULL "
    "WHERE nr = %s AND sleutel = %s AND pogingen = %s AND klaar_ms IS NULL"
)

BEKENDE = "SELECT id FROM TABEL WHERE WAAR"
VOEG_GEBEURTENIS_TOE = (
    "INSERT INTO gebeurtenissen (nr, id, soort, onderwerp, deel, tijdstip_ms, betrokkenen, toegevoegd_ms) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
GEBEURTENISSEN_NA = (
    "SELECT nr, id, soort, onderwerp, deel, tijdstip_ms, betrokkenen FROM gebeurtenissen WHERE nr > %s ORDER BY nr "
    "LIMIT %s"
)

#: All conditions stand in the UPDATE itself, which looks again when it had to wait for who was just taking it.
BUNDEL = (
    "UPDATE berichten SET soort = %s, deel = %s, tijdstip_ms = %s WHERE kanaal = %s AND ontvanger = %s "
    "AND onderwerp = %s AND staat = 'wachtend' AND pogingen = 0 AND niet_voor_ms > %s RETURNING id"
)
GEBUNDELD = "INSERT INTO gebundeld (id, bericht) VALUES (%s, %s)"
VOEG_BERICHT_TOE = (
    "INSERT INTO berichten (nr, id, kanaal, ontvanger, onderwerp, soort, deel, tijdstip_ms, niet_voor_ms, staat, "
    "pogingen, reden, sinds_ms) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'wachtend', 0, '', %s)"
)
_BERICHT = {
    "BERICHT": "id, kanaal, ontvanger, onderwerp, soort, deel, tijdstip_ms, niet_voor_ms, staat, pogingen, reden"
}
OPEN_BERICHTEN = vul(
    "SELECT nr, BERICHT FROM berichten WHERE staat = 'wachtend' AND niet_voor_ms <= %s ORDER BY niet_voor_ms, nr "
    "LIMIT %s VRIJ",
    _BERICHT,
)
SLUIT_AF = (
    "UPDATE berichten SET staat = %s, reden = %s, sinds_ms = %s, houder = NULL WHERE id = %s AND staat = 'wachtend'"
)
PROBEER_LATER = "UPDATE berichten SET niet_voor_ms = %s, reden = %s, houder = NULL WHERE id = %s AND staat = 'wachtend'"
BERICHTEN = vul("SELECT nr, BERICHT FROM berichten WHERE staat = %s ORDER BY sinds_ms, nr LIMIT %s", _BERICHT)
ZEND_OPNIEUW = (
    "UPDATE berichten SET staat = 'wachtend', pogingen = 0, reden = '', niet_voor_ms = %s, sinds_ms = %s "
    "WHERE staat = 'dood' AND WAAR"
)

#: Per step no more than a number of rows; what somebody else is forgetting too is passed over.
VERGEET_MELDINGEN = (
    "DELETE FROM meldingen WHERE nr IN (SELECT nr FROM meldingen WHERE klaar_ms < %s LIMIT %s VRIJ) RETURNING nr"
)
VERGEET_GEBEURTENISSEN = (
    "DELETE FROM gebeurtenissen WHERE nr IN (SELECT nr FROM gebeurtenissen WHERE toegevoegd_ms < %s LIMIT %s VRIJ) "
    "RETURNING nr"
)
VERGEET_BERICHTEN = (
    "DELETE FROM berichten WHERE nr IN (SELECT nr FROM berichten WHERE staat IN ('bezorgd', 'vervallen') "
    "AND sinds_ms < %s LIMIT %s VRIJ) RETURNING id"
)
VERGEET_GEBUNDELD = "DELETE FROM gebundeld WHERE WAAR"

POSITIE = "SELECT waarde FROM posities WHERE naam = %s"
ZET_POSITIE = (
    "INSERT INTO posities (naam, waarde) VALUES (%s, %s) ON CONFLICT (naam) DO UPDATE SET waarde = excluded.waarde"
)

#: PostgreSQL only.
MELD = "SELECT pg_notify(%s, '')"
