"""The whole life of a case through the acts of citizen and office: what each sees, what is told, what is written."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.utils import timezone

from notifiche.models import Messaggio
from pagamenti.models import Avviso, ContoIncasso
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import Numeratore, Pratica, Stampa, VersioneServizio
from pratiche.models.immutabile import Immutabile
from pratiche.moduli.caricatore import Pacchetto, disponibili, leggi
from pratiche.stati import Stato
from tests import people
from tests.makers import (
    ENTRATA_CON_SPID,
    paga_diritti,
    presenta_bozza,
    respinta_dopo_il_preavviso,
    un_servizio,
    una_bozza,
    una_pratica,
)
from tests.pratiche.conftest import un_pdf


@pytest.fixture
def bozza(giulia: Persona, ztl: Servizio) -> Pratica:
    return una_bozza(giulia, ztl)


def tipi_di_messaggio() -> list[str]:
    return list(Messaggio.objects.order_by("pk").values_list("tipo", flat=True))


def passaggi(pratica: Pratica) -> list[str]:
    return list(pratica.passaggi.values_list("genere", flat=True))


# --- the draft ---


def test_una_bozza_sola_per_persona_e_servizio(giulia: Persona, marco: Persona, ztl: Servizio) -> None:
    prima = operations.apri_bozza(ztl.pk, richiedente=giulia, attore=giulia, sessione=ENTRATA_CON_SPID)
    assert operations.apri_bozza(ztl.pk, richiedente=giulia, attore=giulia, sessione=ENTRATA_CON_SPID) == prima
    assert operations.apri_bozza(ztl.pk, richiedente=marco, attore=marco, sessione=ENTRATA_CON_SPID) != prima
    assert prima.contatti["email"] == giulia.email


def test_un_accesso_troppo_debole_non_basta(giulia: Persona, ztl: Servizio) -> None:
    debole = type(ENTRATA_CON_SPID)(metodo="spid", livello=1, tipo="cittadino")
    with pytest.raises(DomainError, match="livello 2"):
        operations.apri_bozza(ztl.pk, richiedente=giulia, attore=giulia, sessione=debole)
    azienda = type(ENTRATA_CON_SPID)(metodo="spid", livello=2, tipo="impresa")
    with pytest.raises(DomainError, match="identità personale"):
        operations.apri_bozza(ztl.pk, richiedente=giulia, attore=giulia, sessione=azienda)


def test_una_bozza_si_elimina_con_i_suoi_file(
    bozza: Pratica, giulia: Persona, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    file = bozza.allegati.get().file
    deposito, nome = file.storage, file.name
    with django_capture_on_commit_callbacks(execute=True):
        operations.elimina_bozza(bozza.pk, attore=giulia)
    assert not Pratica.objects.exists()
    assert not deposito.exists(nome)


def test_la_bozza_di_un_altro_non_si_tocca(bozza: Pratica, marco: Persona) -> None:
    for atto in (
        lambda: operations.elimina_bozza(bozza.pk, attore=marco),
        lambda: operations.salva_passo(bozza.pk, attore=marco, contatti={}, dati={"targa": "ZZ999ZZ"}),
        lambda: operations.togli_allegato(bozza.allegati.get().pk, attore=marco),
        lambda: operations.presenta(bozza.pk, attore=marco, confermata="", sessione=ENTRATA_CON_SPID),
        lambda: operations.aggiungi_allegato(
            bozza.pk, attore=marco, campo="note", file=un_pdf(), mime="application/pdf"
        ),
    ):
        with pytest.raises(DomainError, match="per questa persona"):
            atto()


def test_una_versione_nuova_non_tocca_la_bozza(bozza: Pratica, ente: Ente, ztl: Servizio) -> None:
    pacchetto = leggi(disponibili()[ztl.slug])
    nuovo = Pacchetto(pacchetto.contenuto | {"termine_giorni": 60}, "0" * 64)
    versione = operations.installa_servizio(ente, nuovo)
    assert versione.numero == 2
    assert operations.installa_servizio(ente, nuovo) == versione
    assert presenta_bozza(bozza).definizione.termine_giorni == 30
    with pytest.raises(Immutabile):
        versione.save()


def test_un_pacchetto_senza_scheda_non_si_installa(altro_ente: Ente, ztl: Servizio) -> None:
    with pytest.raises(DomainError, match="non ha la scheda"):
        operations.installa_servizio(altro_ente, Pacchetto.da(leggi(disponibili()[ztl.slug]).contenuto))
    assert VersioneServizio.objects.count() == 1


# --- the presentation ---


def test_presentare_da_numero_avviso_responsabile_e_messaggio(bozza: Pratica, giulia: Persona, anna: Persona) -> None:
    pratica = presenta_bozza(bozza)
    anno = timezone.localdate().year
    assert (pratica.stato, pratica.sigla) == (Stato.PRESENTATA, f"1/{anno}")
    assert pratica.responsabile == anna
    assert pratica.identita["codice_fiscale"] == giulia.codice_fiscale
    assert pratica.sottoscrizione["livello"] == 2
    assert pratica.avviso is not None
    assert (pratica.avviso.importo, pratica.avviso.debitore) == (2000, giulia)
    assert passaggi(pratica) == ["presentata"]
    assert "pratiche.presentata" in tipi_di_messaggio()
    assert Evento.objects.filter(azione="pratica.presentata", oggetto=pratica.codice, attore=giulia.codice).exists()


def test_i_file_presentati_diventano_documenti_dell_ente(
    bozza: Pratica, giulia: Persona, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    operations.aggiungi_allegato(
        bozza.pk, attore=giulia, campo="carta_circolazione", file=un_pdf("carta.pdf"), mime="application/pdf"
    )
    with django_capture_on_commit_callbacks(execute=True):
        pratica = presenta_bozza(bozza)
    allegati = list(pratica.allegati.select_related("documento"))
    assert [allegato.nome for allegato in allegati] == ["carta.pdf", "carta (2).pdf"]  # told apart
    assert all(allegato.documento.integro() and allegato.documento.intestatario == giulia for allegato in allegati)
    assert not any(allegato.file for allegato in allegati)
    with pytest.raises(DomainError, match="già stata inviata"):
        operations.aggiungi_allegato(pratica.pk, attore=giulia, campo="note", file=un_pdf(), mime="application/pdf")


def test_presentare_due_volte_ne_fa_una(bozza: Pratica) -> None:
    prima = presenta_bozza(bozza)
    seconda = presenta_bozza(bozza)
    assert prima.numero == seconda.numero
    assert Avviso.objects.count() == 1
    assert Stampa.objects.filter(genere=Stampa.Genere.ISTANZA).count() == 1


def test_una_risposta_non_piu_valida_ferma_l_invio_e_dice_il_passo(bozza: Pratica, giulia: Persona) -> None:
    fra_un_mese = timezone.now() + dt.timedelta(days=30)
    with time_machine.travel(fra_un_mese), pytest.raises(operations.RichiestaIncompleta) as rifiuto:
        presenta_bozza(bozza)
    assert rifiuto.value.passo == "dati-specifici"
    assert not Avviso.objects.exists()


def test_una_bozza_cambiata_altrove_va_ricontrollata(bozza: Pratica, giulia: Persona) -> None:
    confermata = bozza.impronta_bozza([str(a.codice) for a in bozza.allegati.all()])
    operations.salva_passo(bozza.pk, attore=giulia, contatti={}, dati={"targa": "ZZ999ZZ"})
    with pytest.raises(DomainError, match="ricontrollala"):
        operations.presenta(bozza.pk, attore=giulia, confermata=confermata, sessione=ENTRATA_CON_SPID)


def test_i_numeri_sono_per_ente_e_ricominciano_ogni_anno(
    giulia: Persona, marco: Persona, ztl: Servizio, altro_ente: Ente, ufficio: object
) -> None:
    altrove = un_servizio(altro_ente, ztl.ufficio)
    assert una_pratica(di=giulia).numero == 1
    assert una_pratica(di=marco).numero == 2
    assert presenta_bozza(una_bozza(giulia, altrove)).numero == 1
    capodanno = dt.datetime(timezone.localdate().year + 1, 1, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    with time_machine.travel(capodanno):
        pratica = presenta_bozza(una_bozza(giulia, ztl))
    assert pratica.sigla == f"1/{capodanno.year}"


def test_senza_responsabile_risponde_chi_dirige_l_ufficio(bozza: Pratica) -> None:
    Incarico.objects.all().delete()
    assert presenta_bozza(bozza).responsabile is None


# --- the office and the outcome ---


def test_la_vita_intera_fino_all_accoglimento(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = presenta_bozza(una_bozza(giulia, ztl))
    operations.prendi_in_carico(pratica.pk, attore=anna)
    richiesta = operations.richiedi_integrazione(
        pratica.pk, attore=anna, testo="La foto non si legge.", campi=["carta_circolazione"]
    )
    with pytest.raises(DomainError, match="può ancora rispondere"):
        operations.accogli(pratica.pk, attore=anna)
    with pytest.raises(DomainError, match="Manca ancora"):
        operations.rispondi_integrazione(richiesta.pk, attore=giulia)
    operations.aggiungi_allegato(
        pratica.pk,
        attore=giulia,
        campo="carta_circolazione",
        file=un_pdf("leggibile.pdf"),
        mime="application/pdf",
        integrazione_id=richiesta.pk,
    )
    operations.rispondi_integrazione(richiesta.pk, attore=giulia)
    operations.rispondi_integrazione(richiesta.pk, attore=giulia)  # twice is harmless
    with pytest.raises(DomainError, match="non risultano ancora pagati"):
        operations.accogli(pratica.pk, attore=anna)
    pratica.refresh_from_db()
    paga_diritti(pratica)
    operations.segna_pagamento(pratica.avviso_id)  # twice is harmless
    pratica = operations.accogli(pratica.pk, attore=anna, motivazione="Requisiti verificati.")
    assert pratica.stato == Stato.ACCOLTA
    assert passaggi(pratica) == [
        "presentata",
        "presa_in_carico",
        "integrazione_richiesta",
        "integrazione_ricevuta",
        "pagata",
        "accolta",
    ]
    nostri = [tipo for tipo in tipi_di_messaggio() if tipo.startswith("pratiche.")]
    assert nostri == [
        "pratiche.presentata",
        "pratiche.presa_in_carico",
        "pratiche.integrazione_richiesta",
        "pratiche.integrazione_ricevuta",
        "pratiche.accolta",
    ]
    assert [e.azione for e in Evento.objects.filter(oggetto=pratica.codice).order_by("pk")] == [
        "pratica.bozza_aperta",
        "pratica.presentata",
        "pratica.presa_in_carico",
        "pratica.integrazione_richiesta",
        "pratica.integrazione_ricevuta",
        "pratica.pagamento_annotato",
        "pratica.accolta",
    ]


def test_respingere_vuole_la_motivazione_e_annulla_l_avviso(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    with pytest.raises(DomainError, match="motivazione"):
        operations.respingi(pratica.pk, attore=anna, motivazione="  ")
    pratica = respinta_dopo_il_preavviso(pratica, anna)
    assert pratica.stato == Stato.RESPINTA
    pratica.avviso.refresh_from_db()
    assert pratica.avviso.annullato
    assert "pratiche.respinta" in tipi_di_messaggio()


@pytest.mark.parametrize("stato", [Stato.PRESENTATA, Stato.IN_LAVORAZIONE, Stato.IN_ATTESA_DEL_CITTADINO])
def test_si_ritira_finche_l_ufficio_non_decide(giulia: Persona, anna: Persona, ztl: Servizio, stato: str) -> None:
    pratica = una_pratica(di=giulia, stato=stato)
    operations.ritira(pratica.pk, attore=giulia, motivo="Ho cambiato auto.")
    pratica = operations.ritira(pratica.pk, attore=giulia)  # twice is harmless
    assert pratica.stato == Stato.RITIRATA
    assert pratica.integrazione_aperta is None
    assert tipi_di_messaggio().count("pratiche.ritirata") == 1


def test_non_si_ritira_cio_che_e_deciso(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    with pytest.raises(DomainError, match="Accolta"):
        operations.ritira(pratica.pk, attore=giulia)


def test_chi_non_risponde_in_tempo_lascia_decidere_l_ufficio(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    richiesta = pratica.integrazioni.get()
    with time_machine.travel(timezone.now() + dt.timedelta(days=40)):
        assert richiesta.scaduta
        operations.archivia(
            pratica.pk, attore=anna, perche="improcedibile", motivazione="Manca la carta di circolazione."
        )
    assert passaggi(pratica)[-2:] == ["integrazione_chiusa", "archiviata"]
    richiesta.refresh_from_db()
    assert richiesta.testo == "La foto della carta non si legge."


def test_chi_lavora_in_un_altro_ufficio_non_tocca_la_pratica(giulia: Persona, ztl: Servizio, altro_ente: Ente) -> None:
    pratica = una_pratica(di=giulia)
    estranea = people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", altro_ente))
    for atto in (
        lambda: operations.prendi_in_carico(pratica.pk, attore=estranea),
        lambda: operations.richiedi_integrazione(pratica.pk, attore=estranea, testo="x", campi=[]),
        lambda: operations.accogli(pratica.pk, attore=estranea),
        lambda: operations.respingi(pratica.pk, attore=estranea, motivazione="x"),
    ):
        with pytest.raises(DomainError, match="altro ufficio"):
            atto()


def test_due_operatori_non_prendono_la_stessa_pratica(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia)
    collega = people.crea_operatore("Bruno", ztl.ufficio)
    operations.prendi_in_carico(pratica.pk, attore=anna)
    assert operations.prendi_in_carico(pratica.pk, attore=anna).assegnatario == anna
    with pytest.raises(DomainError):
        operations.prendi_in_carico(pratica.pk, attore=collega)


def test_l_integrazione_riapre_solo_i_campi_indicati(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    with pytest.raises(DomainError, match="non è della richiesta"):
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Correggi.", campi=["altezza"])
    with pytest.raises(DomainError, match="Scrivi che cosa"):
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo=" ", campi=["targa"])
    richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Targa errata.", campi=["targa"])
    operations.salva_risposta(richiesta.pk, attore=giulia, risposte={"targa": "EF456GH"}, messaggio="")
    operations.rispondi_integrazione(richiesta.pk, attore=giulia)
    pratica = Pratica.objects.get(pk=pratica.pk)
    assert pratica.dati["targa"] == "AB123CD"  # what was presented stays as it was
    assert pratica.dati_correnti["targa"] == "EF456GH"


def test_una_risposta_vuota_non_si_invia(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega il motivo.", campi=[])
    with pytest.raises(DomainError, match="Scrivi un messaggio"):
        operations.rispondi_integrazione(richiesta.pk, attore=giulia)
    operations.salva_risposta(richiesta.pk, attore=giulia, risposte={}, messaggio="Ci lavoro.")
    operations.rispondi_integrazione(richiesta.pk, attore=giulia)
    assert Pratica.objects.get(pk=pratica.pk).stato == Stato.IN_LAVORAZIONE


def test_il_termine_si_ferma_mentre_si_aspetta_il_cittadino(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)):
        pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
        assert pratica.entro_il == dt.date(2026, 4, 1)
    with time_machine.travel(dt.datetime(2026, 3, 12, 9, tzinfo=dt.UTC)):
        richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
        assert Pratica.objects.get(pk=pratica.pk).entro_il == dt.date(2026, 5, 2)
    with time_machine.travel(dt.datetime(2026, 3, 22, 9, tzinfo=dt.UTC)):
        operations.salva_risposta(richiesta.pk, attore=giulia, risposte={}, messaggio="Ecco.")
        operations.rispondi_integrazione(richiesta.pk, attore=giulia)
    assert Pratica.objects.get(pk=pratica.pk).entro_il == dt.date(2026, 4, 11)


@pytest.mark.parametrize("stato", Stato.values)
def test_ogni_stato_si_raggiunge_con_gli_atti(giulia: Persona, anna: Persona, ztl: Servizio, stato: str) -> None:
    assert una_pratica(di=giulia, stato=stato).stato == stato


def test_la_linea_del_tempo_non_si_riscrive(giulia: Persona, ztl: Servizio) -> None:
    passaggio = una_pratica(di=giulia).passaggi.get()
    with pytest.raises(Immutabile):
        passaggio.save()
    with pytest.raises(Immutabile):
        passaggio.delete()


def test_i_diritti_dovuti_all_accoglimento_si_chiedono_allora(
    giulia: Persona, anna: Persona, ente: Ente, ztl: Servizio
) -> None:
    contenuto = leggi(disponibili()[ztl.slug]).contenuto
    dopo = contenuto | {"diritti": contenuto["diritti"] | {"quando": "accoglimento"}}
    operations.installa_servizio(ente, Pacchetto(dopo, "1" * 64))
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    assert pratica.avviso is None
    pratica = operations.accogli(pratica.pk, attore=anna)
    assert pratica.avviso is not None
    assert pratica.avviso.da_pagare
    assert "20,00" in Messaggio.objects.get(tipo="pratiche.accolta").testo


def test_un_ente_senza_conto_non_prende_richieste_a_meta(bozza: Pratica) -> None:
    ContoIncasso.objects.all().delete()
    with pytest.raises(DomainError, match="pagamenti online"):
        presenta_bozza(bozza)
    bozza.refresh_from_db()
    assert (bozza.stato, bozza.numero) == (Stato.BOZZA, None)
    assert not Numeratore.objects.filter(ultimo__gt=0).exists()
