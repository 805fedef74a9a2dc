"""Opslag: the postvak on SQLite and PostgreSQL, in the database of the verwerkingenlog, in tables of its own."""
