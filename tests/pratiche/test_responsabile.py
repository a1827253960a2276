"""Who answers for the procedure leaves or changes work: the head of the office names another, and the citizen learns it."""

import pytest
from django.test import Client

from notifiche.models import Messaggio
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import Pratica
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import una_pratica

pytestmark = pytest.mark.usefixtures("ztl")


@pytest.fixture
def bruno(ufficio: Ufficio) -> Persona:
    return people.crea_operatore("Bruno", ufficio, Incarico.Ruolo.OPERATORE)


@pytest.fixture
def pratica(giulia: Persona, anna: Persona) -> Pratica:
    return una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)


def rileggi(pratica: Pratica) -> Pratica:
    return Pratica.objects.con_il_necessario().get(pk=pratica.pk)


def test_il_capo_nomina_un_altro_e_il_cittadino_lo_sa_una_volta(
    client: Client, pratica: Pratica, giulia: Persona, anna: Persona, bruno: Persona
) -> None:
    indirizzo = f"/operatori/pratiche/{pratica.codice}/"
    entra(client, anna)
    assert f"{indirizzo}responsabile/" in client.get(indirizzo).content.decode()
    assert "articoli 5 e 8" in client.get(f"{indirizzo}responsabile/").content.decode()
    for _volta in range(2):
        fatto = client.post(f"{indirizzo}responsabile/", {"a": str(bruno.codice)}, follow=True).content.decode()
    assert "Ora il responsabile del procedimento è Bruno Neri" in fatto
    dopo = rileggi(pratica)
    assert (dopo.responsabile, dopo.assegnatario, dopo.stato, dopo.entro_il) == (
        bruno, pratica.assegnatario, pratica.stato, pratica.entro_il,
    )  # fmt: skip
    evento = Evento.objects.get(azione="pratica.responsabile_cambiato")
    assert (evento.attore, evento.dati) == (anna.codice, {"da": str(anna.codice), "a": str(bruno.codice)})
    messaggio = Messaggio.objects.get(tipo="pratiche.responsabile_cambiato")
    assert messaggio.destinatario == giulia
    pagina = entra(client, giulia).get(f"/pratiche/{pratica.codice}/").content.decode()
    assert "responsabile del procedimento: Bruno Neri" in pagina
    assert "Cambiato il responsabile del procedimento" in pagina


def test_lo_fa_solo_chi_dirige(client: Client, pratica: Pratica, bruno: Persona) -> None:
    indirizzo = f"/operatori/pratiche/{pratica.codice}/"
    entra(client, bruno)
    assert f"{indirizzo}responsabile/" not in client.get(indirizzo).content.decode()
    assert "Cambia il responsabile" not in client.get("/operatori/").content.decode()
    rifiuto = client.post(f"{indirizzo}responsabile/", {"a": str(bruno.codice)}).content.decode()
    assert "solo il responsabile" in rifiuto
    assert not Evento.objects.filter(azione="pratica.responsabile_cambiato").exists()


def test_risponde_solo_chi_ci_lavora_la_vede_e_finche_e_aperta(
    giulia: Persona, pratica: Pratica, anna: Persona, bruno: Persona, ztl: Servizio
) -> None:
    lettore = people.crea_operatore("Leo", ztl.ufficio, Incarico.Ruolo.CONSULTAZIONE)
    with pytest.raises(DomainError, match="Leo Neri non lavora"):
        operations.cambia_responsabile(pratica.pk, attore=anna, a=lettore)
    operations.riserva(pratica.pk, attore=anna, persone=[anna], motivo="È delicata.")
    with pytest.raises(DomainError, match="prima aggiungi Bruno Neri"):
        operations.cambia_responsabile(pratica.pk, attore=anna, a=bruno)
    chiusa = operations.ritira(una_pratica(di=giulia).pk, attore=giulia)
    with pytest.raises(DomainError, match="è conclusa"):
        operations.cambia_responsabile(chiusa.pk, attore=anna, a=bruno)


def test_chi_va_via_lascia_tutte_le_sue_in_una_volta(
    client: Client, giulia: Persona, marco: Persona, anna: Persona, bruno: Persona
) -> None:
    aperta, chiusa = una_pratica(di=giulia), una_pratica(di=marco)
    operations.ritira(chiusa.pk, attore=marco)
    scelte = {"atto": "responsabile", "scelte": [str(aperta.codice), str(chiusa.codice)]}
    entra(client, anna)
    assert "è conclusa" in client.post("/operatori/insieme/", scelte).content.decode()
    conferma = {**scelte, "conferma": "1", "a": str(bruno.codice)}
    esito = client.post("/operatori/insieme/", conferma, follow=True).content.decode()
    assert "Pratiche fatte: 1." in esito
    assert (rileggi(aperta).responsabile, rileggi(chiusa).responsabile) == (bruno, anna)
