"""Who takes part in a case of somebody else: added or let in, told, heard, and shown no more than the office opens."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from notifiche import riepilogo as mattino
from notifiche.models import Messaggio
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.protocollo.operations import apri_registro
from portal.registro.models import AccessoDati, Evento
from pratiche import operations, stampe
from pratiche.models import Memoria, Parte, Pratica, Provvedimento, RegistrazioneProtocollo, Stampa
from pratiche.models.immutabile import Immutabile
from pratiche.operatori.registro import AZIONI
from pratiche.stati import Stato
from pratiche.tasks import _chi_sta_fuori, protocolla, stampa
from tests import people
from tests.conftest import agisci_per, entra
from tests.makers import con_regole, una_delega, una_pratica
from tests.pratiche.conftest import un_pdf
from tests.pratiche.test_collegamenti import letture

DI_GIULIA = ("Bianchi", "BNCGLI85D52H501T", "AB123CD", "giulia@esempio.invalid")


@pytest.fixture
def pratica(ztl: Servizio, giulia: Persona) -> Pratica:
    con_regole(ztl, diritti=None)
    return una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)


def aggiunge(pratica: Pratica, anna: Persona, **altro: Any) -> Parte:
    valori = {"ruolo": "controinteressato", "motivo": "Confina con l'area.", "giorni": 10, "chiave": uuid.uuid4()}
    return operations.aggiungi_parte(pratica.pk, attore=anna, **(valori | altro))


def marco_dentro(pratica: Pratica, anna: Persona, marco: Persona) -> Parte:
    return aggiunge(pratica, anna, codice_fiscale=marco.codice_fiscale)


def parole_di(genere: str) -> str:
    """What the only sheet of this kind says."""
    return render_to_string(*stampe.prepara(Stampa.objects.get(genere=genere)))


def arrivati(chi: Persona) -> list[str]:
    return [m.tipo.removeprefix("pratiche.") for m in Messaggio.objects.filter(destinatario=chi).order_by("pk")]


def test_dall_aggiunta_alla_memoria(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona, ente: Ente
) -> None:
    ufficio, vicino = entra(Client(HTTP_HOST="localhost"), anna), entra(Client(HTTP_HOST="localhost"), marco)
    loro = f"/operatori/pratiche/{pratica.codice}/partecipanti/"
    pagina = ufficio.get(f"{loro}aggiungi/").content.decode()
    dati = {
        "ruolo": "controinteressato", "codice_fiscale": "VRDMRC78A10H501A", "motivo": "Confina con l'area.", "giorni": 10,
        "chiave": pagina.split('name="chiave" value="')[1].split('"')[0],
    }  # fmt: skip
    for _volta in range(2):  # two clicks
        assert "Marco Verdi: Controinteressato" in ufficio.post(f"{loro}aggiungi/", dati, follow=True).content.decode()
    parte = Parte.objects.get()
    assert arrivati(marco) == ["avvio_parte"]
    assert arrivati(giulia)[-1] == "parte_aggiunta"
    mia = parte.get_absolute_url()
    assert mia in vicino.get("/area-personale/pratiche/").content.decode()
    vista = vicino.get(mia).content.decode()
    assert "Confina con l" in vista
    for dato in DI_GIULIA:
        assert dato not in vista
    for _volta in range(2):
        memoria = {"testo": "Il cancello è mio.", "chiave": str(parte.codice), "file": un_pdf("rogito.pdf")}
        assert "Il cancello è mio" in vicino.post(f"{mia}memoria/", memoria, follow=True).content.decode()
    assert Memoria.objects.count() == 1
    assert arrivati(marco) == ["avvio_parte", "memoria_ricevuta"]
    assert [voce.testo for voce in mattino.voci(ente)] == ["Polizia locale: pratiche con messaggi da leggere"]
    vista = ufficio.get(loro).content.decode()
    assert "Il cancello è mio" in vista
    assert "rogito.pdf" in vista
    entra(client, giulia)
    sua = client.get(pratica.get_absolute_url()).content.decode()
    assert "Una persona o un ente partecipa a questa pratica" in sua
    assert "Memoria di chi partecipa" in sua
    assert "rogito.pdf" not in sua  # what they wrote is asked for with the acts
    vista = client.get(f"{pratica.get_absolute_url()}partecipanti/").content.decode()
    assert "Marco Verdi" in vista
    assert "controinteressato" in vista
    azioni = set(Evento.objects.filter(oggetto=pratica.codice).values_list("azione", flat=True))
    assert {"pratica.parte_aggiunta", "pratica.memoria_ricevuta"} <= azioni <= AZIONI.keys()
    with pytest.raises(DomainError, match="come le hai valutate"):  # what was filed is not passed over
        operations.accogli(pratica.pk, attore=anna)
    assert (
        "Come hai valutato le memorie" in ufficio.get(f"/operatori/pratiche/{pratica.codice}/accogli/").content.decode()
    )
    operations.accogli(pratica.pk, attore=anna, valutazione="Il cancello resta dov'è.")
    assert Provvedimento.objects.get().valutazione == "Il cancello resta dov'è."
    assert arrivati(marco)[-1] == "parte_conclusa"


def test_anche_archiviando_le_memorie_si_valutano(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    senza, con_le_memorie = una_pratica(di=marco, stato=Stato.IN_LAVORAZIONE), pratica
    chiudi, campo = f"/operatori/pratiche/{pratica.codice}/archivia/", 'name="valutazione"'
    entra(client, anna)
    assert campo not in client.get(chiudi).content.decode()
    operations.presenta_memoria(marco_dentro(pratica, anna, marco).pk, attore=marco, testo="No.", chiave=uuid.uuid4())
    assert campo in client.get(chiudi).content.decode()
    dati = {"perche": "improcedibile", "motivazione": "Manca la planimetria.", "valutazione": " "}
    rifiutata = client.post(chiudi, dati).content.decode()
    assert 'href="#id_valutazione"' in rifiutata
    assert "Manca la planimetria." in rifiutata  # what was typed stays
    with pytest.raises(DomainError, match="come le hai valutate"):
        operations.archivia(pratica.pk, attore=anna, perche="improcedibile", motivazione="Manca la planimetria.")
    tutte = {"atto": "archivia", "scelte": [str(una.codice) for una in (senza, con_le_memorie)]}
    assert "si archivia dalla sua pagina" in client.post("/operatori/insieme/", tutte).content.decode()
    conferma = {**tutte, "conferma": "1", "gettone": str(uuid.uuid4()), "perche": "rinuncia", "motivazione": "Doppie."}
    fatte = client.post("/operatori/insieme/", conferma, follow=True).content.decode()
    assert "Pratiche fatte: 1" in fatte
    client.post(chiudi, {**dati, "valutazione": "Il confine non cambia."})
    pratica.refresh_from_db()
    assert pratica.stato == Stato.ARCHIVIATA
    scritto = render_to_string(*stampe.prepara(Stampa.objects.get(pratica=pratica, genere="esito")))
    assert "Il confine non cambia." in scritto


def test_chi_rinuncia_non_fa_valutare_nulla(pratica: Pratica, marco: Persona, anna: Persona) -> None:
    operations.presenta_memoria(marco_dentro(pratica, anna, marco).pk, attore=marco, testo="No.", chiave=uuid.uuid4())
    operations.archivia(pratica.pk, attore=anna, perche="rinuncia", motivazione="Lettera del 3 marzo.")
    assert Provvedimento.objects.get().valutazione == ""


def test_le_carte_sono_della_parte_e_vanno_al_protocollo_a_suo_nome(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    parte = marco_dentro(pratica, anna, marco)
    operations.presenta_memoria(parte.pk, attore=marco, testo="No.", chiave=uuid.uuid4(), file=[un_pdf("rogito.pdf")])
    stampa()
    generi = {"avvio_parte": "U", "memoria": "E"}
    for riga in Stampa.objects.filter(genere__in=generi):
        assert riga.documento
        assert riga.documento.intestatario == marco
        assert riga.documento.flusso == generi[riga.genere]
        assert _chi_sta_fuori(pratica, riga.documento).codice_fiscale == "VRDMRC78A10H501A"
        assert pratica.registrazioni.filter(documento=riga.documento).exists()
    memoria = Stampa.objects.get(genere="memoria").documento
    assert memoria
    assert [uno.nome for uno in memoria.allegati.all()] == ["rogito.pdf"]
    operations.presenta_memoria(parte.pk, attore=marco, testo="Ancora no.", chiave=uuid.uuid4())
    stampa()
    oggi = f"{pratica.numero}-{pratica.anno}-del-{timezone.localdate()}"
    nomi = Stampa.objects.filter(genere="memoria").order_by("pk").values_list("documento__nome", flat=True)
    assert list(nomi) == [f"memoria-{oggi}.pdf", f"memoria-{oggi}-2.pdf"]
    suoi = [m.allegati.count() for m in Messaggio.objects.filter(destinatario=marco).order_by("pk")]
    assert suoi == [1, 1, 1]
    sua = entra(client, giulia).get(pratica.get_absolute_url()).content.decode()
    for documento in Documento.objects.filter(intestatario=marco):
        assert str(documento.codice) not in sua
        assert client.get(documento.get_absolute_url()).status_code == 404
        assert entra(Client(HTTP_HOST="localhost"), marco).get(documento.get_absolute_url()).status_code == 200


def test_chi_non_e_nel_portale_riceve_una_lettera(client: Client, pratica: Pratica, anna: Persona) -> None:
    entra(client, anna)
    loro = f"/operatori/pratiche/{pratica.codice}/partecipanti/"
    dati = {"ruolo": "interessato", "cognome": "Condominio Aurora", "motivo": "È di fronte.", "giorni": 10, "chiave": str(uuid.uuid4())}  # fmt: skip
    assert "serve un recapito" in client.post(f"{loro}aggiungi/", dati).content.decode()
    vista = client.post(f"{loro}aggiungi/", {**dati, "recapito": "Via Roma 1\n00100 Roma"}, follow=True)
    assert "PEC o raccomandata" in vista.content.decode()
    parte = Parte.objects.get()
    _modello, contesto = stampe.prepara(Stampa.objects.get(parte=parte))
    assert contesto["parte"].recapito == "Via Roma 1\n00100 Roma"
    stampa()
    lettera = Stampa.objects.get(parte=parte).documento
    assert lettera
    assert lettera.intestatario is None
    assert client.get(lettera.get_absolute_url()).status_code == 200  # who works on the case prints it
    with pytest.raises(DomainError, match="può entrare nel portale"):
        operations.apri_documenti(parte.pk, attore=anna, documenti=[])


def test_legge_solo_i_documenti_aperti_e_ogni_lettura_resta(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    parte = marco_dentro(pratica, anna, marco)
    carta = Documento.objects.get(aggregazione=str(pratica.codice))
    indirizzo = f"{parte.get_absolute_url()}documenti/{carta.codice}/"
    ufficio, vicino = entra(Client(HTTP_HOST="localhost"), anna), entra(client, marco)
    assert vicino.get(indirizzo).status_code == 404
    apri = f"/operatori/parti/{parte.codice}/documenti/"
    for _volta in range(2):
        ufficio.post(apri, {"documenti": [str(carta.codice)]})
    assert arrivati(marco).count("documenti_aperti") == 1
    assert carta.nome in vicino.get(parte.get_absolute_url()).content.decode()
    for _volta in range(2):
        assert vicino.get(indirizzo).status_code == 200
    assert Evento.objects.filter(oggetto=pratica.codice, azione="pratica.documento_letto").count() == 2
    assert AccessoDati.objects.filter(soggetto=giulia.codice, operatore=marco.codice).exists()
    assert vicino.get(carta.get_absolute_url()).status_code == 404  # only from there
    ufficio.post(apri, {})
    assert vicino.get(indirizzo).status_code == 404
    operations.apri_documenti(parte.pk, attore=anna, documenti=[carta])
    for _volta in range(2):
        operations.togli_parte(parte.pk, attore=anna, motivo="La particella è un'altra.")
    for dove in (indirizzo, parte.get_absolute_url()):
        assert vicino.get(dove).status_code == 404
    assert arrivati(marco).count("parte_tolta") == 1
    with pytest.raises(DomainError, match="Non partecipi più"):
        operations.presenta_memoria(parte.pk, attore=marco, testo="x", chiave=uuid.uuid4())
    assert marco_dentro(pratica, anna, marco)  # and may come back


def test_chiede_di_intervenire_e_l_ufficio_decide(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, luca: Persona, anna: Persona
) -> None:
    entra(client, marco)
    ufficio = entra(Client(HTTP_HOST="localhost"), anna)
    dati = {"numero": "999/2001", "motivo": "Il passo è anche mio.", "chiave": str(uuid.uuid4())}
    assert "in corso con questo numero" in client.post("/partecipa/", dati).content.decode()
    for _volta in range(2):
        vista = client.post("/partecipa/", {**dati, "numero": pratica.sigla}, follow=True).content.decode()
    assert "Hai chiesto di partecipare" in vista
    assert pratica.titolo not in vista  # knowing the number is not knowing the case
    parte = Parte.objects.get()
    assert not arrivati(marco)
    assert "parte_aggiunta" not in arrivati(giulia)
    assert "Una persona chiede di intervenire" in ufficio.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
    assert client.get(f"{parte.get_absolute_url()}memoria/").status_code == 404
    decidi = f"/operatori/parti/{parte.codice}/decidi/"
    for _volta in range(2):
        ufficio.post(decidi, {"ammessa": "si", "motivo": "Confina.", "giorni": 10})
    assert arrivati(marco) == ["avvio_parte"]
    assert arrivati(giulia)[-1] == "parte_aggiunta"
    assert pratica.titolo in client.get(parte.get_absolute_url()).content.decode()
    altra = operations.chiedi_intervento(pratica.pk, attore=luca, per=luca, motivo="Curiosità.", chiave=uuid.uuid4())
    ufficio.post(f"/operatori/parti/{altra.codice}/decidi/", {"ammessa": "no", "motivo": "Non ti tocca.", "giorni": 10})
    assert arrivati(luca) == ["intervento_non_ammesso"]
    vista = entra(Client(HTTP_HOST="localhost"), luca).get(altra.get_absolute_url()).content.decode()
    assert "Non ti tocca." in vista
    assert pratica.titolo not in vista


def test_richiesta_di_intervenire_e_rifiuto_vanno_al_protocollo_senza_dire_di_che_pratica_si_tratta(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, luca: Persona, anna: Persona
) -> None:
    apri_registro(pratica.ente, ufficio=pratica.ufficio, codice="PROT", codice_aoo="AOO")
    una_delega(da=marco, a=luca)
    chiave = uuid.uuid4()
    for _volta in range(2):
        parte = operations.chiedi_intervento(pratica.pk, attore=luca, per=marco, motivo="Passo di lì.", chiave=chiave)
    assert "Luca Ferri" in parole_di("intervento")
    stampa()
    for _volta in range(2):
        operations.decidi_intervento(parte.pk, attore=anna, ammessa=False, motivo="Non ti tocca.", giorni=10)
    stampa()
    protocolla()
    parte.refresh_from_db()
    attesi = {"intervento": ("E", parte.creato_il), "non_partecipa": ("U", parte.decisa_il)}
    pagina = entra(client, marco).get(parte.get_absolute_url()).content.decode()
    for genere, (flusso, quando) in attesi.items():
        riga = RegistrazioneProtocollo.objects.get(pratica=pratica, genere=genere)
        carta = riga.documento
        assert (carta.flusso, carta.intestatario, riga.arrivo) == (flusso, marco, quando)
        assert _chi_sta_fuori(pratica, carta).codice_fiscale == "VRDMRC78A10H501A"
        assert f"Protocollo {riga.numero}" in pagina
        assert client.get(carta.get_absolute_url()).status_code == 200
        for dato in (pratica.titolo, *DI_GIULIA):
            assert dato not in parole_di(genere)
            assert dato not in carta.oggetto
    assert "Passo di lì." in parole_di("intervento")
    for parola in ("Intervento non ammesso", "Non ti tocca.", "Marco Verdi", "tribunale amministrativo regionale"):
        assert parola in parole_di("non_partecipa")
    assert pratica.titolo not in client.get("/area-personale/fascicolo/").content.decode()
    messaggio = Messaggio.objects.get(tipo="pratiche.intervento_non_ammesso")
    assert [uno.tipologia for uno in messaggio.allegati.all()] == ["Comunicazione a chi non partecipa"]
    sua = entra(client, giulia).get(pratica.get_absolute_url()).content.decode()
    for carta in Documento.objects.filter(intestatario=marco):
        assert str(carta.codice) not in sua
        assert client.get(carta.get_absolute_url()).status_code == 404


def test_chi_e_ammesso_ha_una_comunicazione_sola(pratica: Pratica, marco: Persona, anna: Persona) -> None:
    parte = operations.chiedi_intervento(pratica.pk, attore=marco, per=marco, motivo="x", chiave=uuid.uuid4())
    operations.decidi_intervento(parte.pk, attore=anna, ammessa=True, motivo="Confina.", giorni=10)
    stampa()
    assert set(Stampa.objects.filter(parte=parte).values_list("genere", flat=True)) == {"intervento", "avvio_parte"}
    avvio = Messaggio.objects.get(tipo="pratiche.avvio_parte").allegati.get()
    assert avvio.tipologia == "Comunicazione di avvio a una parte"


def test_chi_e_tolto_ha_i_motivi_in_una_comunicazione_anche_su_carta(
    client: Client, pratica: Pratica, marco: Persona, anna: Persona
) -> None:
    fuori = {"anagrafica": {"nome": "", "cognome": "Condominio Aurora"}, "recapito": "Via Roma 1\n00100 Roma"}
    for parte in (marco_dentro(pratica, anna, marco), aggiunge(pratica, anna, **fuori)):
        for _volta in range(2):
            operations.togli_parte(parte.pk, attore=anna, motivo="La particella è un'altra.")
    stampa()
    sue = {riga.parte.nome: riga for riga in Stampa.objects.filter(genere="non_partecipa").select_related("parte")}
    assert len(sue) == Stampa.objects.filter(genere="non_partecipa").count() == 2
    assert sue["Marco Verdi"].documento == Messaggio.objects.get(tipo="pratiche.parte_tolta").allegati.get()
    lettera = sue["Condominio Aurora"].documento
    assert lettera
    assert (lettera.flusso, lettera.intestatario) == ("U", None)
    scritto = render_to_string(*stampe.prepara(sue["Condominio Aurora"]))
    for parola in ("Non partecipi più", "La particella è un&#x27;altra.", "00100 Roma", "Controinteressato"):
        assert parola in scritto
    assert entra(client, anna).get(lettera.get_absolute_url()).status_code == 200  # who works on the case prints it
    vista = client.get(f"/operatori/pratiche/{pratica.codice}/partecipanti/").content.decode()
    assert "che non partecipa più, fra i documenti della pratica, va mandata per PEC o raccomandata" in vista


def test_chi_non_puo_chiedere_di_intervenire(
    pratica: Pratica, giulia: Persona, marco: Persona, luca: Persona, anna: Persona
) -> None:
    def chiede(chi: Persona, per: Persona) -> Parte:
        return operations.chiedi_intervento(pratica.pk, attore=chi, per=per, motivo="x", chiave=uuid.uuid4())

    with pytest.raises(DomainError, match="intestata"):
        chiede(giulia, giulia)
    marco_dentro(pratica, anna, marco)
    with pytest.raises(DomainError, match="partecipa già"):
        chiede(marco, marco)
    with pytest.raises(DomainError):
        chiede(luca, marco)
    operations.archivia(pratica.pk, attore=anna, perche="improcedibile", motivazione="Manca tutto.")
    with pytest.raises(DomainError, match="non è in corso"):
        chiede(luca, luca)


def test_chi_agisce_per_la_parte_scrive_per_lei(
    client: Client, pratica: Pratica, marco: Persona, luca: Persona, anna: Persona
) -> None:
    parte = marco_dentro(pratica, anna, marco)
    assert entra(client, luca).get(parte.get_absolute_url()).status_code == 404
    agisci_per(client, una_delega(da=marco, a=luca))
    dati = {"testo": "Per Marco: no.", "chiave": str(uuid.uuid4())}
    assert "Per Marco" in client.post(f"{parte.get_absolute_url()}memoria/", dati, follow=True).content.decode()
    assert Memoria.objects.get().per_mezzo_di == "Luca Ferri"


def test_i_vicini_e_gli_altri_uffici_non_trovano_nulla(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, luca: Persona, anna: Persona, ente: Ente
) -> None:
    parte = marco_dentro(pratica, anna, marco)
    for chi in (giulia, luca):
        entra(client, chi)
        for coda in ("", "memoria/"):
            assert client.get(f"{parte.get_absolute_url()}{coda}").status_code == 404
    assert entra(client, marco).get(f"{pratica.get_absolute_url()}partecipanti/").status_code == 404
    entra(client, people.crea_operatore("Rita", people.crea_ufficio("Tributi", ente)))
    for coda in ("decidi", "documenti", "togli"):
        assert client.get(f"/operatori/parti/{parte.codice}/{coda}/").status_code == 404
    assert client.get(f"/operatori/pratiche/{pratica.codice}/partecipanti/").status_code == 404
    estranea = Persona.objects.get(username="rita")
    with pytest.raises(DomainError, match="altro ufficio"):
        marco_dentro(pratica, estranea, luca)


def test_la_memoria_tardiva_si_vede_e_non_cambia(pratica: Pratica, marco: Persona, anna: Persona) -> None:
    parte = marco_dentro(pratica, anna, marco)
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        memoria = operations.presenta_memoria(parte.pk, attore=marco, testo="Tardi.", chiave=uuid.uuid4())
    assert memoria.in_ritardo
    assert not operations.memorie_da_valutare(pratica)  # the office may leave it aside
    memoria.testo = "Prima."
    with pytest.raises(Immutabile):
        memoria.save()


def test_il_database_tiene_una_parte_a_persona(pratica: Pratica, marco: Persona, anna: Persona) -> None:
    parte = marco_dentro(pratica, anna, marco)
    comuni = {"pratica": pratica, "nome": "x", "ruolo": "interessato", "motivo": "x"}
    decisa = {"stato": "presente", "decisa_il": parte.decisa_il}
    for sbagliata in ({"persona": marco, **decisa}, decisa, {"stato": "chiesta"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Parte.objects.create(**comuni, **sbagliata)
    for di in ({}, {"parte": parte, "procedimento": pratica}):  # a memoria is of a party or of the person concerned
        with pytest.raises(IntegrityError), transaction.atomic():
            Memoria.objects.create(autore=marco, testo="x", **di)


def test_le_pagine_costano_lo_stesso_con_una_e_con_tante(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    parte = marco_dentro(pratica, anna, marco)
    loro = f"/operatori/pratiche/{pratica.codice}/"
    operatrice, vicino = entra(Client(HTTP_HOST="localhost"), anna), entra(Client(HTTP_HOST="localhost"), marco)
    cittadina, costi = entra(client, giulia), []
    for quante in (1, 20):
        for _volta in range(quante):
            aggiunge(pratica, anna, anagrafica={"nome": "", "cognome": "Altri"}, recapito="Via Roma 1")
            operations.presenta_memoria(parte.pk, attore=marco, testo="x", chiave=uuid.uuid4())
        costi.append([
            letture(cittadina, pratica.get_absolute_url()), letture(operatrice, loro),
            letture(cittadina, f"{pratica.get_absolute_url()}partecipanti/"), letture(operatrice, f"{loro}partecipanti/"),
            letture(vicino, parte.get_absolute_url()), letture(vicino, "/area-personale/pratiche/"),
        ])  # fmt: skip
    assert costi[0] == costi[1]
    assert costi[0][0] <= 10
    assert costi[0][1] <= 16
