"""The notice of refusal and the request for completion: what each asks, what it does to the term, how it ends."""

import datetime as dt

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from notifiche.models import Messaggio
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.identita.models import Persona
from portal.protocollo.operations import apri_registro
from portal.registro.models import Evento
from pratiche import operations, stampe
from pratiche.models import (
    Pratica,
    PreavvisoRigetto,
    RegistrazioneProtocollo,
    RichiestaIntegrazione,
    Stampa,
    StatoRichiesta,
)
from pratiche.models.insieme import PraticaQuerySet
from pratiche.stati import Stato
from pratiche.tasks import protocolla, stampa
from tests.conftest import entra
from tests.makers import con_regole, presenta_bozza, una_bozza, una_pratica
from tests.pratiche.conftest import un_pdf


def il(giorno: int, mese: int = 3) -> time_machine.travel:
    return time_machine.travel(dt.datetime(2026, mese, giorno, 9, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def pratica(giulia: Persona, anna: Persona, ztl: Servizio) -> Pratica:
    """Presented on 2 March 2026 and being worked."""
    with il(2):
        return una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)


def rileggi(pratica: Pratica) -> Pratica:
    return Pratica.objects.con_il_necessario().get(pk=pratica.pk)


def stampata(genere: str) -> Stampa:
    """The only sheet of this kind, made and sent to the protocol."""
    stampa()
    protocolla()
    return Stampa.objects.get(genere=genere)


def azioni(pratica: Pratica) -> list[str]:
    return list(Evento.objects.filter(oggetto=pratica.codice).order_by("pk").values_list("azione", flat=True))


# --- the notice of refusal


def test_senza_preavviso_non_si_respinge(pratica: Pratica, anna: Persona) -> None:
    with il(10), pytest.raises(DomainError, match="serve il preavviso"):
        operations.respingi(pratica.pk, attore=anna, motivazione="Fuori zona.")


def test_dove_la_legge_non_lo_vuole_si_respinge_subito(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    con_regole(ztl, preavviso_previsto=False)
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    with pytest.raises(DomainError, match="non vuole il preavviso"):
        operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="x")
    assert operations.respingi(pratica.pk, attore=anna, motivazione="Fuori graduatoria.").stato == Stato.RESPINTA


def test_il_preavviso_ferma_il_termine_e_poi_si_decide(pratica: Pratica, anna: Persona) -> None:
    with il(20):
        preavviso = operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="1. Non abiti nella zona.")
        assert rileggi(pratica).stato == Stato.IN_ATTESA_DEL_CITTADINO
        assert preavviso.scadenza == dt.date(2026, 3, 30)
        assert rileggi(pratica).entro_il == dt.date(2026, 4, 11)
        with pytest.raises(DomainError, match="può ancora presentare osservazioni"):
            operations.respingi(pratica.pk, attore=anna, motivazione="x")
        with pytest.raises(DomainError, match="già stato inviato"):
            operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="2. Altro.")
    with il(31):
        respinta = operations.respingi(pratica.pk, attore=anna, motivazione="Non abiti nella zona.")
    assert respinta.stato == Stato.RESPINTA
    assert list(pratica.passaggi.values_list("genere", flat=True))[-3:] == ["preavviso", "preavviso_chiuso", "respinta"]
    assert azioni(pratica)[-2:] == ["pratica.preavviso_inviato", "pratica.respinta"]
    assert Messaggio.objects.get(tipo="pratiche.preavviso").url == preavviso.get_absolute_url()
    assert Stampa.objects.filter(pratica=pratica, genere=Stampa.Genere.PREAVVISO).count() == 1


