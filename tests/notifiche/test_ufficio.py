"""The office sees what did not arrive, in plain words and only what is its own; sends again knowing what may happen, or gives up."""

import csv
import io as flussi
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifiche.models import Consegna, Genere, Messaggio
from notifiche.operations import chiudi_senza_inviare, invia_di_nuovo
from notifiche.operatori import filtri
from notifiche.racconto import racconta
from notifiche.tasks import consegna
from portal.base.coda import Stato
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import AccessoDati, Evento
from tests import people
from tests.conftest import entra
from tests.makers import un_servizio
from tests.notifiche.conftest import Io, Posta, consegna_di
from tests.notifiche.test_pagine import molti

Avvisa = Callable[..., Messaggio]
ELENCO = reverse("messaggi_operatori:consegne")


@pytest.fixture
def ferme(posta: Posta, io: Io, messaggio_per: Avvisa) -> tuple[Consegna, Consegna]:
    """A mail refused for ever, and a copy for IO of which nothing is known."""
    posta.al_destinatario = "550 no such user"
    io.messaggio = (201, None)
    messaggio = messaggio_per(riferimento="ZTL-2026-1", classe="una_volta")
    consegna()
    return consegna_di(messaggio, "email"), consegna_di(messaggio, "appio")


@pytest.fixture
def una_ferma(messaggio_per: Avvisa) -> Callable[..., Consegna]:
    """A mail that the relay refused, without going through the relay."""

    def fai(errore: str = "posta_rifiutata", stato: str = Stato.FALLITO, **altro: object) -> Consegna:
        messaggio = messaggio_per(**altro)
        Consegna.objects.filter(messaggio=messaggio, canale="email").update(stato=stato, errore=errore)
        return consegna_di(messaggio, "email")

    return fai


@pytest.fixture
def sportello(client: Client, anna: Persona) -> Client:
    return entra(client, anna)


def pagina(client: Client, **filtri: str) -> str:
    return client.get(ELENCO, filtri).content.decode()


def viste(client: Client, **filtri: str) -> list[Consegna]:
    return [riga["consegna"] for riga in client.get(ELENCO, filtri).context["righe"]]


@pytest.mark.usefixtures("ferme")
def test_l_ufficio_legge_perche_e_non_legge_il_messaggio(sportello: Client, giulia: Persona) -> None:
    letta = pagina(sportello)
    assert "Il canale non ha risposto: il messaggio può essere partito." in letta
    assert "ZTL-2026-1" in letta
    for riservato in (giulia.cognome, giulia.email, str(giulia.codice_fiscale), "le tue pratiche"):
        assert riservato not in letta


