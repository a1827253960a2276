"""A case passes to the competent office: who works there finds it with its papers, the citizen learns whom to turn to."""

import uuid

import pytest
from django.test import Client

from notifiche.models import Messaggio
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations, tasks
from pratiche.models import Pratica
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import una_pratica

pytestmark = pytest.mark.usefixtures("ztl")


@pytest.fixture
def anagrafe(ente: Ente) -> Ufficio:
    return people.crea_ufficio("Anagrafe", ente)


@pytest.fixture
def carla(anagrafe: Ufficio) -> Persona:
    return people.crea_operatore("Carla", anagrafe)


def test_passa_con_le_sue_carte(
    client: Client, giulia: Persona, anna: Persona, carla: Persona, anagrafe: Ufficio
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    termine = pratica.termine()
    anna_web, carla_web = entra(Client(HTTP_HOST="localhost"), anna), entra(Client(HTTP_HOST="localhost"), carla)
    indirizzo = f"/operatori/pratiche/{pratica.codice}/"
    carta = Documento.objects.filter(aggregazione=str(pratica.codice)).first()
    assert carta is not None
    assert carla_web.get(carta.get_absolute_url()).status_code == 404
    pagina = anna_web.get(f"{indirizzo}trasferisci/").content.decode()
    assert "Il termine non cambia." in pagina
    assert f'value="{pratica.ufficio.codice}"' not in pagina  # not to itself
    dati = {"ufficio": str(anagrafe.codice), "motivo": "Riguarda la residenza."}
    fatto = anna_web.post(f"{indirizzo}trasferisci/", dati, follow=True)
    assert fatto.redirect_chain == [("/operatori/", 302)]
    assert "è passata" in fatto.content.decode()
    assert anna_web.post(f"{indirizzo}trasferisci/", dati).status_code == 404  # the second of two clicks
    pratica = Pratica.objects.get(pk=pratica.pk)
    assert (pratica.ufficio, pratica.stato, pratica.assegnatario) == (anagrafe, Stato.PRESENTATA, None)
    assert (pratica.responsabile, pratica.termine()) == (carla, termine)
    assert carla_web.get("/operatori/", {"quali": "da_prendere"}).context["elenco"].righe == [pratica]
    assert carla_web.get(carta.get_absolute_url()).status_code == 200
    assert anna_web.get(carta.get_absolute_url()).status_code == 404
    assert "Perché devi vederla" in anna_web.get(indirizzo).content.decode()
    sua = entra(client, giulia).get(f"/pratiche/{pratica.codice}/").content.decode()
    for parola in ("Passata a un altro ufficio", "Riguarda la residenza.", "Carla Neri"):
        assert parola in sua
    avviso = Messaggio.objects.get(tipo="pratiche.trasferita")
    assert "Anagrafe" in avviso.testo
    assert "residenza" not in avviso.testo
    assert Evento.objects.filter(azione="pratica.trasferita").count() == 1


def test_non_fuori_dal_comune_non_a_se_non_dove_non_c_e_nessuno(
    giulia: Persona, anna: Persona, ente: Ente, altro_ente: Ente
) -> None:
    pratica = una_pratica(di=giulia)
    di_altri = people.crea_ufficio("Tributi", altro_ente)
    people.crea_operatore("Dario", di_altri)
    vuoto = people.crea_ufficio("Archivio", ente)
    for dove in (di_altri.codice, pratica.ufficio.codice, vuoto.codice, uuid.uuid4()):
        with pytest.raises(DomainError, match="Scegli un altro ufficio"):
            operations.trasferisci(pratica.pk, attore=anna, ufficio=dove, motivo="x")


def test_un_ufficio_condiviso_si_puo_scegliere(giulia: Persona, anna: Persona, ente: Ente, altro_ente: Ente) -> None:
    condiviso = people.crea_ufficio("Polizia associata", ente, altro_ente)
    people.crea_operatore("Dario", condiviso)
    pratica = operations.trasferisci(
        una_pratica(di=giulia).pk, attore=anna, ufficio=condiviso.codice, motivo="Servizio associato."
    )
    assert pratica.ufficio == condiviso


def test_non_mentre_il_cittadino_risponde_ne_da_chi_non_ci_lavora(
    giulia: Persona, marco: Persona, anna: Persona, carla: Persona, anagrafe: Ufficio
) -> None:
    in_attesa = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    with pytest.raises(DomainError, match="Ora non si può"):
        operations.trasferisci(in_attesa.pk, attore=anna, ufficio=anagrafe.codice, motivo="x")
    with pytest.raises(DomainError, match="di un altro ufficio"):
        operations.trasferisci(una_pratica(di=marco).pk, attore=carla, ufficio=anagrafe.codice, motivo="x")
    with pytest.raises(DomainError, match="Scrivi perché"):
        operations.trasferisci(una_pratica(di=marco).pk, attore=anna, ufficio=anagrafe.codice, motivo=" ")


def test_la_seconda_presa_in_carico_dice_chi_risponde_ora(
    giulia: Persona, anna: Persona, carla: Persona, anagrafe: Ufficio
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    operations.trasferisci(pratica.pk, attore=anna, ufficio=anagrafe.codice, motivo="Riguarda la residenza.")
    for _volta in range(2):
        operations.prendi_in_carico(pratica.pk, attore=carla)
    prima, poi = Messaggio.objects.filter(tipo="pratiche.presa_in_carico").order_by("pk")
    assert "responsabile" not in prima.testo
    for parola in ("Anagrafe", "Carla Neri", anagrafe.email):
        assert parola in poi.testo


def test_il_documento_che_si_sta_facendo_segue_la_pratica(
    giulia: Persona, anna: Persona, carla: Persona, anagrafe: Ufficio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case passes to another office between the reading of its data and the filing of the PDF."""
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)

    def intanto_passa(_modello: str, _contesto: object) -> bytes:
        if pratica.ufficio_id == Pratica.objects.get(pk=pratica.pk).ufficio_id:
            operations.trasferisci(pratica.pk, attore=anna, ufficio=anagrafe.codice, motivo="È loro.")
        return b"%PDF-1.7"

    monkeypatch.setattr(tasks, "rendi", intanto_passa)
    tasks.stampa()
    istanza = Documento.objects.get(aggregazione=str(pratica.codice), tipologia="Istanza")
    assert istanza.ufficio == anagrafe


def test_non_ne_risponde_chi_non_puo_piu_entrare(
    giulia: Persona, anna: Persona, carla: Persona, anagrafe: Ufficio
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    dora = people.crea_operatore("Dora", anagrafe)
    carla.is_active = False
    carla.save()
    operations.trasferisci(pratica.pk, attore=anna, ufficio=anagrafe.codice, motivo="È loro.")
    assert Pratica.objects.get(pk=pratica.pk).responsabile == dora
    dora.is_active = False
    dora.save()
    altra = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    with pytest.raises(DomainError, match="dove lavora qualcuno"):
        operations.trasferisci(altra.pk, attore=anna, ufficio=anagrafe.codice, motivo="È loro.")
