"""A login by a profile: claims in, who it is or a refusal out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from app.authentication.lezing import Leeswijzer
from app.authentication.profielen import lees
from app.config.profielen import Profiel
from app.config.uitgevers import UitgeverSettings
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.errors import Unauthenticated

EXP = 1_800_000_000
VERLOOPT = datetime.fromtimestamp(EXP, UTC)
SMARTCARD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"
LOA3 = "urn:etoegang:core:assurance-class:loa3"
LEGAL, ACTING = "urn:nl-eid-gdi:1.0:LegalSubjectID", "urn:nl-eid-gdi:1.0:ActingSubjectID"
SERVICE = "urn:nl-eid-gdi:1.0:ServiceUUID"
REPRESENTATION, RT = "urn:nl-eid-gdi:1.1:RepresentationType", "urn:nl-eid-gdi:1.1:RT:"
EH_LEGAL, EH_SERVICE = "urn:etoegang:core:LegalSubjectID", "urn:etoegang:core:ServiceUUID"
EH_TUSSEN = "urn:etoegang:core:IntermediateSubjectID"
EH_TUSSEN_KVK = "urn:etoegang:1.9:IntermediateEntityID:KvKnr"
EH_VESTIGING = "urn:etoegang:1.9:ServiceRestriction:Vestigingsnr"
EH_SOORT = "urn:etoegang:1.9:EntityConcernedID:"
EIDAS_BSN, EIDAS_PSEUDO = "urn:etoegang:1.12:EntityConcernedID:BSN", "urn:etoegang:1.12:EntityConcernedID:PseudoID"
EIDAS_BEDRIJF = "urn:etoegang:1.11:EntityConcernedID:eIDASLegalIdentifier"
ID = "urn:nl-eid-gdi:1.0:id:"
DIENST = "d5e5bd6a-0000-4000-8000-000000000001"
BURGER, ANDER = "999990019", "999990123"
KVK, KVK2 = "90001354", "90001362"
OIN = "00000001003214345000"

#: A token that each profile accepts, of somebody who acts for himself (bewindvoering is never that).
AANVAARD: Mapping[Profiel, Mapping[str, object]] = MappingProxyType(
    {
        "sandbox": {"login": "digid", "bsn": BURGER},
        "digid": {"bsn": BURGER},
        "digid-machtigen": {ACTING: BURGER},
        "eherkenning": {EH_LEGAL: KVK},
        "eherkenning-bewindvoering": {EH_LEGAL: KVK, "sel_uid": BURGER},
        "eidas": {EIDAS_BSN: BURGER},
        "medewerker-entra": {"oid": "4f1c", "roles": ["KCC"]},
        "medewerker-keycloak": {"realm_access": {"roles": ["KCC"]}},
        "machine": {"oin": OIN},
        "oidc-nlgov": {"sub": BURGER, "sub_id_type": f"{ID}legacy-BSN"},
    }
)


def ingelogd(profiel: Profiel, wijzer: Leeswijzer | None = None, /, **claims: object) -> Authenticatie:
    return lees(profiel, {"exp": EXP, "sub": "iemand", **claims}, wijzer)


def geweigerd(profiel: Profiel, wijzer: Leeswijzer | None = None, /, **claims: object) -> None:
    with pytest.raises(Unauthenticated) as refused:
        ingelogd(profiel, wijzer, **claims)
    for value in claims.values():
        assert not isinstance(value, str) or len(value) < 4 or value not in refused.value.detail


def wijzer(profiel: Profiel, **settings: object) -> Leeswijzer:
    """As an issuer's settings say."""
    basis = {"issuer": "https://a.nl", "audience": "a", "profiel": profiel, "jwks_url": "https://a.nl/jwks"}
    return Leeswijzer.van(UitgeverSettings.model_validate({**basis, **settings}))