def test_cio_che_e_arrivato_o_sta_partendo_non_e_nell_elenco(
    sportello: Client, posta: Posta, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per(riferimento="ZTL-2026-2")
    assert "ZTL-2026-2" not in pagina(sportello)
    riga = consegna_di(messaggio, "email")
    assert sportello.get(reverse("messaggi_operatori:consegna", args=[riga.codice])).status_code == 404


def test_un_altro_ente_non_vede_nulla(una_ferma: Callable[..., Consegna], altro_ente: Ente) -> None:
    riga = una_ferma(riferimento="ZTL-2026-1")
    operatrice = people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", altro_ente))
    altrove = entra(Client(HTTP_HOST="127.0.0.1"), operatrice)
    assert "ZTL-2026-1" not in pagina(altrove)
    assert altrove.get(reverse("messaggi_operatori:consegna", args=[riga.codice])).status_code == 404
    altrove.post(ELENCO, {"atto": "riprova", "scelte": [riga.codice], "conferma": "1"})
    assert "ZTL-2026-1" not in corpo(altrove.get(reverse("messaggi_operatori:esporta")))
    assert Consegna.objects.ferme().count() == 1


def test_ogni_ufficio_vede_i_suoi_servizi_e_cio_che_non_ha_servizio(
    client: Client, ente: Ente, ufficio: Ufficio, anna: Persona, una_ferma: Callable[..., Consegna]
) -> None:
    anagrafe = people.crea_ufficio("Anagrafe", ente)
    un_servizio(ente, ufficio)
    _un_altro_servizio(ente, anagrafe, "cambio-residenza")
    mia, sua, di_nessuno = (una_ferma(servizio=slug) for slug in ("permesso-accesso-ztl", "cambio-residenza", ""))
    entra(client, anna)
    assert set(viste(client)) == {mia, di_nessuno}
    assert client.get(reverse("messaggi_operatori:consegna", args=[sua.codice])).status_code == 404
    client.post(ELENCO, {"atto": "chiudi", "scelte": [sua.codice], "perche": "non_serve", "conferma": "1"})
    assert Consegna.objects.ferme().filter(pk=sua.pk).exists()
    Incarico.objects.create(persona=anna, ufficio=ufficio, ruolo=Incarico.Ruolo.AMMINISTRATORE)
    assert set(viste(entra(client, anna))) == {mia, sua, di_nessuno}


def _un_altro_servizio(ente: Ente, ufficio: Ufficio, slug: str) -> None:
    testi = ("sommario", "destinatari", "come_fare", "cosa_serve", "cosa_si_ottiene", "tempi", "costi", "accesso")
    Servizio.objects.create(
        ente=ente,
        ufficio=ufficio,
        slug=slug,
        titolo=slug,
        categoria="mobilita-e-trasporti",
        **dict.fromkeys(testi, "Prova."),
    )


def test_si_filtra_e_i_motivi_sono_contati_in_alto(sportello: Client, una_ferma: Callable[..., Consegna]) -> None:
    rifiutate = [una_ferma("posta_indirizzo_rifiutato") for _ in range(2)]
    incerta = una_ferma("posta_senza_risposta", Stato.INCERTO, genere=Genere.PAGAMENTI)
    letta = sportello.get(ELENCO)
    assert [(conto.errore, conto.quante) for conto, _ in letta.context["motivi"]] == [
        ("posta_indirizzo_rifiutato", 2),
        ("posta_senza_risposta", 1),
    ]
    assert "Il server di posta rifiuta l&#x27;indirizzo del destinatario. (2)" in letta.content.decode()
    assert set(viste(sportello, motivo="posta_indirizzo_rifiutato")) == set(rifiutate)
    for filtro in ({"stato": "incerto"}, {"genere": "pagamenti"}):
        assert viste(sportello, **filtro) == [incerta]
    assert viste(sportello, canale="appio") == []
    oggi = timezone.localdate().isoformat()
    assert len(viste(sportello, dal=oggi, al=oggi)) == 3
    assert viste(sportello, al="2020-01-01") == []
    assert len(viste(sportello, stato="boh", dal="ieri")) == 3


def test_le_query_non_crescono_con_le_consegne(sportello: Client, ente: Ente, giulia: Persona) -> None:
    def quante() -> int:
        sportello.get(ELENCO)
        with CaptureQueriesContext(connection) as fatte:
            assert sportello.get(ELENCO).status_code == 200
        assert not any("COUNT(*)" in una["sql"] and "GROUP BY" not in una["sql"] for una in fatte)
        return len(fatte)

    molti(3, ente, giulia)
    _ferma_tutti()
    con_3 = quante()
    Messaggio.objects.all().delete()
    molti(60, ente, giulia)
    _ferma_tutti()
    assert quante() == con_3 <= 12


def _ferma_tutti() -> None:
    Consegna.objects.bulk_create(
        Consegna(messaggio=uno, canale="email", filo=uno.filo, stato=Stato.FALLITO, errore="posta_rifiutata")
        for uno in Messaggio.objects.all()
    )


def test_oltre_le_mille_i_motivi_si_contano_fra_le_piu_recenti(
    sportello: Client, una_ferma: Callable[..., Consegna], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtri, "CONTATE", 2)
    for _ in range(3):
        una_ferma()
    assert "Contate fra le" in pagina(sportello)


# --- deciding -------------------------------------------------------------------------------------------------------------


def test_inviare_di_nuovo_avverte_della_copia_e_poi_invia(
    sportello: Client, ferme: tuple[Consegna, Consegna], anna: Persona, posta: Posta, io: Io
) -> None:
    scelta = {"atto": "riprova", "scelte": [str(riga.codice) for riga in ferme]}
    avviso = sportello.post(ELENCO, scelta).content.decode()
    assert "la persona può riceverne una seconda copia" in avviso
    assert "una seconda copia può far credere che si debba fare due volte" in avviso
    quante = Consegna.objects.ferme().count()
    posta.al_destinatario, io.messaggio = "", (201, {"id": "01HYYYYYYYYYYYYYYYYYYYYYYY"})
    fatto = sportello.post(ELENCO, {**scelta, "conferma": "1"}, follow=True).content.decode()
    assert f"Consegne rimesse in coda: {quante}." in fatto
    assert not Consegna.objects.ferme().exists()
    assert Evento.objects.filter(azione="consegna.rimessa_in_coda", attore=anna.codice).count() == quante


def test_cio_che_non_serve_piu_non_riparte_e_si_dice_una_volta_sola(
    sportello: Client, una_ferma: Callable[..., Consegna]
) -> None:
    righe = [una_ferma(utile_fino=timezone.now()) for _ in range(3)]
    scelta = {"atto": "riprova", "scelte": [str(riga.codice) for riga in righe]}
    assert "3 non partiranno" in sportello.post(ELENCO, scelta).content.decode()
    fatto = sportello.post(ELENCO, {**scelta, "conferma": "1"}, follow=True).content.decode()
    assert fatto.count("il portale non lo invia dopo il suo termine. (3)") == 1
    assert Consegna.objects.ferme().count() == 3


def test_si_chiude_senza_inviare_con_il_motivo_ed_e_per_sempre(
    sportello: Client, anna: Persona, una_ferma: Callable[..., Consegna]
) -> None:
    riga = una_ferma()
    scelta = {"atto": "chiudi", "scelte": [str(riga.codice)]}
    assert "Non si può tornare indietro" in sportello.post(ELENCO, scelta).content.decode()
    senza_motivo = sportello.post(ELENCO, {**scelta, "conferma": "1", "perche": "boh"}).content.decode()
    assert "Scegli il motivo" in senza_motivo
    assert Consegna.objects.ferme().get() == riga
    sportello.post(ELENCO, {**scelta, "conferma": "1", "perche": "avvisata"})
    riga.refresh_from_db()
    assert (riga.stato, riga.esito) == (Stato.ANNULLATO, Consegna.Esito.CHIUSA)
    assert racconta(riga) == "non inviata, l'ufficio ha deciso di non riprovare"
    fatto = Evento.objects.get(azione="consegna.chiusa", attore=anna.codice)
    assert fatto.dati == {"era": "fallito", "errore": "posta_rifiutata", "motivo": "avvisata"}
    with pytest.raises(DomainError):
        invia_di_nuovo(riga.pk, attore=anna)


def test_si_decide_su_tutte_quelle_del_filtro(sportello: Client, una_ferma: Callable[..., Consegna]) -> None:
    rifiutate = [una_ferma("posta_rifiutata") for _ in range(30)]
    altra = una_ferma("posta_indirizzo_rifiutato")
    indirizzo = f"{ELENCO}?motivo=posta_rifiutata"
    conferma = sportello.post(indirizzo, {"atto": "riprova", "tutte": "1"})
    assert len(conferma.context["scelte"]) == len(rifiutate)
    scelte = [str(riga.codice) for riga in conferma.context["scelte"]]
    sportello.post(indirizzo, {"atto": "riprova", "scelte": scelte, "conferma": "1"})
    assert Consegna.objects.ferme().get() == altra


def test_cio_che_un_collega_ha_gia_deciso_resta_come_ha_deciso(
    sportello: Client, anna: Persona, una_ferma: Callable[..., Consegna]
) -> None:
    riga = una_ferma()
    chiudi_senza_inviare(riga.pk, attore=anna, motivo="non_serve")
    tardi = sportello.post(ELENCO, {"atto": "riprova", "scelte": [str(riga.codice)], "conferma": "1"}, follow=True)
    assert "già decise da altri" in tardi.content.decode()
    riga.refresh_from_db()
    assert riga.stato == Stato.ANNULLATO


@pytest.mark.parametrize("dati", [{}, {"atto": "boh"}, {"atto": "riprova", "scelte": "x"}])
def test_una_richiesta_senza_senso_non_decide_nulla(
    sportello: Client, una_ferma: Callable[..., Consegna], dati: dict[str, str]
) -> None:
    una_ferma()
    assert sportello.post(ELENCO, dati).status_code in {302, 404}
    assert Consegna.objects.ferme().count() == 1


def test_la_pagina_di_una_dice_chi_ha_deciso_e_porta_alla_pratica(
    sportello: Client, anna: Persona, una_ferma: Callable[..., Consegna]
) -> None:
    riga = una_ferma(tipo="pratiche.ritirata", oggetto="Permesso", riferimento="12/2026")
    invia_di_nuovo(riga.pk, attore=anna)
    Consegna.objects.filter(pk=riga.pk).update(stato=Stato.FALLITO)
    letta = sportello.get(reverse("messaggi_operatori:consegna", args=[riga.codice])).content.decode()
    assert f"Inviata di nuovo dall&#x27;ufficio, {anna.nome_completo}" in letta
    assert f'href="{reverse("operatori:lavoro")}?numero=12%2F2026"' in letta


def test_la_pagina_di_una_dice_ogni_tentativo(
    sportello: Client, anna: Persona, posta: Posta, io: Io, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per(classe="una_volta")
    for guasto in ("451 later", "554 5.7.1 blocked"):
        posta.al_destinatario = guasto
        Consegna.objects.filter(stato=Stato.IN_CODA).update(prossimo_tentativo=timezone.now())
        consegna()
    riga = consegna_di(messaggio, "email")
    invia_di_nuovo(riga.pk, attore=anna)
    posta.taglia, posta.al_destinatario = True, ""
    consegna()
    letta = sportello.get(reverse("messaggi_operatori:consegna", args=[riga.codice])).content.decode()
    seguiti = ["Il portale riprova.", "Decide l&#x27;ufficio.", "Non si sa se è arrivata."]
    assert [letta.count(seguito) for seguito in seguiti] == [1, 1, 1]
    assert letta.index(seguiti[0]) < letta.index(seguiti[1]) < letta.index(seguiti[2])


def test_non_si_rimanda_cio_che_e_gia_partito(messaggio_per: Avvisa, anna: Persona) -> None:
    messaggio = messaggio_per()
    for decidi in (invia_di_nuovo, lambda pk, attore: chiudi_senza_inviare(pk, attore=attore, motivo="non_serve")):
        with pytest.raises(DomainError):
            decidi(consegna_di(messaggio, "email").pk, attore=anna)


# --- export ---------------------------------------------------------------------------------------------------------------


def corpo(risposta: HttpResponse) -> str:
    return b"".join(risposta.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_l_elenco_si_scarica_senza_testo_ne_persone(
    sportello: Client, giulia: Persona, anna: Persona, una_ferma: Callable[..., Consegna]
) -> None:
    Incarico.objects.update(ruolo=Incarico.Ruolo.OPERATORE)
    una_ferma(riferimento="=1+1")
    una_ferma("posta_indirizzo_rifiutato")
    foglio = corpo(
        sportello.get(reverse("messaggi_operatori:esporta"), {"motivo": "posta_rifiutata", "con_persone": "1"})
    )
    titoli, riga = csv.reader(flussi.StringIO(foglio), delimiter=";")
    assert "'=1+1" in riga  # a spreadsheet does not run it
    assert len(titoli) == len(riga)
    assert giulia.cognome not in foglio
    assert "le tue pratiche" not in foglio
    assert Evento.objects.filter(azione="consegne.esportate", attore=anna.codice).exists()
    assert not AccessoDati.objects.filter(soggetto=giulia.codice).exists()


def test_chi_risponde_delle_pratiche_scarica_anche_le_persone_e_loro_lo_leggono(
    client: Client, ufficio: Ufficio, giulia: Persona, anna: Persona, una_ferma: Callable[..., Consegna]
) -> None:
    una_ferma()
    Incarico.objects.update(ruolo=Incarico.Ruolo.RESPONSABILE)
    entra(client, anna)
    foglio = corpo(client.get(reverse("messaggi_operatori:esporta"), {"con_persone": "1"}))
    assert giulia.nome_completo in foglio
    assert AccessoDati.objects.get(soggetto=giulia.codice).motivo == "Elenco delle consegne ferme"
