"""The sample world: it can be repeated, and the people in it can do what they should."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape
from pytest_django import Settings

from appuntamenti.models import Sportello
from appuntamenti.queries import posti_liberi
from notifiche.models import ServizioIO
from portal.base.chiavi import segreto_locale
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona, Rappresentanza
from pratiche.moduli.caricatore import disponibili, leggi


@pytest.fixture
def mondo(db: None, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("dati_esempio")
    return capsys.readouterr().out


def test_ripetuto_non_cambia_niente(mondo: str, capsys: pytest.CaptureFixture[str]) -> None:
    modelli = (Ente, Ufficio, Incarico, Persona, Sportello, Servizio, ServizioIO)
    Sportello.objects.update(apertura="Cambiata a mano")
    prima = [modello.objects.count() for modello in modelli]
    call_command("dati_esempio")
    assert capsys.readouterr().out == mondo
    assert [modello.objects.count() for modello in modelli] == prima
    assert set(Sportello.objects.values_list("apertura", flat=True)) == {"Cambiata a mano"}


def test_cambiando_porta_gli_indirizzi_seguono(mondo: str, settings: Settings) -> None:
    settings.PORTA = 9100
    call_command("dati_esempio")
    assert {ente.origine for ente in Ente.objects.all()} == {"http://localhost:9100", "http://127.0.0.1:9100"}


def test_in_produzione_si_rifiuta(db: None, settings: Settings) -> None:
    settings.PRODUZIONE = True
    with pytest.raises(CommandError):
        call_command("dati_esempio")
    assert not Ente.objects.exists()


def test_gallo_costruzioni_ha_una_casa_e_mario_ci_lavora(mondo: str) -> None:
    gallo = Persona.objects.get(natura="giuridica")
    attive = Rappresentanza.objects.date_da(gallo, Ente.objects.get(slug="roccachiara")).in_vigore().con_persone()
    assert {(uno.rappresentante.nome, uno.specie) for uno in attive} == {("Roberto", "impresa"), ("Mario", "delega")}
    pratica = gallo.pratiche.get()
    assert (pratica.sigla, pratica.nome_richiedente) == (f"1/{pratica.anno}", "Gallo Costruzioni S.r.l.")
    assert gallo.avvisi.get().da_pagare


def test_uffici_operatori_e_deleghe(mondo: str, settings: Settings) -> None:
    """One world for all that only looks at it: making it is what costs."""
    assert Ente.objects.count() == 2
    condiviso = Ufficio.objects.get(nome__contains="associato")
    assert condiviso.enti.count() == 2
    assert Ufficio.objects.filter(nome="Ufficio anagrafe").count() == 2
    for persona in Persona.objects.filter(is_staff=True):
        parola = segreto_locale(settings.CASA_DATI, f"operatore-{persona.username}")
        assert persona.check_password(parola)
        assert parola in mondo
    da_soli = Ufficio.objects.exclude(incarichi__ruolo=Incarico.Ruolo.RESPONSABILE)
    assert not da_soli.exists()  # whatever is asked in the sample world, somebody finds it
    assert Sportello.objects.count() == 4
    assert all(posti_liberi(sportello) for sportello in Sportello.objects.select_related("ente"))
    ente = Ente.objects.get(slug="roccachiara")
    attive = Rappresentanza.objects.filter(ente=ente).in_vigore().con_persone().order_by("pk")
    coppie = {(uno.rappresentante.nome, uno.rappresentato.nome, uno.specie) for uno in attive}
    assert ("Luca", "Giulia", "delega") in coppie
    assert ("Giulia", "Pietro", "genitore") in coppie
    assert attive[0].nomi_stanze == ["Pratiche", "Pagamenti"]
    assert attive[0].facolta == ["leggi", "fai"]


def test_le_pagine_di_chi_arriva(mondo: str) -> None:
    """Term, documents, fee and stamp are written once, in the package: also after the sample pages are written again."""
    for nome_host, localita in (("localhost", "Roccachiara"), ("127.0.0.1", "Valdolce")):
        prenota = Client(HTTP_HOST=nome_host).get("/appuntamenti/prenota/?servizio=permesso-accesso-ztl")
        assert prenota.content.decode().count("Sportello permessi e mobilità</strong>") == 1
        assert localita in prenota.content.decode()
    sito = Client(HTTP_HOST="localhost")
    canone = sito.get("/servizi/pagare-canone-unico/").content.decode()
    assert canone.index('href="/area-personale/pagamenti/"') < canone.index(
        'href="/servizi/pagare-canone-unico/richiedi/"'
    )
    for nome, slug in (("assistenza", "richiesta-assistenza"), ("segnalazioni", "segnalazione-disservizio")):
        assert f'href="/servizi/{slug}/richiedi/"' in sito.get(f"/{nome}/").content.decode()
    call_command("dati_esempio")
    servizi = Servizio.objects.filter(ente__slug="roccachiara", online=True)
    assert servizi.count() >= 27
    for servizio in servizi:
        definizione = leggi(disponibili()[servizio.slug]).definizione
        pagina = sito.get(servizio.get_absolute_url()).content.decode()
        assert f"<strong>{definizione.termine_giorni}</strong>" in pagina, servizio.slug
        assert all(escape(documento.nome) in pagina for documento in definizione.documenti), servizio.slug
        assert (definizione.diritti is not None) == ("con pagoPA" in pagina.partition('id="costi"')[2].partition("</section>")[0]), servizio.slug  # fmt: skip
        assert servizio.percorso_richiesta in pagina, servizio.slug
