"""At the desk a parent who never entered asks for a minor child: declared, checked, signed, and found again at home."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client

from notifiche.models import Messaggio
from portal.catalogo.models import Servizio
from portal.enti.models import Ufficio
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import conosci
from portal.identita.stati import Stato as StatoMandato
from portal.registro.models import Evento
from pratiche import operations, sottoscrizioni
from pratiche.models import CompilazioneSportello, Pratica
from pratiche.operations.genitori import Genitore
from pratiche.operations.sportello import Presentatosi
from pratiche.requisiti import NonAmmesso
from pratiche.stampe import prepara
from pratiche.stati import Stato
from tests import people
from tests.conftest import agisci_per, entra
from tests.makers import con_regole
from tests.pratiche.conftest import un_pdf
from tests.pratiche.test_richiesta import risposte
from tests.pratiche.test_sportello import SPORTELLO, chi, invia

SOFIA, PADRE = "RMNSFO11S60H501V", "RMNPLA80A01H501V"
OGGI = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _oggi() -> object:
    with time_machine.travel(OGGI, tick=False):
        yield


@pytest.fixture
def allo_sportello(client: Client, anna: Persona, ztl: Servizio) -> Client:
    return entra(client, anna)


@pytest.fixture
def verifica(ufficio: Ufficio) -> Ufficio:
    """The office of the desk is one of those that verify parents."""
    ufficio.verifica_rappresentanze = True
    ufficio.save()
    return ufficio


def per_sofia(servizio: Servizio, **altro: object) -> dict[str, object]:
    genitore = {
        "genitore_agisce": "on",
        "genitore_codice_fiscale": PADRE.lower(),
        "genitore_nome": "Paolo",
        "genitore_cognome": "Romano",
        "genitore_dichiara": "on",
        "genitore_controllo": "anagrafe",
    }
    return chi(servizio, codice_fiscale=SOFIA, nome="Sofia", cognome="Romano") | genitore | altro


def compila(client: Client, servizio: Servizio, **altro: object) -> Pratica:
    client.post(SPORTELLO, per_sofia(servizio, **altro))
    pratica = Pratica.objects.get(allo_sportello=True, stato=Stato.BOZZA)
    passi = f"{SPORTELLO}{pratica.codice}/compila/"
    dopo = client.post(f"{passi}dati-generali/", {"email": "", "telefono": ""})["Location"]
    assert client.post(dopo, risposte())["Location"] == f"{SPORTELLO}{pratica.codice}/riepilogo/"
    return pratica


def test_il_genitore_chiede_per_la_figlia_e_la_ritrova_online(
    allo_sportello: Client, anna: Persona, ztl: Servizio, verifica: Ufficio
) -> None:
    bozza = compila(allo_sportello, ztl)
    prima = allo_sportello.get(f"{SPORTELLO}{bozza.codice}/riepilogo/").content.decode()
    for parola in ("per mezzo di Paolo Romano", f"codice fiscale {PADRE}, come: genitore", "responsabilità genitoriale su Sofia"):  # fmt: skip
        assert parola in prima
    testo = invia(allo_sportello, bozza, firma="davanti")
    assert "ritrova la pratica con «Agisci per»" in testo
    assert "Paolo Romano" in testo
    pratica = Pratica.objects.con_il_necessario().get(pk=bozza.pk)
    padre = Persona.objects.get(codice_fiscale=PADRE)
    assert (pratica.stato, pratica.richiedente.codice_fiscale, pratica.presentata_da) == (
        Stato.PRESENTATA,
        SOFIA,
        padre,
    )
    for genere in ("istanza", "ricevuta"):
        pagina = render_to_string(*prepara(pratica.stampe.get(genere=genere)))
        assert "Paolo Romano" in pagina, genere
        assert "Sofia Romano" in pagina, genere
    detto = sottoscrizioni.in_parole(pratica)
    for parola in ("Il genitore è stato riconosciuto con carta d'identità …34AB", "articoli 5, 46 e 47", "Con l'anagrafe"):  # fmt: skip
        assert parola in detto
    evento = Evento.objects.get(oggetto=pratica.codice, azione="pratica.presentata_allo_sportello")
    assert (evento.dati["genitore"], evento.dati["controllo"]) == (str(padre.codice), "anagrafe")
    mandato = Rappresentanza.objects.get()
    assert (mandato.stato, mandato.verifica, mandato.verificata_da) == (StatoMandato.ATTIVA, "ufficio", anna)
    assert (mandato.al, "Con l'anagrafe" in mandato.motivo) == (dt.date(2029, 11, 19), True)
    assert Evento.objects.filter(oggetto=mandato.codice).values_list("azione", flat=True).count() == 2
    casa = agisci_per(Client(HTTP_HOST="localhost"), mandato)
    assert "Da Paolo Romano per Sofia Romano." in casa.get(f"/pratiche/{pratica.codice}/").content.decode()
    tipi = Messaggio.objects.filter(destinatario=padre).values_list("tipo", flat=True)
    assert sorted(tipi) == ["fascicolo.delega_attiva", "pratiche.presentata"]


@pytest.mark.parametrize("controllo", ["dopo", "anagrafe"])
def test_senza_verifica_la_pratica_parte_e_la_casa_aspetta(
    allo_sportello: Client, ztl: Servizio, ufficio: Ufficio, controllo: str
) -> None:
    """Nobody has checked; or somebody has, in an office that is not one of those that verify."""
    ufficio.verifica_rappresentanze = controllo == "dopo"
    ufficio.save()
    testo = invia(allo_sportello, compila(allo_sportello, ztl, genitore_controllo=controllo), firma="davanti")
    assert "che verifica i genitori avrà controllato" in testo
    mandato, pratica = Rappresentanza.objects.get(), Pratica.objects.get()
    assert (pratica.stato, mandato.stato, mandato.verificata_da) == (Stato.PRESENTATA, StatoMandato.RICHIESTA, None)
    assert pratica.per_mezzo_di["codice_fiscale"] == PADRE
    assert set(Messaggio.objects.filter(tipo__startswith="fascicolo").values_list("tipo", flat=True)) == {"fascicolo.delega_chiesta"}  # fmt: skip
    if ufficio.verifica_rappresentanze:
        pagina = allo_sportello.get(f"/operatori/deleghe/{mandato.codice}/").content.decode()
        assert "dichiarata e firmata allo sportello" in pagina


def test_la_seconda_volta_il_genitore_e_gia_conosciuto(
    allo_sportello: Client, ztl: Servizio, verifica: Ufficio
) -> None:
    invia(allo_sportello, compila(allo_sportello, ztl, genitore_controllo="dopo"), firma="davanti")
    invia(allo_sportello, compila(allo_sportello, ztl), firma="davanti")
    assert Rappresentanza.objects.get().stato == StatoMandato.ATTIVA
    invia(allo_sportello, compila(allo_sportello, ztl, genitore_controllo="dopo"), firma="davanti")
    assert Rappresentanza.objects.get().stato == StatoMandato.ATTIVA
    dette = Evento.objects.filter(azione="rappresentanza.dichiarata")
    assert [uno.dati["stato"] for uno in dette.order_by("pk")] == ["richiesta", "attiva"]
    assert Pratica.objects.exclude(presentata_da=None).count() == 3


@pytest.mark.parametrize(
    ("altro", "frase"),
    [
        ({"codice_fiscale": people.CODICI_FISCALI["luca"]}, "Chi chiede è maggiorenne"),
        ({"genitore_codice_fiscale": SOFIA}, "hanno lo stesso codice fiscale"),
        ({"genitore_codice_fiscale": "01234567897"}, "Il genitore è una persona"),
        ({"codice_fiscale": "01234567897"}, "articolo 5-bis del CAD"),
        ({"genitore_codice_fiscale": "VRDLCU10A01H501N"}, "deve avere diciotto anni"),
        ({"genitore_codice_fiscale": ""}, "Scrivi il codice fiscale del genitore"),
        ({"genitore_dichiara": ""}, "Senza questa dichiarazione"),
        ({"genitore_controllo": ""}, "Scegli come l&#x27;hai controllato"),
        ({"genitore_agisce": ""}, "Hai scritto di un genitore"),
        ({"riconoscimento": "delega", "delegato": "Ada Prova"}, "deve essere qui il genitore"),
    ],
)
def test_chi_non_puo_agire_come_genitore(
    allo_sportello: Client, ztl: Servizio, altro: dict[str, object], frase: str
) -> None:
    assert frase in allo_sportello.post(SPORTELLO, per_sofia(ztl, **altro)).content.decode()
    assert not Pratica.objects.exists()
    assert not Persona.objects.filter(codice_fiscale=PADRE).exists()


def test_le_regole_del_servizio_valgono_per_il_genitore(allo_sportello: Client, anna: Persona, ztl: Servizio) -> None:
    """Sofia is too young to ask by herself; her father may, unless nobody may for another person."""
    paolo = Genitore(PADRE, "Paolo", "Romano", "anagrafe")
    sofia = {"codice_fiscale": SOFIA, "nome": "Sofia", "cognome": "Romano"}
    come = {"operatore": anna, "presentatosi": Presentatosi("conoscenza"), **sofia}
    con_regole(ztl, chi={"sessioni": ["cittadino"], "eta_minima": 18})
    with pytest.raises(NonAmmesso, match="un genitore o un tutore"):
        operations.apri_allo_sportello(ztl.pk, **come)
    assert operations.apri_allo_sportello(ztl.pk, **come, genitore=paolo).contatti == {"email": "", "telefono": ""}
    con_regole(ztl, chi={"sessioni": ["cittadino"], "per_altri": "mai"})
    with pytest.raises(NonAmmesso, match="solo per sé"):
        operations.apri_allo_sportello(ztl.pk, **come, genitore=paolo)


def test_chi_compie_diciotto_anni_intanto_presenta_da_se(allo_sportello: Client, ztl: Servizio) -> None:
    pratica = compila(allo_sportello, ztl)
    Persona.objects.filter(codice_fiscale=SOFIA).update(data_nascita=dt.date(2008, 11, 23))
    assert "Chi chiede è maggiorenne" in invia(allo_sportello, pratica, firma="davanti")
    assert Pratica.objects.get().bozza
    assert not Rappresentanza.objects.exists()


def test_firma_il_genitore_sul_modulo_stampato(allo_sportello: Client, ztl: Servizio) -> None:
    pratica = compila(allo_sportello, ztl)
    risposta = allo_sportello.get(f"{SPORTELLO}{pratica.codice}/stampa/")
    testo = render_to_string("pdf/pratiche/da_firmare.html", risposta.context[0].flatten())
    for parola in ("Paolo Romano, per Sofia Romano", "dichiara, ai sensi degli articoli 46 e 47", PADRE, SOFIA):
        assert parola in testo
    invia(allo_sportello, pratica, firma="carta", scansione=un_pdf("firmata.pdf"))
    assert Pratica.objects.get().stato == Stato.PRESENTATA


def test_il_genitore_presente_lo_vuole_anche_il_database(allo_sportello: Client, ztl: Servizio) -> None:
    compila(allo_sportello, ztl)
    righe = CompilazioneSportello.objects.all()
    for campi in ({"controllo": ""}, {"genitore": None}, {"riconoscimento": "delega", "delegato": "Ada Prova"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            righe.update(**campi)


def test_i_recapiti_di_un_figlio_sono_quelli_del_genitore(allo_sportello: Client, ztl: Servizio) -> None:
    padre = conosci(PADRE, nome="Paolo", cognome="Romano", email="paolo@esempio.invalid")
    allo_sportello.post(SPORTELLO, per_sofia(ztl))
    assert Pratica.objects.get().contatti["email"] == padre.email
