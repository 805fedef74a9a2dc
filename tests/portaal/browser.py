"""Browser: a real Chromium with one page, told what to do as a visitor would: by the roles and names of what stands
there."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.clients.knooppunt import geinstalleerd, node

_HIER = Path(__file__).parent
#: An ordinary screen, and the narrowest that WCAG asks for (1.4.10).
BREEDTEN = (1280, 320)


class Browser:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.antwoord()

    def antwoord(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the browser stopped"
        found = json.loads(line)
        assert "fout" not in found, found["fout"]
        return found.get("gevonden")

    def doe(self, wat: str, **rest: object) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"doe": wat, **rest}) + "\n")
        self._process.stdin.flush()
        return self.antwoord()

    def open(self, url: str) -> None:
        self.doe("open", url=url)

    def knop(self, naam: str) -> None:
        self.doe("klik", rol="button", naam=naam)

    def koppeling(self, naam: str) -> None:
        self.doe("klik", rol="link", naam=naam)

    def word(self, persona: str) -> None:
        """Picks who one is, in the demo; the first view is there then."""
        self.doe("waarde", script=f"document.querySelector('[data-persona={persona}]').click()")
        self.doe("tot", script="document.querySelector('nav') !== null")
        self.doe("rust")

    def wacht(self, tekst: str) -> None:
        self.doe("wacht", tekst=tekst)

    def tekst(self, kiezer: str = "body") -> str:
        return "\n".join(self.doe("tekst", kiezer=kiezer))

    @property
    def titel(self) -> str:
        return self.tekst("h1")

    def keur(self) -> list[str]:
        """What is wrong with this view: on a screen and on a phone, as axe sees it and as wide as it is."""
        found = []
        for breedte in BREEDTEN:
            if (nodig := self.doe("venster", breedte=breedte)) > breedte:
                found.append(f"at {breedte} px the view is {nodig} px wide")
            found += [f"at {breedte} px: {fout}" for fout in self.doe("keur")]
        self.doe("venster", breedte=BREEDTEN[0])
        return found

    def keur_in_beide_talen(self) -> list[str]:
        found = self.keur()
        self.knop("English")
        assert self.doe("waarde", script="document.documentElement.lang") == "en"
        found += [f"in English {fout}" for fout in self.keur()]
        self.knop("Nederlands")
        return found

    def problemen(self) -> list[str]:
        """What the page logged, asked elsewhere, or was refused by its own policy."""
        found: list[str] = self.doe("problemen")
        return found


@contextmanager
def browser() -> Iterator[Browser]:
    map_ = geinstalleerd(_HIER)
    command = [*node(), str(map_ / "browser.mjs")]
    with subprocess.Popen(command, cwd=map_, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Browser(process)
            assert process.stdin is not None
            process.stdin.close()
            process.wait(20)
        finally:
            if process.poll() is None:
                process.kill()
