"""Naslag: every setting, as a mijnzaken.yaml to begin with or as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.config.naslag import Instelling, als_tekst, instellingen

_KOP = """\
## De instellingen van MijnZaken. Wat met ## begint, is uitleg. Wat met # begint, is een instelling met een voorbeeld:
## haal `# ` weg om haar te gebruiken. Een geheim staat niet hier, maar in de omgevingsvariabele die wordt genoemd.
## Controleer elke wijziging met: mijnzaken check --config mijnzaken.yaml
"""
_BREEDTE = 120


def als_yaml() -> str:
    """What is needed in any case is not commented out; an alternative is, as explanation."""
    return "\n".join([_KOP, *("\n".join([*_blok(found), ""]) for found in instellingen())])


def _blok(instelling: Instelling) -> list[str]:
    merk = "" if instelling.verplicht else "# "
    return [regel if regel.startswith("##") else merk + regel for regel in _regels(instelling, "")]


def _regels(instelling: Instelling, inspringing: str) -> Iterator[str]:
    """The lines of a setting; of an alternative, all as explanation."""
    if instelling.anders:
        yield f"##{inspringing} of:"
        for regel in _regels_zelf(instelling, inspringing):
            yield regel if regel.startswith("##") else f"## {regel}"
    else:
        yield from _regels_zelf(instelling, inspringing)


def _regels_zelf(instelling: Instelling, inspringing: str) -> Iterator[str]:
    yield from _uitleg(instelling, inspringing)
    if not instelling.delen:
        yield f"{inspringing}{instelling.naam}: {als_tekst(instelling.voorbeeld)}"
        return
    yield f"{inspringing}{instelling.naam}:"
    dieper = inspringing + "  "
    if instelling.sleutel:
        yield f"{dieper}{instelling.sleutel}:"
        dieper += "  "
    eerste = instelling.lijst
    for deel in instelling.delen:
        for regel in _regels(deel, dieper + ("  " if instelling.lijst else "")):
            if eerste and not regel.startswith("##"):
                regel, eerste = f"{dieper}- {regel[len(dieper) + 2 :]}", False
            yield regel


def _uitleg(instelling: Instelling, inspringing: str) -> Iterator[str]:
    soort = f"({_kenmerken(instelling)})"
    begin = f"##{inspringing} "
    regel = begin
    wat = "" if instelling.anders and instelling.delen else instelling.omschrijving
    for woord in f"{wat} {soort}".split():
        if len(regel) + len(woord) > _BREEDTE and regel != begin:
            yield regel.rstrip()
            regel = begin
        regel += f"{woord} "
    yield regel.rstrip()


def _kenmerken(instelling: Instelling) -> str:
    if instelling.verplicht:
        return f"{instelling.soort}; verplicht"
    if instelling.delen or instelling.standaard in (None, "", [], {}):
        return instelling.soort
    return f"{instelling.soort}; standaard {als_tekst(instelling.standaard)}"


def als_markdown() -> str:
    """A table for each block at the top, one row for every setting."""
    return "\n".join(_hoofdstuk(found) for found in instellingen())


def _hoofdstuk(blok: Instelling) -> str:
    rijen = [found for found in blok.alle() if not (found.delen and (found is blok or found.anders))]
    regels = [
        f"## {blok.naam}\n",
        f"{blok.omschrijving}\n" if blok.delen else "",
        "| instelling | soort | standaard | betekenis | voorbeeld |",
        "| --- | --- | --- | --- | --- |",
        *(_rij(found) for found in rijen),
    ]
    return "\n".join(regel for regel in regels if regel) + "\n"


def _rij(found: Instelling) -> str:
    standaard = "verplicht" if found.verplicht else _code(found.standaard)
    cellen = (f"`{found.pad}`", found.soort, standaard, found.omschrijving, _code(found.voorbeeld))
    return "| " + " | ".join(cel.replace("|", r"\|") for cel in cellen) + " |"


def _code(value: object) -> str:
    return "" if value in (None, "", [], {}) else f"`{als_tekst(value)}`"


NASLAGVORMEN: dict[str, Callable[[], str]] = {"yaml": als_yaml, "markdown": als_markdown}
