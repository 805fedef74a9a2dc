"""Ontvangers: who gets a message about a change, and by which kanaal.

A klant says it himself, in his klantvoorkeur (Open Klant): that he wants messages about his zaken, and which address he
prefers; only a verified address counts. A system is told when the configuration names it. Of a status the catalogue
says whether the klant is informed (`statustype.informeren`). Whether a message may be sent, and what stands in it, is
not decided here: that is the decision, when it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from app.authorization.pseudoniem import Pseudoniemen
from app.config.push import PushSettings, StilleUrenSettings, WebhookSettings
from app.config.toegang import AfspraakSettings
from app.push.betrokken import Gevolg
from app.push.postvak import NieuwBericht
from resolvers.grammar.context import AMSTERDAM
from resolvers.grammar.sleutel import Sleutel, hoofdsleutel
from resolvers.klant import Kanaal, Partij
from resolvers.loaders import Loaders
from resolvers.mijnzaken import WijzigingSoort
from resolvers.organisatie import organisatie_als
from resolvers.zaak import Zaak

WEBHOOK = "WEBHOOK"
#: Kanalen that wait for the morning.
_STIL = frozenset({"EMAIL", "SMS"})
_MOBIEL = re.compile(r"(?:\+|00)?(?:31)?0?6[0-9]{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bestemming:
    """By which kanaal a klant wants to be told, and where."""

    kanaal: str
    adres: str


def bestemming_van(partij: Partij | None, kanalen: frozenset[str]) -> Bestemming | None:
    """None: he wants no messages, or there is no way to him. `kanalen`: those that there are."""
    if partij is None or not partij.voorkeur.ontvangt_mijn_zaken:
        return None
    adres = partij.voorkeur.digitaal_adres
    if adres is not None and adres.adres and adres.geverifieerd_op:
        if adres.soort is Kanaal.EMAIL and "EMAIL" in kanalen:
            return Bestemming("EMAIL", adres.adres)
        mobiel = _MOBIEL.fullmatch(re.sub(r"[\s().-]", "", adres.adres)) is not None
        if adres.soort in {Kanaal.TELEFOON, Kanaal.SMS} and mobiel and "SMS" in kanalen:
            return Bestemming("SMS", adres.adres)
    return next((Bestemming(kanaal, "") for kanaal in ("PORTAAL", "POST") if kanaal in kanalen), None)


class Ontvangers:
    def __init__(
        self,
        push: PushSettings,
        *,
        kanalen: frozenset[str],
        afspraken: Sequence[AfspraakSettings],
        pseudoniemen: Pseudoniemen,
        klok: Callable[[], datetime],
    ) -> None:
        self._push = push
        self._kanalen = kanalen
        self._pseudoniemen = pseudoniemen
        self._klok = klok
        self._partners: Mapping[str, frozenset[Sleutel]] = {
            afspraak.oin: organisatie_als(afspraak.oin, afspraak.rsin) for afspraak in afspraken
        }

    async def berichten(self, loaders: Loaders, gevolg: Gevolg, id_: str, tijdstip_ms: int) -> list[NieuwBericht]:
        """For a change with this id. Raises RegisterError when a klantregister cannot say what somebody wants."""
        found = [
            self._bericht(WEBHOOK, hook.naam, gevolg, id_, tijdstip_ms)
            for hook in self._push.webhooks
            if self._kan_aangaan(hook, gevolg)
        ]
        if self._kanalen - {WEBHOOK} and await _moet_informeren(loaders, gevolg):
            for partij in gevolg.partijen:
                if (gekozen := bestemming_van(await loaders.partij.load(partij), self._kanalen)) is not None:
                    wie = self._pseudoniemen.versluier(hoofdsleutel(partij))
                    found.append(self._bericht(gekozen.kanaal, wie, gevolg, id_, tijdstip_ms))
        return found

    def _kan_aangaan(self, hook: WebhookSettings, gevolg: Gevolg) -> bool:
        """Whether it is worth asking: an organisation only hears of what it works on."""
        if hook.oin is None:
            return True
        werkt_mee = gevolg.zelf.wie_werkt_mee()
        return werkt_mee is not None and not self._partners.get(hook.oin, frozenset()).isdisjoint(werkt_mee)

    def _bericht(self, kanaal: str, ontvanger: str, gevolg: Gevolg, id_: str, tijdstip_ms: int) -> NieuwBericht:
        return NieuwBericht(
            id=sha256(f"{kanaal}\n{ontvanger}\n{id_}".encode()).hexdigest(),
            kanaal=kanaal,
            ontvanger=ontvanger,
            onderwerp=gevolg.onderwerp.encode(),
            deel=gevolg.deel.encode() if gevolg.deel is not None else "",
            soort=gevolg.soort.value,
            tijdstip_ms=tijdstip_ms,
            niet_voor_ms=self._niet_voor_ms(kanaal),
        )

    def _niet_voor_ms(self, kanaal: str) -> int:
        """0: at once, and alone: a system bundles for itself, and each change has an id of its own."""
        nu = self._klok()
        moment = nu if kanaal == WEBHOOK else nu + timedelta(seconds=self._push.bundelen_s)
        if kanaal in _STIL and self._push.stille_uren is not None:
            moment = na_stille_uren(moment, self._push.stille_uren)
        return 0 if moment == nu else int(moment.timestamp() * 1000)


def na_stille_uren(moment: datetime, stil: StilleUrenSettings) -> datetime:
    """The moment itself, or when the quiet hours it falls in are over. They may pass midnight."""
    hier = moment.astimezone(AMSTERDAM)
    klok = hier.time()
    over_middernacht = stil.van > stil.tot
    binnen = klok >= stil.van or klok < stil.tot if over_middernacht else stil.van <= klok < stil.tot
    if not binnen:
        return moment
    dag = hier.date() + timedelta(days=1 if over_middernacht and klok >= stil.van else 0)
    return datetime.combine(dag, stil.tot, AMSTERDAM)


async def _moet_informeren(loaders: Loaders, gevolg: Gevolg) -> bool:
    """What the catalogue says of the status that was set last; all else is told to who wants messages."""
    zaak = gevolg.zelf
    if gevolg.soort is not WijzigingSoort.STATUS_GEWIJZIGD or not isinstance(zaak, Zaak):
        return gevolg.soort is not WijzigingSoort.ZAAK_GEWIJZIGD  # a date that shifts is no reason for a mail
    status, zaaktype = await loaders.status_van_zaak.load(zaak), await loaders.zaaktype_van(zaak)
    if status is None or zaaktype is None:
        return False
    typen = {statustype.id: statustype for statustype in zaaktype.statustypen}
    found = typen.get(status.statustype_id)
    return found is not None and found.informeren
