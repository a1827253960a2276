"""The language of packages over HTTP: conditions, rows, what is offered again, a new version, too much of everything."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fascicolo.models import Anagrafica
from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import AllegatoPratica, Pratica
from pratiche.moduli.campi import TIPI
from pratiche.moduli.caricatore import Pacchetto, leggi
from pratiche.requisiti import NonAmmesso
from pratiche.riepilogo import gruppi
from tests import carte
from tests.conftest import agisci_per, entra
from tests.makers import ENTRATA_CON_SPID, presenta_bozza, un_servizio, una_bozza, una_delega
from tests.pratiche.compila import Compilatore, Pagina, buone
from tests.pratiche.conftest import un_pdf

OGNI_TIPO = Path(__file__).parent / "ogni-tipo.yaml"


@pytest.fixture
def servizio(ente: Ente, ufficio: Ufficio) -> Servizio:
    return un_servizio(ente, ufficio, "ogni-tipo", OGNI_TIPO)


@pytest.fixture
def cittadina(client: Client, giulia: Persona, servizio: Servizio) -> Client:
    return entra(client, giulia)


@pytest.fixture
def bozza(giulia: Persona, servizio: Servizio) -> Pratica:
    return operations.apri_bozza(servizio.pk, richiedente=giulia, attore=giulia, sessione=ENTRATA_CON_SPID)


def passo(pratica: Pratica, nome: str) -> str:
    return f"/pratiche/{pratica.codice}/compila/{nome}/"


def html_di(risposta: Any) -> str:
    return str(risposta.content.decode())


@pytest.mark.parametrize("volta", range(2))
def test_ogni_tipo_si_compila_su_http_e_si_legge_nel_riepilogo(cittadina: Client, volta: int) -> None:
    definizione = leggi(OGNI_TIPO).definizione
    pratica = Compilatore(cittadina, definizione, buone(volta)).compila()
    letto = html_di(cittadina.get(pratica.get_absolute_url()))
    attese = [
        "RSSMRA80A01H501U",
        "8.450,50\N{NO-BREAK SPACE}€",
        "Via Roma 1, 40121 Bologna (BO)",
        "latitudine 44,494887",
        "<dd>Dichiaro che",
    ]
    for parole in [*attese, "Ada Prova", "AB123CD, automobile", "foglio 12", "1. Nome: Prova"]:
        assert parole in letto, parole
    assert pratica.dati["totale"] == 845050 * 3
    assert "calcolato da: Importo, Quanti" in letto


@pytest.mark.parametrize(
    "nome", ["riga", "posta", "cf", "conto", "quanti", "misura", "euro", "giorno", "orario", "una", "tante", "casa", "punto", "chi", "mezzo", "terreno"]
)  # fmt: skip
def test_un_valore_cattivo_si_annuncia_con_un_rimando_e_resta_nella_pagina(
    cittadina: Client, bozza: Pratica, nome: str
) -> None:
    campo = bozza.definizione.per_nome[nome]
    dove = next(uno.codice for uno in bozza.definizione.passi if campo in uno.campi)
    ostile = TIPI[campo.tipo].esempi(campo).ostili[0]
    ingressi = (
        {f"{nome}.{parte}": valore for parte, valore in ostile.items()} if isinstance(ostile, dict) else {nome: ostile}
    )
    pagina = html_di(cittadina.post(passo(bozza, dove), ingressi))
    assert f'href="#id_{nome}' in pagina
    assert "<title>Errore:" in pagina
    scritti = [valore for valore in ingressi.values() if valore and campo.tipo not in {"scelta", "veicolo"}]
    assert all(
        f'value="{valore}"' in pagina.replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">")
        for valore in scritti
    )


def test_una_domanda_che_compare_si_annuncia_senza_rimproveri(cittadina: Client, bozza: Pratica) -> None:
    """Without JavaScript: the answer "yes" makes another question appear, which is new and not wrong."""
    ingressi = {"una": "a", "tante": "c", "alcune": ["x"], "sino": "si", "vero": "on"}
    pagina = cittadina.post(passo(bozza, "scelte"), ingressi)
    assert "altro da compilare" in html_di(pagina)
    assert not Pagina(pagina).errori()
    assert "perche" in Pagina(pagina).chieste()
    vuota = cittadina.post(passo(bozza, "scelte"), Pagina(pagina).valori())
    assert Pagina(vuota).errori() == ["Perché sì: Questa risposta è obbligatoria."]
    dopo = cittadina.post(passo(bozza, "scelte"), Pagina(vuota).valori() | {"perche": "perché sì"})
    assert dopo.status_code == 302


def test_obbligatoria_e_aperta_solo_quando_la_condizione_vale(cittadina: Client, bozza: Pratica) -> None:
    base = {"tante": "c", "sino": "no", "vero": "on"}
    pagina = cittadina.post(passo(bozza, "scelte"), {**base, "una": "a", "alcune": ["y"], "chiusa": "di nascosto"})
    assert Pagina(pagina).errori() == ["Dettaglio: Questa risposta è obbligatoria."]
    assert "chiusa" not in Pagina(pagina).chieste()
    bozza.refresh_from_db()
    presentabile = gruppi(bozza, [], modificabile=True)
    assert "di nascosto" not in str(presentabile)


def test_cambiare_risposta_dice_che_cosa_si_perde_e_non_lo_perde(cittadina: Client, bozza: Pratica) -> None:
    base = {"una": "a", "tante": "c", "alcune": ["x"], "vero": "on", "vista": ["perche"]}
    cittadina.post(passo(bozza, "scelte"), {**base, "sino": "si", "perche": "un segreto"})
    avviso = cittadina.post(passo(bozza, "scelte"), {**base, "sino": "no", "perche": "un segreto"}, follow=True)
    assert "non servono più: Perché sì" in html_di(avviso)
    assert "un segreto" in html_di(cittadina.get(f"/pratiche/{bozza.codice}/riepilogo/"))
    ripensato = cittadina.post(passo(bozza, "scelte"), {**base, "sino": "si", "perche": "un segreto"}, follow=True)
    assert "non servono più" not in html_di(ripensato)
    bozza.refresh_from_db()
    assert bozza.dati["perche"] == "un segreto"


def test_quello_che_e_nascosto_non_si_presenta_ne_risposte_ne_file(
    giulia: Persona, ente: Ente, ufficio: Ufficio
) -> None:
    ztl = un_servizio(ente, ufficio)
    bozza = una_bozza(giulia, ztl)
    operations.aggiungi_allegato(
        bozza.pk, attore=giulia, campo="dichiarazione_uso", file=un_pdf("uso.pdf"), mime="application/pdf"
    )
    operations.salva_passo(bozza.pk, attore=giulia, contatti={}, dati={"vecchia": "risposta", "titolo": "mio"})
    bozza.refresh_from_db()
    pratica = presenta_bozza(bozza)
    assert "vecchia" not in pratica.dati
    assert [allegato.campo for allegato in pratica.allegati.all()] == ["carta_circolazione"]


def test_un_passo_che_un_altra_finestra_ha_chiuso_riporta_dove_si_e(cittadina: Client, bozza: Pratica) -> None:
    assert cittadina.get(passo(bozza, "solo-se-b"))["Location"] == f"/pratiche/{bozza.codice}/compila/"
    assert cittadina.post(passo(bozza, "solo-se-b"), {"extra": ""}).status_code == 302


def test_le_righe_si_aggiungono_e_si_tolgono_senza_perdere_nulla(cittadina: Client, bozza: Pratica) -> None:
    indirizzo = passo(bozza, "gruppi")
    prima = Pagina(cittadina.get(indirizzo)).valori()
    assert prima["figli"] == "1"
    nomi = {"figli.0.nome": "Ada", "figli.0.nato": "non so"}
    aggiunta = cittadina.post(indirizzo, prima | nomi | {"aggiungi": "figli"})
    assert aggiunta["Location"] == f"{indirizzo}#riga-figli-1"
    due = Pagina(cittadina.get(indirizzo)).valori()
    assert (due["figli"], due["figli.0.nome"], due["figli.1.nome"]) == ("2", "Ada", "")
    tolta = cittadina.post(indirizzo, due | {"figli.1.nome": "Bea", "togli": "figli.0"})
    assert tolta["Location"] == f"{indirizzo}#gruppo-figli"
    una = Pagina(cittadina.get(indirizzo)).valori()
    assert (una["figli"], una["figli.0.nome"]) == ("1", "Bea")


@pytest.mark.parametrize("quante", ["0", "4", "9999999", "-1", "due"])
def test_il_numero_delle_righe_non_si_inventa(cittadina: Client, bozza: Pratica, quante: str) -> None:
    pagina = cittadina.post(passo(bozza, "gruppi"), {"figli": quante, "figli.0.nome": "Ada"})
    assert pagina.status_code == 200
    bozza.refresh_from_db()
    assert len(bozza.dati["figli"]) <= 50
    assert cittadina.post(passo(bozza, "gruppi"), {"aggiungi": "inventato", "togli": "figli.x"}).status_code == 200


def test_la_famiglia_e_la_casa_di_anpr_si_offrono_con_la_loro_data(
    cittadina: Client, giulia: Persona, ente: Ente, bozza: Pratica
) -> None:
    _anagrafica(giulia, ente)
    pagina = cittadina.get(passo(bozza, "composte"))
    assert "Ada Bianchi" in html_di(pagina)
    assert "ANPR, 2 marzo 2026" in html_di(pagina)
    assert "Zeno" not in html_di(pagina)  # not complete: typed by hand
    scelte = dict(re.findall(r'name="(chi|casa)\.noto" value="([0-9a-f]{12})"', html_di(pagina)))
    ingressi = {"chi.noto": scelte["chi"], "casa.noto": scelte["casa"], "punto.descrizione": "Piazza"}
    altre = {"mezzo.targa": "AB123CD", "mezzo.genere": "altro", "terreno.ubicazione": "Via Roma", "terreno.foglio": "1"}
    avanti = cittadina.post(
        passo(bozza, "composte"), {**ingressi, **altre, "terreno.particella": "2", "chi.nome": "ignorato"}
    )
    assert avanti.status_code == 302
    bozza.refresh_from_db()
    assert bozza.dati["chi"]["nome"] == "Ada"
    assert bozza.dati["chi"]["fonte"] == "ANPR, 2 marzo 2026"
    assert bozza.dati["casa"]["civico"] == "7 interno 2"
    assert (
        "checked"
        in re.search(rf'value="{scelte["chi"]}"[^>]*', html_di(cittadina.get(passo(bozza, "composte")))).group()
    )  # type: ignore[union-attr]


def test_una_risposta_offerta_da_un_altro_non_si_prende(
    cittadina: Client, giulia: Persona, ente: Ente, bozza: Pratica
) -> None:
    _anagrafica(giulia, ente)
    pagina = cittadina.post(passo(bozza, "composte"), {"chi.noto": "0123456789ab"})
    assert pagina.status_code == 200
    bozza.refresh_from_db()
    assert not any(bozza.dati["chi"].values())


def test_veicoli_iban_e_isee_di_una_pratica_tornano_in_quella_dopo(
    cittadina: Client, giulia: Persona, servizio: Servizio
) -> None:
    prima = Compilatore(cittadina, leggi(OGNI_TIPO).definizione).compila()
    nuova = operations.apri_bozza(servizio.pk, richiedente=giulia, attore=giulia, sessione=ENTRATA_CON_SPID)
    for dove, parole in (("composte", "AB123CD, automobile"), ("parole", "IT60 X054"), ("numeri", "8.450,50")):
        pagina = html_di(cittadina.get(passo(nuova, dove)))
        assert f"pratica {prima.sigla} del" in pagina
        assert parole in pagina


def test_chi_ha_solo_una_delega_non_vede_la_famiglia(
    client: Client, giulia: Persona, luca: Persona, ente: Ente, servizio: Servizio
) -> None:
    _anagrafica(giulia, ente)
    agisci_per(client, una_delega(da=giulia, a=luca))
    client.post("/servizi/ogni-tipo/richiedi/", {"letta": "on"})
    pagina = html_di(client.get(passo(Pratica.objects.get(), "composte")))
    assert "Veicolo" in pagina
    assert "Ada Bianchi" not in pagina


def test_le_letture_non_crescono_con_le_pratiche_e_le_righe(
    cittadina: Client, giulia: Persona, servizio: Servizio
) -> None:
    def letture() -> int:
        nuova = operations.apri_bozza(servizio.pk, richiedente=giulia, attore=giulia, sessione=ENTRATA_CON_SPID)
        with CaptureQueriesContext(connection) as contate:
            cittadina.get(passo(nuova, "composte"))
        return len(contate)

    Compilatore(cittadina, leggi(OGNI_TIPO).definizione).compila()
    poche = letture()
    Pratica.objects.bozze().delete()
    Compilatore(cittadina, leggi(OGNI_TIPO).definizione, buone(1)).compila()
    assert letture() == poche <= 11


def _anagrafica(persona: Persona, ente: Ente) -> None:
    def uno(nome: str, codice: str, nascita: str) -> dict[str, Any]:
        fissi = {"id_anpr": "", "cognome": "Bianchi", "sesso": "F", "luogo_nascita": "Roma", "legame": "3"}
        return {**fissi, "nome": nome, "codice_fiscale": codice, "nascita": nascita}

    Anagrafica.objects.create(
        persona=persona,
        ente=ente,
        stato=StatoLavoro.ANNULLATO,
        ricevuta_il=dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC),
        dati_famiglia=[uno("Ada", "BNCDAA18E54H501V", "2018-05-14"), uno("Zeno", "", "1950")],
        dati_residenza={
            "indirizzo": "VIA DELLA ROCCA 7 interno 2",
            "cap": "00900",
            "comune": "Roccachiara",
            "provincia": "RM",
        },
    )


def nuova_versione(ente: Ente, **cambi: Any) -> None:
    contenuto = leggi(OGNI_TIPO).contenuto
    parole = next(uno for uno in contenuto["passi"] if uno["codice"] == "parole")
    parole["campi"] = [campo for campo in parole["campi"] if campo["nome"] != "riga"]
    parole["campi"].append({"nome": "motivo", "tipo": "testo", "etichetta": "Il motivo"})
    contenuto["esito"]["testo"] = "Prova."
    operations.installa_servizio(ente, Pacchetto.da(contenuto | cambi))


def test_un_modulo_nuovo_si_annuncia_e_si_prende_solo_se_si_vuole(
    cittadina: Client, bozza: Pratica, ente: Ente
) -> None:
    cittadina.post(passo(bozza, "parole"), {"riga": "da tenere", "righe": "anche questa"})
    nuova_versione(ente)
    pagina = html_di(cittadina.get(passo(bozza, "parole")))
    assert "Il modulo di questa richiesta è cambiato" in pagina
    assert "da tenere" in pagina  # the draft goes on with its own version
    cambi = html_di(cittadina.get(f"/pratiche/{bozza.codice}/nuova-versione/"))
    for parole in ("Nuova domanda «Il motivo»", "La domanda «Una riga» non c&#x27;è più", "da tenere"):
        assert parole in cambi
    cittadina.post(f"/pratiche/{bozza.codice}/nuova-versione/")
    bozza.refresh_from_db()
    assert bozza.versione.numero == 2
    assert (bozza.dati["riga"], bozza.dati["righe"]) == ("da tenere", "anche questa")
    assert "da tenere" in html_di(cittadina.get(f"/pratiche/{bozza.codice}/riepilogo/"))  # shown until it is sent
    assert cittadina.get(f"/pratiche/{bozza.codice}/nuova-versione/").status_code == 302


def test_un_modulo_nuovo_obbligatorio_viene_prima_di_tutto(cittadina: Client, bozza: Pratica, ente: Ente) -> None:
    nuova_versione(ente, aggiorna_bozze=True)
    for pagina in (
        passo(bozza, "parole"),
        f"/pratiche/{bozza.codice}/riepilogo/",
        f"/pratiche/{bozza.codice}/compila/",
    ):
        assert cittadina.get(pagina)["Location"] == f"/pratiche/{bozza.codice}/nuova-versione/"
    assert "devi usare il modulo nuovo" in html_di(cittadina.get(f"/pratiche/{bozza.codice}/nuova-versione/"))


def test_quello_che_si_sta_scrivendo_resta_quando_esce_un_modulo_obbligatorio(
    cittadina: Client, bozza: Pratica, ente: Ente
) -> None:
    pagina = Pagina(cittadina.get(passo(bozza, "parole"))).valori()
    nuova_versione(ente, aggiorna_bozze=True)
    risposta = cittadina.post(passo(bozza, "parole"), pagina | {"righe": "scritto adesso"}, follow=True)
    assert risposta.redirect_chain[-1][0] == f"/pratiche/{bozza.codice}/nuova-versione/"
    assert "Quello che hai scritto è salvato" in html_di(risposta)
    bozza.refresh_from_db()
    assert bozza.dati["righe"] == "scritto adesso"


def test_una_finestra_rimasta_sul_modulo_di_prima_non_perde_nulla(
    cittadina: Client, bozza: Pratica, ente: Ente
) -> None:
    """Two windows: one passes to the new version, where a question and a step are no more; the other goes on writing."""
    parole = Pagina(cittadina.get(passo(bozza, "parole"))).valori() | {"riga": "domanda tolta", "righe": "due righe"}
    gruppi_visti = Pagina(cittadina.get(passo(bozza, "gruppi"))).valori() | {"figli.0.nome": "Ada"}
    passi = [uno for uno in leggi(OGNI_TIPO).contenuto["passi"] if uno["codice"] != "gruppi"]
    nuova_versione(ente, passi=passi[:1] + [uno for uno in passi[1:] if uno["codice"] == "parole"])
    cittadina.post(f"/pratiche/{bozza.codice}/nuova-versione/")
    for dove, dati in (("parole", parole), ("gruppi", gruppi_visti)):
        assert cittadina.post(passo(bozza, dove), dati)["Location"] == f"/pratiche/{bozza.codice}/compila/"
    assert cittadina.get(passo(bozza, "gruppi"))["Location"] == f"/pratiche/{bozza.codice}/compila/"
    bozza.refresh_from_db()
    assert (bozza.dati["riga"], bozza.dati["righe"], bozza.dati["figli"][0]["nome"]) == ("domanda tolta", "due righe", "Ada")  # fmt: skip


def test_una_risposta_di_un_altro_tipo_si_chiede_di_nuovo(
    cittadina: Client, giulia: Persona, bozza: Pratica, ente: Ente
) -> None:
    """Three metres do not become three cents: what was answered is still read, until the request is sent."""
    operations.salva_passo(bozza.pk, attore=giulia, contatti={}, dati={"quanti": 3, "riga": "resta"})
    passi = leggi(OGNI_TIPO).contenuto["passi"]
    numeri = next(uno for uno in passi if uno["codice"] == "numeri")
    campo = next(uno for uno in numeri["campi"] if uno["nome"] == "quanti")
    etichetta = campo["etichetta"]
    campo.clear()
    campo.update({"nome": "quanti", "tipo": "importo", "etichetta": etichetta})
    operations.installa_servizio(ente, Pacchetto.da(leggi(OGNI_TIPO).contenuto | {"passi": passi}))
    cittadina.post(f"/pratiche/{bozza.codice}/nuova-versione/")
    assert Pagina(cittadina.get(passo(bozza, "numeri"))).valori()["quanti"] == ""
    bozza.refresh_from_db()
    assert "quanti" not in bozza.dati
    letto = html_di(cittadina.get(f"/pratiche/{bozza.codice}/riepilogo/"))
    assert re.search(rf"{etichetta}</dt>\s*<dd>3", letto)


def test_ripubblicare_non_tocca_le_pratiche_presentate(cittadina: Client, ente: Ente) -> None:
    pratica = Compilatore(cittadina, leggi(OGNI_TIPO).definizione).compila()
    prima = html_di(cittadina.get(pratica.get_absolute_url()))
    nuova_versione(ente, aggiorna_bozze=True)
    dopo = html_di(cittadina.get(pratica.get_absolute_url()))
    pulita = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|data-secondi="\d+"|nonce="[^"]+"')
    assert pulita.sub("", dopo) == pulita.sub("", prima)


@pytest.mark.parametrize(("per_altri", "parole"), [("mai", "solo per sé"), ("per_legge", "la rappresenta per legge")])
def test_chi_puo_chiedere_per_un_altro_lo_dice_il_pacchetto(
    giulia: Persona, luca: Persona, ente: Ente, servizio: Servizio, per_altri: str, parole: str
) -> None:
    contenuto = leggi(OGNI_TIPO).contenuto
    operations.installa_servizio(ente, Pacchetto.da(contenuto | {"chi": contenuto["chi"] | {"per_altri": per_altri}}))
    una_delega(da=giulia, a=luca)
    with pytest.raises(NonAmmesso, match=parole):
        operations.apri_bozza(servizio.pk, richiedente=giulia, attore=luca, sessione=ENTRATA_CON_SPID)


def test_i_diritti_calcolati_e_il_bollo_sono_nell_avviso(cittadina: Client, ente: Ente) -> None:
    contenuto = leggi(OGNI_TIPO).contenuto
    diritti = {"importo": "totale", "causale": "Prova", "quando": "presentazione", "giorni": 30}
    bollo = {"modo": "virtuale", "importo": 1600, "norma": "DPR 642/1972"}
    pacchetto = Pacchetto.da(contenuto | {"diritti": diritti, "bollo": bollo})
    operations.installa_servizio(ente, pacchetto)
    pratica = Compilatore(cittadina, pacchetto.definizione).compila()
    assert pratica.avviso is not None
    assert pratica.avviso.importo == 845050 * 3 + 1600


def test_oltre_un_mega_di_risposte_si_rifiuta_con_una_frase(cittadina: Client, giulia: Persona, bozza: Pratica) -> None:
    with pytest.raises(DomainError, match="superano 1 MB"):
        operations.salva_passo(bozza.pk, attore=giulia, contatti={}, dati={"righe": "à" * 600_000})
    assert not operations.salva_passo(bozza.pk, attore=giulia, contatti={}, dati={}).dati
    Pratica.objects.filter(pk=bozza.pk).update(dati={"altra": "x" * 1024 * 1024})
    pagina = cittadina.post(passo(bozza, "parole"), {"posta": "resta@esempio.invalid"})
    assert "superano 1 MB" in html_di(pagina)
    assert "resta@esempio.invalid" in html_di(pagina)
    enorme = cittadina.post(passo(bozza, "parole"), {"righe": "x" * (2 * 1024 * 1024 + 1)})
    assert enorme.status_code == 400
    assert "troppo tutto insieme" in html_di(enorme)


def test_un_testo_lunghissimo_ha_la_sua_frase_e_la_pagina_resta_piccola(cittadina: Client, bozza: Pratica) -> None:
    pagina = cittadina.post(passo(bozza, "parole"), {"righe": "x" * 1_500_000})
    assert "al massimo" in html_di(pagina)
    bozza.refresh_from_db()
    assert len(bozza.dati["righe"]) == 5000


def test_duecento_allegati_si_rifiutano_con_una_frase_e_quelli_ammessi_si_presentano(
    cittadina: Client, giulia: Persona, bozza: Pratica
) -> None:
    tanti = [SimpleUploadedFile(f"foto{numero}.pdf", carte.un_pdf()) for numero in range(200)]
    pagina = cittadina.post(passo(bozza, "gruppi"), {"figli": "1", "carte": tanti})
    assert "Qui puoi caricare al massimo 3 file: scegline meno." in html_di(pagina)
    assert not AllegatoPratica.objects.exists()
    with CaptureQueriesContext(connection) as poche:
        cittadina.get(passo(bozza, "gruppi"))
    AllegatoPratica.objects.bulk_create(
        AllegatoPratica(pratica=bozza, campo="carte", nome=f"{numero}.pdf", mime="application/pdf", dimensione=1)
        for numero in range(200)
    )
    with CaptureQueriesContext(connection) as tante:
        assert cittadina.get(passo(bozza, "gruppi")).status_code == 200
    assert len(tante) == len(poche)


@pytest.mark.parametrize(
    ("nome", "contenuto"),
    [
        ("vuoto.pdf", b""),
        ("programma.pdf", b"MZ\x90\x00" * 50),
        ("pagina.png", b"<html><script>alert(1)</script></html>"),
        ("rovinato.pdf", b"%PDF-1.7" + b"0" * 200),
        ("finta.jpg", b"\xff\xd8\xff" + b"MZ\x90\x00" * 50),
        ("finta.png", b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>" * 20),
        ("protetto.pdf", carte.un_pdf(password="segreta")),
    ],
)
def test_un_file_che_mente_sul_suo_genere_ha_la_sua_frase(
    cittadina: Client, bozza: Pratica, nome: str, contenuto: bytes
) -> None:
    pagina = cittadina.post(passo(bozza, "gruppi"), {"figli": "1", "carte": SimpleUploadedFile(nome, contenuto)})
    assert any(errore.startswith(f"Documenti: {nome}: ") for errore in Pagina(pagina).errori())
    assert not AllegatoPratica.objects.exists()


def test_oggi_e_il_giorno_della_presentazione(cittadina: Client) -> None:
    """What is computed does not move when the office reads the case a month later."""
    pratica = Compilatore(cittadina, leggi(OGNI_TIPO).definizione).compila()
    assert pratica.dati["giorni"] == 1
    assert timezone.localdate(pratica.presentata_il) == timezone.localdate()


def test_una_risposta_composta_e_le_righe_si_riaprono_per_integrare(
    cittadina: Client, anna: Persona, servizio: Servizio
) -> None:
    pratica = Compilatore(cittadina, leggi(OGNI_TIPO).definizione).compila()
    operations.prendi_in_carico(pratica.pk, attore=anna)
    operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Manca un figlio.", campi=["figli", "casa"])
    indirizzo = f"/pratiche/{pratica.codice}/rispondi/"
    valori = Pagina(cittadina.get(indirizzo)).valori()
    assert (valori["figli.0.nome"], valori["casa.via"]) == ("Prova", "Via Roma")
    assert cittadina.post(indirizzo, valori | {"aggiungi": "figli"})["Location"] == f"{indirizzo}#riga-figli-1"
    due = Pagina(cittadina.get(indirizzo)).valori()
    sbagliata = cittadina.post(indirizzo, due | {"figli.1.nome": "Bea", "figli.1.nato": "2099-01-01", "casa.cap": "1"})
    errori = Pagina(sbagliata).errori()
    assert [errore.partition(":")[0] for errore in errori] == ["Indirizzo, CAP", "Figlio 2, Nato il"]
    giusta = due | {"figli.1.nome": "Bea", "figli.1.nato": "2020-01-01", "casa.cap": "40122"}
    assert cittadina.post(indirizzo, giusta)["Location"] == f"/pratiche/{pratica.codice}/"
    pratica = Pratica.objects.con_il_necessario().get(pk=pratica.pk)
    assert [riga["nome"] for riga in pratica.dati_correnti["figli"]] == ["Prova", "Bea"]
    assert pratica.dati["casa"]["cap"] == "40121"  # what was presented stays


def test_i_documenti_portano_gli_anni_di_conservazione(cittadina: Client, ente: Ente) -> None:
    contenuto = leggi(OGNI_TIPO).contenuto | {"conservazione": {"anni": 7}}
    operations.installa_servizio(ente, Pacchetto.da(contenuto))
    pratica = Compilatore(cittadina, leggi(OGNI_TIPO).definizione).compila()
    assert {allegato.documento.conservazione_anni for allegato in pratica.allegati.all()} == {7}
