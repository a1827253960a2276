"""Who works on what: cases given and passed on, absences, one act on many cases, and what each role may do."""

import base64
import datetime as dt
import uuid
from dataclasses import replace

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from notifiche.riepilogo import voci
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.protocollo.operations import apri_registro
from portal.registro.models import Evento
from pratiche import operations, tasks
from pratiche.mattino import passate_di_mano
from pratiche.models import Assegnazione, Assenza, AttoInsieme, AvvisoCarico, FiltroSalvato, Pratica
from pratiche.operatori import molte
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.house.test_indirizzi import _esempio, indirizzi
from tests.makers import una_pratica
from tests.pratiche.test_operatori import LAVORO, righe

Ruolo = Incarico.Ruolo
INSIEME = f"{LAVORO}insieme/"


@pytest.fixture
def operatrice(client: Client, anna: Persona, ztl: Servizio) -> Client:
    return entra(client, anna)


@pytest.fixture
def bea(ufficio: Ufficio) -> Persona:
    return people.crea_operatore("Bea", ufficio, Ruolo.OPERATORE)


def il_browser_di(persona: Persona) -> Client:
    return entra(Client(HTTP_HOST="localhost"), persona)


def test_il_responsabile_assegna_a_chiunque_lavori_nell_ufficio(
    operatrice: Client, giulia: Persona, anna: Persona, bea: Persona, ente: Ente
) -> None:
    pratica = una_pratica(di=giulia)
    pagina = f"{LAVORO}pratiche/{pratica.codice}/assegna/"
    assert bea.nome_completo in operatrice.get(pagina).content.decode()
    assert "Correggi" in operatrice.post(pagina, {"a": str(giulia.codice)}).content.decode()
    for _volta in range(2):
        fatto = operatrice.post(pagina, {"a": str(bea.codice), "nota": "La conosci già."}, follow=True).content.decode()
    assert "La conosci già." in fatto
    pratica.refresh_from_db()
    assert (pratica.assegnatario, pratica.stato, pratica.responsabile) == (bea, Stato.PRESENTATA, anna)
    assert Assegnazione.objects.count() == 1
    riga = Evento.objects.get(azione="pratica.assegnata")
    assert riga.dati == {"da": "", "a": str(bea.codice)}
    sue = il_browser_di(bea)
    assert righe(sue, quali="mie") == righe(sue, quali="passate") == [pratica]
    assert [(voce.testo, voce.quante) for voce in passate_di_mano(ente)] == [("Pratiche passate a Bea Neri da ieri", 1)]
    assert "La conosci" not in il_browser_di(giulia).get(f"/pratiche/{pratica.codice}/").content.decode()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read whole by PostgreSQL, rightly")
def test_il_mattino_non_rilegge_tutto_cio_che_e_mai_passato_di_mano(giulia: Persona, anna: Persona, ente: Ente) -> None:
    operations.assegna(una_pratica(di=giulia).pk, attore=anna, a=anna)
    with CaptureQueriesContext(connection) as letture:
        assert list(passate_di_mano(ente))
    with connection.cursor() as cursore:
        cursore.execute(f"EXPLAIN QUERY PLAN {letture[-1]['sql']}")
        piano = " ".join(riga[-1] for riga in cursore.fetchall())
    assert "INDEX pratiche_assegnate_a (a_id=? AND quando>?)" in piano


def dopo_l_attesa() -> list[mail.EmailMessage]:
    """What the sweep sends a few minutes later."""
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=4), tick=True):
        tasks.avvisi_carico()
    partite, mail.outbox = mail.outbox, []
    return partite


def test_chi_riceve_pratiche_lo_sa_una_volta_e_senza_nomi(
    operatrice: Client, giulia: Persona, marco: Persona, anna: Persona, bea: Persona, ente: Ente
) -> None:
    """Three given together are one mail; those passed on meanwhile, or taken alone, are none."""
    tre = [una_pratica(di=giulia), una_pratica(di=marco), una_pratica(di=marco)]
    scelte = {"scelte": [str(p.codice) for p in tre], "conferma": "1", "gettone": str(uuid.uuid4())}
    operatrice.post(INSIEME, {**scelte, "atto": "assegna", "a": str(bea.codice)})
    operations.assegna(tre[2].pk, attore=bea, a=anna)
    operations.assegna(tre[2].pk, attore=anna, a=bea)
    tasks.avvisi_carico()
    assert not mail.outbox  # it waits for the others
    (lettera,) = dopo_l_attesa()
    assert (lettera.to, lettera.subject) == ([bea.email], "Hai 3 nuove pratiche in carico")
    assert f"{ente.url(LAVORO)}?quali=mie" in lettera.body
    assert not any(parola in lettera.body for parola in (giulia.cognome, marco.cognome, tre[0].sigla))
    assert dopo_l_attesa() == []
    operations.assegna(una_pratica(di=giulia).pk, attore=anna, a=anna)
    assert not AvvisoCarico.objects.dovuti().exists()


