"""Who may ask for a service: level, hat, age, codice fiscale; and the way out of each refusal."""

import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from pagamenti.operations import emetti_avviso
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Pratica, VersioneServizio
from pratiche.requisiti import LivelloInsufficiente, NonAmmesso, controlla_requisiti
from tests.conftest import entra
from tests.makers import ENTRATA_CON_SPID, un_servizio, una_bozza

pytestmark = pytest.mark.django_db


@pytest.fixture
def servizio(ente: Ente, ufficio: Ufficio) -> Servizio:
    return un_servizio(ente, ufficio)


def chiede(servizio: Servizio, **chi: Any) -> None:
    """From now on the service asks this of people."""
    ultima = VersioneServizio.objects.filter(servizio=servizio).order_by("-numero")[0]
    contenuto = {**ultima.contenuto, "chi": {**ultima.contenuto["chi"], **chi}}
    VersioneServizio.objects.create(
        servizio=servizio, numero=ultima.numero + 1, contenuto=contenuto, impronta=f"{ultima.numero:064}"
    )


def entrato(client: Client, persona: Persona, **come: Any) -> Client:
    entra(client, persona)
    sessione = client.session
    sessione["sessione"] = {**sessione["sessione"], **come}
    sessione.save()
    return client


# --- level --------------------------------------------------------------------------------------------------------------


def test_un_livello_basso_porta_a_un_accesso_piu_sicuro_e_poi_torna(
    client: Client, giulia: Persona, servizio: Servizio
) -> None:
    chiede(servizio, livello=3)
    entrato(client, giulia)
    risposta = client.get("/servizi/permesso-accesso-ztl/richiedi/")
    assert risposta["Location"] == "/accedi/?livello=3&next=%2Fservizi%2Fpermesso-accesso-ztl%2Frichiedi%2F"
    pagina = client.get(risposta["Location"])
    assert "Serve un accesso più sicuro" in pagina.content.decode()
    entrato(client, giulia, livello=3)
    assert client.get(risposta["Location"])["Location"] == "/servizi/permesso-accesso-ztl/richiedi/"
    assert client.get("/servizi/permesso-accesso-ztl/richiedi/").status_code == 200


def test_chi_entra_per_lavoro_resta_nella_sua_veste(client: Client, giulia: Persona, servizio: Servizio) -> None:
    chiede(servizio, livello=3, sessioni=["professionista"])
    risposta = entrato(client, giulia, tipo="professionista").get("/servizi/permesso-accesso-ztl/richiedi/")
    assert risposta["Location"].endswith("&veste=professionale")
    pagina = client.get(risposta["Location"]).content.decode()
    assert "Serve un accesso più sicuro" in pagina
    assert "uso professionale" in pagina


def test_dopo_l_accesso_si_torna_alla_pagina_com_era_chiesta(
    client: Client, giulia: Persona, servizio: Servizio
) -> None:
    """Its query string too; what was typed in a POST, or an address that is too long, leads back to the bare page."""
    chiede(servizio, livello=3)
    forte = replace(ENTRATA_CON_SPID, livello=3)
    pratica = operations.apri_bozza(servizio.pk, richiedente=giulia, attore=giulia, sessione=forte)
    passo = f"/pratiche/{pratica.codice}/compila/dati-specifici/"
    entrato(client, giulia)

    def ritorno(risposta: HttpResponse) -> list[str]:
        return parse_qs(urlsplit(risposta["Location"]).query)["next"]

    porta = client.get(f"{passo}?controlla=1&next=https://altrove.example/")
    assert ritorno(porta) == [f"{passo}?controlla=1&next=https://altrove.example/"]
    assert "controlla%3D1%26next" in client.get(porta["Location"]).content.decode(), "it goes on to the provider whole"
    assert ritorno(client.post(f"{passo}?controlla=1", {"targa": "AB123CD"})) == [passo]
    assert ritorno(client.get(f"{passo}?controlla={'1' * 2000}")) == [passo]
    entrato(client, giulia, livello=3)
    assert client.get(porta["Location"])["Location"] == f"{passo}?controlla=1&next=https://altrove.example/"


