"""A proceeding that the office starts: the person it concerns learns of it, takes part, and reads how it ended."""

import re
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from notifiche.models import Messaggio
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import Pratica, RegistrazioneProtocollo
from pratiche.models.scelte import EffettoSilenzio, Origine
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import con_regole, una_bozza
from tests.pratiche.conftest import un_pdf

AVVIA = "/operatori/pratiche/avvia/"
OGGETTO = "Verifica dei requisiti del permesso ZTL"


def avvia(servizio: Servizio, anna: Persona, giulia: Persona, **altro: Any) -> Pratica:
    valori = {
        "codice_fiscale": giulia.codice_fiscale,
        "anagrafica": {},
        "oggetto": OGGETTO,
        "motivi": "La targa risulta venduta.",
        "chiave": uuid.uuid4(),
    }
    return operations.avvia_d_ufficio(servizio.pk, attore=anna, **(valori | altro))


def test_dall_avvio_al_provvedimento(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio, esegui_lavori: Any
) -> None:
    operatrice, cittadina = entra(Client(HTTP_HOST="localhost"), anna), entra(client, giulia)
    assert AVVIA in operatrice.get("/operatori/").content.decode()
    dati = {
        "servizio": ztl.slug,
        "codice_fiscale": "bncgli85d52h501t",
        "oggetto": OGGETTO,
        "motivi": "La targa risulta venduta.",
        "chiave": str(uuid.uuid4()),
    }
    assert "Correggi" in operatrice.post(AVVIA, {**dati, "motivi": ""}).content.decode()
    pagina = operatrice.post(AVVIA, {**dati, "documenti": un_pdf("visura.pdf")}, follow=True).content.decode()
    operatrice.post(AVVIA, dati)  # the second of two clicks
    pratica = Pratica.objects.get(richiedente=giulia)
    assert "La targa risulta venduta." in pagina
    for assente in ("accogli/", "respingi/", "preavviso/"):
        assert f'{assente}"' not in pagina
    esegui_lavori()
    sua = cittadina.get(f"/pratiche/{pratica.codice}/").content.decode()
    for parola in (
        OGGETTO,
        "La targa risulta venduta.",
        "Come puoi partecipare",
        "Scarica la comunicazione",
        "visura.pdf",
    ):
        assert parola in sua
    assert "Che cosa hai inviato" not in sua
    assert "ritira/" not in sua
    assert OGGETTO in cittadina.get("/area-personale/").content.decode()
    avviso = Messaggio.objects.get(tipo="pratiche.avvio", destinatario=giulia)
    assert avviso.allegati.get().tipologia == "Comunicazione di avvio del procedimento"
    assert RegistrazioneProtocollo.objects.filter(pratica=pratica, genere="avvio").exists()
    decisione = {"motivazione": "La targa non è più sua: il permesso è revocato."}
    concluso = operatrice.post(f"/operatori/pratiche/{pratica.codice}/provvedimento/", decisione, follow=True)
    assert "Conclusa con un provvedimento" in concluso.content.decode()
    esegui_lavori()
    sua = cittadina.get(f"/pratiche/{pratica.codice}/").content.decode()
    for parola in ("Conclusa con un provvedimento", "il permesso è revocato", "Ricorso al tribunale"):
        assert parola in sua
    assert "Richiesta accolta" not in sua
    assert "accolta" not in Messaggio.objects.get(tipo="pratiche.provvedimento").testo
    assert Documento.objects.filter(aggregazione=str(pratica.codice), tipologia="Esito").count() == 1
    azioni = set(Evento.objects.filter(oggetto=pratica.codice).values_list("azione", flat=True))
    assert {"pratica.avviata_d_ufficio", "pratica.provvedimento"} <= azioni


