"""A place outside the comune is refused with what to do, in any service that asks for one; nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Confine, Ente
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Pratica
from pratiche.moduli import vincoli
from pratiche.moduli.domande import Campo
from pratiche.territorio import territorio
from tests.conftest import entra
from tests.makers import ENTRATA_CON_SPID
from tests.pratiche.test_segnalazioni import LUOGO, servizio, una_bozza, una_segnalazione

__all__ = ["servizio"]  # a fixture
QUI = [[[(12.4, 41.8), (12.6, 41.8), (12.6, 42.0), (12.4, 42.0)]]]
FUORI = {"luogo.descrizione": "Davanti alla scuola", "luogo.latitudine": "44,494887", "luogo.longitudine": "11,342616"}


def passo_del_luogo(bozza: Pratica) -> str:
    passo = next(p for p in bozza.definizione.passi if any(campo.nome == "luogo" for campo in p.campi))
    return f"/pratiche/{bozza.codice}/compila/{passo.codice}/"


def manda(client: Client, bozza: Pratica, **valori: str) -> Any:
    altri = {"tipo": "strade", "titolo": "Buca profonda", "dettagli": "Sul passaggio.", "vista": "palo"}
    return client.post(passo_del_luogo(bozza), {**altri, **FUORI, **{f"luogo.{n}": v for n, v in valori.items()}})


def test_fuori_dal_confine_si_dice_che_cosa_fare_e_resta_cio_che_si_e_scritto(
    client: Client, ente: Ente, giulia: Persona, servizio: Servizio
) -> None:
    bozza = una_bozza(giulia, servizio)
    entra(client, giulia)
    assert manda(client, bozza).status_code == 302  # no boundary: any place of Italy
    Confine.objects.create(ente=ente, poligoni=QUI)
    testo = manda(client, bozza).content.decode()
    assert "Questo punto è fuori dal territorio di questo Comune" in testo
    for scritto in ("Davanti alla scuola", "44,494887", "11,342616", "Buca profonda"):
        assert scritto in testo
    bozza.refresh_from_db()
    assert bozza.dati["luogo"]["descrizione"] == "Davanti alla scuola"
    confermata = bozza.impronta_bozza([])
    with pytest.raises(DomainError):
        operations.presenta(bozza.pk, attore=giulia, confermata=confermata, sessione=ENTRATA_CON_SPID)
    assert manda(client, bozza, latitudine="", longitudine="").status_code == 302  # in words it is always taken
    assert manda(client, bozza, latitudine="41,9", longitudine="12,5").status_code == 302
    assert una_segnalazione(giulia, servizio, None).pratica.dati["luogo"] == LUOGO


@pytest.mark.parametrize(("latitudine", "longitudine"), [("0", "0"), ("11,342616", "44,494887"), ("48,85", "2,35")])
def test_senza_confine_si_rifiuta_cio_che_non_e_in_italia(
    client: Client, giulia: Persona, servizio: Servizio, latitudine: str, longitudine: str
) -> None:
    bozza = una_bozza(giulia, servizio)
    testo = manda(entra(client, giulia), bozza, latitudine=latitudine, longitudine=longitudine).content.decode()
    assert "Queste coordinate non sono in Italia" in testo
    assert latitudine in testo


def test_vale_anche_nelle_righe_di_un_gruppo_e_non_si_legge_dove_non_serve(
    ente: Ente, giulia: Persona, servizio: Servizio, django_assert_num_queries: Any
) -> None:
    Confine.objects.create(ente=ente, poligoni=QUI)
    bozza = una_bozza(giulia, servizio)
    luogo = {"nome": "dove", "tipo": "luogo", "etichetta": "Dove"}
    gruppo = Campo("posti", "gruppo", "Posti", opzioni={"campi": [luogo], "riga": "Posto"})
    with django_assert_num_queries(1):
        fuori = territorio(bozza, [gruppo])
    righe = [{"dove": LUOGO}, {"dove": {**LUOGO, "latitudine": 44.494887}}]
    problemi = list(vincoli.problemi(gruppo, "posti", righe, {}, obbligatorio=True, territorio=fuori))
    assert [chiave for chiave, _testo in problemi] == ["posti.1.dove.latitudine"]
    with django_assert_num_queries(0):
        assert territorio(bozza, [Campo("titolo", "testo", "Titolo")]) is None
