"""A company and its people: who is named, what they do in its name, what the office and the platforms are told."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appuntamenti.operations import prenota
from fascicolo.deleghe import operations as deleghe
from notifiche.models import Messaggio
from pagamenti import stampe as stampe_pagamenti
from pagamenti.models import Avviso, Stampa
from pagamenti.operations import apri_carrello, segna_avviato
from pagamenti.pagopa import gpd, station
from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio
from portal.identita import operations
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import SenzaTitolo
from portal.pdnd.consultazioni import chiedi_id
from portal.registro.models import AccessoDati, Evento
from pratiche.models import Pratica, VersioneServizio
from pratiche.stampe import prepara
from pratiche.tasks import _da_registrare
from tests import carte
from tests.conftest import agisci_per, entra, entra_per
from tests.makers import presenta_bozza, un_avviso, un_servizio, una_bozza, una_delega, una_rappresentanza, una_ricevuta
from tests.pagine import Pagina
from tests.people import CODICE_IMPRESA, crea_operatore, crea_ufficio

AREA, PERSONE = "/area-personale/", "/area-personale/fascicolo/deleghe/"
NUOVA, RICHIEDI = f"{PERSONE}nuova/", "/servizi/permesso-accesso-ztl/richiedi/"
ALTRA = "01234567897"


def leggi(client: Client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200, (indirizzo, risposta.status_code)
    assert not Pagina(risposta).difetti()
    return risposta.content.decode()


@pytest.fixture
def di_giulia(ente: Ente, giulia: Persona) -> Rappresentanza:
    """Giulia entered with the identity of Gallo Costruzioni."""
    return una_rappresentanza(giulia)


@pytest.fixture
def gallo(di_giulia: Rappresentanza) -> Persona:
    return di_giulia.rappresentato


@pytest.fixture
def pratica(ente: Ente, ufficio: Ufficio, gallo: Persona, giulia: Persona) -> Pratica:
    """A case of the company, presented by Giulia."""
    return presenta_bozza(una_bozza(gallo, un_servizio(ente, ufficio), attore=giulia), attore=giulia)


def scelte(codice: str | None, **altri: Any) -> dict[str, Any]:
    oggi = timezone.localdate().isoformat()
    return {"codice_fiscale": codice, "stanze": ["pratiche"], "facolta": ["leggi", "fai"], "dal": oggi, **altri}


def nomina(gallo: Persona, giulia: Persona, luca: Persona, **limiti: Any) -> Rappresentanza:
    return una_delega(da=gallo, a=luca, attore=giulia, **limiti)


# --- the people of the company ----------------------------------------------------------------------------------------------


def test_giulia_nomina_luca_che_accetta_ed_entra_da_se(
    client: Client, di_giulia: Rappresentanza, gallo: Persona, giulia: Persona, luca: Persona
) -> None:
    entra_per(client, di_giulia)
    vuota = leggi(client, PERSONE)
    assert "Persone dell" in vuota
    assert "Giulia Bianchi" in vuota
    assert "per l'impresa" in leggi(client, NUOVA).replace("&#x27;", "'")
    risposta = client.post(NUOVA, scelte(luca.codice_fiscale))
    mandato = Rappresentanza.objects.get(specie="delega")
    assert (mandato.rappresentato, mandato.rappresentante, mandato.stato) == (gallo, luca, "richiesta")
    leggi(client, risposta["Location"])
    chiesta = Evento.objects.get(azione="rappresentanza.chiesta")
    assert (chiesta.attore, chiesta.oggetto) == (giulia.codice, mandato.codice)
    assert Messaggio.objects.filter(destinatario=gallo, tipo="fascicolo.delega_chiesta").exists()
    entra(client, luca)
    assert "Gallo Costruzioni S.r.l. ti chiede di agire per suo conto" in leggi(client, PERSONE)
    client.post(f"{PERSONE}{mandato.codice}/rispondi/accetta/")
    assert "Agisci per Gallo Costruzioni S.r.l." in leggi(client, "/area-personale/agisci-per/")
    mandato.refresh_from_db()
    pagina = leggi(agisci_per(client, mandato), AREA)
    assert "Sei Luca Ferri e stai agendo per <strong>Gallo Costruzioni S.r.l.</strong>" in pagina
    assert f"{PERSONE}{mandato.codice}/" in leggi(entra_per(client, di_giulia), PERSONE)
    # what Giulia did in the company's name is under her own mandate
    assert "Ha nominato una persona" in leggi(client, f"{PERSONE}{di_giulia.codice}/")


def test_luca_non_decide_chi_agisce_per_l_impresa(
    client: Client, gallo: Persona, giulia: Persona, luca: Persona, marco: Persona
) -> None:
    mandato = nomina(gallo, giulia, luca, stanze=("pratiche", "fascicolo", "messaggi"), facolta=("leggi", "fai"))
    agisci_per(client, mandato)
    for indirizzo in (PERSONE, NUOVA, f"{PERSONE}{mandato.codice}/", "/area-personale/impresa/"):
        assert client.get(indirizzo).status_code == 403
    assert client.post(NUOVA, scelte(marco.codice_fiscale)).status_code == 403
    with pytest.raises(SenzaTitolo):
        nomina(gallo, luca, marco)
    with pytest.raises(SenzaTitolo):
        operations.revoca(mandato.pk, attore=marco, per=gallo)


def test_chi_puo_solo_leggere_non_presenta(
    client: Client, ente: Ente, ufficio: Ufficio, gallo: Persona, giulia: Persona, luca: Persona
) -> None:
    servizio = un_servizio(ente, ufficio)
    agisci_per(client, nomina(gallo, giulia, luca, facolta=("leggi",)))
    assert client.get(RICHIEDI).status_code == 403
    assert client.post(RICHIEDI, {"letta": "on"}).status_code == 403
    with pytest.raises(SenzaTitolo):
        una_bozza(gallo, servizio, attore=luca)
    assert not Pratica.objects.exists()


def test_revocato_perde_l_accesso_al_clic_successivo(
    client: Client, di_giulia: Rappresentanza, gallo: Persona, giulia: Persona, luca: Persona, pratica: Pratica
) -> None:
    mandato = nomina(gallo, giulia, luca)
    di_luca, di_chi_rappresenta = Client(HTTP_HOST="localhost"), entra_per(client, di_giulia)
    agisci_per(di_luca, mandato)
    leggi(di_luca, pratica.get_absolute_url())
    leggi(di_chi_rappresenta, f"{PERSONE}{mandato.codice}/revoca/")
    di_chi_rappresenta.post(f"{PERSONE}{mandato.codice}/revoca/")
    assert di_luca.get(pratica.get_absolute_url()).status_code == 403
    assert di_luca.get("/area-personale/pratiche/").status_code == 403
    di_luca.post("/area-personale/torna-a-te/")
    assert di_luca.get(pratica.get_absolute_url()).status_code == 404
    assert Messaggio.objects.filter(destinatario=luca, tipo="fascicolo.delega_revocata").exists()
    assert "Finite" in leggi(di_chi_rappresenta, PERSONE)


def test_il_mandato_del_login_non_si_revoca_e_scade_in_silenzio(
    client: Client, di_giulia: Rappresentanza, gallo: Persona, giulia: Persona
) -> None:
    entra_per(client, di_giulia)
    pagina = f"{PERSONE}{di_giulia.codice}/"
    assert "revoca l'identità presso chi l'ha rilasciata" in leggi(client, pagina).replace("&#x27;", "'")
    assert client.get(f"{pagina}revoca/")["Location"] == pagina
    with pytest.raises(DomainError):
        operations.revoca(di_giulia.pk, attore=giulia)
    Rappresentanza.objects.update(dal="2026-01-01", al=timezone.localdate() - dt.timedelta(days=1))
    deleghe.spazza()
    di_giulia.refresh_from_db()
    assert di_giulia.stato == "scaduta"
    assert not Messaggio.objects.exists()
    una_rappresentanza(giulia)
    assert Rappresentanza.objects.filter(stato="attiva").count() == 1


def test_un_impresa_nomina_piu_persone_di_quante_ne_deleghi_un_cittadino(gallo: Persona, giulia: Persona) -> None:
    for numero in range(6):
        altro = Persona.objects.create(codice_eidas=f"P{numero}", nome="Uno", cognome="Altro")
        una_delega(da=gallo, a=altro, attore=giulia, accettata=False)
    assert gallo.rappresentanze_date.filter(specie="delega").count() == 6


# --- neighbours -------------------------------------------------------------------------------------------------------------


def test_le_cose_di_un_altra_impresa_non_esistono(
    client: Client, ente: Ente, pratica: Pratica, gallo: Persona, giulia: Persona, marco: Persona, luca: Persona
) -> None:
    di_luca = nomina(gallo, giulia, luca)
    avviso = un_avviso(di=gallo, ente=ente)
    messaggio = Messaggio.objects.filter(destinatario=gallo)[0]
    entra_per(client, una_rappresentanza(marco, codice=ALTRA, nome="Edil Nord S.p.A."))
    for indirizzo in (
        pratica.get_absolute_url(),
        avviso.get_absolute_url(),
        messaggio.get_absolute_url(),
        pratica.allegati.get().documento.get_absolute_url(),
        f"{PERSONE}{di_luca.codice}/",
        f"{PERSONE}{di_luca.codice}/revoca/",
    ):
        assert client.get(indirizzo).status_code == 404, indirizzo
    assert client.post(f"{PERSONE}{di_luca.codice}/revoca/").status_code == 404
    for indirizzo in ("/area-personale/pratiche/", "/area-personale/pagamenti/", "/area-personale/messaggi/", PERSONE):
        pagina = leggi(client, indirizzo)
        assert pratica.sigla not in pagina
        assert "Luca" not in pagina


def test_nemmeno_chi_la_rappresenta_le_vede_da_cittadino(client: Client, giulia: Persona, pratica: Pratica) -> None:
    entra(client, giulia)
    assert client.get(pratica.get_absolute_url()).status_code == 404
    assert pratica.sigla not in leggi(client, "/area-personale/pratiche/")


# --- the case ---------------------------------------------------------------------------------------------------------------


def test_dalla_pagina_alla_ricevuta_a_nome_dell_impresa(
    client: Client, ente: Ente, ufficio: Ufficio, di_giulia: Rappresentanza, gallo: Persona, giulia: Persona
) -> None:
    un_servizio(ente, ufficio)
    entra_per(client, di_giulia)
    risposta = client.post(RICHIEDI, {"letta": "on", "informativa": "on", "privacy": "on"})
    bozza = Pratica.objects.get()
    assert bozza.richiedente == gallo
    passo = leggi(client, risposta["Location"])
    assert CODICE_IMPRESA in passo
    assert "Giulia Bianchi, a questo titolo: rappresentante dell'impresa" in passo.replace("&#x27;", "'")
    assert giulia.codice_fiscale not in passo


def test_ogni_carta_dice_l_impresa_e_chi_ha_agito(
    client: Client, anna: Persona, pratica: Pratica, di_giulia: Rappresentanza, gallo: Persona, giulia: Persona
) -> None:
    assert pratica.identita == {
        "denominazione": "Gallo Costruzioni S.r.l.",
        "codice_fiscale": CODICE_IMPRESA,
        "partita_iva": CODICE_IMPRESA,
    }
    assert (pratica.presentata_da, pratica.per_mezzo_di["codice_fiscale"]) == (giulia, giulia.codice_fiscale)
    entra_per(client, di_giulia)
    pagina = leggi(client, pratica.get_absolute_url())
    assert "Giulia Bianchi per Gallo Costruzioni S.r.l." in pagina
    for genere in ("istanza", "ricevuta"):
        testo = render_to_string(*prepara(pratica.stampe.get(genere=genere)))
        assert "Gallo Costruzioni S.r.l." in testo
        assert "Giulia Bianchi" in testo
    # the office
    entra(client, anna)
    pagina = leggi(client, f"/operatori/pratiche/{pratica.codice}/")
    assert "Giulia Bianchi per Gallo Costruzioni S.r.l." in pagina
    assert CODICE_IMPRESA in pagina
    for cercato, trovata in ((CODICE_IMPRESA, True), (ALTRA, False), (giulia.codice_fiscale, False)):
        elenco = client.get(reverse("operatori:lavoro"), {"numero": cercato}).content.decode()
        assert ("<td" in elenco and "Gallo Costruzioni S.r.l." in elenco) == trovata
    assert AccessoDati.objects.filter(soggetto=gallo.codice, operatore=anna.codice).exists()


def test_il_registro_ha_solo_codici(pratica: Pratica, di_giulia: Rappresentanza, giulia: Persona) -> None:
    presentata = Evento.objects.get(azione="pratica.presentata")
    assert presentata.attore == giulia.codice
    usi = Evento.objects.filter(oggetto=di_giulia.codice, azione="rappresentanza.usata").order_by("pk")
    assert [uso.dati["azione"] for uso in usi] == ["pratica.bozza_aperta", "pratica.presentata"]
    tutto = json.dumps([evento.dati for evento in Evento.objects.all()])
    assert "Gallo" not in tutto
    assert CODICE_IMPRESA not in tutto


def test_i_messaggi_vanno_all_impresa_e_a_chi_ha_agito(
    client: Client, pratica: Pratica, di_giulia: Rappresentanza, gallo: Persona, giulia: Persona
) -> None:
    dell_impresa = Messaggio.objects.get(destinatario=gallo, tipo="pratiche.presentata")
    di_giulia_stessa = Messaggio.objects.get(destinatario=giulia)
    assert di_giulia_stessa.testo.startswith("Ti scriviamo perché agisci per Gallo Costruzioni S.r.l.")
    entra_per(client, di_giulia)
    leggi(client, dell_impresa.get_absolute_url())
    dell_impresa.refresh_from_db()
    assert dell_impresa.letto_il
    assert client.get(di_giulia_stessa.get_absolute_url()).status_code == 404


def test_le_piattaforme_conoscono_l_impresa_e_quelle_delle_persone_no(
    ente: Ente, pratica: Pratica, gallo: Persona, giulia: Persona, esegui_lavori: Callable[[], None], sandbox: Any
) -> None:
    esegui_lavori()
    riga = pratica.registrazioni.get(genere="istanza")
    mittente = _da_registrare(riga).mittente
    assert (mittente.codice_fiscale, mittente.denominazione) == (CODICE_IMPRESA, "Gallo Costruzioni S.r.l.")
    assert riga.numero
    assert gallo.avvisi.get().pagabile  # pagoPA has taken the position of a company
    consegna = Messaggio.objects.get(destinatario=gallo, tipo="pratiche.presentata").consegne.get(canale="appio")
    assert consegna.esito == "non_attiva"
    assert CODICE_IMPRESA not in json.dumps(sandbox.fatti().get("appio", []))
    assert chiedi_id(gallo, ente=ente, utente=giulia, motivo="Prova") == ""


# --- the hat --------------------------------------------------------------------------------------------------------------------


def test_chi_agisce_per_l_impresa_ha_la_sua_veste(
    client: Client, ente: Ente, ufficio: Ufficio, gallo: Persona, giulia: Persona, luca: Persona
) -> None:
    servizio = un_servizio(ente, ufficio)
    agisci_per(client, nomina(gallo, giulia, luca))
    assert "Stai usando il portale come: Gallo Costruzioni S.r.l." in leggi(client, AREA)
    assert client.get(RICHIEDI).status_code == 200
    servizio.per_imprese = False
    servizio.save()
    assert "Non per chi sta usando il portale come te ora" in leggi(client, "/servizi/")


def test_un_servizio_per_cittadini_non_si_chiede_per_un_impresa(
    client: Client, ente: Ente, ufficio: Ufficio, di_giulia: Rappresentanza, gallo: Persona, luca: Persona
) -> None:
    servizio = un_servizio(ente, ufficio)
    contenuto = servizio.versioni.get().contenuto
    solo_cittadini = {**contenuto, "chi": {**contenuto["chi"], "sessioni": ["cittadino"]}}
    VersioneServizio.objects.create(servizio=servizio, numero=2, contenuto=solo_cittadini, impronta="2" * 64)
    risposta = entra_per(client, di_giulia).get(RICHIEDI)
    assert risposta.status_code == 403
    assert "/accedi/?veste=cittadino" in risposta.content.decode()
    mandato = nomina(gallo, di_giulia.rappresentante, luca)
    risposta = agisci_per(client, mandato).get(RICHIEDI)
    assert risposta.status_code == 403
    assert "/area-personale/agisci-per/" in risposta.content.decode()


# --- money ------------------------------------------------------------------------------------------------------------------


def test_per_pagopa_il_debitore_e_una_persona_giuridica(ente: Ente, gallo: Persona, giulia: Persona) -> None:
    avviso, di_giulia = un_avviso(di=gallo, ente=ente), un_avviso(di=giulia, ente=ente)
    posizione = gpd._posizione(avviso)
    assert (posizione["type"], posizione["fiscalCode"]) == ("G", CODICE_IMPRESA)
    assert posizione["fullName"] == "Gallo Costruzioni S.r.l."
    assert dict(station._debitore(avviso))["uniqueIdentifier"][0] == ("entityUniqueIdentifierType", "G")
    assert gpd._posizione(di_giulia)["type"] == "F"


def test_la_quietanza_nomina_l_impresa_e_chi_ha_pagato_per_lei(ente: Ente, gallo: Persona, giulia: Persona) -> None:
    avviso = un_avviso(di=gallo, ente=ente)
    segna_avviato(apri_carrello(avviso, persona=giulia), "https://checkout.pagopa.it/c/1")
    un_pagato = un_avviso(di=gallo, ente=ente, stato="pagato")
    una_ricevuta(avviso)
    testi = []
    for uno in (avviso, un_pagato):
        contesto = stampe_pagamenti.CONTESTI[Stampa.Tipo.QUIETANZA](Avviso.objects.get(pk=uno.pk))
        testi.append(render_to_string("pdf/pagamenti/quietanza.html", contesto))
    assert all("Gallo Costruzioni S.r.l." in testo and CODICE_IMPRESA in testo for testo in testi)
    assert "Giulia Bianchi" in testi[0]
    assert "Giulia Bianchi" not in testi[1]


def test_l_esito_di_un_pagamento_resta_nella_casa_dove_e_cominciato(
    client: Client, ente: Ente, di_giulia: Rappresentanza, gallo: Persona, giulia: Persona
) -> None:
    suo = apri_carrello(un_avviso(di=giulia, ente=ente), persona=giulia)
    dell_impresa = apri_carrello(un_avviso(di=gallo, ente=ente), persona=giulia)
    altrove = entra(Client(HTTP_HOST="localhost"), giulia)
    for chi, dentro, fuori in ((entra_per(client, di_giulia), dell_impresa, suo), (altrove, suo, dell_impresa)):
        assert chi.get(reverse("pagamenti:esito", args=[dentro.gettone, "ok"])).status_code == 200
        assert chi.get(reverse("pagamenti:esito", args=[fuori.gettone, "ok"])).status_code == 404


# --- the office verifies -------------------------------------------------------------------------------------------------------


@pytest.fixture
def anagrafe(ente: Ente) -> Ufficio:
    ufficio = crea_ufficio("Anagrafe", ente)
    ufficio.verifica_rappresentanze = True
    ufficio.save()
    return ufficio


def test_senza_identita_dell_impresa_la_visura_va_all_ufficio(
    client: Client, ente: Ente, anagrafe: Ufficio, luca: Persona, marco: Persona
) -> None:
    per_impresa = f"{PERSONE}per-impresa/"
    entra(client, luca)
    leggi(client, per_impresa)

    def modulo(codice: str) -> dict[str, Any]:
        visura = SimpleUploadedFile("visura.pdf", carte.un_pdf(), content_type="application/pdf")
        return {"codice_fiscale": codice, "denominazione": "Gallo Costruzioni S.r.l.", "documento": visura}

    assert "controlla le 11 cifre" in client.post(per_impresa, modulo("09876540107")).content.decode()
    client.post(per_impresa, modulo(CODICE_IMPRESA))
    mandato = Rappresentanza.objects.con_persone().get()
    assert (mandato.specie, mandato.stato) == ("rappresentante_legale", "richiesta")
    assert "Gallo" not in leggi(client, "/area-personale/agisci-per/")
    paolo = crea_operatore("Paolo", anagrafe)
    entra(client, paolo)
    pagina = leggi(client, f"/operatori/deleghe/{mandato.codice}/")
    assert CODICE_IMPRESA in pagina
    client.post(f"/operatori/deleghe/{mandato.codice}/", {"atto": "convalida", "motivo": "Vista la visura di ieri."})
    mandato.refresh_from_db()
    assert (mandato.stato, mandato.verifica) == ("attiva", "ufficio")
    # from an ordinary login: the whole home, its people and contacts too
    agisci_per(client, mandato)
    leggi(client, PERSONE)
    leggi(client, "/area-personale/impresa/")
    client.post(NUOVA, scelte(marco.codice_fiscale))
    assert Rappresentanza.objects.filter(specie="delega", rappresentante=marco).exists()
    assert client.post("/area-personale/torna-a-te/")["Location"] == AREA
    # with the identity of the company the same person has the other mandate too
    una_rappresentanza(luca)
    assert Rappresentanza.objects.in_vigore().filter(rappresentante=luca).count() == 2


def test_la_denominazione_dichiarata_cede_a_quella_certificata(ente: Ente, giulia: Persona) -> None:
    operations.conosci_impresa(CODICE_IMPRESA, denominazione="Ditta inventata")
    assert una_rappresentanza(giulia).rappresentato.denominazione == "Gallo Costruzioni S.r.l."
    operations.conosci_impresa(CODICE_IMPRESA, denominazione="Ditta inventata")
    assert Persona.objects.get(codice_fiscale=CODICE_IMPRESA).denominazione == "Gallo Costruzioni S.r.l."


def test_prenota_un_appuntamento_per_l_impresa(
    client: Client, di_giulia: Rappresentanza, gallo: Persona, giulia: Persona, sportello_di_prova: Any
) -> None:
    posto = sportello_di_prova
    preso = prenota(posto.sportello.pk, inizio=posto.inizio, persona=gallo, motivo="Cantiere", attore=giulia)
    assert (preso.persona, preso.prenotato_da) == (gallo, giulia)
    entra_per(client, di_giulia)
    assert "Cantiere" in leggi(client, "/area-personale/appuntamenti/")
