"""The home: what I must do now, what moved, what is coming; and always the same number of queries."""

import copy
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from appuntamenti.models import Appuntamento, Sportello
from notifiche.models import Messaggio
from pagamenti.models import Avviso
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche.models import Pratica, RichiestaIntegrazione
from pratiche.stati import Stato
from tests.conftest import entra
from tests.makers import paga_diritti, un_avviso, una_pratica

CASA = "/area-personale/"


def leggi(client: Client) -> str:
    risposta = client.get(CASA)
    assert risposta.status_code == 200
    return risposta.content.decode()


def da_fare(client: Client) -> list[Any]:
    return client.get(CASA).context["scrivania"].da_fare


def un_appuntamento(ente: Ente, ufficio: Ufficio, persona: Persona, fra: dt.timedelta, posto: int = 1) -> Appuntamento:
    sportello, _ = Sportello.objects.get_or_create(ente=ente, ufficio=ufficio, nome="Sportello permessi")
    inizio = timezone.now() + fra
    return Appuntamento.objects.create(
        ente=ente, sportello=sportello, persona=persona, inizio=inizio, fine=inizio + dt.timedelta(minutes=30),
        posto=posto, luogo=sportello.nome, indirizzo="Via delle Scuole 3", motivo="Permesso ZTL",
    )  # fmt: skip


def molte(modello: type[Model], uno: Model, quante: int, **campi: Callable[[int], Any]) -> list[Any]:
    """Copies of a row, each with what must differ."""
    copie = []
    for numero in range(1, quante):
        copia = copy.copy(uno)
        copia.pk, copia._state = None, copy.copy(uno._state)
        copia._state.adding = True
        copia.codice = uuid.uuid4()  # type: ignore[attr-defined]
        for nome, valore in campi.items():
            setattr(copia, nome, valore(numero))
        copie.append(copia)
    return modello._default_manager.bulk_create(copie)


def test_chi_arriva_per_la_prima_volta_trova_da_dove_cominciare(client: Client, giulia: Persona) -> None:
    pagina = leggi(entra(client, giulia))
    assert "Da dove vuoi cominciare?" in pagina
    assert 'href="/servizi/"' in pagina
    assert 'href="/appuntamenti/prenota/"' in pagina


def test_ogni_cosa_da_fare_ha_il_pulsante_che_porta_al_posto_esatto(
    client: Client, ente: Ente, ufficio: Ufficio, giulia: Persona
) -> None:
    attesa = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    bozza = una_pratica(di=giulia, stato=Stato.BOZZA)
    avviso = un_avviso(di=giulia, ente=ente)
    vicino = un_appuntamento(ente, ufficio, giulia, dt.timedelta(days=2))
    entra(client, giulia)
    indirizzi = {voce.url for voce in da_fare(client)}
    assert indirizzi >= {
        f"/pratiche/{bozza.codice}/compila/",
        f"/pratiche/{attesa.codice}/rispondi/",
        avviso.get_absolute_url(),
        vicino.get_absolute_url(),
    }
    pagina = leggi(client)
    assert all(f'href="{indirizzo}"' in pagina for indirizzo in indirizzi)


def test_prima_quello_che_scade_prima(client: Client, ente: Ente, ufficio: Ufficio, giulia: Persona) -> None:
    una_pratica(di=giulia, stato=Stato.BOZZA)
    lontano = un_avviso(di=giulia, ente=ente)
    Avviso.objects.filter(pk=un_avviso(di=giulia, ente=ente).pk).update(scadenza=timezone.localdate() - dt.timedelta(3))
    un_appuntamento(ente, ufficio, giulia, dt.timedelta(days=2))
    generi = [(voce.genere, voce.in_ritardo) for voce in da_fare(entra(client, giulia))]
    assert generi == [("Pagamento", True), ("Appuntamento", False), ("Pagamento", False), ("Bozza", False)]
    assert lontano.get_absolute_url() == da_fare(client)[2].url
    assert "Era per" in leggi(client)


def test_senza_nulla_da_fare_lo_si_dice_e_si_vede_che_cosa_si_e_mosso(client: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    paga_diritti(pratica)
    pagina = leggi(entra(client, giulia))
    assert "Non devi fare nulla" in pagina
    assert "In lavorazione" in pagina
    assert f"L&#x27;ufficio deve rispondere alla pratica {pratica.sigla}" in pagina
    messaggio = Messaggio.objects.filter(destinatario=giulia).first()
    assert messaggio is not None
    assert messaggio.get_absolute_url() in pagina
    assert "da leggere" in pagina


def test_il_prossimo_appuntamento_si_vede_anche_se_e_lontano(
    client: Client, ente: Ente, ufficio: Ufficio, giulia: Persona
) -> None:
    lontano = un_appuntamento(ente, ufficio, giulia, dt.timedelta(days=40))
    entra(client, giulia)
    assert lontano.get_absolute_url() in leggi(client)
    assert da_fare(client) == []


def test_niente_del_vicino_e_niente_di_un_altro_comune(
    client: Client, ente: Ente, altro_ente: Ente, ufficio: Ufficio, giulia: Persona, marco: Persona
) -> None:
    una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    un_appuntamento(ente, ufficio, giulia, dt.timedelta(days=1))
    assert client.get(CASA)["Location"] == "/accedi/?next=%2Farea-personale%2F"
    assert "Da dove vuoi cominciare?" in leggi(entra(client, marco))
    assert "Da dove vuoi cominciare?" in leggi(entra(Client(HTTP_HOST="127.0.0.1"), giulia))


@pytest.mark.parametrize("quante", [25, 500])
def test_le_interrogazioni_non_crescono_con_le_righe(
    client: Client, ente: Ente, ufficio: Ufficio, giulia: Persona, quante: int,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    pratiche = molte(Pratica, pratica, quante, numero=lambda n: 1000 + n, avviso_id=lambda n: None)
    integrazione = RichiestaIntegrazione.objects.get()
    molte(RichiestaIntegrazione, integrazione, quante, pratica_id=lambda n: pratiche[n - 1].pk)
    avviso = un_avviso(di=giulia, ente=ente)
    cifre = {nome: (lambda n, nome=nome: f"9{n:0{len(getattr(avviso, nome)) - 1}}") for nome in ("nav", "iuv", "iupd")}
    molte(Avviso, avviso, quante, origine=lambda n: f"prova:{n}", **cifre)
    messaggio = Messaggio.objects.filter(destinatario=giulia).earliest("pk")
    molte(Messaggio, messaggio, quante, chiave_evento=lambda n: f"prova:{n}")
    appuntamento = un_appuntamento(ente, ufficio, giulia, dt.timedelta(hours=5))
    molte(
        Appuntamento, appuntamento, quante, posto=lambda n: n + 1,
        inizio=lambda n: appuntamento.inizio + dt.timedelta(hours=n), fine=lambda n: appuntamento.fine + dt.timedelta(hours=n),
    )  # fmt: skip
    entra(client, giulia).get(CASA)
    with django_assert_max_num_queries(11):
        pagina = leggi(client)
    assert len(pagina.encode()) < 60_000
    assert "Ci sono altre cose da fare" in pagina
