"""A case kept to named officers: to the others of the same office it does not exist, on no page there is or will be."""

import re
import uuid
from typing import Any

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifiche.models import Consegna
from notifiche.operatori import urls as urls_notifiche
from pagamenti.models import Avviso
from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.protocollo import urls as urls_protocollo
from portal.protocollo.models import Registrazione
from portal.protocollo.operations import apri_registro
from portal.registro.models import AccessoDati, Evento
from pratiche import operations
from pratiche.models import Ammesso, AvvisoSostituto, Collegamento, Parere, Pratica, Restituzione, Riservatezza
from pratiche.operations.sportello import Presentatosi
from pratiche.operatori import urls
from pratiche.stati import Stato
from pratiche.tasks import stampa
from tests import people
from tests.conftest import entra
from tests.makers import con_regole, una_pratica
from tests.pratiche.test_avvio import avvia

pytestmark = pytest.mark.usefixtures("ztl")
MOTIVO = "Nucleo seguito dai servizi sociali."
PERCHE = "Il collega che la segue è assente da oggi."

# pages with the code of something else: what code to give, or why they speak of no case
DI_ALTRO = {
    "molte_esito": "only of who did it, and without the cases that they no longer see (tested below)",
    "togli_assenza": "absences",
    "togli_filtro": "codes of filters",
    "pronta": "ready answers",
    "nuova_tornata": "a round that does not exist yet",
    "tornata": "position and points only (test_graduatorie_pagine: di_una_domanda_riservata)",
    "cambia_tornata": "places and days",
    "pubblica_graduatoria": "codes and points",
    "scorri": "nobody's name",
    "esporta_graduatoria": "codes and points",
    "candidatura": "test_graduatorie_pagine: di_una_domanda_riservata",
    "accesso": "who asks for the acts (test_accessi)",
    "opposizione_arrivata": "test_carta_delle_parti: di_una_riservata",
    "iscritti": "only who answers for the office, without the restricted cases",
}


DELLE_PARTI = {"decidi_parte", "apri_parte", "togli_parte", "memoria_arrivata"}


@pytest.fixture
def bruno(ufficio: Ufficio) -> Persona:
    """Of the same office, and not named."""
    return people.crea_operatore("Bruno", ufficio, Incarico.Ruolo.OPERATORE)


@pytest.fixture
def rita(ufficio: Ufficio) -> Persona:
    """Answers for the office, and is not named."""
    return people.crea_operatore("Rita", ufficio)


@pytest.fixture
def riservata(giulia: Persona, marco: Persona, anna: Persona, bruno: Persona) -> Pratica:
    """The third of the year, Giulia's, seen by Anna alone: with a message, papers and a fee."""
    for _altra in range(2):
        operations.ritira(una_pratica(di=marco).pk, attore=marco)
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    operations.scrivi_all_ufficio(pratica.pk, attore=giulia, testo="C'è posta.", chiave=uuid.uuid4())
    return operations.riserva(pratica.pk, attore=anna, persone=[anna], motivo=MOTIVO)


def tracce(pratica: Pratica, testo: str) -> list[str]:
    """What of the case is in this page."""
    avviso = pratica.avviso.nav_leggibile if pratica.avviso else "---"
    segni = (pratica.sigla, str(pratica.codice), "Bianchi", "BNCGLI85D52H501T", avviso)
    return [segno for segno in segni if re.search(rf"(?<!\d){re.escape(segno)}", testo)]


def web(chi: Persona) -> Client:
    return entra(Client(HTTP_HOST="localhost"), chi)


def leggi(risposta: Any) -> str:
    return b"".join(risposta.streaming_content).decode() if risposta.streaming else risposta.content.decode()


def _nomi(prefisso: str = "") -> set[str]:
    return {str(una.name) for una in urls.urlpatterns if str(una.pattern).startswith(prefisso)}