def test_chi_non_vuole_l_avviso_lo_toglie_e_lo_rimette(giulia: Persona, anna: Persona, bea: Persona) -> None:
    sue = il_browser_di(bea)
    for dati, quanti in (({}, 0), ({"avvisi": "on"}, 1)):
        operations.assegna(una_pratica(di=giulia).pk, attore=anna, a=bea)
        pagina = sue.post(f"{LAVORO}avvisi-carico/", dati, follow=True).content.decode()
        assert ('name="avvisi" checked' in pagina) == bool(quanti)
        assert len(dopo_l_attesa()) == quanti


def test_un_operatore_passa_solo_le_sue(giulia: Persona, marco: Persona, anna: Persona, bea: Persona) -> None:
    altrui, libera, sua = (
        una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE),
        una_pratica(di=marco),
        una_pratica(di=marco),
    )
    operations.prendi_in_carico(sua.pk, attore=bea)
    for pratica in (altrui, libera):
        with pytest.raises(DomainError, match="solo le pratiche in carico a te"):
            operations.assegna(pratica.pk, attore=bea, a=anna)
    assert operations.assegna(sua.pk, attore=bea, a=anna).assegnatario == anna


def test_non_si_assegna_a_chi_non_lavora_li_ne_una_pratica_conclusa(
    giulia: Persona, anna: Persona, ente: Ente, ufficio: Ufficio
) -> None:
    pratica = una_pratica(di=giulia)
    altrove = people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", ente))
    solo_legge = people.crea_operatore("Dario", ufficio, Ruolo.CONSULTAZIONE)
    for persona in (altrove, solo_legge):
        with pytest.raises(DomainError, match="non lavora le pratiche"):
            operations.assegna(pratica.pk, attore=anna, a=persona)
    with pytest.raises(DomainError, match="conclusa"):
        operations.assegna(una_pratica(di=giulia, stato=Stato.ACCOLTA).pk, attore=anna, a=anna)


def test_chi_sostituisce_vede_le_pratiche_fra_le_sue(
    operatrice: Client, giulia: Persona, anna: Persona, bea: Persona, ufficio: Ufficio
) -> None:
    pratica, oggi = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE), timezone.localdate()
    sue = il_browser_di(bea)
    assert righe(sue, quali="mie") == []
    dati = {"ufficio": ufficio.slug, "persona": str(anna.codice), "sostituto": str(bea.codice), "dal": oggi, "al": oggi}
    assert "Assenza segnata" in operatrice.post(f"{LAVORO}assenze/", dati, follow=True).content.decode()
    assert "In quei giorni" in operatrice.post(f"{LAVORO}assenze/", dati).content.decode()
    assert righe(sue, quali="mie") == [pratica]
    assert "assente: la segui tu" in sue.get(LAVORO, {"quali": "mie"}).content.decode()
    pratica.refresh_from_db()
    assert (pratica.assegnatario, pratica.responsabile) == (anna, anna)
    assenza = Assenza.objects.get()
    togli = f"{LAVORO}assenze/{assenza.codice}/togli/"
    assert sue.post(togli).status_code == 404  # not the substitute's to decide
    assert operatrice.post(togli).status_code == 302
    assert righe(sue, quali="mie") == []


def test_se_manca_anche_chi_sostituisce_le_segue_il_suo_sostituto(
    giulia: Persona, anna: Persona, bea: Persona, ente: Ente, ufficio: Ufficio
) -> None:
    pratica, oggi = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE), timezone.localdate()
    carla = people.crea_operatore("Carla", ufficio)
    sua = il_browser_di(carla)
    for chi, sostituto in ((anna, bea), (bea, carla)):
        operations.segna_assenza(
            persona=chi, sostituto=sostituto, ufficio=ufficio, ente=ente, dal=oggi, al=oggi, attore=anna
        )
    assert righe(sua, quali="mie") == [pratica]


