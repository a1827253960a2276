"""A small catalogue for the tests of the public rooms."""

import pytest

from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio


def crea_servizio(ente: Ente, ufficio: Ufficio, slug: str = "permesso-ztl", **campi: object) -> Servizio:
    valori: dict[str, object] = {
        "titolo": "Permesso ZTL",
        "sommario": "Entra in centro.",
        "categoria": "mobilita-e-trasporti",
        "destinatari": "A chi abita in centro.",
        "come_fare": "Compila la richiesta.",
        "cosa_serve": "La targa.",
        "cosa_si_ottiene": "Il permesso.",
        "tempi": "Trenta giorni.",
        "costi": "20,00 €.",
        "accesso": "Online.",
        "condizioni": "Il permesso è personale.",
    }
    return Servizio.objects.create(ente=ente, ufficio=ufficio, slug=slug, **{**valori, **campi})


@pytest.fixture
def servizio(ente: Ente, ufficio: Ufficio) -> Servizio:
    return crea_servizio(ente, ufficio)