def test_per_chi_non_e_nominato_nessuna_pagina_della_pratica_esiste(riservata: Pratica, bruno: Persona) -> None:
    client = web(bruno)
    for nome in sorted(_nomi("pratiche/<uuid:codice>/")):
        altri = {"atto": "prendi"} if nome == "atto" else {"collegamento": uuid.uuid4()} if nome == "scollega" else {}
        indirizzo = reverse(f"operatori:{nome}", kwargs={"codice": riservata.codice, **altri})
        for risposta in (client.get(indirizzo), client.post(indirizzo, {"motivo": PERCHE, "testo": "x"})):
            assert risposta.status_code in (404, 405), (nome, risposta.status_code)
            assert not tracce(riservata, risposta.content.decode().replace(indirizzo, "")), nome


def test_ogni_pagina_dell_ufficio_e_fra_quelle_provate() -> None:
    """A page added tomorrow with the code of something must be put in one of the lists, after thinking of this."""
    con_codice = {str(una.name) for una in urls.urlpatterns if "<" in str(una.pattern)}
    di_pareri = {"parere", "ritira_parere", "parere_documento"} | DELLE_PARTI
    dello_sportello = {nome for nome in con_codice if nome.startswith("sportello_")}
    assert con_codice == _nomi("pratiche/<uuid:codice>/") | set(DI_ALTRO) | di_pareri | dello_sportello


def test_non_c_e_traccia_negli_elenchi(
    riservata: Pratica, bruno: Persona, anna: Persona, marco: Persona, ente: Ente, ufficio: Ufficio
) -> None:
    apri_registro(ente, ufficio=ufficio, codice="PROT", codice_aoo="AOO")
    Restituzione.objects.create(
        avviso=riservata.avviso, pratica=riservata, ufficio=ufficio, importo=100, motivo="importo_cambiato"
    )
    AvvisoSostituto.objects.create(pratica=riservata, stato=StatoLavoro.FALLITO, errore="posta_rifiutata")
    client, sua = web(bruno), web(anna)
    senza_codice = [
        reverse(f"{spazio}:{una.name}")
        for spazio, modulo in (("operatori", urls), ("protocollo", urls_protocollo), ("consegne", urls_notifiche))
        for una in modulo.urlpatterns
        if "<" not in str(una.pattern) and not str(una.name).startswith("anteprim") and _esiste(spazio, str(una.name))
    ]
    schede = [f"/operatori/?quali={nome}" for nome in ("mie", "passate", "da_leggere", "in_scadenza", "concluse")]
    archivi = [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry]
    for indirizzo in [*senza_codice, *schede, *archivi]:
        assert not tracce(riservata, leggi(client.get(indirizzo))), indirizzo
    # who is named sees it where the others do not
    for indirizzo in (
        "/operatori/",
        "/operatori/elenco.csv",
        "/operatori/restituzioni/",
        "/operatori/?quali=da_leggere",
        "/operatori/consegne/",
    ):
        assert tracce(riservata, leggi(sua.get(indirizzo))), indirizzo


def _esiste(spazio: str, nome: str) -> bool:
    try:
        reverse(f"{spazio}:{nome}")
    except Exception:
        return False
    return True


def test_ne_cercando_ne_scegliendone_molte(riservata: Pratica, bruno: Persona, giulia: Persona) -> None:
    client = web(bruno)
    for cercato in ("Bianchi", str(giulia.codice_fiscale), riservata.sigla):
        trovato = client.post("/operatori/", {"cerca": cercato}, follow=True).context
        assert (trovato["elenco"].righe, trovato["altrove"]) == ([], [])
    conti = {nome: quante for nome, _parole, quante in client.get("/operatori/").context["filtri"]}
    assert set(conti.values()) <= {"0", "2"}  # of Marco, withdrawn
    scelta = {"atto": "prendi", "scelte": [str(riservata.codice)]}
    assert client.post("/operatori/insieme/", scelta).status_code == 302  # nothing chosen
    gettone = str(uuid.uuid4())
    prima = web(people.crea_operatore("Sara", riservata.ufficio))
    operations.togli_riserva(riservata.pk, attore=Ammesso.objects.get().persona, motivo="x")
    prima.post("/operatori/insieme/", {**scelta, "conferma": "1", "gettone": gettone})
    esito = prima.get(f"/operatori/insieme/{gettone}/")
    assert riservata.sigla in esito.content.decode()
    anna = Persona.objects.get(username="anna")
    operations.riserva(riservata.pk, attore=anna, persone=[anna], motivo=MOTIVO)
    assert riservata.sigla not in prima.get(f"/operatori/insieme/{gettone}/").content.decode()


