"""Open Object: the Objects API (with objecttypes merged, 4.0.0) as the register of machtigingen, toestemmingen and
medewerkers, each by its objecttype.

Objecttypes are installation specific, so the configuration says which uuid is which. The JSON schemas of machtiging and
toestemming ship with this project (app/registries/objecttypen); medewerker, afdeling and groep are the community
concepts that KISS and PodiumD use.
"""

from app.registries.openobject.machtigingen import Machtigingen
from app.registries.openobject.medewerkers import Medewerkers
from app.registries.openobject.objecten import Objecten
from app.registries.openobject.toestemmingen import Toestemmingen

__all__ = ["Machtigingen", "Medewerkers", "Objecten", "Toestemmingen"]
