"""Berichten: the messages of graphql-transport-ws (enisdenjo/graphql-ws, PROTOCOL.md), read and written.

A result is put into its frame as the bytes that it is: it is not read and written again.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Any

import msgspec

from app.http.bericht import Bericht

PROTOCOL = "graphql-transport-ws"

#: Clients use a UUID or a number; what is longer would be our memory to keep.
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class Sluitcode(IntEnum):
    """How we close. The npm client tries again after 1013, 4403 and 4408, and not after the others."""

    TRY_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL = 4406
    INIT_TIMEOUT = 4408
    ID_EXISTS = 4409
    TOO_MANY = 4429
    INTERNAL = 4500


class Gesloten(Exception):
    """The connection ends, with this code and this short English reason; never with what was sent."""

    def __init__(self, code: Sluitcode, reden: str) -> None:
        super().__init__(reden)
        self.code, self.reden = code, reden


class Inlog(msgspec.Struct):
    """The token, as clients spell the header. What else stands in the payload is not for us."""

    authorization: str | None = None
    Authorization: str | None = None


class Init(msgspec.Struct, tag_field="type", tag="connection_init"):
    payload: Inlog | None = None

    @property
    def koppen(self) -> list[str]:
        """As Authorization headers."""
        if self.payload is None:
            return []
        return [kop for kop in (self.payload.authorization, self.payload.Authorization) if kop is not None]


class Ping(msgspec.Struct, tag_field="type", tag="ping"):
    payload: dict[str, Any] | None = None


class Pong(msgspec.Struct, tag_field="type", tag="pong"):
    payload: dict[str, Any] | None = None


class Subscribe(msgspec.Struct, tag_field="type", tag="subscribe"):
    id: Id
    payload: Bericht


class Complete(msgspec.Struct, tag_field="type", tag="complete"):
    id: Id


Binnen = Init | Ping | Pong | Subscribe | Complete

_lezer = msgspec.json.Decoder(Binnen)


class _Fouten(msgspec.Struct):
    errors: msgspec.Raw = msgspec.Raw()


_fouten = msgspec.json.Decoder(_Fouten)

_ACK = '{"type":"connection_ack"}'


def ack(merk: str) -> str:
    """`merk`: from where the client can go on when it loses its connection before it has heard anything."""
    return f'{{"type":"connection_ack","payload":{{"gebeurtenis":"{merk}"}}}}' if merk else _ACK


PONG = '{"type":"pong"}'


def lees(text: str | None) -> Binnen:
    """Raises Gesloten for what is no message. `text` None: a binary frame."""
    if text is None:
        raise Gesloten(Sluitcode.BAD_REQUEST, "Only text messages are accepted")
    try:
        found: Binnen = _lezer.decode(text)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise Gesloten(Sluitcode.BAD_REQUEST, "Invalid message") from None
    return found


def next_(id_: str, body: bytes) -> str:
    return _met_payload(id_, b"next", body)


def error(id_: str, body: bytes) -> str | None:
    """Of a result that is nothing but errors; None when it has none."""
    errors = _fouten.decode(body).errors
    return _met_payload(id_, b"error", bytes(errors)) if bytes(errors) else None


def complete(id_: str) -> str:
    return (b'{"id":' + msgspec.json.encode(id_) + b',"type":"complete"}').decode()


def _met_payload(id_: str, type_: bytes, payload: bytes) -> str:
    id_json = msgspec.json.encode(id_)
    return (b'{"id":' + id_json + b',"type":"' + type_ + b'","payload":' + payload + b"}").decode()
