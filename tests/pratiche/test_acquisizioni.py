"""Answers that arrive on paper, by PEC or by e-mail: the office records them, and what counts is the day they came."""

import copy
import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifiche.models import Messaggio, Promemoria
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente, Incarico
from portal.identita.models import Persona
from portal.protocollo.operations import apri_registro
from portal.registro.models import AccessoDati, Evento
from pratiche import operations, stampe
from pratiche.models import (
    Acquisizione,
    AllegatoPratica,
    BozzaAcquisizione,
    FileAcquisizione,
    Passaggio,
    Pratica,
    PreavvisoRigetto,
    RegistrazioneProtocollo,
    RichiestaIntegrazione,
    Stampa,
)
from pratiche.models.immutabile import Immutabile
from pratiche.moduli import albero
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.moduli.carta import ModuloCarta
from pratiche.moduli.definizione import Campo
from pratiche.operations.ricezione import FOGLIO, Arrivo
from pratiche.stati import Stato
from pratiche.tasks import protocolla, stampa
from pratiche.termini import Motivo, Sospensione, calcola
from tests import people
from tests.conftest import entra
from tests.makers import con_regole, una_pratica
from tests.pratiche.conftest import un_pdf
from tests.pratiche.test_preavviso import azioni, il, rileggi

RIAPERTI = ["targa", "dal", "carta_circolazione", "note"]


@pytest.fixture
def pratica(giulia: Persona, anna: Persona, ztl: Servizio) -> Pratica:
    """Presented on 2 March 2026 and being worked."""
    with il(2):
        return una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)


@pytest.fixture
def richiesta(pratica: Pratica, anna: Persona) -> RichiestaIntegrazione:
    """Asked on 12 March, to be answered by 1 April."""
    with il(12):
        return operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Serve la targa.", campi=RIAPERTI)


@pytest.fixture
def preavviso(pratica: Pratica, anna: Persona) -> PreavvisoRigetto:
    """Sent on 20 March, observations by 30 March."""
    with il(20):
        return operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")


def pagina(di: RichiestaIntegrazione | PreavvisoRigetto) -> str:
    quale = "risposta" if isinstance(di, RichiestaIntegrazione) else "osservazioni"
    fine = "arrivata" if quale == "risposta" else "arrivate"
    return f"/operatori/pratiche/{di.pratica.codice}/{quale}-{fine}/"


def dati(giorno: str, **altro: Any) -> dict[str, Any]:
    """What the officer sends: by post, that day, with the sheet; the answers as they are."""
    prima = {"targa": "AB123CD", "dal": "2026-03-03", "note": "", "messaggio": "", "osservazioni": ""}
    return prima | {"arrivo-canale": "posta", "arrivo-giorno": giorno, FOGLIO: un_pdf("foglio.pdf"), **altro}


def registra(client: Client, di: RichiestaIntegrazione | PreavvisoRigetto, giorno: str, **altro: Any) -> str:
    return client.post(pagina(di), dati(giorno, **altro), follow=True).content.decode()


def con_foglio(di: RichiestaIntegrazione | PreavvisoRigetto, operatore: Persona) -> None:
    operations.tieni_copia(di, operatore=operatore, scritto={}, file=[(FOGLIO, un_pdf("foglio.pdf"))])


# --- the day of arrival


def test_il_termine_riparte_dal_giorno_di_arrivo(client: Client, richiesta: RichiestaIntegrazione, anna: Persona) -> None:  # fmt: skip
    with il(25):
        testo = registra(entra(client, anna), richiesta, "2026-03-15", targa="ZZ 111 ZZ", messaggio="Ha cambiato auto.")
    assert "La risposta è registrata. Il termine finisce sabato 4 aprile 2026." in testo
    richiesta.refresh_from_db()
    assert timezone.localtime(richiesta.risposta_il).isoformat() == "2026-03-15T23:59:59+01:00"  # type: ignore[arg-type]
    assert richiesta.risposte == {"targa": "ZZ111ZZ"}  # only what the sheet changes
    pratica = rileggi(richiesta.pratica)
    assert (pratica.stato, pratica.entro_il) == (Stato.IN_LAVORAZIONE, dt.date(2026, 4, 4))  # as if sent on the 15th
    assert (pratica.dati_correnti["targa"], pratica.dati_correnti["motivo"]) == ("ZZ111ZZ", "residente")
    acquisizione = Acquisizione.objects.get(integrazione=richiesta)
    assert (acquisizione.canale, acquisizione.arrivata_il, acquisizione.operatore) == ("posta", dt.date(2026, 3, 15), anna)  # fmt: skip
    assert not BozzaAcquisizione.objects.exists()
    assert not Promemoria.objects.filter(tipo="pratiche.integrazione").in_programma().exists()


