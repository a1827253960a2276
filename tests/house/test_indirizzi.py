"""Every address of the house has a door: public by name in the list below, or closed to who has not entered.

You added an address? If everyone may read it, put its name in PUBBLICI and say why you may. Otherwise it must send to the login
page and come back, and give 404 to the neighbour (each room tests that with its own objects).
"""

import uuid
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# public pages of the comune, the door itself, platforms that call us, health
PUBBLICI = {
    "vivo",
    "pronto",
    "metriche",  # a key of its own, or it does not exist: tests/portal/base/test_salute.py
    "api-status",
    "catalogo",
    "identita:accedi",
    "appuntamenti:prenota",  # desk, time and reason are open to everyone: only the person's own data ask to enter
    "appuntamenti:data",
    "appuntamenti:dettagli",
    "assistenza:assistenza",  # a question to the help desk, for who has not entered
    "assistenza:domanda",  # the signed link of its mail: one question, and nothing else
    "identita:esci",
    "pratiche:segnalazioni",  # the public list of reports: no personal data
    "pratiche:segnalazione",
    "pratiche:foto_segnalazione",
    "pratiche:segnalazioni_csv",
    "pratiche:segnalazioni_geojson",
    "pratiche:seguita",  # the signed link of a message: it shows a public entry and can only stop those messages
    "pratiche:verifica",  # whether a permit is good: not whose it is
    "pratiche:graduatoria",  # codes, points and positions: no names
    "notifiche:rimbalzi",  # the relay's door: signed
    "notifiche:disiscrizione",  # the link of a mail: it names a delivery and can only stop a kind of mail (RFC 8058)
}
# whole branches with a door of their own, tested in their own place
ALTRE_PORTE = ("operatori/", "spid/", "cie/", "eidas/", "cns/", "pagopa/", "io/contenuti/", "i18n/")
VALORI = {"uuid": str(uuid.UUID(int=1)), "slug": "permesso-accesso-ztl", "int": "1", "str": "prova", "path": "prova"}


def indirizzi(schemi: list[URLPattern | URLResolver], radice: str = "", spazio: str = "") -> Iterator[tuple[str, str]]:
    """Name and sample path of every address."""
    for schema in schemi:
        percorso = radice + str(schema.pattern)
        if isinstance(schema, URLResolver):
            yield from indirizzi(schema.url_patterns, percorso, schema.namespace or spazio)
        else:
            yield f"{spazio}:{schema.name}" if spazio else str(schema.name), percorso


def _esempio(percorso: str) -> str:
    for tipo, valore in VALORI.items():
        while f"<{tipo}:" in percorso:
            inizio = percorso.index(f"<{tipo}:")
            percorso = percorso[:inizio] + valore + percorso[percorso.index(">", inizio) + 1 :]
    return "/" + percorso


CHIUSI = [
    (nome, _esempio(percorso))
    for nome, percorso in indirizzi(get_resolver().url_patterns)
    if not percorso.startswith(ALTRE_PORTE) and nome not in PUBBLICI and nome.partition(":")[0] not in PUBBLICI
]


@pytest.mark.parametrize(("nome", "percorso"), CHIUSI, ids=[nome for nome, _ in CHIUSI])
def test_senza_accesso_si_va_alla_porta_e_poi_si_torna(client: Client, nome: str, percorso: str) -> None:
    risposta = client.get(percorso)
    if risposta.status_code == 405:
        risposta = client.post(percorso)
    assert risposta.status_code == 302, nome
    assert risposta["Location"] == f"/accedi/?{urlencode({'next': percorso})}"