def test_la_bozza_aspetta_intatta(client: Client, giulia: Persona, servizio: Servizio) -> None:
    """The session with the higher level ended; the person is back with the usual one."""
    chiede(servizio, livello=3)
    forte = replace(ENTRATA_CON_SPID, livello=3)
    pratica = operations.apri_bozza(servizio.pk, richiedente=giulia, attore=giulia, sessione=forte)
    operations.salva_passo(pratica.pk, attore=giulia, contatti={}, dati={"targa": "AB123CD"})
    entrato(client, giulia)
    passo = f"/pratiche/{pratica.codice}/dati-specifici/"
    indirizzo = client.get(f"/pratiche/{pratica.codice}/compila/")["Location"]
    assert indirizzo.startswith("/accedi/?livello=3&next=%2Fpratiche%2F"), passo
    entrato(client, giulia, livello=3)
    assert "AB123CD" in client.get(client.get(f"/pratiche/{pratica.codice}/compila/")["Location"]).content.decode()


def test_non_si_presenta_con_un_accesso_piu_debole(giulia: Persona, servizio: Servizio) -> None:
    chiede(servizio, livello=3)
    pratica = operations.apri_bozza(
        servizio.pk, richiedente=giulia, attore=giulia, sessione=replace(ENTRATA_CON_SPID, livello=3)
    )
    with pytest.raises(LivelloInsufficiente):
        operations.presenta(pratica.pk, attore=giulia, confermata="", sessione=ENTRATA_CON_SPID)


def test_un_livello_piu_alto_del_necessario_va_bene(giulia: Persona, servizio: Servizio) -> None:
    operations.apri_bozza(servizio.pk, richiedente=giulia, attore=giulia, sessione=replace(ENTRATA_CON_SPID, livello=3))
    assert Pratica.objects.exists()


def test_un_pacchetto_che_non_dice_nulla_chiede_il_solito(servizio: Servizio) -> None:
    contenuto = VersioneServizio.objects.get().contenuto
    definizione = VersioneServizio(contenuto={**contenuto, "chi": {"sessioni": ["cittadino"]}}).definizione
    assert (definizione.livello, definizione.eta_minima, definizione.codice_fiscale) == (2, 18, True)


# --- age ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("giorni_ai_diciotto", "ammessa"), [(1, False), (0, True), (-1, True)], ids=["domani", "oggi", "ieri"]
)
@time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))  # on a 29 February nobody was born 18 years ago
def test_si_chiede_dal_giorno_del_compleanno(
    giulia: Persona, servizio: Servizio, giorni_ai_diciotto: int, ammessa: bool
) -> None:
    compleanno = timezone.localdate() + dt.timedelta(days=giorni_ai_diciotto)
    giulia.data_nascita = compleanno.replace(year=compleanno.year - 18)
    definizione = VersioneServizio.objects.get().definizione
    if ammessa:
        controlla_requisiti(definizione, chiede=giulia, per=giulia, sessione=ENTRATA_CON_SPID)
        return
    with pytest.raises(NonAmmesso, match="18 anni"):
        controlla_requisiti(definizione, chiede=giulia, per=giulia, sessione=ENTRATA_CON_SPID)


def test_una_quindicenne_legge_perche_non_puo(client: Client, giulia: Persona, servizio: Servizio) -> None:
    Persona.objects.update(data_nascita=timezone.localdate() - dt.timedelta(days=15 * 365 + 100))
    risposta = entrato(client, giulia).get("/servizi/permesso-accesso-ztl/richiedi/")
    pagina = risposta.content.decode()
    assert risposta.status_code == 403
    assert "si compiono 18 anni" in pagina
    assert "un genitore o un tutore" in pagina


def test_un_servizio_puo_aprirsi_ai_ragazzi(client: Client, giulia: Persona, servizio: Servizio) -> None:
    Persona.objects.update(data_nascita=timezone.localdate() - dt.timedelta(days=15 * 365 + 100))
    chiede(servizio, eta_minima=14)
    assert entrato(client, giulia).get("/servizi/permesso-accesso-ztl/richiedi/").status_code == 200