def test_chi_va_via_non_porta_via_le_pratiche(
    operatrice: Client, giulia: Persona, marco: Persona, anna: Persona, bea: Persona, ente: Ente
) -> None:
    sua, di_nessuno = una_pratica(di=giulia), una_pratica(di=marco)
    operations.assegna(sua.pk, attore=anna, a=bea)
    assert righe(operatrice, chi="nessuno") == [di_nessuno]
    cercava = {"quali": "aperte", "chi": str(bea.codice)}
    assert righe(operatrice, **cercava) == [sua]
    Incarico.objects.filter(persona=bea).update(attivo=False)
    assert righe(operatrice, chi="nessuno") == [sua, di_nessuno]
    pagina = operatrice.get(LAVORO, cercava).content.decode()  # a filter kept when she was here
    assert "qui non c'è (In carico a)" in pagina
    (voce,) = [voce for voce in voci(ente) if "non ci lavora più" in voce.testo]
    assert voce.quante == 1


def test_un_giorno_impossibile_non_rompe_nessun_elenco(
    operatrice: Client, giulia: Persona, ente: Ente, ufficio: Ufficio
) -> None:
    """Half typed, or written in the address: at the ends of the calendar there is no midnight in Rome."""
    una_pratica(di=giulia)
    apri_registro(ente, ufficio=ufficio, codice="PROT", codice_aoo="AX901PR")
    segno = base64.urlsafe_b64encode(b"0001-01-01T00:00:00|1").decode()
    for indirizzo, filtri in (
        ("", {"dal": "0001-01-01"}),
        ("", {"quali": "concluse", "al": "9999-12-31"}),
        ("", {"quali": "concluse", "dopo": segno}),
        ("", {"dopo": segno}),
        ("cifre/", {"al": "0001-01"}),
        ("pareri/", {"dopo": segno}),
        ("consegne/", {"dal": "0001-01-01", "al": "9999-12-31"}),
        ("protocollo/", {"giorno": "9999-12-31"}),
        ("protocollo/", {"giorno": "0001-01-01"}),
    ):
        assert operatrice.get(f"{LAVORO}{indirizzo}", filtri).status_code == 200, (indirizzo, filtri)


def test_il_filtro_dell_ufficio_lo_toglie_anche_chi_lo_dirige(
    operatrice: Client, bea: Persona, ufficio: Ufficio, ente: Ente
) -> None:
    suo, comune = (
        FiltroSalvato.objects.create(ente=ente, persona=bea, nome=nome, ufficio=dove)
        for nome, dove in (("Mio", None), ("Nostro", ufficio))
    )
    leo = il_browser_di(people.crea_operatore("Leo", ufficio, Ruolo.OPERATORE))
    assert leo.post(f"{LAVORO}filtri/{comune.codice}/togli/").status_code == 404
    assert f"filtri/{comune.codice}/togli/" in operatrice.get(LAVORO).content.decode()
    assert operatrice.post(f"{LAVORO}filtri/{suo.codice}/togli/").status_code == 404
    assert operatrice.post(f"{LAVORO}filtri/{comune.codice}/togli/").status_code == 302
    assert FiltroSalvato.objects.get() == suo


