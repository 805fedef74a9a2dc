"""Databank: what every store needs of SQLite and PostgreSQL: connections, transactions, what an error means, tables
that are made once. What stands in them is not known here: a store adds its tables and questions to one of the engines.

Only here are the drivers imported, each in a module of its own: that of PostgreSQL need not be installed.
"""
