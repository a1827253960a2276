"""Seeing the acts of a case in which one takes part: asked, objected to, granted for some days, refused by silence."""

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
from portal.base.templatetags.casa import giorno
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.protocollo.operations import apri_registro
from portal.registro.models import AccessoDati, Evento
from pratiche import operations, stampe
from pratiche.models import Opposizione, Pratica, RegistrazioneProtocollo, RichiestaAccesso, Stampa
from pratiche.models.accessi import StatoAccesso
from pratiche.operatori.registro import AZIONI
from pratiche.stati import Stato
from pratiche.tasks import _chi_sta_fuori, protocolla, silenzi, stampa
from tests import people
from tests.conftest import entra
from tests.makers import con_regole, una_pratica
from tests.pratiche.conftest import un_pdf
from tests.pratiche.test_collegamenti import letture
from tests.pratiche.test_parti import DI_GIULIA, aggiunge, arrivati, marco_dentro


@pytest.fixture
def pratica(ztl: Servizio, giulia: Persona) -> Pratica:
    con_regole(ztl, diritti=None)
    return una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)


def chiede(pratica: Pratica, chi: Persona, **altro: Any) -> RichiestaAccesso:
    valori = {"quali": "La carta.", "motivo": "Per difendermi.", "chiave": uuid.uuid4()} | altro
    return operations.chiedi_accesso(pratica.pk, attore=chi, per=chi, **valori)


def carta(pratica: Pratica) -> Documento:
    return Documento.objects.get(aggregazione=str(pratica.codice), nome="carta.pdf")


def fra(giorni: int) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(days=giorni))


def test_dalla_richiesta_della_parte_alla_lettura(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona, ente: Ente
) -> None:
    parte = marco_dentro(pratica, anna, marco)
    vicino, ufficio = entra(Client(HTTP_HOST="localhost"), marco), entra(Client(HTTP_HOST="localhost"), anna)
    dati = {"quali": "La carta.", "motivo": "Per difendermi.", "chiave": str(uuid.uuid4())}
    for _volta in range(2):  # two clicks
        pagina = vicino.post(f"{parte.get_absolute_url()}atti/", dati, follow=True).content.decode()
    assert "risponde entro" in pagina
    accesso = RichiestaAccesso.objects.get()
    assert (
        "Hai già chiesto"
        in vicino.post(f"{parte.get_absolute_url()}atti/", {**dati, "chiave": str(uuid.uuid4())}).content.decode()
    )
    assert arrivati(marco)[-1] == "accesso_chiesto"
    assert arrivati(giulia)[-1] == "accesso_da_opporre"  # the acts speak of her
    (voce,) = mattino.voci(ente)
    assert voce.testo.startswith("Polizia locale: richieste di vedere gli atti, la prima da decidere entro")
    assert pratica.sigla in ufficio.get("/operatori/accessi/").content.decode()
    assert "Richieste di vedere gli atti" in ufficio.get("/operatori/").content.decode()
    assert "rispondi entro" in ufficio.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
    indirizzo, documento = f"/operatori/accessi/{accesso.codice}/", carta(pratica)
    risposta = {
        "esito": "in_parte",
        "documenti": [str(documento.codice)],
        "giorni": 15,
        "motivazione": "Senza la firma.",
    }
    assert "possono ancora opporsi" in ufficio.post(indirizzo, risposta).content.decode()
    entra(client, giulia)
    opposizione = Opposizione.objects.get()
    assert "Marco Verdi" in client.get(opposizione.get_absolute_url()).content.decode()
    testo = client.post(opposizione.get_absolute_url(), {"testo": "  "}).content.decode()
    assert "Scrivi perché gli atti non si devono mostrare." in testo
    lungo = "C'è il mio indirizzo. " * 200
    assert (
        "C&#x27;è il mio indirizzo." in client.post(opposizione.get_absolute_url(), {"testo": lungo}).content.decode()
    )
    assert pratica.get_absolute_url() in testo  # the way back
    for _volta in range(2):
        client.post(opposizione.get_absolute_url(), {"testo": "C'è il mio indirizzo."})
    assert Evento.objects.filter(azione="pratica.opposizione_ricevuta").count() == 1
    assert "C&#x27;è il mio indirizzo" in ufficio.get(indirizzo).content.decode()
    for _volta in range(2):
        ufficio.post(indirizzo, {**risposta, "file": un_pdf("oscurata.pdf")})
    assert arrivati(marco)[-1] == "accesso_deciso"
    assert arrivati(giulia)[-1] == "opposizione_decisa"
    pagina = vicino.get(accesso.get_absolute_url()).content.decode()
    for parola in ("carta.pdf", "oscurata.pdf", "Senza la firma.", "difensore civico"):
        assert parola in pagina
    atto = f"{accesso.get_absolute_url()}documenti/{documento.codice}/"
    for _volta in range(2):
        assert vicino.get(atto).status_code == 200
    assert Evento.objects.filter(oggetto=pratica.codice, azione="pratica.documento_letto").count() == 2
    assert AccessoDati.objects.filter(soggetto=giulia.codice, operatore=marco.codice).exists()
    assert client.get(atto).status_code == 404  # not hers to read from here
    copia = Documento.objects.get(nome="oscurata.pdf")
    assert vicino.get(copia.get_absolute_url()).status_code == 404
    assert "oscurata.pdf" not in client.get(pratica.get_absolute_url()).content.decode()
    with fra(16):
        entra(vicino, marco)
        assert vicino.get(atto).status_code == 404
        assert "Si potevano leggere" in vicino.get(accesso.get_absolute_url()).content.decode()
    azioni = set(Evento.objects.filter(oggetto=pratica.codice).values_list("azione", flat=True))
    assert {"pratica.accesso_chiesto", "pratica.accesso_deciso", "pratica.opposizione_ricevuta"} <= azioni
    assert azioni <= AZIONI.keys()