@pytest.mark.parametrize(
    "arrivata", [dt.date(2026, 3, 12), dt.date(2026, 3, 20), dt.date(2026, 4, 1), dt.date(2026, 4, 7)]
)
def test_conta_come_se_fosse_stata_mandata_quel_giorno(
    richiesta: RichiestaIntegrazione, anna: Persona, arrivata: dt.date
) -> None:
    """As the engine of the terms counts an answer of that day, whenever the office records it."""
    pratica = rileggi(richiesta.pratica)
    ferma = Sospensione(Motivo.INTEGRAZIONE, dt.date(2026, 3, 12), arrivata)
    atteso = calcola(pratica.decorre_dal, 30, sospensioni=[ferma], calendario=pratica.ente.calendario)
    with il(8, 4):
        con_foglio(richiesta, anna)
        operations.acquisisci_risposta(richiesta.pk, operatore=anna, arrivo=Arrivo("pec", arrivata), risposte={})
        assert rileggi(pratica).entro_il == atteso.attuale


def test_arrivate_in_tempo_e_registrate_dopo_sono_in_tempo(preavviso: PreavvisoRigetto, anna: Persona) -> None:
    with il(8, 4):
        con_foglio(preavviso, anna)
        arrivo = Arrivo("sportello", dt.date(2026, 3, 30))
        operations.acquisisci_osservazioni(preavviso.pk, operatore=anna, arrivo=arrivo)
        assert rileggi(preavviso.pratica).entro_il == dt.date(2026, 4, 21)  # late ones would leave 11 April
        with pytest.raises(DomainError, match="scrivi come hai valutato"):
            operations.respingi(preavviso.pratica_id, attore=anna, motivazione="x")
        operations.respingi(preavviso.pratica_id, attore=anna, motivazione="x", valutazione="Il contratto è di maggio.")


def test_in_ritardo_si_registra_finche_non_si_decide(preavviso: PreavvisoRigetto, anna: Persona) -> None:
    with il(2, 4):
        con_foglio(preavviso, anna)
        arrivo = Arrivo("posta", dt.date(2026, 4, 1))
        operations.acquisisci_osservazioni(preavviso.pk, operatore=anna, arrivo=arrivo, testo="Scusate.")
        assert rileggi(preavviso.pratica).entro_il == dt.date(2026, 4, 11)
        with pytest.raises(DomainError, match="scrivi come hai valutato"):
            operations.respingi(preavviso.pratica_id, attore=anna, motivazione="x")


