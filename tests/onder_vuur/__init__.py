"""Onder vuur: what is meant to harm, sent at a real process over real sockets, while somebody else just asks; and the
gateway while everything around it goes wrong."""