def test_chi_osserva_all_ultimo_minuto_e_in_tempo_anche_se_poi_deve_aspettare(
    pratica: Pratica, anna: Persona, giulia: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody holds the case over midnight: what counts is when the observations came."""
    with il(20):
        preavviso = operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")
        operations.salva_osservazioni(preavviso.pk, attore=giulia, testo="Ci abito.")
    vera = PraticaQuerySet.blocca
    with time_machine.travel(dt.datetime(2026, 3, 30, 21, 59, 30, tzinfo=dt.UTC), tick=False) as ora:

        def aspetta(pratiche: PraticaQuerySet, chiave: int) -> Pratica:
            ora.shift(60)
            return vera(pratiche, chiave)

        monkeypatch.setattr(PraticaQuerySet, "blocca", aspetta)
        operations.presenta_osservazioni(preavviso.pk, attore=giulia)
    assert rileggi(pratica).entro_il == dt.date(2026, 4, 21)  # late ones would leave 11 April


def test_un_rigetto_che_ignora_le_osservazioni_non_passa(pratica: Pratica, anna: Persona, giulia: Persona) -> None:
    with il(20):
        preavviso = operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")
    with il(25):
        with pytest.raises(DomainError, match="Scrivi le tue osservazioni"):
            operations.presenta_osservazioni(preavviso.pk, attore=giulia)
        operations.salva_osservazioni(preavviso.pk, attore=giulia, testo="Ci abito dal 1 marzo.")
        operations.aggiungi_allegato(
            pratica.pk, attore=giulia, campo="altri_documenti", file=un_pdf("contratto.pdf"), mime="application/pdf",
            preavviso_id=preavviso.pk,
        )  # fmt: skip
        operations.presenta_osservazioni(preavviso.pk, attore=giulia)
        operations.presenta_osservazioni(preavviso.pk, attore=giulia)  # twice is harmless
        assert rileggi(pratica).entro_il == dt.date(2026, 4, 16)
        with pytest.raises(DomainError, match="scrivi come hai valutato"):
            operations.respingi(pratica.pk, attore=anna, motivazione="Non abiti nella zona.", valutazione=" ")
        operations.respingi(
            pratica.pk, attore=anna, motivazione="Non abiti nella zona.", valutazione="Il contratto parte da maggio."
        )
    preavviso.refresh_from_db()
    assert preavviso.valutazione == "Il contratto parte da maggio."
    assert preavviso.allegati.get().documento is not None
    assert azioni(pratica).count("pratica.osservazioni_ricevute") == 1


def test_archiviando_non_si_passa_sopra_alle_osservazioni(
    client: Client, pratica: Pratica, anna: Persona, giulia: Persona
) -> None:
    with il(20):
        preavviso = operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")
    with il(25):
        operations.salva_osservazioni(preavviso.pk, attore=giulia, testo="Ci abito dal 1 marzo.")
        operations.presenta_osservazioni(preavviso.pk, attore=giulia)
        entra(client, anna)
        chiudi = f"/operatori/pratiche/{pratica.codice}/archivia/"
        dati = {"perche": "improcedibile", "motivazione": "La zona non c'è più.", "valutazione": ""}
        rifiutata = client.post(chiudi, dati).content.decode()
        assert "Come hai valutato le osservazioni" in rifiutata
        assert 'href="#id_valutazione"' in rifiutata
        insieme = {"atto": "archivia", "scelte": [str(pratica.codice)]}
        assert "si archivia dalla sua pagina" in client.post("/operatori/insieme/", insieme).content.decode()
        with pytest.raises(DomainError, match="scrivi come hai valutato"):
            operations.archivia(pratica.pk, attore=anna, perche="improcedibile", motivazione="La zona non c'è più.")
        client.post(chiudi, {**dati, "valutazione": "La residenza non conta più."})
    preavviso.refresh_from_db()
    assert (rileggi(pratica).stato, preavviso.valutazione) == (Stato.ARCHIVIATA, "La residenza non conta più.")


def test_osservazioni_in_ritardo_si_leggono_ma_non_fermano_nulla(
    pratica: Pratica, anna: Persona, giulia: Persona
) -> None:
    with il(20):
        preavviso = operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")
    with il(2, 4):
        operations.salva_osservazioni(preavviso.pk, attore=giulia, testo="Scusate il ritardo.")
        operations.presenta_osservazioni(preavviso.pk, attore=giulia)
        assert rileggi(pratica).entro_il == dt.date(2026, 4, 11)
        with pytest.raises(DomainError, match="scrivi come hai valutato"):
            operations.respingi(pratica.pk, attore=anna, motivazione="x")


def test_il_preavviso_si_ritira_ma_le_sue_parole_restano(pratica: Pratica, anna: Persona, giulia: Persona) -> None:
    with il(20):
        operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")
    with il(22):
        with pytest.raises(DomainError, match="Scrivi perché"):
            operations.annulla_preavviso(pratica.pk, attore=anna, motivo=" ")
        operations.annulla_preavviso(pratica.pk, attore=anna, motivo="Ho trovato la residenza.")
        assert rileggi(pratica).entro_il == dt.date(2026, 4, 3)
    preavviso = PreavvisoRigetto.objects.get()
    assert (preavviso.stato, preavviso.testo) == (StatoRichiesta.ANNULLATA, "Non abiti nella zona.")
    assert rileggi(pratica).stato == Stato.IN_LAVORAZIONE
    with il(23), pytest.raises(DomainError, match="serve il preavviso"):
        operations.respingi(pratica.pk, attore=anna, motivazione="x")


@pytest.mark.parametrize("che", ["preavviso", "integrazione"])
def test_il_ritiro_di_un_avviso_va_al_protocollo_e_dice_che_cosa_succede(
    client: Client, pratica: Pratica, anna: Persona, giulia: Persona, che: str
) -> None:
    preavviso = che == "preavviso"
    annulla = operations.annulla_preavviso if preavviso else operations.annulla_integrazione
    with il(20):
        apri_registro(pratica.ente, ufficio=pratica.ufficio, codice="PROT", codice_aoo="AOO")
        if preavviso:
            operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")
        else:
            operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Manca la carta.", campi=[])
        prima = stampata("preavviso" if preavviso else "da_integrare")
    with il(22):
        annulla(pratica.pk, attore=anna, motivo="Trovata in archivio.")
        with pytest.raises(DomainError):
            annulla(pratica.pk, attore=anna, motivo="Trovata in archivio.")
        dopo = stampata("preavviso_annullato" if preavviso else "richiesta_annullata")
        sua = entra(client, giulia).get(pratica.get_absolute_url()).content.decode()
        scritto = render_to_string(*stampe.prepara(dopo))
    registrata = RegistrazioneProtocollo.objects.get(documento=dopo.documento)
    assert registrata.numero
    assert registrata.arrivo == (dopo.preavviso or dopo.integrazione).chiusa_il
    assert (registrata.documento.flusso, registrata.documento.intestatario) == ("U", giulia)
    for parola in (
        f"protocollo n. {prima.documento.numero_registrazione}", "Trovata in archivio.", "Giulia Bianchi",
        "da domenica 22 marzo 2026 corre di nuovo", "L'ufficio decide entro <strong>venerdì 3 aprile 2026</strong>",
    ):  # fmt: skip
        assert parola in scritto
    assert str(registrata.documento.codice) in sua
    assert (
        registrata.documento
        in Messaggio.objects.get(tipo__endswith="_annullato" if preavviso else "_annullata").allegati.all()
    )
    with il(10, 4):  # printed late, it promises no day that is past
        assert "L'ufficio decide entro" not in render_to_string(*stampe.prepara(dopo))


def test_un_avviso_ritirato_prima_del_suo_numero_si_dice_con_il_giorno(pratica: Pratica, anna: Persona) -> None:
    with il(20):
        operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")
        operations.annulla_preavviso(pratica.pk, attore=anna, motivo="Un errore.")
        scritto = render_to_string(*stampe.prepara(Stampa.objects.get(genere="preavviso_annullato")))
    assert "protocollo n." not in scritto
    assert "20 marzo 2026" in scritto


def test_si_risponde_al_preavviso_dalla_sua_pagina(
    client: Client, pratica: Pratica, anna: Persona, giulia: Persona
) -> None:
    with il(20):
        operations.preavvisa_rigetto(
            pratica.pk, attore=anna, motivi="1. Non abiti nella zona.", documenti=[un_pdf("regolamento.pdf")]
        )
        entra(client, giulia)
        pagina = client.get(f"/pratiche/{pratica.codice}/").content.decode()
        indirizzo = f"/pratiche/{pratica.codice}/osservazioni/"
        assert indirizzo in pagina
        testo = client.get(indirizzo).content.decode()
        assert "1. Non abiti nella zona." in testo
        assert "regolamento.pdf" in testo
        assert "lunedì 30 marzo 2026" in testo
        salvata = client.post(indirizzo, {"osservazioni": "Ci abito", "salva": "1"}, follow=True).content.decode()
        assert "non ancora inviate" in salvata
        assert "Ci abito" in client.get(indirizzo).content.decode()
        vuota = client.post(indirizzo, {"osservazioni": ""}).content.decode()
        assert "Scrivi le tue osservazioni" in vuota
        dati = {"osservazioni": "Ci abito dal 1 marzo.", "altri_documenti": un_pdf("contratto.pdf")}
        assert "sono state inviate" in client.post(indirizzo, dati, follow=True).content.decode()
        assert "nessun preavviso" in client.get(indirizzo, follow=True).content.decode()
    assert rileggi(pratica).stato == Stato.IN_LAVORAZIONE


# --- the request for completion


def test_la_richiesta_dice_che_cosa_non_va_in_ogni_campo(
    client: Client, pratica: Pratica, anna: Persona, giulia: Persona
) -> None:
    with il(12):
        operations.richiedi_integrazione(
            pratica.pk, attore=anna, testo="Serve una copia leggibile.", campi=["targa", "carta_circolazione"],
            motivi={"carta_circolazione": "illeggibile"}, documenti=[un_pdf("esempio.pdf")],
        )  # fmt: skip
        testo = entra(client, giulia).get(f"/pratiche/{pratica.codice}/rispondi/").content.decode()
    assert "<strong>Carta di circolazione</strong>: non si legge" in testo
    assert "<strong>Targa del veicolo</strong>: va rivisto, come spiegato" in testo
    assert "esempio.pdf" in testo


def test_i_file_dell_ufficio_li_apre_il_cittadino(
    client: Client, pratica: Pratica, anna: Persona, giulia: Persona
) -> None:
    with il(12):
        richiesta = operations.richiedi_integrazione(
            pratica.pk, attore=anna, testo="Compila il modello.", campi=[], documenti=[un_pdf("modello.pdf")]
        )
        documento = richiesta.documenti.get()
        assert (documento.flusso, documento.intestatario) == ("U", giulia)
        assert entra(client, giulia).get(documento.get_absolute_url()).status_code == 200


def test_l_ufficio_annulla_la_richiesta_e_il_termine_riparte(pratica: Pratica, anna: Persona, giulia: Persona) -> None:
    with il(12):
        richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Manca la carta.", campi=[])
    with il(15):
        operations.annulla_integrazione(pratica.pk, attore=anna, motivo="L'ho trovata in archivio.")
        assert rileggi(pratica).entro_il == dt.date(2026, 4, 4)
        with pytest.raises(DomainError):
            operations.salva_risposta(richiesta.pk, attore=giulia, risposte={}, messaggio="Eccola")
    richiesta.refresh_from_db()
    assert richiesta.stato == StatoRichiesta.ANNULLATA
    assert (richiesta.testo, richiesta.motivo_annullamento) == ("Manca la carta.", "L'ho trovata in archivio.")
    assert rileggi(pratica).stato == Stato.IN_LAVORAZIONE
    assert "pratiche.integrazione_annullata" in Messaggio.objects.values_list("tipo", flat=True)


def test_il_cittadino_ha_altro_tempo_una_volta_sola(
    client: Client, pratica: Pratica, anna: Persona, giulia: Persona
) -> None:
    with il(12):
        richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Manca la carta.", campi=[])
        assert richiesta.scadenza == dt.date(2026, 4, 1)
    indirizzo = f"/pratiche/{pratica.codice}/proroga/"
    with il(30):
        entra(client, giulia)
        assert "martedì 21 aprile 2026" in client.get(indirizzo).content.decode()
        assert "Scrivi perché" in client.post(indirizzo, {"motivo": ""}, follow=True).content.decode()
        assert (
            "Hai più tempo" in client.post(indirizzo, {"motivo": "Aspetto il duplicato"}, follow=True).content.decode()
        )
        richiesta.refresh_from_db()
        assert richiesta.scadenza == dt.date(2026, 4, 21)
        assert rileggi(pratica).entro_il == dt.date(2026, 5, 2)  # the stop stays of 30 days at most
        assert client.get(indirizzo).status_code == 302
        with pytest.raises(DomainError, match="Non si può avere altro tempo"):
            operations.proroga_integrazione(richiesta.pk, attore=giulia, motivo="Ancora")
    assert azioni(pratica).count("pratica.integrazione_prorogata") == 1


def test_la_proroga_lascia_all_ufficio_i_giorni_per_decidere(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    con_regole(ztl, integrazione_giorni=30)
    with il(2):
        pratica = presenta_bozza(una_bozza(giulia, ztl))
        operations.prendi_in_carico(pratica.pk, attore=anna)
    with il(30):
        richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Manca la carta.", campi=[])
        with pytest.raises(DomainError, match="Non si può avere altro tempo"):
            operations.proroga_integrazione(richiesta.pk, attore=giulia, motivo="Sono via")


def test_si_risponde_in_ritardo_finche_l_ufficio_non_decide(pratica: Pratica, anna: Persona, giulia: Persona) -> None:
    with il(12):
        richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
    with il(20, 4):
        operations.salva_risposta(richiesta.pk, attore=giulia, risposte={}, messaggio="Ecco.")
        operations.rispondi_integrazione(richiesta.pk, attore=giulia)
    assert rileggi(pratica).entro_il == dt.date(2026, 5, 2)
    assert RichiestaIntegrazione.objects.get().stato == StatoRichiesta.RISPOSTA


def test_chi_non_ha_risposto_puo_ricevere_il_preavviso(pratica: Pratica, anna: Persona) -> None:
    with il(12):
        operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
        with pytest.raises(DomainError, match="può ancora rispondere"):
            operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non hai spiegato.")
    with il(2, 4):
        operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non hai spiegato.")
    assert RichiestaIntegrazione.objects.get().stato == StatoRichiesta.CHIUSA
    assert rileggi(pratica).preavviso_aperto


def test_quello_che_e_chiuso_e_davvero_chiuso(pratica: Pratica, anna: Persona, giulia: Persona) -> None:
    with il(20):
        preavviso = operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Non abiti nella zona.")
        operations.salva_osservazioni(preavviso.pk, attore=giulia, testo="Ci abito.")
    with il(31):
        operations.archivia(pratica.pk, attore=anna, perche="improcedibile", motivazione="Il servizio è finito.")
        with pytest.raises(DomainError, match="Archiviata"):
            operations.presenta_osservazioni(preavviso.pk, attore=giulia)
    assert timezone.localdate(rileggi(pratica).conclusa_il) == dt.date(2026, 3, 31)
