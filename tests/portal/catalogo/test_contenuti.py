"""Sample contents, translations, news and events, and the back-office that writes them."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone, translation

from portal.catalogo.models import Contenuto, Evento, Notizia, Servizio
from portal.catalogo.operations import carica_esempi
from portal.catalogo.templatetags.catalogo import scritta
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from tests.conftest import entra
from tests.makers import tutte_le_pagine
from tests.pagine import Pagina, scritto_in
from tests.people import crea_operatore


def test_gli_esempi_si_caricano_due_volte_senza_raddoppiare(ente: Ente) -> None:
    quanti = carica_esempi(ente)
    assert carica_esempi(ente) == quanti == Contenuto.objects.filter(ente=ente).count()
    assert Servizio.objects.filter(ente=ente, slug="cambio-residenza").exists()
    assert not Contenuto.objects.exclude(ente=ente).exists()


def test_gli_esempi_usano_l_ufficio_condiviso_che_c_e(ente: Ente, altro_ente: Ente, ufficio: Ufficio) -> None:
    ufficio.nome = "Ufficio associato Polizia locale e mobilità"
    ufficio.save()
    ufficio.enti.add(altro_ente)
    tutte_le_pagine(ente)
    tutte_le_pagine(altro_ente)
    ztl = Servizio.objects.filter(slug="permesso-accesso-ztl")
    assert {servizio.ufficio for servizio in ztl} == {ufficio}
    assert {servizio.ente for servizio in ztl} == {ente, altro_ente}


def test_ogni_esempio_passa_i_controlli_del_modello(ente: Ente) -> None:
    assert tutte_le_pagine(ente) == Contenuto.objects.count()
    for servizio in Servizio.objects.all():
        servizio.full_clean()
        assert servizio.argomenti, servizio.slug


def test_la_traduzione_dice_in_che_lingua_e(servizio: Servizio) -> None:
    servizio.traduzioni = {"en": {"titolo": "Permit", "sommario": " "}}
    with translation.override("en"):
        assert servizio.testo("titolo") == "Permit"
        assert scritta(servizio, "titolo") == "Permit"
        assert scritta(servizio, "sommario") == '<span lang="it">Entra in centro.</span>'
        assert servizio.in_altra_lingua
    with translation.override("it"):
        assert scritta(servizio, "titolo") == "Permesso ZTL"
        assert not servizio.in_altra_lingua


def test_un_evento_finito_non_si_elenca_ma_la_sua_pagina_resta(client: Client, ente: Ente) -> None:
    def evento(slug: str, giorni: int) -> Evento:
        inizio = timezone.now() + dt.timedelta(days=giorni)
        fine = inizio + dt.timedelta(hours=1)
        return Evento.objects.create(ente=ente, slug=slug, titolo=slug, corpo="x", dove="x", inizio=inizio, fine=fine)

    evento("domani", 1)
    ieri = evento("ieri", -2)
    assert [scritto_in(a) for a in Pagina(client.get("/vivere/eventi/")).elementi("event-link")] == ["domani"]
    assert client.get(ieri.get_absolute_url()).status_code == 200


def test_le_novita_si_sfogliano_dalla_piu_recente(client: Client, ente: Ente) -> None:
    for giorno in range(1, 29):
        data = dt.date(2026, 10, giorno)
        Notizia.objects.create(ente=ente, slug=f"n{giorno}", titolo=f"N{giorno}", corpo="x", genere="avvisi", data=data)
    titoli: list[str] = []
    indirizzo = "/novita/avvisi/"
    for _ in range(3):
        pagina = Pagina(client.get(indirizzo))
        titoli += [scritto_in(a) for a in pagina.tutti("//h3/a")]
        seguito = pagina.tutti("//main//a[starts-with(@href, '?dopo=')]/@href")
        indirizzo = f"/novita/avvisi/{seguito[0]}" if seguito else ""
    assert not indirizzo
    assert titoli == [f"N{giorno}" for giorno in range(28, 0, -1)]


# --- the back-office ----------------------------------------------------------------------------------------------------


@pytest.fixture
def amministratrice(ufficio: Ufficio) -> Persona:
    return crea_operatore("Carla", ufficio, Incarico.Ruolo.AMMINISTRATORE)


def _campi(client: Client, indirizzo: str) -> dict[str, str]:
    """What the browser would send back of an admin form, as it stands."""
    modulo = client.get(indirizzo).context["adminform"].form
    return {nome: modulo[nome].value() for nome in modulo.fields if modulo[nome].value() not in (None, False)}


GESTIONE_ARGOMENTI = {"argomenti_trattati-TOTAL_FORMS": "0", "argomenti_trattati-INITIAL_FORMS": "0"}


def test_l_amministratrice_traduce_una_scheda(client: Client, servizio: Servizio, amministratrice: Persona) -> None:
    entra(client, amministratrice)
    indirizzo = f"/operatori/catalogo/servizio/{servizio.pk}/change/"
    dati = {**_campi(client, indirizzo), **GESTIONE_ARGOMENTI, "titolo__en": "Permit", "scadenze": "[]"}
    risposta = client.post(indirizzo, dati)
    assert risposta.status_code == 302, risposta.context["adminform"].form.errors
    servizio.refresh_from_db()
    assert servizio.traduzioni == {"en": {"titolo": "Permit"}}


def test_una_pagina_nuova_nasce_nell_ente_di_chi_la_scrive(
    client: Client, ente: Ente, amministratrice: Persona
) -> None:
    entra(client, amministratrice)
    dati = {**GESTIONE_ARGOMENTI, "titolo": "Media policy", "slug": "media", "corpo": "Testo.", "pubblicato": "on"}
    assert client.post("/operatori/catalogo/pagina/add/", dati).status_code == 302
    assert Contenuto.objects.get(slug="media").ente == ente
    doppia = client.post("/operatori/catalogo/pagina/add/", dati)
    assert "scegline un altro" in doppia.content.decode()


def test_chi_lavora_allo_sportello_legge_e_non_scrive(client: Client, servizio: Servizio, anna: Persona) -> None:
    entra(client, anna)
    indirizzo = f"/operatori/catalogo/servizio/{servizio.pk}/change/"
    assert client.get(indirizzo).status_code == 200
    assert client.post(indirizzo, {}).status_code == 403


def test_la_scheda_del_vicino_non_si_apre(
    client: Client, servizio: Servizio, altro_ente: Ente, amministratrice: Persona
) -> None:
    Servizio.objects.filter(pk=servizio.pk).update(ente=altro_ente)
    entra(client, amministratrice)
    risposta = client.get(f"/operatori/catalogo/servizio/{servizio.pk}/change/")
    assert risposta.status_code == 302
    assert risposta["Location"] == "/operatori/"
