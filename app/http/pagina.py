"""Pagina: one HTML page that needs nothing else: no script, nothing from elsewhere, to read, keep and print.

WCAG 2.2 AA: a language, one h1 and headings in order, captions and header cells, a table that may be wider than the
screen in a region that a keyboard can reach, contrast of 7:1 and more, nothing said by colour alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape

_STIJL = """
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1b1b1b; font: 1.0625rem/1.6 system-ui, "Segoe UI", Arial, sans-serif;
  overflow-wrap: break-word; }
main { max-width: 88rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; color: #0b3a66; margin: 0 0 1rem; }
h2 { font-size: 1.375rem; line-height: 1.3; color: #0b3a66; margin: 2.5rem 0 .75rem; }
p, li, dd { max-width: 44rem; }
.breed { overflow-x: auto; border: 1px solid #5c6670; border-radius: .25rem; }
.breed:focus-visible, a:focus-visible { outline: 3px solid #0b3a66; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 1rem; }
caption { text-align: left; font-weight: 600; padding: .75rem; }
th, td { text-align: left; vertical-align: top; padding: .625rem .75rem; border-top: 1px solid #c4cad0; }
thead th { background: #e8eef4; border-bottom: 2px solid #0b3a66; }
tbody th { font-weight: 600; }
tbody tr:nth-child(even) { background: #f6f8fa; }
td ul { margin: 0; padding-left: 1.1rem; }
.veel table { font-size: .875rem; }
.veel th, .veel td { padding: .5rem; }
.stil { color: #4a525a; }
.weg { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
dt { font-weight: 600; margin-top: .75rem; }
dd { margin: 0; }
@media print {
  .breed { overflow: visible; border: 0; }
  main { max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
"""

_HASH = b64encode(sha256(_STIJL.encode()).digest()).decode()
#: For a page that a server gives: nothing but its own style.
CSP = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def pagina(titel: str, inhoud: str) -> str:
    """`inhoud` is HTML; `titel` is text, and the h1."""
    return f"""<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(titel)}</title>
<style>{_STIJL}</style>
</head>
<body>
<main>
<h1>{escape(titel)}</h1>
{inhoud}
</main>
</body>
</html>
"""


def tabel(id_: str, bijschrift: str, koppen: Sequence[str], rijen: Sequence[Sequence[str]], *, soort: str = "") -> str:
    """Cells are HTML; the first of a row is its header. `bijschrift` and `koppen` are text. `soort`: "veel" for many
    narrow columns."""
    kop = "".join(f'<th scope="col">{escape(kop)}</th>' for kop in koppen)
    body = "\n".join(_rij(rij) for rij in rijen)
    soorten = f"breed {soort}".strip()
    return f"""<div class="{soorten}" role="region" aria-labelledby="{id_}" tabindex="0">
<table>
<caption id="{id_}">{escape(bijschrift)}</caption>
<thead><tr>{kop}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</div>"""


def _rij(cellen: Sequence[str]) -> str:
    kop, *rest = cellen
    return f'<tr><th scope="row">{kop}</th>{"".join(f"<td>{cel}</td>" for cel in rest)}</tr>'
