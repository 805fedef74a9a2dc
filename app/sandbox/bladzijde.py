"""Bladzijde: an HTML page of the sandbox: no script, nothing from elsewhere, and a policy that allows nothing else."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from starlette.responses import Response

_STIJL = """
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1b1b1b; font: 1.0625rem/1.6 system-ui, "Segoe UI", Arial, sans-serif;
  overflow-wrap: break-word; }
main { max-width: 48rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1, h2 { color: #0b3a66; line-height: 1.3; }
a { color: #0b3a66; }
a:focus-visible { outline: 3px solid #0b3a66; outline-offset: 2px; }
article { border: 1px solid #5c6670; border-radius: .25rem; margin: 1.25rem 0; padding: 0 1.25rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .25rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #5c6670; padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; }
button { background: #0b3a66; border: 0; border-radius: .25rem; color: #fff; cursor: pointer; font: inherit;
  padding: .375rem .75rem; }
button:focus-visible { outline: 3px solid #0b3a66; outline-offset: 2px; }
[role=status] { background: #e6f2ea; border-left: .375rem solid #1c6b3a; padding: .75rem 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; background: #f6f8fa; padding: .75rem; }
@media (max-width: 40rem) {
  h1 { font-size: 1.625rem; }
  h2 { font-size: 1.125rem; hyphens: auto; }
  article { padding: 0 .75rem .75rem; }
  table, tbody, tr, td { display: block; }
  thead { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
  tr { border-bottom: 1px solid #5c6670; padding: .5rem 0; }
  td { border: 0; padding: .125rem 0; }
  td[data-kop]::before { content: attr(data-kop) ": "; font-weight: 600; }
}
"""
_HASH = b64encode(sha256(_STIJL.encode()).digest()).decode()
#: For all that the sandbox shows to a browser and that somebody else wrote.
VEILIG = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def bladzijde(titel: str, inhoud: str, status: int = 200) -> Response:
    """`inhoud` is HTML; `titel` is text, and the h1."""
    body = f"""<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
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
    return Response(body, status, media_type="text/html", headers=VEILIG)