def test_ne_fra_le_carte_i_pareri_i_legami_le_consegne(
    riservata: Pratica, bruno: Persona, anna: Persona, marco: Persona, ente: Ente, esegui_lavori: Any
) -> None:
    urbanistica = people.crea_ufficio("Urbanistica", ente)
    carla = people.crea_operatore("Carla", urbanistica)
    carta = Documento.objects.filter(aggregazione=str(riservata.codice)).first()
    assert carta
    parere = operations.chiedi_parere(
        riservata.pk,
        attore=anna,
        ufficio=urbanistica.codice,
        genere=Parere.Genere.PARERE,
        quesito="?",
        documenti=[carta],
    )
    di_marco = una_pratica(di=marco)
    operations.collega(riservata.pk, di_marco.pk, genere=Collegamento.Genere.STESSA, attore=anna)
    client = web(bruno)
    assert client.get(carta.get_absolute_url()).status_code == 404
    assert web(anna).get(carta.get_absolute_url()).status_code == 200
    parte = operations.chiedi_intervento(riservata.pk, attore=marco, per=marco, motivo="Confino.", chiave=uuid.uuid4())
    stampa()
    richiesta = parte.carte["intervento"]
    assert [web(chi).get(richiesta.get_absolute_url()).status_code for chi in (marco, anna, bruno)] == [200, 200, 404]
    for nome in sorted(DELLE_PARTI):
        assert client.get(reverse(f"operatori:{nome}", args=[parte.codice])).status_code == 404
    for nome in ("parere", "ritira_parere"):
        assert client.get(reverse(f"operatori:{nome}", args=[parere.codice])).status_code == 404
    assert client.get(reverse("operatori:parere_documento", args=[parere.codice, carta.codice])).status_code == 404
    assert web(carla).get(reverse("operatori:parere", args=[parere.codice])).status_code == 200  # it was asked of them
    legata = client.get(f"/operatori/pratiche/{di_marco.codice}/").content.decode()
    assert not tracce(riservata, legata)
    numero = {"numero": riservata.sigla, "genere": "seguito"}
    assert "non c&#x27;è una pratica" in client.post(f"/operatori/pratiche/{di_marco.codice}/collega/", numero).content.decode()  # fmt: skip
    Consegna.objects.update(stato="fallito")
    assert tracce(riservata, web(anna).get("/operatori/consegne/").content.decode())
    assert not tracce(riservata, client.get("/operatori/consegne/").content.decode())
    avviso = Avviso.objects.get(pk=riservata.avviso_id)
    assert not tracce(riservata, client.get(f"/operatori/pagamenti/avviso/{avviso.pk}/change/", follow=True).content.decode())  # fmt: skip


def test_nel_protocollo_resta_il_numero(
    giulia: Persona, anna: Persona, bruno: Persona, ente: Ente, ufficio: Ufficio, esegui_lavori: Any
) -> None:
    apri_registro(ente, ufficio=ufficio, codice="PROT", codice_aoo="AOO")
    pratica = una_pratica(di=giulia)
    esegui_lavori()
    operations.riserva(pratica.pk, attore=anna, persone=[anna], motivo=MOTIVO)
    registrata = Registrazione.objects.get()
    for indirizzo in ("/operatori/protocollo/", registrata.get_absolute_url()):
        sua, altrui = (web(chi).get(indirizzo).content.decode() for chi in (anna, bruno))
        assert "Bianchi" in sua
        assert registrata.segnatura in altrui
        assert "Riservato" in altrui
        for nascosto in ("Bianchi", registrata.oggetto, "istanza-1"):
            assert nascosto not in altrui


