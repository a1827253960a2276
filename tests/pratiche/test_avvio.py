"""A proceeding that the office starts: the person it concerns learns of it, takes part, and reads how it ended."""

import re
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client

from notifiche.models import Messaggio
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.protocollo.operations import apri_registro
from portal.registro.models import Evento
from pratiche import operations, stampe
from pratiche.models import Memoria, Pratica, RegistrazioneProtocollo, Stampa
from pratiche.models.scelte import EffettoSilenzio, Origine
from pratiche.stati import Stato
from pratiche.tasks import protocolla, stampa
from tests import people
from tests.conftest import agisci_per, entra
from tests.makers import con_regole, una_bozza, una_delega, una_pratica
from tests.pratiche.conftest import un_pdf
from tests.pratiche.test_collegamenti import letture

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


def test_la_memoria_di_chi_riceve_l_avvio_va_al_protocollo_e_va_valutata(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    apri_registro(ztl.ente, ufficio=ztl.ufficio, codice="PROT", codice_aoo="AOO")
    pratica = avvia(ztl, anna, giulia)
    operatrice, cittadina = entra(Client(HTTP_HOST="localhost"), anna), entra(client, giulia)
    indirizzo = f"/pratiche/{pratica.codice}/memoria/"
    assert indirizzo in cittadina.get(f"/pratiche/{pratica.codice}/").content.decode()
    chiave = cittadina.get(indirizzo).context["form"]["chiave"].value()
    for _volta in range(2):  # two clicks
        dati = {"testo": "L'auto è ancora mia.", "chiave": str(chiave), "file": un_pdf("libretto.pdf")}
        assert "arrivata all" in cittadina.post(indirizzo, dati, follow=True).content.decode()
    memoria = Memoria.objects.get()
    assert (memoria.pratica, memoria.parte) == (pratica, None)
    assert Pratica.objects.con_messaggi().get() == pratica
    stampa()
    protocolla()
    riga = RegistrazioneProtocollo.objects.get(pratica=pratica, genere="memoria")
    carta = riga.documento
    assert (carta.flusso, carta.intestatario, riga.arrivo) == ("E", giulia, memoria.creato_il)
    assert [uno.nome for uno in carta.allegati.all()] == ["libretto.pdf"]
    assert carta in Messaggio.objects.get(tipo="pratiche.memoria_ricevuta", destinatario=giulia).allegati.all()
    sua = cittadina.get(f"/pratiche/{pratica.codice}/").content.decode()
    for parola in (
        "L&#x27;auto è ancora mia.",
        f"Protocollo {riga.numero}",
        carta.get_absolute_url(),
        "Memoria dell&#x27;interessato",
    ):
        assert parola in sua
    vista = operatrice.get(f"/operatori/pratiche/{pratica.codice}/partecipanti/").content.decode()
    for parola in ("Giulia Bianchi: destinatario", "auto è ancora mia", f"Protocollo {riga.numero}"):
        assert parola in vista
    assert "Leggi la memoria ricevuta" in operatrice.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
    decidi = f"/operatori/pratiche/{pratica.codice}/provvedimento/"
    assert "Come hai valutato le memorie" in operatrice.post(decidi, {"motivazione": "Archiviato."}).content.decode()
    with pytest.raises(DomainError, match="come le hai valutate"):
        operations.adotta_provvedimento(pratica.pk, attore=anna, motivazione="Archiviato.")
    operatrice.post(decidi, {"motivazione": "Archiviato.", "valutazione": "Il libretto basta."})
    scritto = render_to_string(*stampe.prepara(Stampa.objects.get(pratica=pratica, genere="esito")))
    assert "Il libretto basta." in scritto
    finita = cittadina.get(indirizzo, follow=True).content.decode()
    assert "Il procedimento è finito" in finita
    assert "Scrivi una memoria" not in finita


def test_si_archivia_valutando_le_memorie_e_nessuno_vi_rinuncia(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = avvia(ztl, anna, giulia)
    operations.presenta_memoria_propria(pratica.pk, attore=giulia, testo="È mia.", chiave=uuid.uuid4())
    archivia = f"/operatori/pratiche/{pratica.codice}/archivia/"
    assert 'name="perche"' not in entra(client, anna).get(archivia).content.decode()
    for perche, rifiuto in (("rinuncia", "nessuno può rinunciarvi"), ("improcedibile", "come le hai valutate")):
        with pytest.raises(DomainError, match=rifiuto):
            operations.archivia(pratica.pk, attore=anna, perche=perche, motivazione="Nessun abuso.")
    assert 'href="#id_valutazione"' in client.post(archivia, {"motivazione": "Nessun abuso."}).content.decode()
    client.post(archivia, {"motivazione": "Nessun abuso.", "valutazione": "Il libretto basta."})
    pratica.refresh_from_db()
    assert (pratica.stato, pratica.archiviazione) == (Stato.ARCHIVIATA, "improcedibile")
    scritto = render_to_string(*stampe.prepara(Stampa.objects.get(pratica=pratica, genere="esito")))
    assert "Il libretto basta." in scritto


def test_memorie_solo_dell_interessato_e_solo_in_cio_che_avvia_l_ufficio(
    client: Client, giulia: Persona, marco: Persona, luca: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica, chiesta = avvia(ztl, anna, giulia), una_pratica(di=marco)
    indirizzo = f"/pratiche/{pratica.codice}/memoria/"
    assert entra(client, marco).get(indirizzo).status_code == 404
    assert client.get(f"/pratiche/{chiesta.codice}/memoria/").status_code == 404
    for chi, quale in ((marco, pratica), (marco, chiesta)):
        with pytest.raises(DomainError):
            operations.presenta_memoria_propria(quale.pk, attore=chi, testo="x", chiave=uuid.uuid4())
    agisci_per(entra(client, luca), una_delega(da=giulia, a=luca))
    dati = {"testo": "Per Giulia: no.", "chiave": str(uuid.uuid4())}
    assert "scritta da Luca Ferri" in client.post(indirizzo, dati, follow=True).content.decode()


def test_le_pagine_costano_lo_stesso_con_una_memoria_e_con_tante(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = avvia(ztl, anna, giulia)
    cittadina, operatrice = entra(client, giulia), entra(Client(HTTP_HOST="localhost"), anna)
    loro, costi = f"/operatori/pratiche/{pratica.codice}/", []
    for quante in (1, 20):
        for _volta in range(quante):
            operations.presenta_memoria_propria(pratica.pk, attore=giulia, testo="x", chiave=uuid.uuid4())
        sua = letture(cittadina, pratica.get_absolute_url())
        costi.append([sua, letture(operatrice, loro), letture(operatrice, f"{loro}partecipanti/")])
    assert costi[0] == costi[1]
    assert costi[0][0] <= 10
    assert costi[0][1] <= 16


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