def test_cio_che_e_arrivato_in_tempo_ferma_il_silenzio_non_ancora_scritto(
    giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    con_regole(ztl, silenzio={"effetto": "assenso"}, diritti=None)
    with il(2):
        pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    with il(31):
        preavviso = operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")
    with il(15, 4):  # the term ended on the 11th, without what lies on the desk
        assert rileggi(pratica).silenzio_maturo
        con_foglio(preavviso, anna)
        tardi = Arrivo("posta", dt.date(2026, 4, 12))
        with pytest.raises(DomainError, match="il silenzio ha già deciso"):
            operations.acquisisci_osservazioni(preavviso.pk, operatore=anna, arrivo=tardi)
        in_tempo = Arrivo("posta", dt.date(2026, 4, 9))
        operations.acquisisci_osservazioni(preavviso.pk, operatore=anna, arrivo=in_tempo)
        assert operations.applica_silenzi().accolte == 0
        assert (rileggi(pratica).stato, rileggi(pratica).entro_il) == (Stato.IN_LAVORAZIONE, dt.date(2026, 4, 20))


def test_se_il_termine_ripartito_e_gia_finito_la_pagina_lo_dice(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    con_regole(ztl, silenzio={"effetto": "assenso"}, diritti=None)
    with il(2):
        pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    with il(30):
        richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
    with il(20, 4):
        testo = registra(entra(client, anna), richiesta, "2026-03-31")
        assert "il termine è finito giovedì 2 aprile 2026 e il silenzio ha deciso" in testo
        assert operations.applica_silenzi().accolte == 1
    avviso = Messaggio.objects.get(tipo="pratiche.integrazione_ricevuta")
    assert "è già passato" in avviso.testo


@pytest.mark.parametrize(("giorno", "perche"), [("2026-03-11", "non aveva ancora chiesto nulla"), ("2026-03-26", "deve ancora venire")])  # fmt: skip
def test_un_giorno_impossibile_si_dice_e_nulla_si_perde(
    client: Client, richiesta: RichiestaIntegrazione, anna: Persona, giorno: str, perche: str
) -> None:
    with il(25):
        entra(client, anna)
        testo = registra(client, richiesta, giorno, targa="ZZ111ZZ", messaggio="Ha cambiato auto.")
        assert perche in testo
        assert 'href="#id_arrivo-giorno"' in testo
        for tenuto in ("foglio.pdf", 'value="ZZ111ZZ"', "Ha cambiato auto.", f'value="{giorno}"', "Rimuovi"):
            assert tenuto in testo
        assert "ZZ111ZZ" in client.get(pagina(richiesta)).content.decode()  # and coming back later
        assert not Acquisizione.objects.exists()
        assert "è registrata" in registra(client, richiesta, "2026-03-25", targa="ZZ111ZZ", **{FOGLIO: ""})
    assert AllegatoPratica.objects.filter(integrazione=richiesta).count() == 1


# --- what the sheet says


def test_la_pagina_dice_che_cosa_manca_e_tiene_il_foglio(
    client: Client, richiesta: RichiestaIntegrazione, anna: Persona
) -> None:
    with il(25):
        vuota = entra(client, anna).get(pagina(richiesta)).content.decode()
        for parola in ("Serve la targa.", "Targa del veicolo", "mercoledì 1 aprile 2026", 'value="2026-03-25"'):
            assert parola in vuota
        senza = registra(client, richiesta, "2026-03-25", **{FOGLIO: "", "arrivo-canale": ""})
        assert 'href="#id_arrivo-foglio"' in senza
        assert 'href="#id_arrivo-canale_0"' in senza
        cattivo = registra(client, richiesta, "2026-03-25", **{FOGLIO: un_pdf("x.pdf", b"MZ" + b"0" * 99)})
        assert "usa PDF, JPG o PNG" in cattivo
        storta = registra(client, richiesta, "2026-03-25", targa="<b>?", carta_circolazione=un_pdf("carta2.pdf"))
        for parola in ("&lt;b&gt;?", "foglio.pdf", "carta2.pdf"):
            assert parola in storta
        assert not Acquisizione.objects.exists()
        file = FileAcquisizione.objects.get(campo="carta_circolazione")
        client.post(pagina(richiesta), dati("2026-03-25", **{FOGLIO: "", "rimuovi": str(file.codice)}))
        assert [uno.campo for uno in FileAcquisizione.objects.order_by("campo")] == [FOGLIO]


def test_basta_il_foglio_anche_se_lascia_tutto_com_e(
    client: Client, richiesta: RichiestaIntegrazione, anna: Persona
) -> None:
    """A required answer left empty, a day that is past: the office records the sheet as it is, and may ask again."""
    with il(25):
        assert "è registrata" in registra(entra(client, anna), richiesta, "2026-03-25", targa="")
        richiesta.refresh_from_db()
        assert (richiesta.risposte, rileggi(richiesta.pratica).dati_correnti["targa"]) == ({}, "AB123CD")
        operations.richiedi_integrazione(richiesta.pratica_id, attore=anna, testo="E la targa?", campi=["targa"])


def test_una_risposta_nascosta_o_scritta_male_non_si_tiene(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    passi = copy.deepcopy(leggi(disponibili()[ztl.slug]).contenuto["passi"])
    note = next(campo for campo in passi[1]["campi"] if campo["nome"] == "note")
    note["visibile_se"] = {"campo": "titolo", "uguale": "uso"}
    con_regole(ztl, passi=passi)
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="x", campi=["titolo", "note", "targa"])
    con_foglio(richiesta, anna)
    oggi = Arrivo("email", timezone.localdate())
    with pytest.raises(DomainError, match="non è scritta bene"):
        operations.acquisisci_risposta(richiesta.pk, operatore=anna, arrivo=oggi, risposte={"targa": "??"})
    risposte = {"titolo": "familiare", "note": "Nascosta", "motivo": "lavoro"}  # the last was not reopened
    operations.acquisisci_risposta(richiesta.pk, operatore=anna, arrivo=oggi, risposte=risposte)
    richiesta.refresh_from_db()
    assert richiesta.risposte == {"titolo": "familiare"}


def test_cio_che_il_foglio_non_cambia_non_si_riscrive() -> None:
    """An address keeps where it came from, a list nobody has written in yet has no row to put right."""
    riga = {"riga": "Figlio", "campi": [{"nome": "nome", "tipo": "testo", "etichetta": "Nome"}]}
    campi = (Campo("casa", "indirizzo", "Casa"), Campo("figli", "gruppo", "Figli", opzioni=riga))
    casa = {"via": "Via Roma", "civico": "1", "cap": "00100", "comune": "Roccachiara", "provincia": "RM"}
    correnti = {"casa": {**casa, "fonte": "ANPR"}, "figli": []}
    uguale = albero.appiattisci(campi, correnti) | {"figli": "1", "figli.0.nome": ""}
    modulo = ModuloCarta(campi, uguale, correnti=correnti, gia_caricati={})
    assert (dict(modulo.errors), modulo.risposte()) == ({}, {})
    modulo = ModuloCarta(campi, uguale | {"casa.civico": "2", "casa.cap": ""}, correnti=correnti, gia_caricati={})
    assert list(modulo.errors) == ["casa.cap"]  # half an address is not well formed
    modulo = ModuloCarta(campi, uguale | {"casa.civico": "2"}, correnti=correnti, gia_caricati={})
    assert (dict(modulo.errors), modulo.risposte()) == ({}, {"casa": {**casa, "civico": "2"}})


# --- the draft of the citizen


@pytest.mark.parametrize("che", ["integrazione", "preavviso"])
def test_la_bozza_del_cittadino_non_si_vede_non_si_mescola_e_se_ne_va(
    client: Client, pratica: Pratica, giulia: Persona, anna: Persona, che: str, django_capture_on_commit_callbacks: Any
) -> None:
    su_integrazione = che == "integrazione"
    di: Any = (
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Serve la targa.", campi=["targa"])
        if su_integrazione
        else operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Fuori zona.")
    )
    if su_integrazione:
        operations.salva_risposta(di.pk, attore=giulia, risposte={"targa": "GG999GG"}, messaggio="Bozza di casa")
    else:
        operations.salva_osservazioni(di.pk, attore=giulia, testo="Bozza di casa")
    operations.aggiungi_allegato(
        pratica.pk, attore=giulia, campo="altri_documenti", file=un_pdf("casa.pdf"), mime="application/pdf",
        **{f"{che}_id": di.pk},
    )  # fmt: skip
    di_casa = AllegatoPratica.objects.get(nome="casa.pdf").file
    entra(client, anna)
    storta = registra(client, di, "1999-01-01", messaggio="Dal foglio", osservazioni="Dal foglio")
    for testo in (client.get(pagina(di)).content.decode(), storta):
        assert not [segno for segno in ("GG999GG", "Bozza di casa", "casa.pdf") if segno in testo]
    di.refresh_from_db()
    assert di.messaggio == "Bozza di casa"  # half-typed words of the office do not touch it
    entra(client, giulia)
    sua = client.get(di.get_absolute_url()).content.decode()
    assert "Bozza di casa" in sua
    assert not [segno for segno in ("Dal foglio", "foglio.pdf") if segno in sua]
    entra(client, anna)
    with django_capture_on_commit_callbacks(execute=True):
        registra(client, di, timezone.localdate().isoformat(), messaggio="Dal foglio", osservazioni="Dal foglio", **{FOGLIO: ""})  # fmt: skip
    di.refresh_from_db()
    assert (di.messaggio, bool(di.risposta_il)) == ("Dal foglio", True)
    assert [uno.nome for uno in di.allegati.all()] == ["foglio.pdf"]
    assert not di_casa.storage.exists(di_casa.name)
    invia: Any = operations.rispondi_integrazione if su_integrazione else operations.presenta_osservazioni
    with pytest.raises(DomainError, match="quello che hai scritto qui non è partito"):
        invia(di.pk, attore=giulia)


@pytest.mark.parametrize("chiusa", ["registrata", "annullata"])
def test_chi_scriveva_da_casa_ha_indietro_le_sue_parole(
    client: Client, richiesta: RichiestaIntegrazione, giulia: Persona, anna: Persona, chiusa: str
) -> None:
    with il(25):
        if chiusa == "registrata":
            con_foglio(richiesta, anna)
            operations.acquisisci_risposta(
                richiesta.pk, operatore=anna, arrivo=Arrivo("posta", dt.date(2026, 3, 20)), risposte={}
            )
        else:
            operations.annulla_integrazione(richiesta.pratica_id, attore=anna, motivo="Non serve più.")
        inviata = entra(client, giulia).post(richiesta.get_absolute_url(), {"messaggio": "Ecco <la> targa."})
    assert inviata.status_code == 409
    pagina = inviata.content.decode()
    assert "La tua risposta non è partita" in pagina
    assert "Ecco &lt;la&gt; targa." in pagina
    assert ("ha registrato la tua risposta arrivata in un altro modo" in pagina) == (chiusa == "registrata")
    richiesta.refresh_from_db()
    assert richiesta.messaggio == ""


def test_anche_delle_osservazioni(client: Client, preavviso: PreavvisoRigetto, giulia: Persona, anna: Persona) -> None:
    with il(25):
        con_foglio(preavviso, anna)
        operations.acquisisci_osservazioni(preavviso.pk, operatore=anna, arrivo=Arrivo("pec", dt.date(2026, 3, 24)))
        inviata = entra(client, giulia).post(preavviso.get_absolute_url(), {"osservazioni": "Abito lì."})
    assert (inviata.status_code, "Abito lì." in inviata.content.decode()) == (409, True)


def test_se_il_cittadino_risponde_o_l_ufficio_rinuncia_la_copia_se_ne_va(
    richiesta: RichiestaIntegrazione, anna: Persona, giulia: Persona
) -> None:
    with il(14):
        con_foglio(richiesta, anna)
        operations.annulla_integrazione(richiesta.pratica_id, attore=anna, motivo="Trovata.")
        assert not FileAcquisizione.objects.exists()
        altra = operations.richiedi_integrazione(richiesta.pratica_id, attore=anna, testo="E ora?", campi=[])
        con_foglio(altra, anna)
        operations.salva_risposta(altra.pk, attore=giulia, risposte={}, messaggio="Ecco.")
        operations.rispondi_integrazione(altra.pk, attore=giulia)
        assert not BozzaAcquisizione.objects.exists()


# --- the case, the protocol, the citizen


def test_il_foglio_e_nella_pratica_al_protocollo_e_davanti_al_cittadino(
    client: Client, richiesta: RichiestaIntegrazione, anna: Persona, giulia: Persona
) -> None:
    pratica = richiesta.pratica
    with il(25):
        apri_registro(pratica.ente, ufficio=pratica.ufficio, codice="PROT", codice_aoo="AOO")
        registra(entra(client, anna), richiesta, "2026-03-15", targa="ZZ111ZZ")
        stampa()
        protocolla()
        ufficio = client.get(f"/operatori/pratiche/{pratica.codice}/").content.decode()
        registro = client.get(f"/operatori/pratiche/{pratica.codice}/registro/").content.decode()
        sua = entra(client, giulia).get(pratica.get_absolute_url()).content.decode()
        foglio = Documento.objects.get(nome="foglio.pdf")
        assert client.get(foglio.get_absolute_url()).status_code == 200
    registrata = RegistrazioneProtocollo.objects.get(genere=Stampa.Genere.INTEGRAZIONE)
    assert registrata.numero
    assert timezone.localdate(registrata.arrivo) == dt.date(2026, 3, 15)
    assert (foglio.formazione, foglio.flusso, foglio.intestatario) == (Documento.Formazione.ACQUISIZIONE, "E", giulia)
    assert (foglio.primario, foglio.numero_registrazione) == (registrata.documento, registrata.numero)
    come = "Per posta, domenica 15 marzo 2026"
    for testo in (ufficio, sua):
        assert come in testo
        assert str(foglio.codice) in testo
    assert "registrata da Anna Neri" in ufficio
    assert "Risposta arrivata fuori dal portale, registrata" in registro
    evento = Evento.objects.get(azione="pratica.integrazione_acquisita")
    assert (evento.attore, evento.dati) == (anna.codice, {"canale": "posta", "arrivata_il": "2026-03-15"})
    assert "pratica.integrazione_ricevuta" not in azioni(pratica)
    messaggio = Messaggio.objects.get(tipo="pratiche.integrazione_ricevuta")
    assert "che è arrivata per posta domenica 15 marzo 2026" in messaggio.testo
    assert registrata.documento in messaggio.allegati.all()
    carta = render_to_string(*stampe.prepara(Stampa.objects.get(genere=Stampa.Genere.INTEGRAZIONE)))
    for parola in (come, "Anna Neri", "Fa fede il foglio allegato", "foglio.pdf", "ZZ111ZZ"):
        assert parola in carta


def test_le_osservazioni_sono_scritte_nel_loro_foglio(client: Client, preavviso: PreavvisoRigetto, anna: Persona) -> None:  # fmt: skip
    with il(25):
        testo = registra(entra(client, anna), preavviso, "2026-03-24", osservazioni="Ci abita.", **{"arrivo-canale": "sportello"})  # fmt: skip
        assert "Le osservazioni sono registrate. Il termine finisce mercoledì 15 aprile 2026." in testo
        assert (
            "Osservazioni arrivate. Su carta, allo sportello, martedì 24 marzo 2026; registrate da Anna Neri" in testo
        )
        stampa()
    carta = render_to_string(*stampe.prepara(Stampa.objects.get(genere=Stampa.Genere.OSSERVAZIONI)))
    for parola in ("Su carta, allo sportello, martedì 24 marzo 2026", "Ci abita.", "foglio.pdf"):
        assert parola in carta
    passaggio = preavviso.pratica.passaggi.get(genere=Passaggio.Genere.OSSERVAZIONI)
    assert passaggio.testo == "Su carta, allo sportello, martedì 24 marzo 2026"
    messaggio = Messaggio.objects.get(tipo="pratiche.osservazioni")
    assert "che hai consegnato allo sportello martedì 24 marzo 2026" in messaggio.testo


@pytest.mark.parametrize(("lingua", "come"), [("en", "Sunday 15 March 2026"), ("de", "Sonntag, 15. März 2026")])
def test_il_cittadino_legge_nella_sua_lingua(
    client: Client, richiesta: RichiestaIntegrazione, anna: Persona, giulia: Persona, lingua: str, come: str
) -> None:
    Persona.objects.filter(pk=giulia.pk).update(lingua=lingua)
    with il(25):
        registra(entra(client, anna), richiesta, "2026-03-15")
    passaggio = richiesta.pratica.passaggi.get(genere=Passaggio.Genere.INTEGRAZIONE_RICEVUTA)
    assert come in passaggio.testo
    assert "Per posta" not in passaggio.testo
    assert "posta" not in Messaggio.objects.get(tipo="pratiche.integrazione_ricevuta").testo


def test_chi_non_e_mai_entrato_riceve_solo_carta_e_l_ufficio_lo_legge(
    client: Client, richiesta: RichiestaIntegrazione, anna: Persona, giulia: Persona
) -> None:
    indirizzo = f"/operatori/pratiche/{richiesta.pratica.codice}/"
    entra(client, anna)
    for mai_entrata in (True, False):
        Persona.objects.filter(pk=giulia.pk).update(last_login=None if mai_entrata else timezone.now())
        testo = client.get(indirizzo).content.decode()
        assert ("Non è mai entrato nel portale" in testo) == mai_entrata
        assert f'href="{pagina(richiesta)}"' in testo
    with il(25):
        registra(client, richiesta, "2026-03-25")
        assert pagina(richiesta) not in client.get(indirizzo).content.decode()


# --- who, and once only


def test_la_seconda_volta_si_legge_che_c_e_gia(client: Client, richiesta: RichiestaIntegrazione, anna: Persona) -> None:
    bruno = people.crea_operatore("Bruno", richiesta.pratica.ufficio)
    with il(25):
        altra = entra(Client(HTTP_HOST="localhost"), bruno)
        altra.get(pagina(richiesta))
        registra(entra(client, anna), richiesta, "2026-03-24")
        testo = registra(altra, richiesta, "2026-03-25", targa="BB222BB")
        assert "La risposta c&#x27;è già: la trovi nella pratica" in testo
    assert Acquisizione.objects.get().operatore == anna
    assert not BozzaAcquisizione.objects.exists()
    assert azioni(richiesta.pratica).count("pratica.integrazione_acquisita") == 1


def test_a_pratica_decisa_si_dice_dove_mettere_il_foglio(
    client: Client, richiesta: RichiestaIntegrazione, anna: Persona
) -> None:
    with il(3, 4):
        con_foglio(richiesta, anna)
        operations.archivia(richiesta.pratica_id, attore=anna, perche="improcedibile", motivazione="Nessuna risposta.")
        testo = registra(entra(client, anna), richiesta, "2026-03-25")
        assert "La pratica è già chiusa. Scrivi in una nota interna che cosa dice il foglio" in testo
        arrivo = Arrivo("posta", dt.date(2026, 3, 25))
        with pytest.raises(operations.NonPiuAttesa):
            operations.acquisisci_risposta(richiesta.pk, operatore=anna, arrivo=arrivo, risposte={})
    assert not FileAcquisizione.objects.exists()  # gone with the decision


def test_solo_chi_lavora_la_pratica(
    client: Client, richiesta: RichiestaIntegrazione, anna: Persona, giulia: Persona, ente: Ente
) -> None:
    ufficio = richiesta.pratica.ufficio
    legge = people.crea_operatore("Carla", ufficio, Incarico.Ruolo.CONSULTAZIONE)
    altrove = people.crea_operatore("Dario", people.crea_ufficio("Anagrafe", ente))
    with il(25):
        attesi = {legge: 403, altrove: 404, giulia: 302}
        for chi, stato in attesi.items():
            suo = entra(Client(HTTP_HOST="localhost"), chi)
            assert suo.get(pagina(richiesta)).status_code == stato
            assert suo.post(pagina(richiesta), dati("2026-03-25")).status_code == stato
        assert pagina(richiesta) not in entra(client, legge).get(f"/operatori/pratiche/{richiesta.pratica.codice}/").content.decode()  # fmt: skip
        for chi in (legge, altrove):
            with pytest.raises(DomainError):
                con_foglio(richiesta, chi)
        entra(client, anna).get(pagina(richiesta))
    assert AccessoDati.objects.filter(operatore=anna.codice, soggetto=giulia.codice).exists()
    assert not BozzaAcquisizione.objects.exists()


def test_senza_nulla_chiesto_la_pagina_non_c_e(client: Client, pratica: Pratica, anna: Persona) -> None:
    entra(client, anna)
    for quale in ("risposta-arrivata", "osservazioni-arrivate"):
        assert client.get(f"/operatori/pratiche/{pratica.codice}/{quale}/").status_code == 404


def test_di_una_riservata_solo_chi_e_nominato(richiesta: RichiestaIntegrazione, anna: Persona) -> None:
    bruno = people.crea_operatore("Bruno", richiesta.pratica.ufficio)
    operations.riserva(richiesta.pratica_id, attore=anna, persone=[anna], motivo="Nucleo seguito.")
    suo = entra(Client(HTTP_HOST="localhost"), bruno)
    assert suo.get(pagina(richiesta)).status_code == 404
    with pytest.raises(DomainError, match="riservata ad altre persone"):
        con_foglio(richiesta, bruno)


def test_la_copia_e_di_ciascun_operatore(client: Client, richiesta: RichiestaIntegrazione, anna: Persona) -> None:
    bruno = people.crea_operatore("Bruno", richiesta.pratica.ufficio)
    con_foglio(richiesta, bruno)
    suo = FileAcquisizione.objects.get()
    operations.togli_dalla_copia(richiesta, operatore=anna, file=suo.codice)
    assert FileAcquisizione.objects.filter(pk=suo.pk).exists()
    assert "foglio.pdf" not in entra(client, anna).get(pagina(richiesta)).content.decode()
    arrivo = Arrivo("posta", timezone.localdate())
    with pytest.raises(DomainError, match="Allega la scansione"):
        operations.acquisisci_risposta(richiesta.pk, operatore=anna, arrivo=arrivo, risposte={})


def test_non_si_cambia_e_non_si_toglie(preavviso: PreavvisoRigetto, anna: Persona) -> None:
    with il(25):
        con_foglio(preavviso, anna)
        arrivo = Arrivo("posta", dt.date(2026, 3, 25))
        acquisizione = operations.acquisisci_osservazioni(preavviso.pk, operatore=anna, arrivo=arrivo)
    for prova in (acquisizione.save, acquisizione.delete):
        with pytest.raises(Immutabile):
            prova()
    for atto in ("UPDATE pratiche_acquisizione SET canale = 'pec'", "DELETE FROM pratiche_acquisizione"):
        with pytest.raises(DatabaseError, match="solo aggiunte"), transaction.atomic(), connection.cursor() as cursore:
            cursore.execute(atto)
    with pytest.raises(IntegrityError), transaction.atomic():
        BozzaAcquisizione.objects.create(operatore=anna)  # of nothing


def test_la_pagina_costa_lo_stesso_con_molti_file(client: Client, richiesta: RichiestaIntegrazione, anna: Persona) -> None:  # fmt: skip
    entra(client, anna)
    letture = []
    for volta in range(2):
        for _altro in range(3 * volta):
            operations.tieni_copia(
                richiesta, operatore=anna, scritto={}, file=[("altri_documenti", un_pdf("altro.pdf"))]
            )
        client.get(pagina(richiesta))
        with CaptureQueriesContext(connection) as catturate:
            client.get(pagina(richiesta))
        letture.append(len(catturate))
        con_foglio(richiesta, anna)
    assert letture[0] == letture[1]


def test_la_pagina_della_pratica_costa_lo_stesso_con_molte_risposte(client: Client, pratica: Pratica, anna: Persona) -> None:  # fmt: skip
    entra(client, anna)
    indirizzo, letture = f"/operatori/pratiche/{pratica.codice}/", []
    for volta in range(3):
        with il(12 + volta):
            una = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
            con_foglio(una, anna)
            arrivo = Arrivo("posta", timezone.localdate())
            operations.acquisisci_risposta(una.pk, operatore=anna, arrivo=arrivo, risposte={})
            client.get(indirizzo)
            with CaptureQueriesContext(connection) as catturate:
                client.get(indirizzo)
            letture.append(len(catturate))
    assert letture[1] == letture[2]


@time_machine.travel(dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC), tick=False)
def test_oggi_vale_da_adesso(richiesta: RichiestaIntegrazione, anna: Persona) -> None:
    con_foglio(richiesta, anna)
    arrivo = Arrivo("sportello", dt.date(2026, 3, 16))
    operations.acquisisci_risposta(richiesta.pk, operatore=anna, arrivo=arrivo, risposte={})
    richiesta.refresh_from_db()
    assert richiesta.risposta_il == timezone.now()