def test_nessun_atto_da_chi_non_e_nominato(riservata: Pratica, bruno: Persona, rita: Persona) -> None:
    for chi in (bruno, rita):
        for atto in (
            lambda chi=chi: operations.annota(riservata.pk, attore=chi, testo="x"),
            lambda chi=chi: operations.archivia(riservata.pk, attore=chi, perche="improcedibile", motivazione="x"),
            lambda chi=chi: operations.rispondi_al_cittadino(riservata.pk, attore=chi, testo="x", chiave=uuid.uuid4()),
        ):
            with pytest.raises(DomainError, match="riservata ad altre persone"):
                atto()
    for sbagliata in (
        lambda: operations.riserva(riservata.pk, attore=bruno, persone=[bruno], motivo="x"),
        lambda: operations.togli_riserva(riservata.pk, attore=bruno, motivo="x"),
    ):
        with pytest.raises(DomainError, match="lo decide il responsabile"):
            sbagliata()


def test_il_responsabile_rompe_il_vetro_e_decide(
    riservata: Pratica, rita: Persona, bruno: Persona, giulia: Persona, anna: Persona
) -> None:
    client, indirizzo = web(rita), f"/operatori/pratiche/{riservata.codice}/"
    assert riservata.sigla in client.get("/operatori/riservate/").content.decode()
    assert "Bianchi" not in client.get("/operatori/riservate/").content.decode()
    assert riservata.sigla in client.get(f"/operatori/?numero={riservata.sigla}").content.decode()
    assert web(bruno).get("/operatori/riservate/").status_code == 404
    chiuso = client.get(indirizzo).content.decode()
    assert "fra loro non ci sei" in chiuso
    assert "Bianchi" not in chiuso
    assert client.get(f"{indirizzo}riservatezza/").url == indirizzo  # first the reason
    aperto = client.post(indirizzo, {"motivo": PERCHE}, follow=True).content.decode()
    assert "Bianchi" in aperto
    assert "Accogli" not in aperto
    visto = AccessoDati.objects.get(operatore=rita.codice, soggetto=giulia.codice)
    assert PERCHE in visto.motivo
    assert Evento.objects.filter(azione="pratica.varco_aperto", attore=rita.codice).exists()
    modulo = f"{indirizzo}riservatezza/"
    assert MOTIVO in client.get(modulo).content.decode()
    senza = client.post(modulo, {"persone": [str(rita.codice)], "motivo": "x"}).content.decode()
    assert "in carico a Anna Neri" in senza
    dati = {"persone": [str(rita.codice), str(anna.codice)], "motivo": "La seguo anch'io."}
    assert "Riservata." in client.post(modulo, dati, follow=True).content.decode()
    assert web(rita).get(f"{indirizzo}note/").status_code == 405  # a page of the case, as any other
    assert (
        "non è più riservata" in client.post(modulo, {"togli": "1", "motivo": "Finita."}, follow=True).content.decode()
    )
    assert web(bruno).get(indirizzo).status_code == 200
    assert Riservatezza.objects.get().motivo_fine == "Finita."
    assert not Ammesso.objects.exists()


def test_di_un_altro_ufficio_non_si_apre_con_un_motivo(riservata: Pratica, ente: Ente) -> None:
    altro = people.crea_ufficio("Anagrafe", ente)
    indirizzo = f"/operatori/pratiche/{riservata.codice}/"
    assert web(people.crea_operatore("Carla", altro)).get(indirizzo).status_code == 404
    amministra = people.crea_operatore("Elio", altro, Incarico.Ruolo.AMMINISTRATORE)
    assert "fra loro non ci sei" in web(amministra).get(indirizzo).content.decode()


def test_chi_la_riceve_la_vede(riservata: Pratica, anna: Persona, bruno: Persona) -> None:
    client, indirizzo = web(anna), f"/operatori/pratiche/{riservata.codice}/assegna/"
    assert "da ora può vederla anche chi la riceve" in client.get(indirizzo).content.decode()
    assert "conferma che Bruno Neri" in client.post(indirizzo, {"a": str(bruno.codice)}).content.decode()
    client.post(indirizzo, {"a": str(bruno.codice), "ammetti_chi_riceve": "on"})
    assert web(bruno).get(f"/operatori/pratiche/{riservata.codice}/").status_code == 200
    assert "Chi può vederla: Anna Neri, Bruno Neri" in leggi(web(bruno).get(f"/operatori/pratiche/{riservata.codice}/"))
    assert Evento.objects.filter(azione="pratica.ammesso").count() == 1
    scelta = {"atto": "assegna", "scelte": [str(riservata.codice)]}
    assert "si assegna dalla sua pagina" in client.post("/operatori/insieme/", scelta).content.decode()


