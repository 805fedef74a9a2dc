"""Bezorging: takes messages that are due from the postvak, asks the receiver's question as the receiver, and hands what
may be told to the kanaal.

The order is: decide and write down, then send, then note that it was sent. A crash in between sends it again under the
same id, by which the receiver can know it, and does not write it down twice. What keeps failing ends as DOOD, for a
person to look at (`mijnzaken push`).
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

import msgspec
import structlog

from app.authorization.matrix import KANALEN
from app.authorization.pseudoniem import Pseudoniemen
from app.config.push import PushSettings, WebhookSettings
from app.execution.executor import Executor, NuNiet, Vraag
from app.push.loket import Loket
from app.push.ontvangers import WEBHOOK, Bestemming, bestemming_van
from app.push.postvak import Bericht, PostvakFout, Staat
from app.push.vragen import BERICHT, SYSTEEM
from app.push.wekker import Wekker
from app.push.wijziging import wijziging_uit
from app.push.zending import Inhoud, Kanaal, NietBezorgd, Zending
from app.registries.oproep import oproepen_van, willekeurig_spoor
from app.registries.verwijzing import urn_van
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.errors import MijnZakenError
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Sleutel, Vestigingsnummer
from resolvers.klant import Partij
from resolvers.loaders import Loaders

_log = structlog.get_logger("mijnzaken.push")

#: How many messages are under way at once, and how long the others leave them to who took them.
_TEGELIJK, _HUUR_S = 16, 60.0
#: After a failure, each wait three times the one before: the twelfth try is some days later.
_EERSTE_WACHT_S, _LANGSTE_WACHT_S = 5.0, 43_200.0
_DEADLINE_S = 10.0
#: ISO 639-2/B and ISO 639-1 of what we write in; everything else gets Dutch.
_ENGELS = frozenset({"eng", "en"})


class Bezorging:
    def __init__(
        self,
        loket: Loket,
        executor: Executor,
        kanalen: Mapping[str, Kanaal],
        push: PushSettings,
        *,
        maak_loaders: Callable[[], Loaders],
        pseudoniemen: Pseudoniemen,
        wekker: Wekker,
    ) -> None:
        self._loket, self._postvak = loket, loket.postvak
        self._executor = executor
        self._kanalen = kanalen
        self._soorten = frozenset(naam.partition(":")[0] for naam in kanalen)
        self._push = push
        self._webhooks = {hook.naam: hook for hook in push.webhooks}
        self._maak_loaders = maak_loaders
        self._pseudoniemen = pseudoniemen
        self._wekker = wekker
        self._houder = os.urandom(8).hex()

    async def loop(self) -> None:
        """Until it is cancelled."""
        await self._wekker.steeds(self.ronde, naam="bezorging")

    async def ronde(self) -> bool:
        """What is due now, side by side; whether there was anything."""
        nu_ms = int(time() * 1000)
        tot_ms = nu_ms + int(_HUUR_S * 1000)
        berichten = await self._loket.doe(self._postvak.neem_berichten, self._houder, nu_ms, tot_ms, _TEGELIJK)
        await asyncio.gather(*(self._bezorg(bericht) for bericht in berichten))
        return bool(berichten)

    async def _bezorg(self, bericht: Bericht) -> None:
        """Ends in the postvak, whatever happens; only the postvak itself may fail."""
        try:
            staat, reden = await self._probeer(bericht)
        except NietBezorgd as error:
            await self._mislukt(bericht, error.reden, blijvend=error.blijvend, na_s=error.na_s)
        except NuNiet:
            await self._mislukt(bericht, "de stand van de zaak was niet op te vragen")
        except MijnZakenError as error:
            await self._mislukt(bericht, f"een register kon het niet zeggen ({error.code.value})")
        except PostvakFout:
            raise
        except Exception as error:
            await self._mislukt(bericht, f"onverwachte fout ({type(error).__name__})")
        else:
            await self._loket.doe(self._postvak.sluit_af, bericht.id, staat, reden, int(time() * 1000))

    async def _probeer(self, bericht: Bericht) -> tuple[Staat, str]:
        if bericht.kanaal == WEBHOOK:
            return await self._naar_systeem(bericht)
        return await self._naar_klant(bericht)

    # ------------------------------------------------------------------ to a system

    async def _naar_systeem(self, bericht: Bericht) -> tuple[Staat, str]:
        hook, kanaal = self._webhooks.get(bericht.ontvanger), self._kanalen.get(f"{WEBHOOK}:{bericht.ontvanger}")
        if hook is None or kanaal is None:
            return Staat.VERVALLEN, "dit systeem is er niet meer"
        return await self._stuur(bericht, kanaal, _als_systeem(hook), hook.document or SYSTEEM, Bestemming(WEBHOOK, ""))

    # ------------------------------------------------------------------ to a klant

    async def _naar_klant(self, bericht: Bericht) -> tuple[Staat, str]:
        """What he wants is asked again: he may have changed his mind since."""
        sleutel = self._pseudoniemen.onthul(bericht.ontvanger)
        if sleutel is None:
            return Staat.VERVALLEN, "de ontvanger is niet meer te herleiden"
        partij = await self._partij(sleutel)
        bestemming = bestemming_van(partij, self._soorten)
        kanaal = self._kanalen.get(bericht.kanaal)
        if bestemming is None or bestemming.kanaal != bericht.kanaal or kanaal is None:
            return Staat.VERVALLEN, "de ontvanger wil dit niet meer op deze manier"
        if not bestemming.adres:
            bestemming = replace(bestemming, adres=await self._adres(sleutel, bericht.kanaal))
        if not bestemming.adres:
            return Staat.VERVALLEN, "er is geen adres van de ontvanger"
        taal = "en" if partij is not None and partij.voorkeur.taal in _ENGELS else "nl"
        return await self._stuur(bericht, kanaal, _als_klant(sleutel, bericht.kanaal), BERICHT, bestemming, taal)

    async def _partij(self, sleutel: Sleutel) -> Partij | None:
        loaders = self._maak_loaders()
        with oproepen_van(*willekeurig_spoor(), _DEADLINE_S):
            return await loaders.partij.load(frozenset({sleutel}))

    async def _adres(self, sleutel: Sleutel, kanaal: str) -> str:
        """Of a kanaal for which the klant gives no address himself; "" when there is none."""
        if kanaal == "PORTAAL":
            return urn_van(sleutel) or ""
        loaders = self._maak_loaders()
        with oproepen_van(*willekeurig_spoor(), _DEADLINE_S):
            persoon = await loaders.persoonsgegevens.load(sleutel) if isinstance(sleutel, Bsn) else None
        woont = persoon.verblijfplaats if persoon is not None else None
        if persoon is None or woont is None or persoon.overleden or persoon.geheimhouding:
            return ""
        regels = (persoon.naam, _samen(woont.straat, woont.huisnummer), _samen(woont.postcode, woont.plaats))
        return "\n".join(regel for regel in regels if regel)

    # ------------------------------------------------------------------ both

    async def _stuur(
        self,
        bericht: Bericht,
        kanaal: Kanaal,
        afnemer: Authenticatie,
        document: str,
        bestemming: Bestemming,
        taal: str = "nl",
    ) -> tuple[Staat, str]:
        vraag = Vraag(query=document, trace_id=bericht.id[:32], taal=taal)
        antwoord = await self._executor.meld(vraag, afnemer, wijziging_uit(bericht), eenmalig=True)
        if antwoord is None:
            return Staat.VERVALLEN, "er is niets wat de ontvanger mag weten"
        inhoud = self._inhoud(bericht, msgspec.json.decode(antwoord.body))
        await kanaal.bezorg(Zending(id=bericht.id, adres=bestemming.adres, taal=taal, inhoud=inhoud))
        return Staat.BEZORGD, ""

    def _inhoud(self, bericht: Bericht, antwoord: dict[str, Any]) -> Inhoud:
        """As far as the question gave it: a system may have asked something else."""
        gemeld = antwoord["data"].get("mijnZakenGewijzigd") or {}
        informatie = gemeld.get("informatie") or {}
        id_ = str(informatie.get("id") or _kwestie_id(bericht))
        return Inhoud(
            soort=bericht.soort,
            id=id_,
            tijdstip=datetime.fromtimestamp(bericht.tijdstip_ms / 1000, UTC).isoformat(timespec="milliseconds"),
            titel=informatie.get("titel"),
            aanbieder=(informatie.get("aanbieder") or {}).get("naam"),
            statusgroep=(informatie.get("status") or {}).get("groep"),
            link=self._push.link.replace("{id}", id_),
            gegevens=msgspec.json.encode(antwoord),
        )

    async def _mislukt(
        self, bericht: Bericht, reden: str, *, blijvend: bool = False, na_s: float | None = None
    ) -> None:
        nu = time()
        if blijvend or bericht.pogingen >= self._push.pogingen:
            _log.error("bericht niet bezorgd", kanaal=bericht.kanaal, reden=reden, pogingen=bericht.pogingen)
            await self._loket.doe(self._postvak.sluit_af, bericht.id, Staat.DOOD, reden, int(nu * 1000))
            return
        langst = min(_LANGSTE_WACHT_S, _EERSTE_WACHT_S * 3 ** min(max(bericht.pogingen - 1, 0), 20))
        wacht_s = max(random.uniform(langst / 2, langst), min(na_s or 0.0, _LANGSTE_WACHT_S))  # noqa: S311
        await self._loket.doe(self._postvak.probeer_later, bericht.id, int((nu + wacht_s) * 1000), reden)


def _samen(*delen: str | None) -> str:
    return " ".join(deel for deel in delen if deel)


def _kwestie_id(bericht: Bericht) -> str:
    ref = Ref.decode(bericht.onderwerp)
    return ref.met_soort(f"MijnZakenInformatie{'' if ref.soort == 'Zaak' else ref.soort}").encode()


def _als_klant(sleutel: Sleutel, kanaal: str) -> Authenticatie:
    """The klant himself, as sure as the kanaal is that it reaches him, and for this one message."""
    is_burger = isinstance(sleutel, Bsn)
    return Authenticatie(
        soort=AfnemerSoort.BURGER if is_burger else AfnemerSoort.PRIVATE_PARTIJ,
        rollen=(AfnemerRol.INWONER if is_burger else AfnemerRol.ONDERNEMER,),
        niveau=KANALEN[kanaal].niveau,
        verloopt=datetime.now(UTC) + timedelta(seconds=_HUUR_S),
        sleutel=sleutel,
        vestiging=sleutel if isinstance(sleutel, Vestigingsnummer) else None,
        client_id=f"mijnzaken {kanaal.lower()}",
        kanaal=kanaal,
    )


def _als_systeem(hook: WebhookSettings) -> Authenticatie:
    eigen = hook.rol is not None
    return Authenticatie(
        soort=AfnemerSoort.MEDEWERKER if eigen else AfnemerSoort.OVERHEIDSORGANISATIE,
        rollen=(hook.rol if hook.rol is not None else AfnemerRol.KETENPARTNER,),
        niveau=KANALEN[WEBHOOK].niveau,
        verloopt=datetime.now(UTC) + timedelta(seconds=_HUUR_S),
        organisatie_oin=hook.oin,
        client_id=f"webhook {hook.naam}",
        kanaal=WEBHOOK,
    )
