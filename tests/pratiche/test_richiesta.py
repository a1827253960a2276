"""Filling in and sending a request in the browser: steps, errors that keep what was typed, files, double clicks, sessions."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.catalogo.models import Servizio
from portal.identita.models import Persona
from pratiche.models import AllegatoPratica, Pratica
from pratiche.stati import Stato
from tests import carte
from tests.conftest import entra
from tests.makers import una_bozza, una_pratica
from tests.parallelo import tutti_insieme
from tests.pratiche.conftest import un_pdf

RICHIEDI = "/servizi/permesso-accesso-ztl/richiedi/"


def fra(giorni: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=giorni)).isoformat()


def risposte(**altre: object) -> dict[str, object]:
    return {
        "targa": "ab 123 cd",
        "titolo": "mio",
        "motivo": "residente",
        "zone": ["a"],
        "dal": fra(1),
        "al": fra(100),
        "note": "",
        "carta_circolazione": un_pdf(),
        **altre,
    }


@pytest.fixture
def cittadina(client: Client, giulia: Persona, ztl: Servizio) -> Client:
    return entra(client, giulia)


@pytest.fixture
def bozza(giulia: Persona, ztl: Servizio) -> Pratica:
    return una_bozza(giulia, ztl)


def passo(pratica: Pratica, nome: str = "dati-specifici") -> str:
    return f"/pratiche/{pratica.codice}/compila/{nome}/"


def test_dalla_scheda_alla_richiesta_inviata(cittadina: Client, giulia: Persona) -> None:
    pagina = cittadina.get(RICHIEDI)
    assert "Informativa sulla privacy" in pagina.content.decode()
    assert not Pratica.objects.exists()  # reading the notice begins nothing
    cominciata = cittadina.post(RICHIEDI, {"letta": "on"})
    pratica = Pratica.objects.get()
    assert cominciata["Location"] == passo(pratica, "dati-generali")
    assert cittadina.get(f"/pratiche/{pratica.codice}/compila/")["Location"] == passo(pratica)  # contacts are known
    generali = cittadina.get(passo(pratica, "dati-generali")).content.decode()
    assert giulia.codice_fiscale in generali
    assert f'value="{giulia.email}"' in generali
    avanti = cittadina.post(passo(pratica, "dati-generali"), {"email": giulia.email, "telefono": "06 123456"})
    assert avanti["Location"] == passo(pratica)
    assert cittadina.post(passo(pratica), risposte())["Location"] == f"/pratiche/{pratica.codice}/riepilogo/"
    riepilogo = cittadina.get(f"/pratiche/{pratica.codice}/riepilogo/")
    testo = riepilogo.content.decode()
    for parola in ("AB123CD", "Zona A - Centro storico", "carta.pdf", "Modifica", "445", "20,00", "06123456"):
        assert parola in testo
    inviata = cittadina.post(
        f"/pratiche/{pratica.codice}/riepilogo/", {"confermata": riepilogo.context["confermata"]}, follow=True
    )
    pratica.refresh_from_db()
    assert pratica.stato == Stato.PRESENTATA
    testo = inviata.content.decode()
    scrivono = f"Ti scriviamo a {giulia.email}"
    for parola in (pratica.sigla, scrivono, "in corso di protocollazione", "Vai al pagamento", "Quanto è stato facile"):
        assert parola in testo


def test_chi_non_ha_confermato_l_indirizzo_sa_dove_gli_scriviamo(cittadina: Client, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia)
    Persona.objects.filter(pk=giulia.pk).update(email_verificata_il=None)
    testo = cittadina.get(f"/pratiche/{pratica.codice}/inviata/").content.decode()
    assert "conferma il tuo indirizzo nel profilo" in testo
    assert giulia.email not in testo.partition("La tua richiesta</h2>")[0]


def test_senza_spuntare_l_informativa_non_si_comincia(cittadina: Client) -> None:
    pagina = cittadina.post(RICHIEDI, {})
    assert "spuntare questa casella" in pagina.content.decode()
    assert not Pratica.objects.exists()


def test_una_bozza_gia_iniziata_si_annuncia(cittadina: Client, bozza: Pratica) -> None:
    testo = cittadina.get(RICHIEDI).content.decode()
    assert "Hai già una bozza" in testo
    assert f"/pratiche/{bozza.codice}/compila/" in testo
    assert cittadina.get(f"/pratiche/{bozza.codice}/")["Location"] == f"/pratiche/{bozza.codice}/compila/"


def test_un_accesso_che_non_basta_porta_a_uno_migliore(client: Client, giulia: Persona, ztl: Servizio) -> None:
    entra(client, giulia)
    sessione = client.session
    sessione["sessione"] = {"metodo": "spid", "livello": 1, "tipo": "cittadino"}
    sessione.save()
    assert client.post(RICHIEDI, {"letta": "on"})["Location"].startswith("/accedi/?livello=2&next=")


def test_le_risposte_sbagliate_restano_scritte_con_il_perche(cittadina: Client, bozza: Pratica) -> None:
    pagina = cittadina.post(
        passo(bozza), risposte(targa="<b>AB</b>", dal="2020-01-01", note="Abito al 3 & lavoro", zone=["a", "c"])
    )
    testo = pagina.content.decode()
    assert "<title>Errore:" in testo
    assert 'href="#id_targa"' in testo
    assert "&lt;b&gt;AB&lt;/b&gt;" in testo
    assert 'value="2020-01-01"' in testo
    assert "Abito al 3 &amp; lavoro" in testo
    assert testo.count("checked") >= 4
    bozza.refresh_from_db()
    assert bozza.dati["targa"] == "<b>AB</b>"  # and they survive the end of the session


@pytest.mark.parametrize(
    ("file", "perche"),
    [
        (un_pdf("vuoto.pdf", b""), "Il file è vuoto"),
        (un_pdf("virus.pdf", b"MZ" + b"0" * 100), "usa PDF, JPG o PNG"),
        (un_pdf("rovinato.pdf", b"%PDF-1.7" + b"0" * 200), "è rovinato e non si apre"),
        (un_pdf("chiuso.pdf", carte.un_pdf(password="segreta")), "protetto da una password"),
        (un_pdf("grande.pdf", b"%PDF-1.7" + b"0" * (10 * 1024 * 1024)), "il massimo è"),
    ],
)
def test_un_file_rifiutato_dice_il_nome_e_il_motivo(
    cittadina: Client, bozza: Pratica, file: object, perche: str
) -> None:
    file.seek(0)  # type: ignore[attr-defined]
    testo = cittadina.post(passo(bozza), risposte(carta_circolazione=file)).content.decode()
    assert f"{file.name}: {perche}" in testo or perche in testo  # type: ignore[attr-defined]
    assert "AB123CD" in testo
    assert "carta.pdf" in testo  # the one already uploaded stays


def test_un_file_buono_resta_anche_se_il_resto_e_sbagliato(cittadina: Client, giulia: Persona, ztl: Servizio) -> None:
    cittadina.post(RICHIEDI, {"letta": "on"})
    pratica = Pratica.objects.get()
    testo = cittadina.post(passo(pratica), risposte(targa="")).content.decode()
    assert "carta.pdf" in testo
    assert "Rimuovi" in testo
    corretta = cittadina.post(passo(pratica), {**risposte(), "carta_circolazione": ""})
    assert corretta["Location"] == f"/pratiche/{pratica.codice}/riepilogo/"
    assert AllegatoPratica.objects.count() == 1


def test_lo_stesso_nome_due_volte_e_poi_se_ne_toglie_uno(cittadina: Client, bozza: Pratica) -> None:
    cittadina.post(passo(bozza), risposte(carta_circolazione=un_pdf("carta.pdf")))
    primo, secondo = bozza.allegati.all()
    assert (primo.nome, secondo.nome) == ("carta.pdf", "carta (2).pdf")
    troppi = cittadina.post(passo(bozza), risposte(carta_circolazione=un_pdf("terzo.pdf"))).content.decode()
    assert "al massimo 2 file" in troppi
    tolto = cittadina.post(
        passo(bozza), {**risposte(targa="ZZ111ZZ"), "carta_circolazione": "", "rimuovi": str(primo.codice)}
    )
    assert tolto["Location"] == passo(bozza)
    assert list(bozza.allegati.all()) == [secondo]
    bozza.refresh_from_db()
    assert bozza.dati["targa"] == "ZZ111ZZ"  # what was typed is kept too
    assert cittadina.post(passo(bozza), {"rimuovi": "non-un-codice"}).status_code == 302


def test_salva_ed_esci_tiene_anche_quello_che_manca(cittadina: Client, bozza: Pratica) -> None:
    risposta = cittadina.post(passo(bozza), {"targa": "", "note": "Da finire", "salva": "1"}, follow=True)
    assert "La bozza è salvata" in risposta.content.decode()
    assert "Da finire" in cittadina.get(passo(bozza)).content.decode()


def test_la_sessione_finita_porta_all_accesso_e_torna_al_passo(cittadina: Client, bozza: Pratica) -> None:
    cittadina.logout()
    risposta = cittadina.post(passo(bozza), risposte(targa="ZZ999ZZ"))
    assert risposta["Location"].startswith("/accedi/?next=")
    entra(cittadina, bozza.richiedente)
    assert "AB123CD" in cittadina.get(passo(bozza)).content.decode()


def test_il_riepilogo_con_qualcosa_che_manca_riporta_al_passo(
    cittadina: Client, giulia: Persona, bozza: Pratica
) -> None:
    bozza.allegati.all().delete()
    confermata = cittadina.get(f"/pratiche/{bozza.codice}/riepilogo/").context["confermata"]
    risposta = cittadina.post(f"/pratiche/{bozza.codice}/riepilogo/", {"confermata": confermata}, follow=True)
    assert risposta.redirect_chain[-1][0] == f"{passo(bozza)}?controlla=1"
    assert "Manca ancora qualcosa" in risposta.content.decode()
    assert 'href="#id_carta_circolazione"' in risposta.content.decode()


def test_due_clic_su_invia_fanno_una_pratica(cittadina: Client, bozza: Pratica) -> None:
    indirizzo = f"/pratiche/{bozza.codice}/riepilogo/"
    dati = {"confermata": cittadina.get(indirizzo).context["confermata"]}
    arrivi = {cittadina.post(indirizzo, dati)["Location"] for _ in range(2)}
    assert arrivi == {f"/pratiche/{bozza.codice}/inviata/"}
    assert Pratica.objects.get().numero == 1


@pytest.mark.django_db(transaction=True)
def test_due_invii_nello_stesso_istante_fanno_una_pratica(
    client: Client, giulia: Persona, ztl: Servizio, tmp_path: Path
) -> None:
    bozza = una_bozza(giulia, ztl)
    indirizzo = f"/pratiche/{bozza.codice}/riepilogo/"
    schede = [entra(Client(HTTP_HOST="localhost"), giulia) for _ in range(2)]
    dati = {"confermata": schede[0].get(indirizzo).context["confermata"]}
    esiti = tutti_insieme(
        [lambda scheda=scheda: scheda.post(indirizzo, dati)["Location"] for scheda in schede], tmp_path
    )
    assert set(esiti) == {f"/pratiche/{bozza.codice}/inviata/"}
    pratica = Pratica.objects.get()
    assert pratica.numero == 1
    assert pratica.passaggi.count() == 1
    assert pratica.stampe.count() == 2


def test_un_passo_inventato_non_esiste(cittadina: Client, bozza: Pratica) -> None:
    assert cittadina.get(passo(bozza, "segreti")).status_code == 404


def test_un_servizio_senza_pacchetto_o_spento_non_si_chiede(cittadina: Client, ztl: Servizio) -> None:
    assert cittadina.get("/servizi/altro/richiedi/").status_code == 404
    Servizio.objects.filter(pk=ztl.pk).update(attivo=False)
    assert "non si può chiedere online" in cittadina.post(RICHIEDI, {"letta": "on"}).content.decode()


def test_la_bozza_si_elimina_dopo_una_domanda(cittadina: Client, bozza: Pratica) -> None:
    indirizzo = f"/pratiche/{bozza.codice}/elimina/"
    assert "non si possono recuperare" in cittadina.get(indirizzo).content.decode()
    assert Pratica.objects.exists()
    assert "La bozza è stata eliminata" in cittadina.post(indirizzo, follow=True).content.decode()
    assert not Pratica.objects.exists()


@pytest.mark.parametrize("pagina", ["compila/dati-generali/", "compila/dati-specifici/", "riepilogo/"])
def test_ogni_pagina_della_richiesta_costa_poche_letture(cittadina: Client, bozza: Pratica, pagina: str) -> None:
    with CaptureQueriesContext(connection) as letture:
        assert cittadina.get(f"/pratiche/{bozza.codice}/{pagina}").status_code == 200
    assert len(letture) <= 8