def test_passata_a_un_altro_ufficio_e_di_chi_ne_risponde_li(riservata: Pratica, anna: Persona, ente: Ente) -> None:
    anagrafe = people.crea_ufficio("Anagrafe", ente)
    carla = people.crea_operatore("Carla", anagrafe)
    dario = people.crea_operatore("Dario", anagrafe, Incarico.Ruolo.OPERATORE)
    operations.trasferisci(riservata.pk, attore=anna, ufficio=anagrafe.codice, motivo="Compete a loro.")
    indirizzo = f"/operatori/pratiche/{riservata.codice}/"
    assert [web(chi).get(indirizzo).status_code for chi in (carla, dario, anna)] == [200, 404, 404]


def test_dove_il_pacchetto_lo_vuole_nasce_riservata(
    ztl: Servizio, giulia: Persona, marco: Persona, luca: Persona, anna: Persona, bruno: Persona
) -> None:
    con_regole(ztl, riservata=True, diritti=None)
    chiesta = una_pratica(di=giulia)
    assert [uno.persona for uno in chiesta.ammessi.all()] == [anna]  # the person responsible
    avviata = avvia(ztl, bruno, marco)
    assert {uno.persona for uno in avviata.ammessi.all()} == {anna, bruno}
    bozza = operations.apri_allo_sportello(
        ztl.pk,
        operatore=bruno,
        codice_fiscale=str(luca.codice_fiscale),
        nome="Luca",
        cognome="Ferri",
        presentatosi=Presentatosi(riconoscimento="conoscenza"),
    )
    assert [uno.persona for uno in bozza.ammessi.all()] == [bruno]
    cinzia = web(people.crea_operatore("Cinzia", ztl.ufficio, Incarico.Ruolo.OPERATORE))
    for nome in ("sportello_compila", "sportello_riepilogo", "sportello_stampa", "sportello_elimina"):
        assert cinzia.get(reverse(f"operatori:{nome}", args=[bozza.codice])).status_code == 404
    assert "Ferri" not in cinzia.get("/operatori/sportello/").content.decode()
    operations.elimina_bozza(bozza.pk, attore=bruno)


def test_due_volte_e_innocuo_e_il_database_ne_vuole_una(riservata: Pratica, anna: Persona, bruno: Persona) -> None:
    operations.riserva(riservata.pk, attore=anna, persone=[anna], motivo=MOTIVO)
    assert Evento.objects.filter(azione="pratica.riservata").count() == 1
    for rifiutata in ([], [people.crea_operatore("Vera", people.crea_ufficio("Tributi", riservata.ente))]):
        with pytest.raises(DomainError, match="Scegli almeno una persona"):
            operations.riserva(riservata.pk, attore=anna, persone=rifiutata, motivo=MOTIVO)
    with pytest.raises(IntegrityError), transaction.atomic():
        Riservatezza.objects.create(pratica=riservata, fascicolo="x", riferimento="x")
    for _volta in range(2):
        operations.togli_riserva(riservata.pk, attore=anna, motivo="Finita.")
    assert Evento.objects.filter(azione="pratica.riserva_tolta").count() == 1


def test_l_elenco_costa_lo_stesso_con_molte_riservate(riservata: Pratica, bruno: Persona, marco: Persona, anna: Persona) -> None:  # fmt: skip
    client = web(bruno)
    client.get("/operatori/")
    letture = []
    for _volta in range(2):
        with CaptureQueriesContext(
            connection,
        ) as catturate:
            client.get("/operatori/")
        letture.append(len(catturate))
        for _altra in range(2):
            pratica = una_pratica(di=marco)
            operations.riserva(pratica.pk, attore=anna, persone=[anna], motivo=MOTIVO)
    assert letture[0] == letture[1]
