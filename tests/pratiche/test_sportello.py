"""An officer fills in for a citizen at the desk: the same questions, checks and protocol; who, how identified and how signed stay written."""

from io import BytesIO

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico
from portal.identita.models import Persona
from portal.registro.models import AccessoDati, Evento
from pratiche import operations, sottoscrizioni
from pratiche.models import CompilazioneSportello, Pratica, VersioneServizio
from pratiche.operations.sportello import Presentatosi
from pratiche.requisiti import NonAmmesso
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import con_regole, una_bozza, una_ricevuta
from tests.pratiche.conftest import un_pdf
from tests.pratiche.test_richiesta import risposte

SPORTELLO = "/operatori/sportello/"
CODICE = people.CODICI_FISCALI["luca"]


def chi(servizio: Servizio, **altro: object) -> dict[str, object]:
    return {
        "servizio": servizio.pk,
        "informativa": "on",
        "codice_fiscale": CODICE.lower(),
        "nome": "Luca",
        "cognome": "Ferri",
        "riconoscimento": "documento",
        "documento": "carta",
        "ultime_cifre": "34ab",
        **altro,
    }


@pytest.fixture
def allo_sportello(client: Client, anna: Persona, ztl: Servizio) -> Client:
    return entra(client, anna)


def compila(client: Client, servizio: Servizio, **altro: object) -> Pratica:
    """From the first page of the desk to the summary."""
    indirizzo = client.post(SPORTELLO, chi(servizio, **altro))["Location"]
    pratica = Pratica.objects.get(allo_sportello=True, stato=Stato.BOZZA)
    assert indirizzo == f"{SPORTELLO}{pratica.codice}/compila/dati-generali/"
    generali = client.get(indirizzo).content.decode()
    assert "Allo sportello: compili per" in generali
    assert CODICE in generali
    dopo = client.post(indirizzo, {"email": "", "telefono": ""})["Location"]  # who comes may have no e-mail
    assert client.post(dopo, risposte())["Location"] == f"{SPORTELLO}{pratica.codice}/riepilogo/"
    return pratica


def invia(client: Client, pratica: Pratica, **altro: object) -> str:
    riepilogo = f"{SPORTELLO}{pratica.codice}/riepilogo/"
    dati = {"confermata": client.get(riepilogo).context["confermata"], **altro}
    return client.post(riepilogo, dati, follow=True).content.decode()


def test_dal_cittadino_allo_sportello_alla_ricevuta(
    allo_sportello: Client, anna: Persona, luca: Persona, ztl: Servizio
) -> None:
    pratica = compila(allo_sportello, ztl)
    assert entra(Client(HTTP_HOST="localhost"), luca).get(f"/pratiche/{pratica.codice}/compila/").status_code == 404
    assert "Scegli come ha firmato" in invia(allo_sportello, pratica)
    testo = invia(allo_sportello, pratica, firma="davanti")
    pratica = Pratica.objects.con_il_necessario().get(pk=pratica.pk)
    assert f"La richiesta n. {pratica.sigla} è inviata" in testo
    assert (pratica.richiedente, pratica.stato, pratica.presentata_da) == (luca, Stato.PRESENTATA, None)
    assert pratica.stampe.count() == 2  # request and receipt, to the protocol as any other
    detto = sottoscrizioni.in_parole(pratica)
    for parola in (anna.nome_completo, "carta d'identità …34AB", "articolo 38, comma 3"):
        assert parola in detto
    assert CODICE not in detto
    suoi = Evento.objects.filter(oggetto=pratica.codice, attore=anna.codice).order_by("pk")
    fatti = [evento.azione for evento in suoi]
    assert fatti == ["pratica.bozza_allo_sportello", "pratica.presentata", "pratica.presentata_allo_sportello"]
    assert AccessoDati.objects.filter(soggetto=luca.codice, operatore=anna.codice).exists()
    mia = entra(Client(HTTP_HOST="localhost"), luca).get(f"/pratiche/{pratica.codice}/").content.decode()
    assert "allo sportello, da" in mia