def test_senza_data_l_eta_si_legge_dal_codice_fiscale(giulia: Persona) -> None:
    assert giulia.data_nascita is None
    assert giulia.eta is not None
    assert giulia.eta >= 40


# --- hat ----------------------------------------------------------------------------------------------------------------


def test_la_veste_sbagliata_dice_come_cambiarla(client: Client, giulia: Persona, servizio: Servizio) -> None:
    risposta = entrato(client, giulia, tipo="professionista").get("/servizi/permesso-accesso-ztl/richiedi/")
    assert risposta.status_code == 403
    assert (
        "/accedi/?veste=cittadino&amp;next=%2Fservizi%2Fpermesso-accesso-ztl%2Frichiedi%2F" in risposta.content.decode()
    )
    chiede(servizio, sessioni=["professionista"])
    assert client.get("/servizi/permesso-accesso-ztl/richiedi/").status_code == 200
    risposta = entrato(client, giulia).get("/servizi/permesso-accesso-ztl/richiedi/")
    assert risposta.status_code == 403
    assert "/accedi/?veste=professionale&amp;next=" in risposta.content.decode()


def test_un_professionista_presenta_a_suo_nome_per_il_suo_studio(
    client: Client, giulia: Persona, servizio: Servizio
) -> None:
    chiede(servizio, sessioni=["cittadino", "professionista"])
    pratica = una_bozza(giulia, servizio)
    operations.presenta(
        pratica.pk,
        attore=giulia,
        confermata=pratica.impronta_bozza([str(allegato.codice) for allegato in pratica.allegati.all()]),
        sessione=replace(
            ENTRATA_CON_SPID, tipo="professionista", denominazione="Studio Bianchi", partita_iva="09876540106"
        ),
    )
    pagina = entrato(client, giulia).get(f"/pratiche/{pratica.codice}/").content.decode()
    assert "Studio Bianchi, codice fiscale 09876540106" in pagina


# --- codice fiscale -----------------------------------------------------------------------------------------------------


@pytest.fixture
def anneliese(db: None) -> Persona:
    """From another country of the Union, known by the code of the eIDAS node."""
    return Persona.objects.create(codice_eidas="EIDA000000001A", nome="Anneliese", cognome="Müller")


def test_senza_codice_fiscale_si_legge_che_fare(client: Client, anneliese: Persona, servizio: Servizio) -> None:
    entrato(client, anneliese, metodo="eidas")
    risposta = client.get("/servizi/permesso-accesso-ztl/richiedi/")
    assert risposta.status_code == 403
    assert "codice fiscale italiano" in risposta.content.decode()
    assert "/appuntamenti/prenota/" in risposta.content.decode()


@pytest.mark.parametrize(
    "pagina",
    ["", "profilo/", "messaggi/", "appuntamenti/", "pratiche/", "pagamenti/", "fascicolo/", "fascicolo/anagrafe/"],
)
def test_il_resto_della_casa_e_aperto(client: Client, anneliese: Persona, servizio: Servizio, pagina: str) -> None:
    risposta = entrato(client, anneliese, metodo="eidas").get(f"/area-personale/{pagina}")
    assert risposta.status_code == 200
    assert "None" not in risposta.content.decode()


def test_un_servizio_gratuito_puo_farne_a_meno(client: Client, anneliese: Persona, servizio: Servizio) -> None:
    chiede(servizio, codice_fiscale=False)
    assert entrato(client, anneliese).get("/servizi/permesso-accesso-ztl/richiedi/").status_code == 200


def test_la_bozza_di_sempre_non_cambia(giulia: Persona, servizio: Servizio) -> None:
    assert una_bozza(giulia, servizio).bozza


def test_a_chi_non_ha_codice_fiscale_non_si_chiede_un_pagamento(
    ente: Ente, anneliese: Persona, servizio: Servizio
) -> None:
    with pytest.raises(DomainError, match="codice fiscale di chi paga"):
        emetti_avviso(
            ente=ente,
            debitore=anneliese,
            origine="prova",
            causale="Prova",
            importo=100,
            scadenza=timezone.localdate(),
            attore=None,
        )
