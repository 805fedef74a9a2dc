"""Posts: the schema of the public GraphQL benchmarks, in our own grammar and on our own engine: it knows no domain.

python -m tests.benchmarks.vergelijk.posts --port P --registers URL [--core]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.console import richt_geheugen_in
from app.execution.documents import Documenten
from app.execution.executor import Executor, Vraag
from app.http.verbinding import Verbinding
from app.registries.client import RegisterClient
from app.verwerkingenlog.regel import Regel, Schrijfsel
from app.verwerkingenlog.vastlegging import Vastlegging
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, ingang, relatie, veld
from resolvers.grammar.context import Context, Info, Vooruitblik
from resolvers.grammar.guard import enforce
from resolvers.grammar.inzage import GEEN_INZAGE, BetrokkeneBron, Betrouwbaarheidsniveau, Zicht
from resolvers.grammar.loader import lader
from resolvers.grammar.sleutel import Sleutel


@bedrijfsobject("Iemand.", openbaar=True)
class User(Bedrijfsobject):
    id: int = veld("Het nummer.")
    name: str | None = veld("De naam.")


@bedrijfsobject("Een bericht.", openbaar=True)
class Post(Bedrijfsobject):
    id: int = veld("Het nummer.")
    user_id: int = veld("Van wie.")
    title: str | None = veld("De titel.")
    body: str | None = veld("De tekst.")

    @relatie("User", "Wie het schreef.", lader="user")
    def user(self) -> int:
        return self.user_id


class _Post(msgspec.Struct):
    id: int
    userId: int
    title: str
    body: str


class _User(msgspec.Struct):
    id: int
    name: str


@dataclass(eq=False)
class Laders:
    client: RegisterClient

    @lader
    async def user(self, ids: Sequence[int]) -> Sequence[User | None]:
        found = await self.client.get("/users", list[_User], params=(("id", ",".join(map(str, ids))),))
        by_id = {user.id: User(id=user.id, name=user.name) for user in found}
        return [by_id.get(id_) for id_ in ids]


@bedrijfsobject("De wortel.", bron=BetrokkeneBron.GEEN)
class PostsQuery(Bedrijfsobject):
    @ingang("list[Post]", "Alle berichten.")
    async def posts(self, info: Info) -> list[Zicht[Post]]:
        found = await info.context.loaders.client.get("/posts", list[_Post])
        return [
            Zicht(Post(id=post.id, user_id=post.userId, title=post.title, body=post.body), GEEN_INZAGE)
            for post in found
        ]


class _Niemand:
    """Nothing here is about anybody, so nothing is ever written or hidden behind a pseudonym."""

    async def eerder(self, trace_id: str) -> Sequence[Regel]:
        return ()

    async def schrijf(self, schrijfsel: Schrijfsel) -> None:
        raise RuntimeError("nothing of this graph is written down")

    def versluier(self, sleutel: Sleutel) -> str:
        raise RuntimeError("nobody is in this graph")


@dataclass(frozen=True, slots=True)
class _Deur:
    """Without a token, else by the road of our own door."""

    executor: Executor
    wie: Authenticatie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = msgspec.json.decode(await Request(scope, receive).body())
        answer = await self.executor.execute(Vraag(query=asked["query"], trace_id="1" * 32), self.wie)
        await Response(answer.body, media_type="application/json")(scope, receive, send)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--registers", required=True)
    parser.add_argument("--core", action="store_true")
    given = parser.parse_args()
    schema = strawberry.Schema(query=PostsQuery)._schema
    enforce(schema)
    client = RegisterClient(naam="posts", basis=given.registers)
    nu = datetime.now(UTC)
    wie = Authenticatie(
        soort=AfnemerSoort.BURGER, rollen=(AfnemerRol.INWONER,), niveau=Betrouwbaarheidsniveau.BASIS, verloopt=nu
    )

    def maak_context(afnemer: Authenticatie, vooruitblik: Vooruitblik, taal: str) -> Context:
        return Context(afnemer=afnemer, loaders=Laders(client), toegang=None, nu=nu, taal=taal, vooruitblik=vooruitblik)

    executor = Executor(
        schema,
        maak_context,
        documenten=Documenten(schema),
        vastlegging=Vastlegging(_Niemand(), _Niemand(), beleid=""),
        deadline_s=10.0,
        plan=not given.core,
    )

    app = Starlette(routes=[Route("/graphql", _Deur(executor, wie), methods=["POST"])])
    richt_geheugen_in()
    uvicorn.run(app, host="127.0.0.1", port=given.port, http=Verbinding, access_log=False, ws="none", log_config=None)


if __name__ == "__main__":
    main()
