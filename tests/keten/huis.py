"""Huis: three organisations, each with its own registers, its own issuer of tokens and its own gateway, all on real
sockets; between them mutual TLS and tokens that are bound to a certificate (RFC 8705)."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep, time
from typing import Any

import httpx
import uvicorn
import yaml
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import OKPKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.boek import logpseudoniemen, logsleutel
from app.config import Settings, lees
from app.http.certificaat import Certificaatlezer
from app.http.verbinding import Verbinding
from app.sandbox import uitgever
from app.sandbox.server import sandbox_config
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.regel import Regel
from resolvers.grammar.sleutel import Sleutel
from tests.app.registries.certificaten import Autoriteit, Kaart
from tests.gateway import Antwoord, Sandbox, sandbox
from tests.warm import mijnzaken

ROOT = Path(__file__).parents[2]
#: Which log line says that the gateway answers; and how long it may take.
_GEDULD_S = 30.0


@dataclass(frozen=True, slots=True)
class Wie:
    """An organisation, as the others know it."""

    naam: str
    titel: str
    oin: str
    rsin: str | None = None

    def als_organisatie(self) -> dict[str, str | None]:
        return {"naam": self.titel, "oin": self.oin, "rsin": self.rsin}


GEMEENTE = Wie("gemeente", "Gemeente Voorbeeldstad", "00000001003214345000", "517439943")
PROVINCIE = Wie("provincie", "Provincie Voorbeeldland", uitgever.OIN_KETENPARTNER)
#: A private party: its OIN holds its KvK-nummer.
CORPORATIE = Wie("corporatie", "Woningcorporatie De Hoeksteen", "00000003900056780000")
ALLEN = (GEMEENTE, PROVINCIE, CORPORATIE)


class Plaats:
    """A port of this computer that is kept for a server that is still to start: nobody else gets it meanwhile."""

    def __init__(self) -> None:
        self._houder = socket.socket()
        self._houder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._houder.bind(("127.0.0.1", 0))
        self.port: int = self._houder.getsockname()[1]

    def close(self) -> None:
        self._houder.close()


class Loket:
    """Gives the partners of one organisation tokens that are bound to the certificate of their connection. `clients`:
    who may come, and whose he is."""

    def __init__(self, wie: Wie) -> None:
        self.wie = wie
        self.issuer = f"https://inloggen.{wie.naam}.example"
        self.key = OKPKey.generate_key("Ed25519", {"kid": f"{wie.naam}-1", "use": "sig"})
        self.clients: dict[str, str] = {}
        self.plaats = Plaats()
        self.port = self.plaats.port

    def token(self, oin: str, vingerafdruk: str | None, **anders: object) -> str:
        now = int(time())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": f"mijnzaken-{self.wie.naam}",
            "sub": "keten",
            "client_id": "keten",
            "oin": oin,
            "iat": now,
            "exp": now + 300,
        }
        if vingerafdruk is not None:
            claims["cnf"] = {"x5t#S256": vingerafdruk}
        header = {"alg": "Ed25519", "kid": f"{self.wie.naam}-1", "typ": "JWT"}
        return jwt.encode(header, {**claims, **anders}, self.key, algorithms=["Ed25519"])

    async def __call__(self, request: Request) -> Response:
        form = dict(part.split("=") for part in (await request.body()).decode().split("&"))
        vingerafdruk, oin = Certificaatlezer()(request), self.clients.get(form.get("client_id", ""))
        if form.get("grant_type") != "client_credentials" or vingerafdruk is None or oin is None:
            return JSONResponse({"error": "invalid_client"}, 401)
        return JSONResponse({"access_token": self.token(oin, vingerafdruk), "token_type": "Bearer", "expires_in": 300})

    @contextmanager
    def open(self, kaart: Kaart) -> Iterator[None]:
        app = Starlette(routes=[Route("/token", self.__call__, methods=["POST"])])
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=self.port,
            http=Verbinding,
            ws="none",
            lifespan="off",
            log_config=None,
            ssl_certfile=kaart.certificaat,
            ssl_keyfile=str(kaart.sleutel),
            ssl_ca_certs=str(kaart.ca),
            ssl_cert_reqs=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        tot(lambda: server.started)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@dataclass(slots=True)
class Organisatie:
    """One of them while it runs. `anders`: settings that a test wants otherwise."""

    wie: Wie
    registers: Sandbox
    loket: Loket
    kaart: Kaart
    map: Path
    plaats: Plaats = field(default_factory=Plaats)
    process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        return self.plaats.port

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def config(self) -> Path:
        return self.map / f"{self.wie.naam}.yaml"

    def settings(self) -> Settings:
        return lees(self.config)

    def start(self) -> None:
        uitvoer = (self.map / f"{self.wie.naam}.log").open("ab")
        self.process = subprocess.Popen(
            mijnzaken("serve", "--config", str(self.config)),
            cwd=ROOT,
            env=dict(os.environ),
            stdout=uitvoer,
            stderr=uitvoer,
        )
        uitvoer.close()
        tot(self._antwoordt)

    def _antwoordt(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.map / f"{self.wie.naam}.log").read_text()
        try:
            return httpx.get(f"{self.url}/_healthz/readyz/", verify=self.tls(), timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.kaart.ca))

    def vraag(self, query: str, *, als: str = "burger", **variabelen: Any) -> Antwoord:
        """As a citizen or a medewerker of this organisation asks."""
        return self.stel(query, uitgever.token(als), None, variabelen)

    def stel(
        self,
        query: str,
        token: str,
        kaart: Kaart | None,
        variabelen: Mapping[str, Any],
        koppen: Mapping[str, str] | None = None,
    ) -> Antwoord:
        verify = self.tls()
        if kaart is not None:
            verify.load_cert_chain(kaart.certificaat, kaart.sleutel)
        response = httpx.post(
            f"{self.url}/graphql",
            json={"query": query, "variables": dict(variabelen)},
            headers={"Authorization": f"Bearer {token}", **(koppen or {})},
            verify=verify,
            timeout=30,
        )
        return Antwoord(response.status_code, response.json())

    def log(self) -> list[Regel]:
        """What was written, of which it is certain that nobody changed it (`mijnzaken log verify`)."""
        settings = self.settings()
        opslag = open_opslag(settings.verwerkingenlog.opslag, logsleutel(settings), aanmaken=False)
        try:
            return [vermelding.regel for vermelding in opslag.sinds(0, 10_000)]
        finally:
            opslag.close()

    def verify(self) -> str:
        opdracht = mijnzaken("log", "verify", "--config", str(self.config))
        done = subprocess.run(opdracht, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def pseudoniem(self, sleutel: Sleutel) -> str:
        return logpseudoniemen(self.settings()).versluier(sleutel)


@dataclass(slots=True)
class Keten:
    """Who works with whom: the gemeente asks both others, and these ask the gemeente and each other."""

    map: Path
    autoriteit: Autoriteit
    leden: dict[str, Organisatie]

    @property
    def gemeente(self) -> Organisatie:
        return self.leden["gemeente"]

    @property
    def provincie(self) -> Organisatie:
        return self.leden["provincie"]

    @property
    def corporatie(self) -> Organisatie:
        return self.leden["corporatie"]

    def configureer(self, lid: Organisatie, **anders: Any) -> None:
        """`anders`: afspraken, keten (of the registers that are partners), server, push."""
        partners = [ander for ander in self.leden.values() if ander is not lid]
        config = sandbox_config(
            lid.registers.basis,
            log=f"sqlite:{self.map}/{lid.wie.naam}.sqlite",
            port=lid.port,
            tls={
                "certificaat": str(lid.kaart.certificaat),
                "sleutel": str(lid.kaart.sleutel),
                "client_ca": str(lid.kaart.ca),
            },
            **anders.get("server", {}),
        )
        config["push"] = anders.get("push", {})
        config["organisatie"] = lid.wie.als_organisatie()
        config["pseudoniemsleutel"] = sha256(lid.wie.naam.encode()).hexdigest()
        config["uitgevers"].append(
            {
                "issuer": lid.loket.issuer,
                "audience": f"mijnzaken-{lid.wie.naam}",
                "profiel": "machine",
                "jwks": {"keys": [lid.loket.key.as_dict(private=False)]},
                "algoritmen": ["Ed25519"],
            }
        )
        config["toegang"]["afspraken"] = anders.get(
            "afspraken",
            [
                {
                    "naam": ander.wie.titel,
                    "oin": ander.wie.oin,
                    "rsin": ander.wie.rsin,
                    "categorieen": ["ZAAKVOORTGANG", "DOCUMENTEN"],
                }
                for ander in partners
            ],
        )
        config["registers"] += [self._als_register(lid, ander, anders.get("keten", {})) for ander in partners]
        lid.config.write_text(yaml.safe_dump(json.loads(json.dumps(config))), encoding="utf-8")

    def _als_register(self, lid: Organisatie, ander: Organisatie, keten: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "naam": ander.wie.naam,
            "soort": "mijnzaken",
            "titel": ander.wie.titel,
            "url": ander.url,
            "organisatie": ander.wie.als_organisatie(),
            "mtls": {
                "certificaat": str(lid.kaart.certificaat),
                "sleutel": str(lid.kaart.sleutel),
                "ca": str(lid.kaart.ca),
            },
            "credentials": {
                "type": "oidc",
                "token_url": f"https://127.0.0.1:{ander.loket.port}/token",
                "client_id": lid.wie.naam,
            },
            "keten": {"categorieen": ["ZAAKVOORTGANG", "DOCUMENTEN"], **keten},
        }


@contextmanager
def keten(map_: Path, anders: Callable[[Keten, str], dict[str, Any]] = lambda _, __: {}) -> Iterator[Keten]:
    """`anders`: of each of them, what `configureer` takes."""
    autoriteit = Autoriteit(map_)
    with ExitStack() as stack:
        leden = {
            wie.naam: Organisatie(wie, stack.enter_context(sandbox()), Loket(wie), autoriteit.kaart(wie.naam), map_)
            for wie in ALLEN
        }
        made = Keten(map_, autoriteit, leden)
        for lid in leden.values():
            stack.callback(lid.plaats.close)
            stack.callback(lid.loket.plaats.close)
            lid.loket.clients = {ander.naam: ander.oin for ander in ALLEN if ander is not lid.wie}
            stack.enter_context(lid.loket.open(lid.kaart))
            made.configureer(lid, **anders(made, lid.wie.naam))
        for lid in leden.values():
            stack.callback(lid.stop)
            lid.start()
        yield made


def vingerafdruk(kaart: Kaart) -> str:
    """`x5t#S256` of its certificate."""
    found = x509.load_pem_x509_certificate(kaart.certificaat.read_bytes()).fingerprint(SHA256())
    return urlsafe_b64encode(found).rstrip(b"=").decode()


def tot(voorwaarde: Any, geduld_s: float = _GEDULD_S) -> None:
    until = monotonic() + geduld_s
    while not voorwaarde():
        assert monotonic() < until, "it does not come"
        sleep(0.05)
