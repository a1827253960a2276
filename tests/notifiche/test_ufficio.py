"""The office sees what did not arrive, in plain words and only of its ente, and sends again knowing what may happen."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from notifiche.models import Consegna, Messaggio
from notifiche.operations import invia_di_nuovo
from notifiche.tasks import consegna
from portal.base.coda import Stato
from portal.base.errors import DomainError
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento
from tests import people
from tests.conftest import entra
from tests.notifiche.conftest import Io, Posta, consegna_di, passa_la_pausa

Avvisa = Callable[..., Messaggio]
ELENCO = reverse("admin:notifiche_consegna_changelist")


@pytest.fixture
def ferme(posta: Posta, io: Io, messaggio_per: Avvisa) -> tuple[Consegna, Consegna]:
    """A mail refused for ever, and a copy for IO of which nothing is known."""
    posta.al_destinatario = "554 5.7.1 blocked"
    io.messaggio = (201, None)
    messaggio = messaggio_per(riferimento="ZTL-2026-1", classe="una_volta")
    consegna()
    return consegna_di(messaggio, "email"), consegna_di(messaggio, "appio")


@pytest.fixture
def sportello(client: Client, anna: Persona) -> Client:
    return entra(client, anna)


@pytest.mark.usefixtures("ferme")
def test_l_ufficio_legge_perche_e_non_legge_il_messaggio(sportello: Client, giulia: Persona) -> None:
    pagina = sportello.get(ELENCO).content.decode()
    assert "Il server di posta rifiuta l&#x27;indirizzo del destinatario." in pagina
    assert "Il canale non ha risposto: il messaggio può essere partito." in pagina
    assert "ZTL-2026-1" in pagina
    for riservato in (giulia.cognome, giulia.email, str(giulia.codice_fiscale), "le tue pratiche"):
        assert riservato not in pagina


def test_cio_che_e_arrivato_o_sta_partendo_non_e_nell_elenco(
    sportello: Client, posta: Posta, messaggio_per: Avvisa
) -> None:
    messaggio_per(riferimento="ZTL-2026-2")  # no platform behind App IO here: it stays in the queue
    consegna()
    assert "ZTL-2026-2" not in sportello.get(ELENCO).content.decode()


def test_un_altro_ente_non_vede_nulla(ferme: tuple[Consegna, Consegna], altro_ente: Ente) -> None:
    operatrice = people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", altro_ente))
    altrove = entra(Client(HTTP_HOST="127.0.0.1"), operatrice)
    assert "ZTL-2026-1" not in altrove.get(ELENCO).content.decode()
    assert altrove.get(reverse("admin:notifiche_consegna_change", args=[ferme[0].pk])).status_code == 302
    altrove.post(ELENCO, {"action": "riprova", "_selected_action": [ferme[1].pk], "conferma": "1"})
    assert Consegna.objects.ferme().count() == 2


def test_la_consegna_si_guarda_e_non_si_modifica(sportello: Client, ferme: tuple[Consegna, Consegna]) -> None:
    indirizzo = reverse("admin:notifiche_consegna_change", args=[ferme[0].pk])
    assert sportello.get(indirizzo).status_code == 200
    assert sportello.post(indirizzo, {"stato": "riuscito"}).status_code == 403
    assert sportello.get(reverse("admin:notifiche_consegna_add")).status_code == 403


def test_inviare_di_nuovo_avverte_della_copia_e_poi_invia(
    sportello: Client, ferme: tuple[Consegna, Consegna], anna: Persona, posta: Posta, io: Io
) -> None:
    scelta = {"action": "riprova", "_selected_action": [riga.pk for riga in ferme]}
    avviso = sportello.post(ELENCO, scelta).content.decode()
    assert "Stai per inviare di nuovo 2 consegne." in avviso
    assert "la persona può riceverne una seconda copia" in avviso
    assert Consegna.objects.ferme().count() == 2

    posta.al_destinatario, io.messaggio = "", (201, {"id": "01HYYYYYYYYYYYYYYYYYYYYYYY"})
    fatto = sportello.post(ELENCO, {**scelta, "conferma": "1"}, follow=True).content.decode()
    assert "2 consegne rimesse in coda." in fatto
    passa_la_pausa()
    consegna()
    assert set(Consegna.objects.values_list("stato", flat=True)) == {Stato.RIUSCITO}
    assert Evento.objects.filter(azione="consegna.rimessa_in_coda", attore=anna.codice).count() == 2


def test_non_si_rimanda_cio_che_e_gia_partito(posta: Posta, io: Io, messaggio_per: Avvisa, anna: Persona) -> None:
    messaggio = messaggio_per()
    consegna()
    with pytest.raises(DomainError):
        invia_di_nuovo(consegna_di(messaggio, "email").pk, attore=anna)
