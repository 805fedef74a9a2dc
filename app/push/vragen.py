"""Vragen: what is asked for a receiver who did not write a question himself. The same graph, the same checks; what his
kanaal may not carry comes back empty."""

from __future__ import annotations

#: For a message to a klant: which matter, how far it is, who it is from.
BERICHT = """\
subscription Bericht {
  mijnZakenGewijzigd {
    informatie { id titel aanbieder { naam } status { groep } }
  }
}
"""

#: For a system that did not say what it wants to know.
SYSTEEM = """\
subscription Webhook {
  mijnZakenGewijzigd {
    soort
    tijdstip
    uwKenmerk
    informatie {
      id
      titel
      aanbieder { naam oin }
      status { groep naam stap aantalStappen gezetOp }
      levertijd { verwachtOp uiterlijkOp aard indicatief }
      zaak { identificatie }
      bijgewerktOp
    }
  }
}
"""