def test_prima_dei_dati_l_informativa(allo_sportello: Client, ztl: Servizio) -> None:
    scelta = allo_sportello.get(SPORTELLO).content.decode()
    assert "codice_fiscale" not in scelta
    informativa = VersioneServizio.objects.ultima(ztl.pk).definizione.privacy  # type: ignore[union-attr]
    pagina = allo_sportello.get(SPORTELLO, {"servizio": ztl.pk}).content.decode()
    assert pagina.index(informativa[:40]) < pagina.index("codice_fiscale")
    rifiuto = allo_sportello.post(SPORTELLO, chi(ztl, informativa="")).content.decode()
    assert "va data prima di scrivere i dati" in rifiuto
    assert 'value="Ferri"' in rifiuto  # what was typed stays
    assert not Pratica.objects.exists()
    passo = allo_sportello.get(
        allo_sportello.post(SPORTELLO, chi(ztl, nome="Ada", cognome="Prova"))["Location"]
    ).content.decode()
    assert "identità digitale" not in passo


def test_il_modulo_da_firmare_e_un_pdf_accessibile(allo_sportello: Client, ztl: Servizio) -> None:
    pratica = compila(allo_sportello, ztl, riconoscimento="delega", delegato="Ada Prova")
    risposta = allo_sportello.get(f"{SPORTELLO}{pratica.codice}/stampa/")
    assert risposta["Content-Type"] == "application/pdf"
    assert "no-store" in risposta["Cache-Control"]
    with pikepdf.open(BytesIO(risposta.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "it"
    testo = render_to_string("pdf/pratiche/da_firmare.html", risposta.context[0].flatten())
    for parola in ("AB123CD", CODICE, "Ada Prova", "articoli 46 e 47", "Luogo e data", "Informativa sulla privacy"):
        assert parola in testo


def test_la_firma_su_carta_vuole_la_scansione(allo_sportello: Client, ztl: Servizio) -> None:
    pratica = compila(allo_sportello, ztl, riconoscimento="delega", delegato="Ada Prova")
    assert "serve il modulo stampato" in invia(allo_sportello, pratica, firma="davanti")
    assert "Allega la scansione" in invia(allo_sportello, pratica, firma="carta")
    falso = un_pdf("firmata.pdf", b"MZ" + b"0" * 100)
    assert "usa PDF, JPG o PNG" in invia(allo_sportello, pratica, firma="carta", scansione=falso)
    invia(allo_sportello, pratica, firma="carta", scansione=un_pdf("firmata.pdf"))
    pratica.refresh_from_db()
    assert pratica.stato == Stato.PRESENTATA
    nomi = {allegato.nome for allegato in pratica.allegati.exclude(documento=None)}
    assert nomi == {"carta.pdf", "firmata.pdf"}
    assert "Ada Prova" in sottoscrizioni.in_parole(pratica)


def test_la_bozza_di_casa_resta_del_cittadino(allo_sportello: Client, luca: Persona, ztl: Servizio) -> None:
    sua = una_bozza(luca, ztl)
    pratica = compila(allo_sportello, ztl)
    assert pratica.pk != sua.pk
    assert allo_sportello.get(f"{SPORTELLO}{sua.codice}/compila/").status_code == 404  # nobody reads it at the desk
    with pytest.raises(DomainError):
        operations.salva_passo(pratica.pk, attore=luca, contatti={}, dati={})
    assert allo_sportello.post(SPORTELLO, chi(ztl)).status_code == 302  # the second time, the draft already open
    assert Pratica.objects.count() == 2


def test_chi_e_di_un_altro_ufficio_o_di_un_altro_ente_non_entra(
    allo_sportello: Client, anna: Persona, ztl: Servizio, altro_ente: Ente
) -> None:
    pratica = compila(allo_sportello, ztl)
    altrove = people.crea_operatore("Bruno", people.crea_ufficio("Anagrafe", ztl.ente))
    suo = entra(Client(HTTP_HOST="localhost"), altrove)
    for pagina in ("compila/", "compila/dati-generali/", "riepilogo/", "stampa/", "elimina/"):
        assert suo.get(f"{SPORTELLO}{pratica.codice}/{pagina}").status_code == 404
    assert "Scegli un" in suo.post(SPORTELLO, chi(ztl)).content.decode()  # not among the services of that office
    with pytest.raises(DomainError, match="altro ufficio"):
        operations.apri_allo_sportello(
            ztl.pk, operatore=altrove, codice_fiscale=CODICE, nome="L", cognome="F", presentatosi=Presentatosi("conoscenza")
        )  # fmt: skip
    with pytest.raises(DomainError, match="altro ufficio"):
        operations.salva_passo(pratica.pk, attore=altrove, contatti={}, dati={})


def test_gli_stessi_controlli_del_servizio_online(allo_sportello: Client, anna: Persona, ztl: Servizio) -> None:
    impresa = allo_sportello.post(SPORTELLO, chi(ztl, codice_fiscale=" 01234567897")).content.decode()
    assert "articolo 5-bis del CAD" in impresa
    testo = allo_sportello.post(SPORTELLO, chi(ztl, codice_fiscale="XXX", ultime_cifre="")).content.decode()
    assert "Il codice fiscale non è corretto" in testo
    assert "senza documento scegli" in testo
    pratica = compila(allo_sportello, ztl)
    pratica.allegati.all().delete()
    assert "Manca ancora qualcosa" in invia(allo_sportello, pratica, firma="davanti")
    con_regole(ztl, chi={"sessioni": ["impresa"]})
    with pytest.raises(NonAmmesso):
        operations.apri_allo_sportello(
            ztl.pk, operatore=anna, codice_fiscale=people.CODICI_FISCALI["marco"], nome="M", cognome="V", presentatosi=Presentatosi("conoscenza")
        )  # fmt: skip


def test_si_paga_prima_anche_allo_sportello(allo_sportello: Client, luca: Persona, ztl: Servizio) -> None:
    con_regole(ztl, diritti={"importo": 2000, "causale": "ZTL", "quando": "prima", "giorni": 30})
    pratica = compila(allo_sportello, ztl)
    testo = invia(allo_sportello, pratica, paga="1")
    pratica.refresh_from_db()
    assert pratica.avviso is not None
    assert pratica.avviso.nav_leggibile in testo
    una_ricevuta(pratica.avviso)
    operations.segna_pagamento(pratica.avviso.pk)
    assert "è inviata" in invia(allo_sportello, pratica, firma="davanti")


def test_la_bozza_dello_sportello_si_elimina(allo_sportello: Client, ztl: Servizio) -> None:
    pratica = compila(allo_sportello, ztl)
    assert str(pratica.codice) in allo_sportello.get(SPORTELLO).content.decode()
    allo_sportello.post(f"{SPORTELLO}{pratica.codice}/elimina/")
    assert not Pratica.objects.exists()


def test_il_documento_e_la_delega_li_vuole_anche_il_database(allo_sportello: Client, ztl: Servizio) -> None:
    compila(allo_sportello, ztl, riconoscimento="delega", delegato="Ada Prova")
    righe = CompilazioneSportello.objects.all()
    for campi in ({"ultime_cifre": ""}, {"delegato": ""}, {"firma": "davanti"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            righe.update(**campi)


def test_chi_puo_solo_leggere_non_compila(anna: Persona, ztl: Servizio) -> None:
    Incarico.objects.filter(persona=anna).update(ruolo=Incarico.Ruolo.CONSULTAZIONE)
    with pytest.raises(DomainError, match="solo di leggere"):
        operations.apri_allo_sportello(
            ztl.pk,
            operatore=anna,
            codice_fiscale=CODICE,
            nome="L",
            cognome="F",
            presentatosi=Presentatosi("conoscenza"),
        )
    assert not Pratica.objects.exists()


def test_allo_sportello_un_modulo_obbligatorio_si_prende_da_se(allo_sportello: Client, ztl: Servizio) -> None:
    pratica = compila(allo_sportello, ztl)
    con_regole(ztl, aggiorna_bozze=True)
    pagina = allo_sportello.get(f"{SPORTELLO}{pratica.codice}/riepilogo/").content.decode()
    assert "Il modulo è cambiato: le risposte ci sono tutte" in pagina
    assert "AB123CD" in pagina
    pratica.refresh_from_db()
    assert pratica.versione == VersioneServizio.objects.ultima(ztl.pk)
