"""The work list: counts, search by name, filters, columns, filters kept under a name, the file; nothing personal in addresses."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico
from portal.identita.models import Persona
from portal.registro.models import AccessoDati, Evento
from pratiche.models import FiltroSalvato, Parola, Pratica
from pratiche.operatori import lista
from pratiche.parole import parole, parole_di
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import presenta_bozza, un_servizio, una_bozza, una_pratica
from tests.pratiche.test_operatori import LAVORO, righe
from tests.pratiche.test_pagine import _molte


@pytest.fixture
def operatrice(client: Client, anna: Persona, ztl: Servizio) -> Client:
    return entra(client, anna)


def trova(client: Client, cercato: str) -> list[Pratica]:
    risposta = client.post(LAVORO, {"cerca": cercato}, follow=True)
    indirizzo = risposta.redirect_chain[0][0]
    assert cercato.split()[0] not in indirizzo or cercato[0].isdigit()
    return list(risposta.context["elenco"].righe)


def schede(client: Client) -> dict[str, str]:
    return {nome: quante for nome, _titolo, quante in client.get(LAVORO).context["filtri"]}


@pytest.mark.parametrize(
    ("testo", "attese"),
    [
        ("D'Angelò  Maria-Luisa", ["d", "angelo", "maria", "luisa"]),
        ("ŁUKASZ Ødegård", ["lukasz", "odegard"]),
        ("Straße", ["strasse"]),
        ("—  ' ", []),
    ],
)
def test_le_parole_di_un_nome(testo: str, attese: list[str]) -> None:
    assert parole(testo) == attese


def test_un_cognome_di_due_parole_si_trova_anche_attaccato() -> None:
    assert {"de", "luca", "deluca"} <= parole_di(["De Luca"])


def test_ogni_scheda_dice_quante(
    operatrice: Client, giulia: Persona, marco: Persona, luca: Persona, anna: Persona
) -> None:
    una_pratica(di=giulia)
    una_pratica(di=marco, stato=Stato.IN_LAVORAZIONE)
    una_pratica(di=luca, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    una_pratica(di=giulia, stato=Stato.ACCOLTA)
    with time_machine.travel(timezone.now() - dt.timedelta(days=60)):
        una_pratica(di=marco)
    assert schede(operatrice) == {
        "aperte": "4", "mie": "2", "passate": "0", "da_prendere": "2", "in_attesa": "1", "da_leggere": "0", "in_scadenza": "0", "silenzio": "0", "scadute": "1",
        "riaperte": "0", "concluse": "1",
    }  # fmt: skip


def test_il_conto_si_ferma(operatrice: Client, giulia: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lista, "CONTATE", 10)
    _molte(una_pratica(di=giulia), 20)
    assert schede(operatrice)["aperte"] == "9+"


def test_si_cerca_per_nome_e_per_codice_senza_scriverli_negli_indirizzi(
    operatrice: Client, giulia: Persona, marco: Persona
) -> None:
    sua, altra = una_pratica(di=giulia), una_pratica(di=marco)
    for cercato in ("Bianchi", "bian giu", "GIULIA", "bncgli85d52h501t", "BIÀNCHI"):
        assert trova(operatrice, cercato) == [sua], cercato
    assert trova(operatrice, sua.sigla) == [sua]
    assert trova(operatrice, "verdi giulia") == []
    assert trova(operatrice, "x") == []
    assert altra in righe(operatrice)  # the search is over when one looks at a tab
    assert trova(operatrice, "Bianchi") == [sua]
    testo = operatrice.get(f"{LAVORO}?quali=trovate").content.decode()
    assert "Bianchi Giulia" in testo
    operatrice.post(LAVORO, {"cerca": ""})
    assert operatrice.get(f"{LAVORO}?quali=trovate").context["scelto"] == "aperte"


def test_la_ricerca_non_esce_dall_ufficio_e_dall_ente(
    client: Client, giulia: Persona, ente: Ente, altro_ente: Ente, ztl: Servizio
) -> None:
    una_pratica(di=giulia)
    condiviso = people.crea_ufficio("Ufficio associato", ente, altro_ente)
    la = presenta_bozza(una_bozza(giulia, un_servizio(altro_ente, condiviso)))
    operatrice = people.crea_operatore("Carla", condiviso)
    assert trova(entra(client, operatrice), "Bianchi") == []
    assert trova(client, "BNCGLI85D52H501T") == []
    assert trova(entra(Client(HTTP_HOST="127.0.0.1"), operatrice), "bianchi") == [la]


def test_le_parole_seguono_l_ufficio_della_pratica(ente: Ente, giulia: Persona, ztl: Servizio) -> None:
    pratica = una_pratica(di=giulia)
    assert set(pratica.parole.values_list("parola", flat=True)) == {"bianchi", "giulia"}
    altro = people.crea_ufficio("Anagrafe", ente)
    pratica.scrivi(ufficio=altro)
    assert set(Parola.objects.values_list("ufficio", flat=True)) == {altro.pk}


def test_i_filtri_restano_mentre_si_va_avanti(
    operatrice: Client, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    presa = una_pratica(di=marco, stato=Stato.IN_LAVORAZIONE)
    libera = una_pratica(di=giulia)
    assert righe(operatrice, chi=str(anna.codice)) == [presa]
    assert righe(operatrice, chi="nessuno") == [libera]
    assert righe(operatrice, stato="presentata", servizio="permesso-accesso-ztl") == [libera]
    assert set(righe(operatrice, servizio="inventato", chi="x", dal="ieri")) == {presa, libera}  # nonsense is no filter
    oggi = timezone.localdate()
    assert righe(operatrice, dal=str(oggi + dt.timedelta(days=1))) == []
    assert len(righe(operatrice, dal=str(oggi), al=str(oggi))) == 2
    _molte(libera, 30)
    successiva = operatrice.get(LAVORO, {"stato": "presentata"}).context["elenco"].successiva
    assert "stato=presentata" in successiva
    assert len(operatrice.get(LAVORO + successiva).context["elenco"].righe) == 6


def test_un_filtro_si_salva_per_se_o_per_l_ufficio(operatrice: Client, anna: Persona, ente: Ente) -> None:
    operatrice.post(f"{LAVORO}filtri/?quali=scadute&stato=presentata", {"nome": "Da vedere", "con_ufficio": "on"})
    operatrice.post(f"{LAVORO}filtri/?quali=mie", {"nome": "Solo mio"})
    operatrice.post(f"{LAVORO}filtri/?quali=in_attesa", {"nome": "Solo mio"})  # the same name replaces it
    operatrice.post(f"{LAVORO}filtri/", {"nome": " "})
    salvati = {uno.nome: uno.valori for uno in FiltroSalvato.objects.all()}
    assert salvati == {"Da vedere": {"quali": "scadute", "stato": "presentata"}, "Solo mio": {"quali": "in_attesa"}}
    assert "quali=scadute&amp;stato=presentata" in operatrice.get(LAVORO).content.decode()
    bea = people.crea_operatore("Bea", ente.uffici.get(), Incarico.Ruolo.OPERATORE)
    collega = entra(Client(HTTP_HOST="localhost"), bea)
    pagina = collega.get(LAVORO).content.decode()
    assert "Da vedere" in pagina
    assert "Solo mio" not in pagina
    altrui = FiltroSalvato.objects.get(nome="Da vedere")
    assert collega.post(f"{LAVORO}filtri/{altrui.codice}/togli/").status_code == 404
    assert operatrice.post(f"{LAVORO}filtri/{altrui.codice}/togli/").status_code == 302
    assert FiltroSalvato.objects.count() == 1


def test_le_colonne_le_sceglie_chi_lavora(operatrice: Client, giulia: Persona) -> None:
    una_pratica(di=giulia)
    operatrice.post(f"{LAVORO}colonne/", {"colonne": ["arrivo", "termine", "inventata"]})
    pagina = operatrice.get(LAVORO)
    assert [nome for nome, _titolo in pagina.context["colonne"]] == ["termine", "arrivo"]
    assert "Bianchi" not in pagina.content.decode()
    operatrice.post(f"{LAVORO}colonne/", {})
    assert "Bianchi" in operatrice.get(LAVORO).content.decode()


def test_la_riga_dice_di_chi_e_la_mossa_e_quanto_manca(operatrice: Client, giulia: Persona, marco: Persona) -> None:
    una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    with time_machine.travel(timezone.now() - dt.timedelta(days=60)):
        una_pratica(di=marco)
    dette = [(riga.tono, riga.tocca_a) for riga in operatrice.get(LAVORO).context["righe"]]
    assert dette == [("urgente", "al cittadino: deve pagare"), ("fermo", "al cittadino: deve rispondere")]


def test_l_elenco_si_scarica_e_i_nomi_solo_a_chi_risponde_dell_ufficio(
    operatrice: Client, giulia: Persona, anna: Persona
) -> None:
    pratica = una_pratica(di=giulia)

    def file() -> str:
        risposta = operatrice.get(f"{LAVORO}elenco.csv", {"quali": "aperte"})
        return b"".join(risposta.streaming_content).decode()  # type: ignore[attr-defined, arg-type]

    assert "Bianchi Giulia" in file()
    assert AccessoDati.objects.filter(soggetto=giulia.codice).exists()
    Incarico.objects.update(ruolo=Incarico.Ruolo.OPERATORE)
    senza = file()
    assert pratica.sigla in senza
    assert "Bianchi" not in senza
    assert Evento.objects.filter(azione="pratiche.elenco_esportato", attore=anna.codice).count() == 2


def test_la_lista_costa_lo_stesso_con_tante_righe_e_tanti_uffici(
    operatrice: Client, giulia: Persona, anna: Persona, ente: Ente
) -> None:
    for numero in (1, 2):
        Incarico.objects.create(persona=anna, ufficio=people.crea_ufficio(f"Ufficio {numero}", ente))
    pratica = una_pratica(di=giulia)
    una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    una_pratica(di=giulia, stato=Stato.ACCOLTA)
    operatrice.post(LAVORO, {"cerca": "bianchi"})
    pochi = _costi(operatrice)
    _molte(pratica, 60)
    assert _costi(operatrice) == pochi
    assert max(pochi.values()) <= 16, pochi


def _costi(client: Client) -> dict[str, int]:
    costi = {}
    for indirizzo in ("?quali=aperte", "?quali=mie", "?quali=concluse", "?quali=trovate", "?stato=presentata"):
        client.get(LAVORO + indirizzo)  # the accesses are written the first time
        with CaptureQueriesContext(connection) as letture:
            assert client.get(LAVORO + indirizzo).status_code == 200
        costi[indirizzo] = len(letture)
    return costi
