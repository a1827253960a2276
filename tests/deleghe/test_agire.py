"""Luca acts for Giulia: the switch, what he sees, what he does, what remains written."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from appuntamenti.models import Appuntamento
from notifiche.models import Messaggio
from portal.enti.models import Ente, Ufficio
from portal.identita import operations
from portal.identita.models import Persona
from portal.identita.operations import SenzaTitolo
from portal.identita.stati import Facolta, Stanza
from portal.registro.models import AccessoDati, Evento
from pratiche import operations as pratiche
from pratiche.models import Pratica
from pratiche.stampe import prepara
from pratiche.stati import Stato
from tests.conftest import agisci_per, entra
from tests.makers import presenta_bozza, un_avviso, un_servizio, una_bozza, una_delega, una_pratica

AREA, AGISCI, TORNA = "/area-personale/", "/area-personale/agisci-per/", "/area-personale/torna-a-te/"


def leggi(client: Client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200, (indirizzo, risposta.status_code)
    return risposta.content.decode()


def test_chi_non_ha_deleghe_non_vede_il_cambio(client: Client, giulia: Persona) -> None:
    pagina = leggi(entra(client, giulia), AREA)
    assert "Agisci per" not in pagina
    assert "stai agendo per" not in pagina


def test_il_cambio_e_sempre_in_testa_e_la_striscia_dice_per_chi(client: Client, giulia: Persona, luca: Persona) -> None:
    mandato = una_delega(da=giulia, a=luca)
    entra(client, luca)
    assert "Agisci per Giulia Bianchi" in leggi(client, AGISCI)
    for pagina in (AREA, "/servizi/", "/"):
        assert "Agisci per" in leggi(client, pagina)
    agisci_per(client, mandato)
    for pagina in (AREA, "/servizi/", "/area-personale/pratiche/"):
        assert "Sei Luca Ferri e stai agendo per <strong>Giulia Bianchi</strong>" in leggi(client, pagina)
    assert client.post(TORNA)["Location"] == AREA
    assert "stai agendo per" not in leggi(client, AREA)


def test_luca_vede_le_pratiche_di_giulia_e_non_le_sue(client: Client, giulia: Persona, luca: Persona) -> None:
    sua, di_luca = una_pratica(di=giulia), una_pratica(di=luca)
    agisci_per(client, una_delega(da=giulia, a=luca))
    elenco = leggi(client, "/area-personale/pratiche/")
    assert sua.sigla in elenco
    assert di_luca.sigla not in elenco
    assert sua.sigla in leggi(client, sua.get_absolute_url())
    assert client.get(di_luca.get_absolute_url()).status_code == 404


def test_senza_delega_non_si_agisce_nemmeno_conoscendone_il_codice(
    client: Client, giulia: Persona, luca: Persona, marco: Persona
) -> None:
    mandato, pratica = una_delega(da=giulia, a=luca), una_pratica(di=giulia)
    entra(client, marco)
    assert client.post(AGISCI, {"per": str(mandato.codice)})["Location"] == AGISCI
    assert client.post(AGISCI, {"per": "x"}).status_code == 404
    sessione = client.session
    sessione["rappresentanza"] = str(mandato.codice)
    sessione.save()
    assert client.get(pratica.get_absolute_url()).status_code == 403


def test_una_revoca_vale_al_clic_successivo(client: Client, giulia: Persona, luca: Persona) -> None:
    mandato, pratica = una_delega(da=giulia, a=luca), una_pratica(di=giulia)
    agisci_per(client, mandato)
    leggi(client, pratica.get_absolute_url())
    operations.revoca(mandato.pk, attore=giulia)
    for risposta in (
        client.get(pratica.get_absolute_url()),
        client.post(f"/pratiche/{pratica.codice}/ritira/"),
        client.get("/area-personale/profilo/"),
    ):
        assert risposta.status_code == 403
        assert "Non puoi più agire per questa persona" in risposta.content.decode()
    client.post(TORNA)
    assert "Agisci per" not in leggi(client, AREA)
    pratica.refresh_from_db()
    assert pratica.stato == Stato.PRESENTATA


def test_l_atto_controlla_da_se_anche_senza_la_pagina(ente: Ente, giulia: Persona, luca: Persona) -> None:
    pratica = una_pratica(di=giulia)
    mandato = una_delega(da=giulia, a=luca, facolta=("leggi",))
    with pytest.raises(SenzaTitolo):
        pratiche.ritira(pratica.pk, attore=luca)
    operations.revoca(mandato.pk, attore=luca)
    mandato = una_delega(da=giulia, a=luca)
    assert pratiche.ritira(pratica.pk, attore=luca).stato == Stato.RITIRATA


def test_la_delega_per_un_servizio_apre_solo_quello(
    client: Client, ente: Ente, ufficio: Ufficio, giulia: Persona, luca: Persona
) -> None:
    pratica = una_pratica(di=giulia)
    altro = un_avviso(di=giulia, ente=ente)
    agisci_per(client, una_delega(da=giulia, a=luca, servizi=("mensa-scolastica",)))
    assert pratica.sigla not in leggi(client, "/area-personale/pratiche/")
    assert client.get(pratica.get_absolute_url()).status_code == 404
    assert client.get(altro.get_absolute_url()).status_code == 404
    assert client.get("/servizi/permesso-accesso-ztl/richiedi/").status_code == 403
    assert pratica.sigla not in leggi(client, AREA)


def test_la_delega_per_il_suo_servizio_apre_pratica_avviso_e_documenti(
    client: Client, ente: Ente, giulia: Persona, luca: Persona, esegui_lavori: Callable[[], None], sandbox: Any
) -> None:
    pratica = una_pratica(di=giulia)
    esegui_lavori()
    agisci_per(client, una_delega(da=giulia, a=luca, servizi=("permesso-accesso-ztl",)))
    pagina = leggi(client, pratica.get_absolute_url())
    leggi(client, Pratica.objects.get(pk=pratica.pk).avviso.get_absolute_url())
    documenti = giulia.documenti.all()
    assert documenti
    for documento in documenti:
        assert client.get(documento.get_absolute_url()).status_code == 200
    della_pratica = [uno for uno in documenti if uno.aggregazione == str(pratica.codice)]
    assert della_pratica
    assert all(uno.get_absolute_url() in pagina for uno in della_pratica)
    client.post(TORNA)
    assert client.get(documenti[0].get_absolute_url()).status_code == 404


def test_i_documenti_di_una_pratica_non_si_aprono_con_le_sole_altre_stanze(
    client: Client, giulia: Persona, luca: Persona
) -> None:
    pratica = una_pratica(di=giulia)
    allegato = pratica.allegati.get().documento
    agisci_per(client, una_delega(da=giulia, a=luca, stanze=("messaggi", "appuntamenti")))
    assert client.get(allegato.get_absolute_url()).status_code == 404


def test_presenta_per_giulia_e_si_legge_ovunque(
    client: Client, ente: Ente, ufficio: Ufficio, giulia: Persona, luca: Persona, anna: Persona
) -> None:
    mandato = una_delega(da=giulia, a=luca)
    bozza = una_bozza(giulia, un_servizio(ente, ufficio))
    pratica = presenta_bozza(bozza, attore=luca)
    assert (pratica.richiedente, pratica.presentata_da) == (giulia, luca)
    assert pratica.identita["codice_fiscale"] == giulia.codice_fiscale
    assert pratica.per_mezzo_di["codice_fiscale"] == luca.codice_fiscale
    # Giulia
    assert "Da Luca Ferri per Giulia Bianchi." in leggi(entra(client, giulia), pratica.get_absolute_url())
    # the office
    pagina = leggi(entra(client, anna), f"/operatori/pratiche/{pratica.codice}/")
    assert "Luca Ferri" in pagina
    assert luca.codice_fiscale in pagina
    # the register, under the case and under the mandate
    assert Evento.objects.get(azione="pratica.presentata").attore == luca.codice
    usi = Evento.objects.filter(oggetto=mandato.codice, azione="rappresentanza.usata")
    assert [uso.dati["azione"] for uso in usi] == ["pratica.presentata"]
    # the documents
    modello, contesto = prepara(pratica.stampe.get(genere="istanza"))
    assert "Luca Ferri" in _testo(modello, contesto)
    modello, contesto = prepara(pratica.stampe.get(genere="ricevuta"))
    assert "Luca Ferri" in _testo(modello, contesto)


def _testo(modello: str, contesto: dict[str, Any]) -> str:
    from django.template.loader import render_to_string

    return render_to_string(modello, contesto)


def test_giulia_e_luca_ricevono_entrambi_i_messaggi_finche_dura_la_delega(
    ente: Ente, ufficio: Ufficio, giulia: Persona, luca: Persona, anna: Persona
) -> None:
    mandato = una_delega(da=giulia, a=luca)
    pratica = presenta_bozza(una_bozza(giulia, un_servizio(ente, ufficio)), attore=luca)
    di_luca = Messaggio.objects.get(destinatario=luca)
    assert di_luca.testo.startswith("Ti scriviamo perché agisci per Giulia Bianchi.")
    assert di_luca.url == f"{AGISCI}?next=%2Fpratiche%2F{pratica.codice}%2F"
    operations.revoca(mandato.pk, attore=giulia)
    pratiche.prendi_in_carico(pratica.pk, attore=anna)
    assert Messaggio.objects.filter(destinatario=luca).count() == 1
    assert Messaggio.objects.filter(destinatario=giulia).count() == 2


def test_dalla_pagina_apre_la_richiesta_a_nome_di_giulia(
    client: Client, ente: Ente, ufficio: Ufficio, giulia: Persona, luca: Persona
) -> None:
    un_servizio(ente, ufficio)
    agisci_per(client, una_delega(da=giulia, a=luca))
    risposta = client.post(
        "/servizi/permesso-accesso-ztl/richiedi/", {"letta": "on", "informativa": "on", "privacy": "on"}
    )
    bozza = Pratica.objects.get()
    assert bozza.richiedente == giulia
    passo = leggi(client, risposta["Location"])
    assert giulia.codice_fiscale in passo
    assert luca.codice_fiscale not in passo


def test_prenota_e_annulla_per_giulia(ente: Ente, giulia: Persona, luca: Persona, sportello_di_prova: Any) -> None:
    from appuntamenti.operations import annulla, prenota

    quando = sportello_di_prova
    with pytest.raises(SenzaTitolo):
        prenota(quando.sportello.pk, inizio=quando.inizio, persona=giulia, motivo="Permesso", attore=luca)
    mandato = una_delega(da=giulia, a=luca, stanze=("appuntamenti",))
    appuntamento = prenota(quando.sportello.pk, inizio=quando.inizio, persona=giulia, motivo="Permesso", attore=luca)
    assert (appuntamento.persona, appuntamento.prenotato_da) == (giulia, luca)
    assert {messaggio.destinatario for messaggio in Messaggio.objects.all()} == {giulia, luca}
    annulla(appuntamento.pk, attore=luca)
    assert Appuntamento.objects.get().stato == "annullato"
    usi = Evento.objects.filter(oggetto=mandato.codice, azione="rappresentanza.usata").order_by("pk")
    assert [uso.dati["azione"] for uso in usi] == ["appuntamento.prenotato", "appuntamento.annullato"]


def test_chi_puo_solo_leggere_non_trova_pulsanti_che_gli_direbbero_di_no(
    client: Client, giulia: Persona, luca: Persona
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    agisci_per(client, una_delega(da=giulia, a=luca, facolta=("leggi",)))
    for pagina in (AREA, "/area-personale/pratiche/", pratica.get_absolute_url()):
        letta = leggi(client, pagina)
        assert pratica.sigla in letta
        assert "/rispondi/" not in letta
        assert "/ritira/" not in letta
    operations.revoca(giulia.rappresentanze_date.get().pk, attore=giulia)
    agisci_per(client, una_delega(da=giulia, a=luca))
    assert "/rispondi/" in leggi(client, pratica.get_absolute_url())


def test_per_pagare_serve_la_facolta_di_pagare(client: Client, ente: Ente, giulia: Persona, luca: Persona) -> None:
    avviso = un_avviso(di=giulia, ente=ente)
    agisci_per(client, una_delega(da=giulia, a=luca))
    leggi(client, avviso.get_absolute_url())
    assert client.post(avviso.get_absolute_url()).status_code == 403


def test_un_messaggio_letto_da_luca_resta_da_leggere_per_giulia(
    client: Client, ente: Ente, giulia: Persona, luca: Persona
) -> None:
    una_pratica(di=giulia)
    messaggio = Messaggio.objects.get(destinatario=giulia)
    agisci_per(client, una_delega(da=giulia, a=luca, stanze=("messaggi",)))
    leggi(client, messaggio.get_absolute_url())
    messaggio.refresh_from_db()
    assert messaggio.letto_il is None


def test_ogni_sguardo_di_luca_lascia_una_riga_sola_all_ora(
    client: Client, ente: Ente, giulia: Persona, luca: Persona
) -> None:
    agisci_per(client, una_delega(da=giulia, a=luca))
    for _ in range(10):
        leggi(client, "/area-personale/pratiche/")
    righe = AccessoDati.objects.filter(soggetto=giulia.codice)
    assert [(riga.operatore, riga.sezione, riga.motivo) for riga in righe] == [(luca.codice, "pratiche", "delega")]
    leggi(client, "/area-personale/pagamenti/")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=61), tick=False):
        entra(client, luca)
        agisci_per(client, giulia.rappresentanze_date.get())
        leggi(client, "/area-personale/pratiche/")
    assert righe.all().count() == 3


def test_per_se_non_costa_nulla_per_un_altro_una_lettura(
    client: Client, ente: Ente, giulia: Persona, luca: Persona, django_assert_num_queries: Callable[..., Any]
) -> None:
    mandato = una_delega(da=giulia, a=luca, stanze=tuple(Stanza.values), facolta=tuple(Facolta.values))
    leggi(entra(client, luca), "/area-personale/pagamenti/")
    leggi(client, AGISCI)
    with django_assert_num_queries(3):  # session, person, notices
        leggi(client, "/area-personale/pagamenti/")
    agisci_per(client, mandato)
    leggi(client, "/area-personale/pagamenti/")  # the first look writes its line
    with django_assert_num_queries(5):  # and the mandate, and the line already there
        leggi(client, "/area-personale/pagamenti/")


def test_il_profilo_e_solo_di_chi_e_entrato(client: Client, giulia: Persona, luca: Persona) -> None:
    agisci_per(client, una_delega(da=giulia, a=luca, stanze=tuple(Stanza.values), facolta=tuple(Facolta.values)))
    assert client.get("/area-personale/profilo/").status_code == 403
    assert client.post("/area-personale/profilo/", {"email": "luca@altrove.example"}).status_code == 403
    giulia.refresh_from_db()
    assert giulia.email == "giulia@esempio.invalid"
