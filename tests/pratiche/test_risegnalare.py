"""A closed report whose problem is still there: opened again by who made it, or followed by a new one; followers hear of it."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifiche.models import Messaggio
from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import Parere, Pratica, Riapertura, Segnalazione, Sostegno, Stampa
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import un_servizio
from tests.pratiche.test_segnalazioni import LUOGO, letto, una_foto, una_segnalazione


@pytest.fixture
def servizio(ente: Ente, ufficio: Ufficio) -> Servizio:
    return un_servizio(ente, ufficio, "segnalazione-disservizio")


@pytest.fixture
def chiusa(giulia: Persona, anna: Persona, servizio: Servizio) -> Segnalazione:
    """Made by Giulia, said to be solved by Anna."""
    segnalazione = una_segnalazione(giulia, servizio, anna)
    operations.accogli(segnalazione.pratica_id, attore=anna, motivazione="Riparata.")
    il_documento_e_pronto()
    segnalazione.refresh_from_db()
    return segnalazione


def il_documento_e_pronto() -> None:
    Stampa.objects.update(stato=StatoLavoro.RIUSCITO)


def risegnala(segnalazione: Segnalazione, chi: Persona, **altro: object) -> Pratica:
    valori = {"motivo": "La buca si è riaperta.", **altro}
    return operations.risegnala(segnalazione.pratica_id, attore=chi, **valori)  # type: ignore[arg-type]


def test_chi_ha_segnalato_riapre_con_una_foto_e_l_ufficio_lo_vede_in_cima(
    client: Client, chiusa: Segnalazione, giulia: Persona, anna: Persona
) -> None:
    entra(client, giulia)
    pagina = letto(client, f"/pratiche/{chiusa.pratica.codice}/")
    assert "riapri la segnalazione" in pagina
    assert chiusa.get_absolute_url() in pagina
    indirizzo = f"/pratiche/{chiusa.pratica.codice}/c-e-ancora/"
    assert "Che cosa vedi ancora" in letto(client, indirizzo)
    assert "obbligatorio" in client.post(indirizzo, {"motivo": ""}).content.decode().lower()
    documento = SimpleUploadedFile("nota.pdf", b"%PDF-1.4\n%%EOF")
    assert "foto" in client.post(indirizzo, {"motivo": "Sì", "foto": documento}).content.decode()
    foto = SimpleUploadedFile("ancora.jpg", una_foto())
    risposta = client.post(indirizzo, {"motivo": "<script>La buca</script> di prima", "foto": foto})
    assert risposta.status_code == 302
    pratica = Pratica.objects.get(pk=chiusa.pratica_id)
    assert (pratica.stato, pratica.esito, pratica.assegnatario_id) == (Stato.IN_LAVORAZIONE, "", anna.pk)
    assert pratica.decorre_dal == timezone.localdate()
    assert pratica.entro_il
    assert pratica.entro_il >= timezone.localdate() + dt.timedelta(days=30)
    riapertura = pratica.riaperture.get()
    assert (riapertura.stato_precedente, riapertura.esito_precedente) == ("accolta", "Riparata.")
    assert riapertura.allegati.get().documento.intestatario_id == giulia.pk  # type: ignore[union-attr]
    assert Evento.objects.filter(azione="pratica.risegnalata", oggetto=pratica.codice, attore=giulia.codice).exists()
    assert Messaggio.objects.filter(destinatario=giulia, tipo="pratiche.risegnalata").exists()
    ufficio = entra(Client(HTTP_HOST="localhost"), anna)
    scritto = letto(ufficio, f"/operatori/pratiche/{pratica.codice}/")
    assert "&lt;script&gt;La buca" in scritto
    assert scritto.index("Riaperta da chi l'ha segnalata") < scritto.index("La richiesta</h2>")
    assert pratica.sigla in letto(ufficio, "/operatori/?quali=riaperte")
    assert "ancora.jpg" in letto(ufficio, f"/operatori/pratiche/{pratica.codice}/pubblicazione/")
    pubblica = letto(Client(HTTP_HOST="localhost"), chiusa.get_absolute_url())
    assert "In lavorazione" in pubblica
    assert "Riaperta: il problema c" in pubblica
    assert "La buca" not in pubblica


def test_due_volte_e_una_riapertura_sola(chiusa: Segnalazione, giulia: Persona) -> None:
    risegnala(chiusa, giulia)
    risegnala(chiusa, giulia)
    assert Riapertura.objects.count() == 1
    assert Messaggio.objects.filter(tipo="pratiche.risegnalata").count() == 1


def test_dopo_trenta_giorni_se_ne_fa_una_nuova_collegata(
    client: Client, chiusa: Segnalazione, giulia: Persona, anna: Persona
) -> None:
    assert chiusa.pratica.conclusa_il
    with time_machine.travel(chiusa.pratica.conclusa_il + dt.timedelta(days=31)):
        with pytest.raises(DomainError, match="fanne una nuova"):
            risegnala(chiusa, giulia)
        entra(client, giulia)
        assert client.get(f"/pratiche/{chiusa.pratica.codice}/c-e-ancora/").status_code == 302
        indirizzo = f"/segnalazioni/{chiusa.codice}/di-nuovo/"
        assert indirizzo in letto(client, f"/pratiche/{chiusa.pratica.codice}/")
        letto(client, indirizzo)
        assert client.post(indirizzo, {"letta": "on"}).status_code == 302
        bozza = Pratica.objects.get(richiedente=giulia, stato=Stato.BOZZA)
        assert bozza.dati == {
            "tipo": "strade",
            "luogo": LUOGO,
            "titolo": "Buca profonda",
            "segue": chiusa.pratica.sigla,
        }
        nuova = una_segnalazione(giulia, bozza.servizio, anna)
        assert nuova.dopo == chiusa
        assert chiusa.get_absolute_url() in letto(client, nuova.get_absolute_url())


def test_un_vicino_che_rifa_la_segnalazione_non_ha_le_parole_dell_altro(
    client: Client, chiusa: Segnalazione, marco: Persona
) -> None:
    entra(client, marco)
    pagina = letto(client, f"/segnalazioni/{chiusa.codice}/ci-sono/")
    assert f"/segnalazioni/{chiusa.codice}/di-nuovo/" in pagina
    client.post(f"/segnalazioni/{chiusa.codice}/di-nuovo/", {"letta": "on"})
    bozza = Pratica.objects.get(richiedente=marco)
    assert bozza.dati == {"tipo": "strade", "segue": chiusa.pratica.sigla}
    assert client.get(f"/pratiche/{chiusa.pratica.codice}/c-e-ancora/").status_code == 404
    assert client.post(f"/pratiche/{chiusa.pratica.codice}/c-e-ancora/", {"motivo": "x"}).status_code == 404
    with pytest.raises(DomainError):
        risegnala(chiusa, marco)


@pytest.mark.parametrize("scritto", ["999/2026", "uno", "1/2026; DROP TABLE", "١/٢٠٢٦", "9" * 19 + "/2026"])
def test_un_numero_che_non_c_e_non_collega_nulla(
    giulia: Persona, anna: Persona, servizio: Servizio, scritto: str
) -> None:
    assert una_segnalazione(giulia, servizio, anna, segue=scritto[:20]).dopo is None


def test_una_pratica_di_un_altro_servizio_non_si_riapre_da_qui(
    giulia: Persona, anna: Persona, ufficio: Ufficio
) -> None:
    from tests.makers import una_pratica

    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    with pytest.raises(DomainError, match="non si può riaprire da qui"):
        operations.risegnala(pratica.pk, attore=giulia, motivo="Ancora.")


def test_chi_segue_sa_come_va_e_smette_con_un_clic(
    client: Client,
    giulia: Persona,
    marco: Persona,
    luca: Persona,
    anna: Persona,
    servizio: Servizio,
) -> None:
    segnalazione = una_segnalazione(giulia, servizio, anna)
    operations.pubblica_segnalazione(
        segnalazione.pratica_id, attore=anna, visibile=True, luogo="Via del Mulino", risposta="", foto=[]
    )
    for chi in (marco, luca):
        operations.sostieni(segnalazione.codice, persona=chi)
    operations.accogli(segnalazione.pratica_id, attore=anna, motivazione="Giulia ha ragione.")
    il_documento_e_pronto()
    operations.racconta_novita()
    operations.racconta_novita()  # again: nothing more to tell
    detti = Messaggio.objects.filter(tipo="pratiche.segnalazione_seguita")
    assert {uno.destinatario for uno in detti} == {marco, luca}
    detto = detti.get(destinatario=marco)
    assert "è risolta" in detto.oggetto
    assert "Via del Mulino" in detto.testo
    assert not [parola for parola in ("Giulia", "Bianchi", segnalazione.pratica.sigla) if parola in detto.testo]
    assert "Non scrivermi più" in letto(client, detto.url)
    assert "Non ti scriviamo più" in client.post(detto.url).content.decode()
    assert client.get(detto.url[:-2] + "x/").status_code == 404
    risegnala(segnalazione, giulia)
    operations.racconta_novita()
    assert detti.filter(destinatario=marco).count() == 1
    assert detti.filter(destinatario=luca).count() == 2
    operations.togli_sostegno(segnalazione.codice, persona=luca)
    assert not Sostegno.objects.filter(persona=luca).exists()
    assert client.get(detti.filter(destinatario=luca)[0].url).status_code == 404


def test_una_voce_nascosta_non_si_racconta(giulia: Persona, marco: Persona, anna: Persona, servizio: Servizio) -> None:
    segnalazione = una_segnalazione(giulia, servizio, anna)
    operations.sostieni(segnalazione.codice, persona=marco)
    operations.pubblica_segnalazione(
        segnalazione.pratica_id, attore=anna, visibile=False, luogo="", risposta="", foto=[]
    )
    operations.respingi(segnalazione.pratica_id, attore=anna, motivazione="Strada privata.")
    operations.racconta_novita()
    assert not Messaggio.objects.filter(destinatario=marco).exists()
    assert not Segnalazione.objects.da_raccontare().exists()


def test_due_segnalazioni_dello_stesso_problema_diventano_una(
    client: Client,
    giulia: Persona,
    marco: Persona,
    luca: Persona,
    anna: Persona,
    servizio: Servizio,
    esegui_lavori: object,
) -> None:
    prima, seconda = una_segnalazione(giulia, servizio, anna), una_segnalazione(marco, servizio, anna)
    operations.sostieni(seconda.codice, persona=luca)
    ufficio = entra(Client(HTTP_HOST="localhost"), anna)
    indirizzo = f"/operatori/pratiche/{seconda.pratica.codice}/unisci/"
    assert "resta aperta" in letto(ufficio, indirizzo)
    assert "123/2026" in ufficio.post(indirizzo, {"numero": "999/2026"}).content.decode()
    assert ufficio.post(indirizzo, {"numero": seconda.pratica.sigla}).status_code == 200  # not to itself
    assert ufficio.post(indirizzo, {"numero": prima.pratica.sigla}).status_code == 302
    seconda.refresh_from_db()
    assert (seconda.unita_a, seconda.pratica.stato) == (prima, Stato.ARCHIVIATA)
    assert Messaggio.objects.get(destinatario=marco, tipo="pratiche.segnalazione_unita").url == prima.get_absolute_url()
    assert {uno.persona for uno in prima.sostegni.all()} == {marco, luca}
    elenco, pagina = letto(client, "/segnalazioni/"), letto(client, seconda.get_absolute_url())
    assert prima.get_absolute_url() in elenco
    assert seconda.get_absolute_url() not in elenco
    assert prima.get_absolute_url() in pagina
    operations.accogli(prima.pratica_id, attore=anna)
    esegui_lavori()  # type: ignore[operator]
    assert Messaggio.objects.filter(destinatario=marco, tipo="pratiche.segnalazione_seguita").exists()
    with pytest.raises(DomainError, match="unita a un'altra"):
        risegnala(seconda, marco)
    terza = una_segnalazione(luca, servizio, anna)
    with pytest.raises(DomainError, match="già chiusa"):
        operations.unisci(terza.pratica_id, attore=anna, numero=prima.pratica.sigla)
    altrove = people.crea_operatore("Elisa", people.crea_ufficio("Anagrafe", terza.ente))
    with pytest.raises(DomainError, match="altro ufficio"):
        operations.unisci(terza.pratica_id, attore=altrove, numero=prima.pratica.sigla)


def test_lo_stato_pubblico_segue_la_pratica(
    client: Client, giulia: Persona, anna: Persona, servizio: Servizio, ente: Ente
) -> None:
    segnalazione = una_segnalazione(giulia, servizio, anna)
    indirizzo, chiave = segnalazione.get_absolute_url(), segnalazione.pratica_id
    operations.richiedi_integrazione(chiave, attore=anna, testo="A che altezza?", campi=[])
    pagina = letto(client, indirizzo)
    assert "In attesa di notizie" in pagina
    assert "altezza" not in pagina
    operations.annulla_integrazione(chiave, attore=anna, motivo="Trovata.")
    altro = people.crea_ufficio("Strade", ente)
    people.crea_operatore("Elisa", altro)
    operations.trasferisci(chiave, attore=anna, ufficio=altro.codice, motivo="Tocca a loro.")
    assert "In lavorazione" in letto(client, indirizzo)
    operations.ritira(chiave, attore=giulia, motivo="Già sistemata, dice Rosa.")
    pagina = letto(client, indirizzo)
    assert "Ritirata da chi" in pagina
    assert "Rosa" not in pagina
    mai_vista = una_segnalazione(giulia, servizio, None)
    operations.ritira(mai_vista.pratica_id, attore=giulia)
    assert client.get(mai_vista.get_absolute_url()).status_code == 404


def test_le_letture_della_pagina_sono_le_stesse_con_una_e_con_tante(
    client: Client, giulia: Persona, marco: Persona, anna: Persona, servizio: Servizio, chiusa: Segnalazione
) -> None:
    ufficio = entra(Client(HTTP_HOST="localhost"), anna)
    entra(client, giulia)

    def letture() -> list[int]:
        contate = []
        for chi, indirizzo in (
            (client, f"/pratiche/{chiusa.pratica.codice}/"),
            (ufficio, f"/operatori/pratiche/{chiusa.pratica.codice}/"),
            (Client(HTTP_HOST="localhost"), "/segnalazioni/dati.geojson"),
        ):
            letto(chi, indirizzo)
            with CaptureQueriesContext(connection) as lette:
                letto(chi, indirizzo)
            contate.append(len([q for q in lette if q["sql"].startswith("SELECT")]))
        return contate

    risegnala(chiusa, giulia)
    altrove = people.crea_ufficio("Urbanistica", servizio.ente)
    Incarico.objects.create(persona=anna, ufficio=altrove, ruolo=Incarico.Ruolo.OPERATORE)
    operations.chiedi_parere(chiusa.pratica_id, attore=anna, ufficio=altrove.codice, genere=Parere.Genere.PARERE, quesito="Che strada è?")  # fmt: skip
    operations.trasferisci(chiusa.pratica_id, attore=anna, ufficio=altrove.codice, motivo="È una strada privata.")
    operations.chiedi_parere(chiusa.pratica_id, attore=anna, ufficio=servizio.ufficio.codice, genere=Parere.Genere.PARERE, quesito="È pericolosa?")  # fmt: skip
    una = letture()
    Riapertura.objects.bulk_create(
        Riapertura(pratica=chiusa.pratica, operatore=giulia, titolo="segnalante", motivazione="x", stato_precedente="accolta", conclusa_prima_il=timezone.now())
        for _volta in range(20)
    )  # fmt: skip
    for _volta in range(3):
        una_segnalazione(giulia, servizio, anna)
    seguono = Persona.objects.bulk_create(Persona(username=f"segue-{numero}", is_staff=True) for numero in range(50))
    Sostegno.objects.bulk_create(Sostegno(segnalazione=chiusa, persona=una) for una in seguono)
    assert letture() == una
    assert una[0] <= 10, una  # session and person are two of them
    assert una[1] <= 16, una  # and, for the officer, the incarichi and the line of the register
    for chi, dove in ((client, "pratiche"), (ufficio, "operatori/pratiche")):
        assert "50 persone" in letto(chi, f"/{dove}/{chiusa.pratica.codice}/")


@pytest.mark.servizi
@pytest.mark.django_db(transaction=True)
def test_in_gara_riapre_uno_solo(chiusa: Segnalazione, giulia: Persona) -> None:
    def uno(_volta: int) -> bool:
        try:
            risegnala(chiusa, giulia)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as insieme:
        assert any(insieme.map(uno, range(4)))
    assert Riapertura.objects.count() == 1
