"""Vergelijk: the gateway beside its peers and beside the bare limit: the same questions, the same registers, one run.

python -m tests.benchmarks.vergelijk --help

stub      registers that answer from memory, and count
belasting a load of some connections, and what it cost the process that served it
vragen    the questions, and the schemas they are asked of
poorten   who answers: how each is started
grens     the bare limit: the calls that must be made, one comprehension, the bytes
gewoon    Strawberry, aiodataloader and httpx, written the ordinary way
peers/    Apollo Server, GraphQL Yoga and mercurius (from npm), Tailcall
rapport   one page with the tables and the plots
"""