def test_richiesta_avviso_opposizione_e_risposta_vanno_al_protocollo(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    apri_registro(pratica.ente, ufficio=pratica.ufficio, codice="PROT", codice_aoo="AOO")
    parte = marco_dentro(pratica, anna, marco)
    accesso = chiede(pratica, marco)
    opposizione = accesso.opposizioni.get()
    for _volta in range(2):
        operations.opponi(opposizione.pk, attore=giulia, testo="C'è il mio indirizzo.")
    operations.decidi_accesso(accesso.pk, attore=anna, esito="respinta", motivazione="Non serve.")
    stampa()
    protocolla()
    accesso.refresh_from_db()
    opposizione.refresh_from_db()
    di_marco, di_giulia = (marco, "VRDMRC78A10H501A"), (giulia, "BNCGLI85D52H501T")
    attesi = {
        "accesso": ("E", di_marco, accesso.creato_il),
        "avviso_accesso": ("U", di_giulia, opposizione.creato_il),
        "opposizione": ("E", di_giulia, opposizione.presentata_il),
        "accesso_deciso": ("U", di_marco, accesso.decisa_il),
        "opposizione_decisa": ("U", di_giulia, accesso.decisa_il),
    }
    numeri = {}
    for genere, (flusso, (chi, codice), quando) in attesi.items():
        riga = RegistrazioneProtocollo.objects.get(pratica=pratica, genere=genere)
        assert (riga.documento.flusso, riga.documento.intestatario, riga.arrivo) == (flusso, chi, quando)
        assert _chi_sta_fuori(pratica, riga.documento).codice_fiscale == codice
        numeri[genere] = riga.numero
    assert all(numeri.values())
    assert (
        Messaggio.objects.get(tipo="pratiche.accesso_deciso").allegati.get().tipologia
        == "Risposta a chi chiede gli atti"
    )
    vista = entra(client, anna).get(f"/operatori/accessi/{accesso.codice}/").content.decode()
    assert all(f"Protocollo {numero}" in vista for numero in numeri.values())
    sua = entra(client, marco).get(accesso.get_absolute_url()).content.decode()
    assert [f"Protocollo {numeri[genere]}" in sua for genere in attesi] == [True, False, False, True, False]
    avviso = Messaggio.objects.get(tipo="pratiche.accesso_da_opporre", destinatario=giulia).allegati.get()
    assert avviso.numero_registrazione == numeri["avviso_accesso"]
    scritto = render_to_string(*stampe.prepara(Stampa.objects.get(genere="avviso_accesso")))
    for parola in ("Marco Verdi", "La carta.", "Per difendermi.", "Giulia Bianchi", giorno(opposizione.entro)):
        assert parola in scritto
    sua = entra(client, giulia).get(opposizione.get_absolute_url()).content.decode()
    assert all(f"Protocollo {numeri[genere]}" in sua for genere in ("opposizione", "opposizione_decisa"))
    scritto = render_to_string(*stampe.prepara(Stampa.objects.get(genere="accesso_deciso")))
    for parola in ("Non serve.", "difensore civico", "La carta."):
        assert parola in scritto
    assert parte.nome in render_to_string(*stampe.prepara(Stampa.objects.get(genere="accesso")))
    assert "mio indirizzo" in render_to_string(*stampe.prepara(Stampa.objects.get(genere="opposizione")))


def test_il_controinteressato_legge_che_cosa_si_e_deciso_e_non_perche(
    pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    apri_registro(pratica.ente, ufficio=pratica.ufficio, codice="PROT", codice_aoo="AOO")
    marco_dentro(pratica, anna, marco)
    accesso = chiede(pratica, marco)
    stampa()
    protocolla()
    for _volta in range(2):
        operations.decidi_accesso(accesso.pk, attore=anna, esito="respinta", motivazione="Non serve a Marco.")
    stampa()
    carta = Stampa.objects.get(genere="opposizione_decisa")
    assert carta.documento == Messaggio.objects.get(tipo="pratiche.opposizione_decisa").allegati.get()
    scritto = render_to_string(*stampe.prepara(carta))
    avviso = accesso.opposizioni.get().carte["avviso_accesso"]
    assert avviso.numero_registrazione
    for parola in ("Respinta", "Gli atti non si mostrano", f"protocollo n. {avviso.numero_registrazione}"):
        assert parola in scritto
    for parola in ("Non serve a Marco.", "Verdi"):
        assert parola not in scritto


def test_chi_non_e_nel_portale_ha_avviso_e_decisione_su_carta(
    client: Client, pratica: Pratica, giulia: Persona, anna: Persona
) -> None:
    fuori = {"anagrafica": {"nome": "", "cognome": "Condominio Aurora"}, "recapito": "Via Roma 1\n00100 Roma"}
    aggiunge(pratica, anna, **fuori)
    accesso = chiede(pratica, giulia)
    stampa()
    lettera = accesso.opposizioni.get().carte["avviso_accesso"]
    assert (lettera.flusso, lettera.intestatario) == ("U", None)
    scritto = render_to_string(*stampe.prepara(Stampa.objects.get(genere="avviso_accesso")))
    for parola in ("Condominio Aurora", "00100 Roma", "scrivi all'ufficio"):
        assert parola in scritto
    assert "raccomandata" in entra(client, anna).get(f"/operatori/accessi/{accesso.codice}/").content.decode()
    with fra(15):
        operations.decidi_accesso(
            accesso.pk, attore=anna, esito="in_parte", motivazione="x", documenti=[carta(pratica)]
        )
        stampa()
    seconda = accesso.opposizioni.get().carte["opposizione_decisa"]
    assert (seconda.flusso, seconda.intestatario) == ("U", None)
    scritto = render_to_string(*stampe.prepara(Stampa.objects.get(genere="opposizione_decisa")))
    for parola in ("Condominio Aurora", "00100 Roma", "ne legge una parte", "tribunale amministrativo regionale"):
        assert parola in scritto
    for dato in DI_GIULIA:
        assert dato not in scritto
    entra(client, anna)
    for uno in (lettera, seconda):
        assert client.get(uno.get_absolute_url()).status_code == 200  # who works on the case prints it
    sua = entra(client, giulia).get(pratica.get_absolute_url()).content.decode()
    for uno in (lettera, seconda):
        assert str(uno.codice) not in sua
        assert client.get(uno.get_absolute_url()).status_code == 404


def test_il_silenzio_nega_e_dice_che_cosa_si_puo_fare(
    client: Client, pratica: Pratica, giulia: Persona, anna: Persona
) -> None:
    accesso = chiede(pratica, giulia)
    assert accesso.entro >= timezone.localdate() + dt.timedelta(days=30)
    silenzi()
    assert not RichiestaAccesso.objects.get().matura
    with fra(40):
        entra(client, giulia)
        assert "Respinta per silenzio" in client.get(accesso.get_absolute_url()).content.decode()  # before the night
        for _volta in range(2):
            assert operations.applica_silenzi_accessi() == (not _volta)
        assert arrivati(giulia).count("accesso_silenzio") == 1
        pagina = client.get(accesso.get_absolute_url()).content.decode()
        assert "tribunale amministrativo regionale" in pagina
        assert "difensore civico" in pagina
        chiede(pratica, giulia)  # and may ask again
        operations.decidi_accesso(
            accesso.pk, attore=anna, esito="accolta", documenti=[carta(pratica)]
        )  # late, not never
    assert RichiestaAccesso.objects.get(pk=accesso.pk).stato == StatoAccesso.ACCOLTA
    assert arrivati(giulia)[-1] == "accesso_deciso"


def test_del_silenzio_sa_anche_chi_poteva_opporsi(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    marco_dentro(pratica, anna, marco)
    accesso = chiede(pratica, marco)
    indirizzo = accesso.opposizioni.get().get_absolute_url()
    respinta = "per la legge la richiesta è respinta e gli atti non si mostrano"
    assert respinta not in entra(client, giulia).get(indirizzo).content.decode()
    with fra(40):
        assert respinta in entra(client, giulia).get(indirizzo).content.decode()  # before the night
        for _volta in range(2):
            operations.applica_silenzi_accessi()
        assert arrivati(giulia).count("opposizione_silenzio") == 1
        operations.decidi_accesso(accesso.pk, attore=anna, esito="accolta", documenti=[carta(pratica)])
        assert arrivati(giulia)[-1] == "opposizione_decisa"
        assert respinta not in client.get(indirizzo).content.decode()
    testo = Messaggio.objects.get(tipo="pratiche.opposizione_silenzio").testo
    assert respinta in testo
    assert "Marco" not in testo


def test_l_ufficio_nega_o_rimanda_con_un_motivo(pratica: Pratica, giulia: Persona, anna: Persona) -> None:
    accesso = chiede(pratica, giulia)
    oggi = timezone.localdate()
    for esito, altro, perche in (
        ("respinta", {}, "Scrivi i motivi"),
        ("differita", {"motivazione": "È in corso."}, "fino a quando"),
        ("differita", {"motivazione": "È in corso.", "differita_fino": oggi}, "fino a quando"),
        ("accolta", {}, "almeno un documento"),
    ):
        with pytest.raises(DomainError, match=perche):
            operations.decidi_accesso(accesso.pk, attore=anna, esito=esito, **altro)
    domani = oggi + dt.timedelta(days=1)
    for _volta in range(2):
        fatto = operations.decidi_accesso(
            accesso.pk, attore=anna, esito="differita", motivazione="È in corso.", differita_fino=domani
        )
    assert (fatto.stato, fatto.differita_fino) == (StatoAccesso.DIFFERITA, domani)
    assert arrivati(giulia).count("accesso_deciso") == 1


def test_scaduti_i_dieci_giorni_si_mostra_anche_senza_risposta(
    pratica: Pratica, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    marco_dentro(pratica, anna, marco)
    accesso = chiede(pratica, giulia)
    assert arrivati(marco)[-1] == "accesso_da_opporre"
    with pytest.raises(DomainError, match="possono ancora opporsi"):
        operations.decidi_accesso(accesso.pk, attore=anna, esito="accolta", documenti=[carta(pratica)])
    with fra(15):
        operations.decidi_accesso(accesso.pk, attore=anna, esito="accolta", documenti=[carta(pratica)])
        with pytest.raises(DomainError, match="ha già deciso"):
            operations.opponi(Opposizione.objects.get().pk, attore=marco, testo="Tardi.")


def test_solo_chi_partecipa_e_solo_il_suo_ufficio(
    client: Client, pratica: Pratica, giulia: Persona, marco: Persona, luca: Persona, anna: Persona, ente: Ente
) -> None:
    with pytest.raises(DomainError, match="Non partecipi"):
        chiede(pratica, luca)
    parte = marco_dentro(pratica, anna, marco)
    accesso = chiede(pratica, marco)
    entra(client, luca)
    for dove in (accesso, parte, Opposizione.objects.get()):
        assert client.get(dove.get_absolute_url()).status_code == 404
    assert client.get(f"{pratica.get_absolute_url()}atti/").status_code == 404
    assert client.get(f"{parte.get_absolute_url()}atti/").status_code == 404
    rita = people.crea_operatore("Rita", people.crea_ufficio("Tributi", ente))
    assert entra(client, rita).get(f"/operatori/accessi/{accesso.codice}/").status_code == 404
    with pytest.raises(DomainError, match="altro ufficio"):
        operations.decidi_accesso(accesso.pk, attore=rita, esito="respinta", motivazione="No.")
    collega = entra(Client(HTTP_HOST="localhost"), people.crea_operatore("Bruno", pratica.ufficio))
    assert collega.get(f"/operatori/accessi/{accesso.codice}/").status_code == 200
    in_mano = Pratica.objects.get(pk=pratica.pk).assegnatario or anna
    operations.riserva(pratica.pk, attore=anna, persone=[anna, in_mano], motivo="Lo chiede il caso.")
    assert collega.get(f"/operatori/accessi/{accesso.codice}/").status_code == 404
    assert pratica.sigla not in collega.get("/operatori/accessi/").content.decode()
    operations.togli_parte(parte.pk, attore=anna, motivo="Per errore.")
    assert entra(client, marco).get(accesso.get_absolute_url()).status_code == 404


def test_il_database_tiene_le_regole(pratica: Pratica, giulia: Persona) -> None:
    accesso = chiede(pratica, giulia)
    comuni = {"pratica": pratica, "chiede": giulia, "quali": "x", "motivo": "x", "entro": accesso.entro}
    deciso = {"decisa_il": timezone.now()}
    for sbagliata in ({}, {"stato": "respinta", **deciso}, {"stato": "accolta", **deciso}, {"stato": "differita", "motivazione": "x", **deciso}, {"stato": "silenzio"}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            RichiestaAccesso.objects.create(**comuni, **sbagliata)


def test_le_pagine_costano_lo_stesso_con_una_e_con_tante(
    client: Client, pratica: Pratica, giulia: Persona, anna: Persona
) -> None:
    cittadina, operatrice = entra(client, giulia), entra(Client(HTTP_HOST="localhost"), anna)
    costi = []
    for quante in (1, 12):
        for _volta in range(quante):
            accesso = chiede(pratica, giulia)
            operations.decidi_accesso(accesso.pk, attore=anna, esito="respinta", motivazione="No.")
        costi.append([
            letture(cittadina, pratica.get_absolute_url()), letture(operatrice, f"/operatori/pratiche/{pratica.codice}/"),
            letture(cittadina, f"{pratica.get_absolute_url()}atti/"), letture(operatrice, "/operatori/accessi/"),
        ])  # fmt: skip
    assert costi[0] == costi[1]
    assert costi[0][0] <= 10
    assert costi[0][1] <= 16
