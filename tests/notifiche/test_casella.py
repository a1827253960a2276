"""What a person does with the inbox: marking, going back, filters of the rooms, the other comuni; and what a message carries."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from notifiche.models import Genere, Messaggio
from notifiche.operations import allega
from pagamenti.operations import annulla_avviso
from pagamenti.tasks import stampa as stampa_pagamenti
from portal.documenti.models import Documento
from portal.documenti.operations import archivia
from portal.enti.models import Ente
from portal.identita.models import Persona
from pratiche.stati import Stato
from pratiche.tasks import stampa as stampa_pratiche
from tests.conftest import agisci_per, entra
from tests.makers import un_avviso_pagabile, una_delega, una_pratica, una_ricevuta
from tests.notifiche.test_pagine import molti, query_per

Avvisa = Callable[..., Messaggio]
ELENCO = reverse("notifiche:elenco")


@pytest.fixture
def casa(client: Client, giulia: Persona) -> Client:
    return entra(client, giulia)


def da_leggere() -> set[str]:
    return set(Messaggio.objects.non_letti().values_list("oggetto", flat=True))


def test_si_segna_letto_dall_elenco_e_si_torna_indietro(casa: Client, ente: Ente, giulia: Persona) -> None:
    molti(2, ente, giulia)
    uno = Messaggio.objects.get(oggetto="Messaggio numero 001")
    pagina = casa.post(ELENCO, {"letto": str(uno.codice)}, follow=True)
    assert da_leggere() == {"Messaggio numero 000"}
    assert "1 messaggio segnato come letto" in pagina.content.decode()
    casa.post(ELENCO, {"annulla": pagina.context["segnati"]["quando"]})
    assert len(da_leggere()) == 2


def test_si_segna_da_leggere_dalla_pagina_del_messaggio(casa: Client, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per()
    casa.get(messaggio.get_absolute_url())
    assert not da_leggere()
    casa.post(ELENCO, {"da_leggere": str(messaggio.codice)})
    assert da_leggere() == {messaggio.oggetto}


def test_segnarli_tutti_vale_per_il_filtro_e_per_quelli_che_c_erano(casa: Client, ente: Ente, giulia: Persona) -> None:
    molti(30, ente, giulia)
    Messaggio.objects.update(creato_il=timezone.now(), genere=Genere.PAGAMENTI)
    Messaggio.objects.filter(oggetto__lte="Messaggio numero 003").update(genere=Genere.PRATICHE)
    indirizzo = f"{ELENCO}?genere=pratiche"
    vista = casa.get(indirizzo).context["adesso"]
    nuovo = Messaggio.objects.get(oggetto="Messaggio numero 000")
    Messaggio.objects.filter(pk=nuovo.pk).update(creato_il=timezone.now())  # it came after the page
    risposta = casa.post(indirizzo, {"tutti_fino": vista})
    assert risposta["Location"] == indirizzo
    assert Messaggio.objects.filter(genere=Genere.PRATICHE).non_letti().get() == nuovo
    assert len(da_leggere()) == 27
    assert "3 messaggi segnati come letti" in casa.get(indirizzo).content.decode()
    assert "segnati come letti" not in casa.get(indirizzo).content.decode()  # said once


def test_tornare_indietro_non_tocca_quelli_letti_prima(casa: Client, ente: Ente, giulia: Persona) -> None:
    molti(3, ente, giulia)
    letto = Messaggio.objects.get(oggetto="Messaggio numero 002")
    casa.get(letto.get_absolute_url())
    vista = casa.get(ELENCO).context["adesso"]
    Messaggio.objects.update(creato_il=timezone.now() - dt.timedelta(days=1))
    segnati = casa.post(ELENCO, {"tutti_fino": vista}, follow=True).context["segnati"]
    assert segnati["quanti"] == 2
    casa.post(ELENCO, {"annulla": segnati["quando"]})
    assert da_leggere() == {"Messaggio numero 000", "Messaggio numero 001"}


def test_non_si_segnano_quelli_degli_altri(client: Client, marco: Persona, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per()
    entra(client, marco)
    for campo, valore in (("letto", str(messaggio.codice)), ("tutti_fino", timezone.now().isoformat())):
        assert client.post(ELENCO, {campo: valore}).status_code == 302
    assert da_leggere()


def test_chi_agisce_per_lei_legge_e_non_segna(
    client: Client, giulia: Persona, luca: Persona, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per()
    agisci_per(client, una_delega(da=giulia, a=luca, stanze=("messaggi",), facolta=("leggi", "fai")))
    pagina = client.get(ELENCO).content.decode()
    assert messaggio.oggetto in pagina
    assert "Segna come" not in pagina + client.get(messaggio.get_absolute_url()).content.decode()
    assert client.post(ELENCO, {"letto": str(messaggio.codice)}).status_code == 403
    assert da_leggere()


@pytest.mark.parametrize("dati", [{}, {"letto": "x"}, {"tutti_fino": "ieri"}, {"annulla": "'"}])
def test_una_richiesta_senza_senso_non_segna_nulla(casa: Client, messaggio_per: Avvisa, dati: dict[str, str]) -> None:
    messaggio_per()
    assert casa.post(ELENCO, dati).status_code == 302
    assert da_leggere()


# --- filters --------------------------------------------------------------------------------------------------------------


def test_si_filtra_per_stanza_e_si_vede_quanti_da_leggere(casa: Client, ente: Ente, giulia: Persona) -> None:
    molti(5, ente, giulia)
    Messaggio.objects.filter(oggetto__lt="Messaggio numero 002").update(genere=Genere.PAGAMENTI)
    Messaggio.objects.filter(oggetto="Messaggio numero 004").update(letto_il=timezone.now(), genere=Genere.PRATICHE)
    pagina = casa.get(ELENCO, {"genere": "pagamenti", "da_leggere": "on"})
    assert [messaggio.oggetto[-3:] for messaggio in pagina.context["elenco"].righe] == ["001", "000"]
    generi = {scelta.nome: (scelta.non_letti, scelta.indirizzo) for scelta in pagina.context["generi"]}
    assert generi["Tutti"] == (4, "?da_leggere=on")
    assert generi["Pagamenti"] == (2, "?da_leggere=on&genere=pagamenti")
    assert generi["Pratiche"][0] == 0


def test_la_pagina_seguente_e_il_ritorno_tengono_i_filtri(casa: Client, ente: Ente, giulia: Persona) -> None:
    molti(60, ente, giulia)
    Messaggio.objects.update(genere=Genere.PAGAMENTI)
    indirizzo, visti = f"{ELENCO}?cerca=numero&genere=pagamenti", []
    while indirizzo:
        pagina = casa.get(indirizzo)
        elenco = pagina.context["elenco"]
        visti += [messaggio.pk for messaggio in elenco.righe]
        indirizzo = elenco.successiva and ELENCO + elenco.successiva
    assert len(visti) == len(set(visti)) == 60
    assert f'href="{ELENCO}?cerca=numero&amp;genere=pagamenti">' in pagina.content.decode()


def test_si_trova_per_numero_e_per_parole_lontane(casa: Client, messaggio_per: Avvisa) -> None:
    messaggio_per(riferimento="123/2026")
    for cercate in ("123/2026", "area sportello"):
        assert len(casa.get(ELENCO, {"cerca": cercate}).context["elenco"].righe) == 1
    assert not casa.get(ELENCO, {"cerca": "123/2026 carrabile"}).context["elenco"].righe


def test_degli_altri_comuni_si_sa_solo_che_hanno_scritto(
    casa: Client, giulia: Persona, marco: Persona, altro_ente: Ente, messaggio_per: Avvisa
) -> None:
    assert "altri comuni" not in casa.get(ELENCO).content.decode()
    messaggio_per(ente=altro_ente, destinatario=marco)
    assert "altri comuni" not in casa.get(ELENCO).content.decode()
    altrove = messaggio_per(ente=altro_ente)
    pagina = casa.get(ELENCO).content.decode()
    assert altro_ente.url(ELENCO) in pagina
    assert str(altrove.codice) not in pagina
    assert altrove.oggetto not in pagina


def test_le_query_non_crescono_con_nessun_filtro(casa: Client, ente: Ente, giulia: Persona) -> None:
    tutti = f"{ELENCO}?genere=informazioni&cerca=numero&da_leggere=on"
    molti(5, ente, giulia)
    Messaggio.objects.update(genere=Genere.INFORMAZIONI)
    con_5 = query_per(casa, tutti)
    Messaggio.objects.all().delete()
    molti(500, ente, giulia)
    Messaggio.objects.update(genere=Genere.INFORMAZIONI)
    assert query_per(casa, tutti) == con_5 <= 8


# --- one message ------------------------------------------------------------------------------------------------------------


def test_gli_altri_messaggi_sulla_stessa_cosa(casa: Client, messaggio_per: Avvisa) -> None:
    primo, secondo = (messaggio_per(riferimento="123/2026") for _ in range(2))
    altro = messaggio_per(riferimento="9/2026")
    filo = casa.get(primo.get_absolute_url()).context["filo"]
    assert list(filo) == [secondo]
    assert not casa.get(altro.get_absolute_url()).context["filo"]


def test_il_riservato_dice_perche_fuori_non_c_e_il_testo(casa: Client, messaggio_per: Avvisa) -> None:
    pagina = casa.get(messaggio_per(riservato=True).get_absolute_url()).content.decode()
    assert "il testo si legge solo qui" in pagina
    assert "il testo si legge solo qui" not in casa.get(messaggio_per().get_absolute_url()).content.decode()


def un_documento(di: Persona, ente: Ente, nome: str = "ricevuta.pdf") -> Documento:
    return archivia(
        b"%PDF-1.7", ente=ente, nome=nome, mime="application/pdf", oggetto="Ricevuta 1/2026", tipologia="Ricevuta",
        intestatario=di, formazione="a", flusso="U",
    )  # fmt: skip


def test_i_documenti_si_vedono_con_tipo_e_peso(
    casa: Client, ente: Ente, giulia: Persona, messaggio_per: Avvisa
) -> None:
    documento = un_documento(giulia, ente)
    messaggio = messaggio_per(allegati=[documento])
    pagina = casa.get(messaggio.get_absolute_url()).content.decode()
    for parola in (documento.get_absolute_url(), "Ricevuta 1/2026", "ricevuta.pdf", "8"):
        assert parola in pagina
    assert casa.get(documento.get_absolute_url()).status_code == 200


def test_un_documento_che_la_delega_non_apre_non_si_vede(
    client: Client, ente: Ente, giulia: Persona, luca: Persona, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per(allegati=[un_documento(giulia, ente)])
    agisci_per(client, una_delega(da=giulia, a=luca, stanze=("messaggi",)))
    assert "ricevuta.pdf" not in client.get(messaggio.get_absolute_url()).content.decode()


def test_il_documento_arriva_accanto_al_messaggio_quando_e_pronto(
    ente: Ente, giulia: Persona, marco: Persona, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per(chiave_evento="prova:documento")
    prima, dopo, di_un_altro = (
        un_documento(giulia, ente),
        un_documento(giulia, ente, "due.pdf"),
        un_documento(marco, ente),
    )
    for documento in (prima, prima, dopo, di_un_altro):
        allega("prova:documento", documento)
    allega("prova:nessuno", prima)
    assert list(messaggio.allegati.all()) == [dopo]  # a new version takes the place of the old


@pytest.mark.django_db
def test_la_decisione_e_la_ricevuta_sono_nei_loro_messaggi(casa: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    stampa_pratiche()
    posta = Messaggio.objects.filter(destinatario=giulia)
    assert posta.get(tipo="pratiche.accolta").allegati.get().tipologia == "Esito"
    assert "Istanza" in posta.get(tipo="pratiche.presentata").allegati.values_list("tipologia", flat=True)
    stampa_pagamenti()
    pagato = posta.get(tipo="pagamenti.pagato")
    assert pagato.allegati.get().tipologia == "Quietanza di pagamento"
    assert f"quietanza-{pratica.avviso.nav}.pdf" in casa.get(pagato.get_absolute_url()).content.decode()


# --- the button -------------------------------------------------------------------------------------------------------------


def test_il_pulsante_di_un_avviso_pagato_o_annullato_non_c_e_piu(casa: Client, ente: Ente, giulia: Persona) -> None:
    pagato, annullato = (un_avviso_pagabile(di=giulia, ente=ente) for _ in range(2))
    indirizzi = [
        messaggio.get_absolute_url() for messaggio in Messaggio.objects.filter(tipo="pagamenti.emesso").order_by("pk")
    ]
    assert all(">Vai al pagamento</a>" in casa.get(uno).content.decode() for uno in indirizzi)
    una_ricevuta(pagato)
    annulla_avviso(annullato.pk, attore=None, motivo="Prova")
    prima, seconda = (casa.get(uno).content.decode() for uno in indirizzi)
    assert "Il pagamento è arrivato." in prima
    assert "è stato annullato: non devi pagarlo" in seconda
    assert ">Vai al pagamento</a>" not in prima + seconda


def test_il_pulsante_per_rispondere_non_c_e_dopo_la_decisione(casa: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    messaggio = Messaggio.objects.get(tipo="pratiche.integrazione_richiesta")
    assert ">Rispondi ora</a>" in casa.get(messaggio.get_absolute_url()).content.decode()
    pratica.integrazioni.update(risposta_il=timezone.now())
    pagina = casa.get(messaggio.get_absolute_url()).content.decode()
    assert "Hai già risposto." in pagina
    assert ">Rispondi ora</a>" not in pagina


# --- the first time ---------------------------------------------------------------------------------------------------------


def test_alla_prima_entrata_una_volta_sola_per_comune(
    ente: Ente, altro_ente: Ente, giulia: Persona, anna: Persona
) -> None:
    def entra_da(dove: Ente, chi: Persona) -> None:
        richiesta = RequestFactory().get("/")
        richiesta.ente, richiesta.session = dove, SessionStore()  # type: ignore[attr-defined]
        user_logged_in.send(type(chi), request=richiesta, user=chi)

    for chi, dove in ((giulia, ente), (giulia, ente), (anna, ente), (giulia, altro_ente)):
        entra_da(dove, chi)
    benvenuti = Messaggio.objects.filter(tipo="notifiche.benvenuto").order_by("pk")
    assert [(uno.destinatario, uno.ente) for uno in benvenuti] == [(giulia, ente), (giulia, altro_ente)]