def test_una_che_si_rompe_non_ferma_le_altre_ne_ne_perde_l_esito(
    operatrice: Client, giulia: Persona, marco: Persona, anna: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotta, sana = una_pratica(di=giulia), una_pratica(di=marco)

    def si_rompe(pratica_id: int, *, attore: Persona) -> Pratica:
        return operations.prendi_in_carico(pratica_id, attore=attore) if pratica_id == sana.pk else 1 / 0

    monkeypatch.setitem(molte.INSIEME, "prendi", replace(molte.INSIEME["prendi"], esegui=si_rompe))
    scelte = {"atto": "prendi", "conferma": "1", "scelte": [str(rotta.codice), str(sana.codice)]}
    pagina = operatrice.post(INSIEME, scelte, follow=True).content.decode()
    assert "Pratiche fatte: 1." in pagina
    assert "Qualcosa si è rotto" in pagina


@pytest.mark.parametrize(
    ("dati", "rifiuto"),
    [
        ({"sostituto": "anna"}, "Scegli un collega"),
        ({"al": -1}, "Controlla le date"),
        ({"dal": 5, "al": 3}, "Controlla le date"),
        ({"attore": "bea"}, "la scrive il responsabile"),
    ],
)
def test_un_assenza_che_non_sta_in_piedi_si_rifiuta(
    anna: Persona, bea: Persona, ufficio: Ufficio, ente: Ente, dati: dict[str, object], rifiuto: str
) -> None:
    persone, oggi = {"anna": anna, "bea": bea}, timezone.localdate()
    valori = {"sostituto": "bea", "attore": "anna", "dal": 0, "al": 3} | dati
    giorni = {nome: oggi + dt.timedelta(days=int(str(valori[nome]))) for nome in ("dal", "al")}
    chi = {nome: persone[str(valori[nome])] for nome in ("sostituto", "attore")}
    with pytest.raises(DomainError, match=rifiuto):
        operations.segna_assenza(persona=anna, ufficio=ufficio, ente=ente, **giorni, **chi)


def test_un_atto_su_molte_dice_prima_che_cosa_succede_e_una_storta_non_ferma_le_altre(
    operatrice: Client, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    prime, presa = [una_pratica(di=giulia), una_pratica(di=marco)], una_pratica(di=marco, stato=Stato.IN_LAVORAZIONE)
    scelte = {"atto": "prendi", "scelte": [str(p.codice) for p in (*prime, presa)] + ["x", str(uuid.uuid4())]}
    anteprima = operatrice.post(INSIEME, scelte)
    testo = anteprima.content.decode()
    assert "Pratiche pronte: 2" in testo
    assert "Ora non si può" in testo
    assert {p.stato for p in Pratica.objects.filter(pk__in=[p.pk for p in prime])} == {Stato.PRESENTATA}  # nothing yet
    conferma = scelte | {"conferma": "1", "gettone": str(anteprima.context["gettone"])}
    esiti = {operatrice.post(INSIEME, conferma)["Location"] for _volta in range(2)}
    assert len(esiti) == AttoInsieme.objects.count() == 1  # pressed twice, done once
    pagina = operatrice.get(esiti.pop()).content.decode()
    assert "Pratiche fatte: 2" in pagina
    assert "Rimaste come erano" in pagina
    assert set(righe(operatrice, quali="mie")) == {*prime, presa}
    assert Evento.objects.filter(azione="pratica.presa_in_carico").count() == 3  # a line for each


def test_si_sceglie_tutto_il_filtro_e_non_si_esce_dai_propri_uffici(
    operatrice: Client, giulia: Persona, marco: Persona, bea: Persona, ente: Ente
) -> None:
    una_pratica(di=giulia), una_pratica(di=marco), una_pratica(di=marco, stato=Stato.ACCOLTA)
    tutte = {"atto": "assegna", "tutte": "1"}
    anteprima = operatrice.post(f"{INSIEME}?quali=da_prendere", tutte)
    assert len(anteprima.context["esiti"]) == 2
    codici = [str(pratica.codice) for pratica, _perche in anteprima.context["esiti"]]
    vuota = operatrice.post(INSIEME, {"atto": "assegna", "scelte": codici, "conferma": "1"})
    assert "Correggi" in vuota.content.decode()  # nobody chosen: the preview again
    estranea = il_browser_di(people.crea_operatore("Carla", people.crea_ufficio("Anagrafe", ente)))
    assert estranea.post(INSIEME, {"atto": "prendi", "scelte": codici})["Location"] == LAVORO
    dati = {"atto": "assegna", "scelte": codici, "conferma": "1", "gettone": str(uuid.uuid4()), "a": str(bea.codice)}
    fatto = operatrice.post(INSIEME, dati)["Location"]
    assert Pratica.objects.filter(assegnatario=bea).count() == 2
    assert estranea.get(fatto).status_code == 404
    assert operatrice.post(INSIEME, {"atto": "accogli", "scelte": codici}).status_code == 404  # never in bulk


def test_si_chiede_a_molti_la_stessa_cosa_e_si_archivia_con_i_motivi(
    operatrice: Client, giulia: Persona, marco: Persona
) -> None:
    prese = [una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE), una_pratica(di=marco, stato=Stato.IN_LAVORAZIONE)]
    chiavi = {"scelte": [str(p.codice) for p in prese], "conferma": "1"}
    operatrice.post(
        INSIEME, {**chiavi, "atto": "integrazione", "testo": "Serve la ricevuta.", "gettone": str(uuid.uuid4())}
    )
    assert {p.stato for p in Pratica.objects.all()} == {Stato.IN_ATTESA_DEL_CITTADINO}
    anteprima = operatrice.post(INSIEME, {"scelte": chiavi["scelte"], "atto": "archivia"}).content.decode()
    assert anteprima.count("Si chiude subito solo per rinuncia.") == 2
    chiudi = {**chiavi, "atto": "archivia", "motivazione": "Doppia.", "gettone": str(uuid.uuid4())}
    rifiutate = operatrice.post(INSIEME, {**chiudi, "perche": "improcedibile"}, follow=True).content.decode()
    assert "Pratiche fatte: 0" in rifiutate
    assert "può ancora rispondere" in rifiutate
    chiudi["gettone"] = str(uuid.uuid4())
    assert (
        "Pratiche fatte: 2" in operatrice.post(INSIEME, {**chiudi, "perche": "rinuncia"}, follow=True).content.decode()
    )


# what each role may do: "legge" opens pages, "lavora" acts on a case, "capo" decides for the office
ROTTE = {
    "legge": [("get", ""), ("get", "elenco.csv"), ("post", "colonne/"), ("get", "pratiche/{p}/"), ("get", "pratiche/{p}/registro/")],
    "lavora": [("get", "pratiche/{p}/prendi/"), ("post", "pratiche/{p}/assegna/"), ("post", "insieme/"), ("post", "assenze/"), ("post", "pratiche/{p}/prendi/"), ("get", "pratiche/{p}/integrazione/")],
}  # fmt: skip
PERMESSI = {
    Ruolo.CONSULTAZIONE: {"legge": True, "lavora": False},
    Ruolo.OPERATORE: {"legge": True, "lavora": True},
    Ruolo.RESPONSABILE: {"legge": True, "lavora": True},
    Ruolo.AMMINISTRATORE: {"legge": True, "lavora": True},
}


@pytest.mark.parametrize("ruolo", Ruolo)
def test_ogni_ruolo_apre_solo_cio_che_gli_spetta(
    ruolo: str, client: Client, giulia: Persona, ufficio: Ufficio, ztl: Servizio, anna: Persona
) -> None:
    pratica = una_pratica(di=giulia)
    entra(client, people.crea_operatore("Carla", ufficio, ruolo))
    for cosa, rotte in ROTTE.items():
        for metodo, rotta in rotte:
            dati = {"atto": "prendi", "scelte": [str(pratica.codice)]} if rotta == "insieme/" else {}
            risposta = getattr(client, metodo)(LAVORO + rotta.format(p=pratica.codice), dati)
            permesso = PERMESSI[Ruolo(ruolo)][cosa]
            assert (risposta.status_code != 403) == permesso, (metodo, rotta, risposta.status_code)


# what who only reads may send: how they look at things, and the reason to open a case of another office
ANCHE_CHI_LEGGE = {"archivi", "lavoro", "colonne", "salva_filtro", "togli_filtro", "pratica"}


def test_nessun_indirizzo_dell_ufficio_accetta_nulla_da_chi_solo_legge(client: Client, ufficio: Ufficio) -> None:
    entra(client, people.crea_operatore("Dario", ufficio, Ruolo.CONSULTAZIONE))
    aperti = {}
    for nome, percorso in indirizzi(get_resolver().url_patterns):
        stanza, _punti, corto = nome.partition(":")
        if not percorso.startswith("operatori/") or stanza == "admin" or not corto or corto in ANCHE_CHI_LEGGE:
            continue
        esito = client.post(_esempio(percorso)).status_code
        if esito not in (403, 404, 405):
            aperti[nome] = esito
    assert aperti == {}


def test_chi_consulta_legge_e_non_tocca(
    client: Client, giulia: Persona, ufficio: Ufficio, ztl: Servizio, anna: Persona
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    dario = people.crea_operatore("Dario", ufficio, Ruolo.CONSULTAZIONE)
    pagina = entra(client, dario).get(f"{LAVORO}pratiche/{pratica.codice}/").content.decode()
    assert "Bianchi" in pagina
    assert "Accogli" not in pagina
    assert "Assegna a un collega" not in pagina
    assert 'name="scelte"' not in client.get(LAVORO).content.decode()
    assert client.post(LAVORO, {"cerca": "bianchi"}, follow=True).status_code == 200
    with pytest.raises(DomainError, match="solo di leggere"):
        operations.accogli(pratica.pk, attore=dario)


def test_riapre_solo_chi_risponde_dell_ufficio(client: Client, giulia: Persona, bea: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    assert "Riapri" not in entra(client, bea).get(f"{LAVORO}pratiche/{pratica.codice}/").content.decode()
    with pytest.raises(DomainError, match="solo il responsabile"):
        operations.riapri(pratica.pk, attore=bea, titolo="errore", estremi="x", motivazione="y")