def test_ha_numero_termine_e_nessun_silenzio(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    con_regole(ztl, silenzio={"effetto": "assenso"}, diritti=None)
    una_bozza(giulia, ztl)  # a draft of the same person is left alone
    pratica = avvia(ztl, anna, giulia)
    assert (pratica.stato, pratica.assegnatario, pratica.silenzio) == (
        Stato.IN_LAVORAZIONE,
        anna,
        EffettoSilenzio.NESSUNO,
    )
    assert pratica.sigla
    assert pratica.parole.filter(parola="bianchi").exists()
    assert pratica.entro_il == pratica.termine().attuale
    with pytest.raises(IntegrityError), transaction.atomic():
        Pratica.objects.filter(pk=pratica.pk).update(silenzio="assenso")


def test_non_si_accoglie_non_si_respinge_non_si_ritira(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = avvia(ztl, anna, giulia)
    for atto in (
        lambda: operations.accogli(pratica.pk, attore=anna),
        lambda: operations.respingi(pratica.pk, attore=anna, motivazione="No."),
        lambda: operations.ritira(pratica.pk, attore=giulia),
    ):
        with pytest.raises(DomainError, match="avviato l'ufficio"):
            atto()
    with pytest.raises(DomainError, match="la legge non vuole"):
        operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="x")


def test_chi_manda_memorie_le_manda_all_ufficio(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = avvia(ztl, anna, giulia)
    operations.scrivi_all_ufficio(
        pratica.pk, attore=giulia, testo="L'auto è ancora mia.", chiave=uuid.uuid4(), file=[un_pdf("libretto.pdf")]
    )
    assert Pratica.objects.con_messaggi().get() == pratica
    assert operations.adotta_provvedimento(
        pratica.pk, attore=anna, motivazione="Valutata la memoria: archiviato."
    ).conclusa


def test_chi_non_e_mai_entrato_lo_trova_quando_entra(client: Client, anna: Persona, ztl: Servizio, db: None) -> None:
    operatrice = entra(client, anna)
    dati = {
        "servizio": ztl.slug,
        "codice_fiscale": people.CODICI_FISCALI["marco"],
        "oggetto": OGGETTO,
        "motivi": "La targa risulta venduta.",
        "chiave": str(uuid.uuid4()),
    }
    assert "serve il nome per intero" in operatrice.post(AVVIA, dati).content.decode()
    pagina = operatrice.post(AVVIA, {**dati, "nome": "Marco", "cognome": "Verdi"}, follow=True).content.decode()
    assert "PEC o raccomandata" in pagina
    marco = Persona.objects.get(codice_fiscale=people.CODICI_FISCALI["marco"])
    assert OGGETTO in entra(Client(HTTP_HOST="localhost"), marco).get("/area-personale/").content.decode()


def test_solo_l_ufficio_del_servizio_e_solo_dove_il_pacchetto_lo_dice(
    client: Client, giulia: Persona, marco: Persona, anna: Persona, ztl: Servizio, ente: Ente
) -> None:
    carla = people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", ente))
    assert "Nessun servizio dei tuoi uffici" in entra(client, carla).get(AVVIA).content.decode()
    with pytest.raises(DomainError, match="altro ufficio"):
        avvia(ztl, carla, giulia)
    pratica = avvia(ztl, anna, giulia)
    assert entra(client, marco).get(f"/pratiche/{pratica.codice}/").status_code == 404
    con_regole(ztl, avvio_ufficio=False)
    with pytest.raises(DomainError, match="non prevede"):
        avvia(ztl, anna, giulia)
    assert Pratica.objects.filter(origine=Origine.UFFICIO).count() == 1


def test_nessuno_la_chiama_richiesta(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio, ente: Ente, esegui_lavori: Any
) -> None:
    pratica = avvia(ztl, anna, giulia)
    richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Manda il libretto.", campi=[])
    cittadina = entra(client, giulia)
    pagine = [cittadina.get(f"/pratiche/{pratica.codice}/{dove}").content.decode() for dove in ("", "rispondi/")]
    operations.proroga_integrazione(richiesta.pk, attore=giulia, motivo="Sono via.")
    richiesta.refresh_from_db()
    operations.salva_risposta(richiesta.pk, attore=giulia, risposte={}, messaggio="Eccolo.")
    operations.rispondi_integrazione(richiesta.pk, attore=giulia)
    anagrafe = people.crea_ufficio("Anagrafe", ente)
    carla = people.crea_operatore("Carla", anagrafe)
    operations.trasferisci(pratica.pk, attore=anna, ufficio=anagrafe.codice, motivo="Compete a loro.")
    operations.prendi_in_carico(pratica.pk, attore=carla)
    operations.archivia(pratica.pk, attore=carla, perche="improcedibile", motivazione="Non serve.")
    esegui_lavori()
    operations.riapri(pratica.pk, attore=carla, titolo="errore", estremi="Atto 1", motivazione="Per sbaglio.")
    detti = Messaggio.objects.filter(destinatario=giulia)
    assert len(detti) == 8
    for testo in (*(f"{uno.oggetto} {uno.testo}" for uno in detti), *map(_corpo, pagine)):
        assert not CHIESTA.search(testo), testo


CHIESTA = re.compile(r"(la|tua|una) richiesta\b", re.IGNORECASE)


def _corpo(pagina: str) -> str:
    return pagina.partition("<main")[2].partition("</main")[0]
