"""Places given up, left for a more wanted one, and the one request that each child may have."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import AccessoDati, Evento
from pratiche import operations
from pratiche.graduatorie import Candidato, Punteggio, ordina
from pratiche.models import Candidatura, OffertaPosto, Passaggio, Pratica, Stampa, Tornata
from pratiche.moduli.caricatore import disponibili
from pratiche.moduli.caricatore import leggi as leggi_pacchetto
from pratiche.moduli.graduatoria import Graduatoria
from pratiche.operations.candidature import GiaInGraduatoria
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import presenta_bozza, un_servizio
from tests.parallelo import tutti_insieme
from tests.pratiche.compila import Compilatore, buone
from tests.pratiche.test_graduatorie_pagine import leggi
from tests.pratiche.test_tornate import (
    bambino_di,
    capo,
    fino_alla_definitiva,
    nido,
    orologio,
    stato,
    tipi,
    un_altra_domanda,
    una_bozza,
    una_domanda,
)  # fmt: skip

__all__ = ["capo", "nido", "orologio"]

Offerta = OffertaPosto.Stato
ORA = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
REGOLE_BREVI = {
    "criteri": [],
    "parita": [{"per": "piu_giovane"}],
    **dict.fromkeys(("osservazioni_giorni", "conferma_giorni", "validita_giorni", "pubblicazione_giorni"), 1),
}


@pytest.fixture
def due_nidi(nido: Servizio) -> Servizio:
    """One place in each of two seats, and confirmed places that may change for two months."""
    tornata = Tornata.objects.get(servizio=nido)
    entro = timezone.localdate(tornata.chiude_il) + dt.timedelta(days=90)
    inizia = entro + dt.timedelta(days=30)
    Tornata.objects.update(posti={"girasole": 1, "aquilone": 1}, cambi_entro=entro, inizia_il=inizia)
    return nido


def offerte(candidatura: Candidatura) -> list[tuple[str, str]]:
    """Where and how each ended, the first offered first."""
    return list(candidatura.offerte.order_by("pk").values_list("posto__sede", "stato"))


def conferma(candidatura: Candidatura) -> OffertaPosto:
    candidatura.refresh_from_db()
    assert candidatura.posto
    fatta = operations.conferma_posto(candidatura.posto.pk, attore=candidatura.pratica.richiedente)
    Stampa.objects.update(stato="riuscito")  # the documents are made
    return fatta


def rinuncia(candidatura: Candidatura, quale: str = "posto") -> OffertaPosto:
    candidatura.refresh_from_db()
    return operations.rinuncia_posto(getattr(candidatura, quale).pk, attore=candidatura.pratica.richiedente)


@pytest.fixture
def tre(
    due_nidi: Servizio, giulia: Persona, marco: Persona, luca: Persona, capo: Persona, orologio: time_machine.Traveller
) -> list[Candidatura]:
    """Giulia and Marco both want the first seat and have both places confirmed: Marco in his second choice. Luca waits."""
    scelte = {"nido": "girasole", "secondo_nido": "aquilone"}
    prima = una_domanda(giulia, due_nidi, fratelli=3, **scelte)
    domande = [prima, un_altra_domanda(marco, prima, fratelli=2), un_altra_domanda(luca, prima, fratelli=0)]
    fino_alla_definitiva(due_nidi, capo, orologio)
    conferma(domande[0])
    conferma(domande[1])
    return domande


# --- one request for each child


def test_l_altro_genitore_non_presenta_una_seconda_domanda_finche_c_e_la_prima(
    nido: Servizio, giulia: Persona, marco: Persona
) -> None:
    prima = una_domanda(giulia, nido)
    seconda = una_bozza(marco, nido, bambino=bambino_di(giulia))
    with pytest.raises(GiaInGraduatoria) as rifiuto:
        presenta_bozza(seconda)
    assert "c'è già una domanda" in rifiuto.value.messaggio
    assert "Giulia" not in rifiuto.value.messaggio
    assert Pratica.objects.get(pk=seconda.pk).bozza
    impronta = Candidatura.objects.get().soggetto
    assert len(impronta) == 64
    assert bambino_di(giulia)["codice_fiscale"] not in impronta
    operations.ritira(prima.pratica_id, attore=giulia)
    assert presenta_bozza(seconda).stato == Stato.PRESENTATA


def test_il_database_non_prende_due_domande_per_lo_stesso_bambino(
    nido: Servizio, giulia: Persona, marco: Persona
) -> None:
    prima, altra = una_domanda(giulia, nido), una_domanda(marco, nido)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidatura.objects.filter(pk=altra.pk).update(soggetto=prima.soggetto)


def test_una_domanda_riaperta_non_ne_raddoppia_un_altra(
    nido: Servizio, giulia: Persona, marco: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    prima = una_domanda(giulia, nido)
    operations.prendi_in_carico(prima.pratica_id, attore=capo)
    operations.respingi(prima.pratica_id, attore=capo, motivazione="Non risulta.")
    Stampa.objects.update(stato="riuscito")
    una_domanda(marco, nido, bambino=bambino_di(giulia))
    with pytest.raises(GiaInGraduatoria):
        operations.riapri(prima.pratica_id, attore=capo, titolo="errore", estremi="N. 1", motivazione="Errore.")
    assert stato(prima) == Stato.RESPINTA


@pytest.mark.servizi
@pytest.mark.django_db(transaction=True)
def test_due_genitori_nello_stesso_momento(
    nido: Servizio, giulia: Persona, marco: Persona, tmp_path: Path, orologio: time_machine.Traveller
) -> None:
    bozze = [una_bozza(chi, nido, bambino=bambino_di(giulia)) for chi in (giulia, marco)]
    esiti = tutti_insieme([lambda b=b: presenta_bozza(b) for b in bozze], tmp_path)
    assert sorted(type(esito).__name__ for esito in esiti) == ["GiaInGraduatoria", "Pratica"]
    assert Candidatura.objects.count() == Pratica.objects.exclude(stato=Stato.BOZZA).count() == 1


# --- a place confirmed may be given up


def test_chi_lascia_il_posto_confermato_lo_libera_subito(tre: list[Candidatura], luca: Persona) -> None:
    prima, _seconda, terza = tre
    rinuncia(prima, "offerta")
    rinuncia(prima, "offerta")
    pratica = Pratica.objects.get(pk=prima.pratica_id)
    assert (pratica.stato, pratica.archiviazione) == (Stato.ARCHIVIATA, "rinuncia")
    assert offerte(prima) == [("girasole", Offerta.RINUNCIATA)]
    assert OffertaPosto.objects.filter(stato=Offerta.PROPOSTA).count() == 1  # offered once, to who comes first
    assert Evento.objects.filter(azione="graduatoria.posto_rinunciato").count() == 1
    terza.refresh_from_db()
    assert terza.offerta is None  # Marco was before


def test_dopo_l_ultimo_giorno_il_posto_confermato_non_si_lascia(
    tre: list[Candidatura], orologio: time_machine.Traveller
) -> None:
    orologio.shift(dt.timedelta(days=100))
    with pytest.raises(DomainError, match="ora scrivi all'ufficio"):
        rinuncia(tre[0], "offerta")
    Tornata.objects.update(cambi_entro=None)
    with pytest.raises(DomainError, match="per lasciarlo scrivi"):
        rinuncia(tre[0], "offerta")
    assert stato(tre[0]) == Stato.ACCOLTA


# --- a more wanted place


def test_chi_ha_la_seconda_scelta_sale_e_il_suo_posto_va_a_chi_segue(
    tre: list[Candidatura], marco: Persona, luca: Persona, orologio: time_machine.Traveller
) -> None:
    prima, seconda, terza = tre
    rinuncia(prima, "offerta")
    assert offerte(seconda) == [("aquilone", Offerta.ACCETTATA), ("girasole", Offerta.PROPOSTA)]
    assert (tipi(marco)[-1], stato(seconda)) == ("cambio_offerto", Stato.ACCOLTA)
    salito = conferma(seconda)
    assert operations.conferma_posto(salito.pk, attore=marco).confermata  # two clicks
    assert offerte(seconda) == [("aquilone", Offerta.LASCIATA), ("girasole", Offerta.ACCETTATA)]
    assert offerte(terza) == [("aquilone", Offerta.PROPOSTA)]
    assert seconda.pratica.stampe.filter(genere="esito").count() == 2  # the document says the new place
    assert tipi(marco)[-1] == "cambio_fatto"
    assert operations.scorri(terza.tornata_id).offerte == 0


@pytest.mark.parametrize("come", ["rifiuta", "tace"])
def test_chi_non_prende_il_posto_migliore_tiene_il_suo_e_non_se_ne_offrono_altri(
    tre: list[Candidatura], come: str, orologio: time_machine.Traveller
) -> None:
    prima, seconda, terza = tre
    rinuncia(prima, "offerta")
    if come == "rifiuta":
        rinuncia(seconda, "cambio")
    else:
        orologio.shift(dt.timedelta(days=20))
        assert operations.scorri(seconda.tornata_id).scadute == 1
    assert stato(seconda) == Stato.ACCOLTA
    assert offerte(seconda)[0] == ("aquilone", Offerta.ACCETTATA)
    assert offerte(terza) == [("girasole", Offerta.PROPOSTA)]
    assert Passaggio.objects.filter(pratica=seconda.pratica_id, genere="cambio_chiuso").count() == 1
    rinuncia(terza)
    assert operations.scorri(seconda.tornata_id).offerte == 0


def test_dopo_l_ultimo_giorno_nessuno_sale(tre: list[Candidatura], orologio: time_machine.Traveller) -> None:
    prima, seconda, terza = tre
    orologio.shift(dt.timedelta(days=100))
    operations.riapri(
        prima.pratica_id, attore=people.crea_operatore("Dina", prima.tornata.ufficio), titolo="annullamento",
        estremi="N. 2", motivazione="Dichiarazione non vera.",
    )  # fmt: skip
    operations.respingi(
        prima.pratica_id, attore=Persona.objects.get(nome="Dina"), motivazione="Dichiarazione non vera."
    )
    assert operations.scorri(terza.tornata_id).offerte == 1
    assert len(offerte(seconda)) == 1
    assert offerte(terza) == [("girasole", Offerta.PROPOSTA)]


def test_chi_lascia_tutto_libera_anche_il_posto_che_gli_era_proposto(tre: list[Candidatura]) -> None:
    prima, seconda, terza = tre
    rinuncia(prima, "offerta")
    rinuncia(seconda, "offerta")
    assert offerte(seconda) == [("aquilone", Offerta.RINUNCIATA), ("girasole", Offerta.RINUNCIATA)]
    assert offerte(terza) == [("girasole", Offerta.PROPOSTA)]


@pytest.mark.servizi
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("giro", range(3))
def test_passaggi_e_rinunce_nello_stesso_momento(
    due_nidi: Servizio, capo: Persona, tmp_path: Path, orologio: time_machine.Traveller, giro: int
) -> None:
    """Whatever comes first: nobody has two places, no place is of two, what was left was offered once."""
    Tornata.objects.filter(servizio=due_nidi).update(posti={"girasole": 2, "aquilone": 2})
    scelte = {"nido": "girasole", "secondo_nido": "aquilone"}
    famiglie = [people.crea_cittadino(f"F{n}", "Prova", f"PRVFFF80A{n:02d}H501{'ABCDEFGHIJ'[n]}") for n in range(1, 8)]
    prima = una_domanda(famiglie[0], due_nidi, **scelte)
    domande = [prima, *(un_altra_domanda(una, prima) for una in famiglie[1:])]
    tornata = fino_alla_definitiva(due_nidi, capo, orologio)
    # equal points: chance says which four have a place, and which two of them where all wanted it
    con_posto = [una for una in domande if OffertaPosto.objects.filter(candidatura=una).exists()]
    for domanda in con_posto:
        conferma(domanda)
    primo, secondo = (una for una in con_posto if offerte(una) == [("girasole", Offerta.ACCETTATA)])
    rinuncia(primo, "offerta")
    sale = Candidatura.objects.select_related("cambio", "offerta").exclude(cambio=None).get()
    chi = sale.pratica.richiedente
    assert sale.cambio
    assert sale.offerta
    lavori: list[Callable[[], Any]] = [
        lambda: operations.conferma_posto(sale.cambio.pk, attore=chi),
        lambda: operations.conferma_posto(sale.cambio.pk, attore=chi),
        lambda: operations.scorri(tornata.pk),
        lambda: operations.rinuncia_posto(sale.offerta.pk, attore=chi),
        lambda: rinuncia(secondo, "offerta"),
        lambda: operations.scorri(tornata.pk),
    ]
    tutti_insieme(lavori[giro:] + lavori[:giro], tmp_path)
    operations.scorri(tornata.pk)
    vive = OffertaPosto.objects.filter(stato__in=[Offerta.PROPOSTA, Offerta.ACCETTATA])
    assert vive.values("posto").distinct().count() == vive.count() == 4
    per_chi_ha = OffertaPosto.objects.filter(stato=Offerta.ACCETTATA)
    assert per_chi_ha.values("candidatura").distinct().count() == per_chi_ha.count()
    for posto in {offerta.posto_id for offerta in OffertaPosto.objects.filter(stato=Offerta.LASCIATA)}:
        assert OffertaPosto.objects.filter(posto=posto, stato__in=[Offerta.PROPOSTA, Offerta.ACCETTATA]).count() <= 1


# --- what people and the office see


def test_la_famiglia_legge_il_posto_il_primo_giorno_e_puo_cambiare(
    client: Client, tre: list[Candidatura], marco: Persona
) -> None:
    prima, seconda, _terza = tre
    entra(client, marco)
    pagina, posto = seconda.pratica.get_absolute_url(), f"/pratiche/{seconda.pratica.codice}/posto/"
    testo = leggi(client, pagina)
    for parole in ("Il posto confermato", "Nido «L'Aquilone»", "resti in lista anche per Nido «Il Girasole»"):
        assert parole in testo
    assert "Hai già confermato questo posto" in leggi(client, f"{posto}?lascia=1")
    rinuncia(prima, "offerta")
    assert "puoi prenderlo entro" in leggi(client, pagina)
    for casa in ("/area-personale/pratiche/", "/area-personale/"):
        assert "Confronta e scegli" in leggi(client, casa)
    assert "Posto che preferisci" in leggi(client, "/area-personale/")  # with its term, as a first offer
    assert "quello di prima va a un'altra persona" in leggi(client, posto)
    assert "tieni il posto che hai" in leggi(client, f"{posto}?rinuncia=1")
    cambio = OffertaPosto.objects.get(candidatura=seconda, stato=Offerta.PROPOSTA)
    assert client.post(posto, {"posto": str(cambio.codice), "conferma": "1"})["Location"] == pagina
    seconda.refresh_from_db()
    assert seconda.offerta == cambio
    assert client.post(posto, {"posto": "altro", "rinuncia": "1"})["Location"] == pagina  # moves nothing
    assert stato(seconda) == Stato.ACCOLTA


def test_l_elenco_degli_iscritti_ha_i_nomi_e_lascia_traccia(
    client: Client, tre: list[Candidatura], capo: Persona, ufficio: Ufficio, marco: Persona
) -> None:
    indirizzo = f"/operatori/graduatorie/{tre[0].tornata.codice}/iscritti/"
    entra(client, people.crea_operatore("Piero", ufficio, ruolo=Incarico.Ruolo.OPERATORE))
    assert client.get(indirizzo).status_code == 302
    entra(client, capo)
    righe = b"".join(client.get(indirizzo).streaming_content).decode("utf-8-sig").splitlines()
    assert righe[0].split(";")[:4] == ["Sede", "Posizione", "Nome", "Cognome"]
    assert [riga.split(";")[0] for riga in righe[1:]] == ["Nido «L'Aquilone»", "Nido «Il Girasole»"]
    assert bambino_di(marco)["codice_fiscale"] in righe[1]
    assert AccessoDati.objects.filter(soggetto=marco.codice, operatore=capo.codice).exists()


# --- the points that the office gives


@pytest.fixture
def concorso(ente: Ente, ufficio: Ufficio) -> Servizio:
    return un_servizio(ente, ufficio, "concorso-pubblico")


def test_i_punti_delle_prove_li_scrive_l_ufficio_e_il_candidato_legge_perche(
    client: Client, concorso: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    definizione = leggi_pacchetto(disponibili()["concorso-pubblico"]).definizione
    pratica = Compilatore(entra(client, giulia), definizione, buone(0)).compila()
    assert pratica.avviso
    assert pratica.avviso.pagato  # before sending
    tornata, candidatura = Tornata.objects.get(), Candidatura.objects.get()
    orologio.move_to(tornata.chiude_il + dt.timedelta(days=1))
    with pytest.raises(DomainError, match="A 1 domanda mancano i punti"):
        operations.pubblica_provvisoria(tornata.pk, attore=capo)
    radice = f"/operatori/graduatorie/{tornata.codice}/domande/{candidatura.codice}/"
    entra(client, capo)
    assert "da assegnare" in leggi(client, radice)
    troppi = {"criterio": "prova-scritta", "punti": "31", "motivo": "Verbale n. 3.", "assegna": "1"}
    assert client.post(radice, troppi).status_code == 200
    for criterio, punti in (
        ("prova-scritta", "24,5"),
        ("prova-orale", "27"),
        ("prova-scritta", "25,5"),
    ):
        dati = troppi | {"criterio": criterio, "punti": punti}
        assert client.post(radice, dati).status_code == 302, criterio
    with pytest.raises(DomainError, match="non assegna i punti"):
        operations.assegna_punti(
            candidatura.pk, attore=capo, criterio="titolo-di-studio", punti=Decimal(1), motivo="No."
        )
    operations.pubblica_provvisoria(tornata.pk, attore=capo)
    candidatura.refresh_from_db()
    assert candidatura.punti == Decimal("52.5")  # the last ones, and nothing for the diploma
    assert tipi(giulia).count("punti_assegnati") == 3
    entra(client, giulia)
    pagina = leggi(client, pratica.get_absolute_url())
    assert "Prova scritta: 25,5 punti" in pagina
    assert "assegnati dall'ufficio: Verbale n. 3." in pagina
    pubblica = leggi(client, tornata.get_absolute_url())
    assert "Prova orale: al massimo 30 punti, assegnati dall'ufficio" in pubblica
    assert "Chi ha fatto domanda è più giovane" in pubblica


def test_a_pari_punti_viene_prima_il_piu_giovane() -> None:
    regole = Graduatoria.da(REGOLE_BREVI)
    nati = {"VECCHIO": dt.date(1970, 1, 1), "GIOVANE": dt.date(2000, 1, 1), "IGNOTO": None}
    tutti = [Candidato(sigla, Punteggio(Decimal(1), (), ()), {}, ORA, nato_il=nato) for sigla, nato in nati.items()]
    assert [uno.sigla for uno in ordina(tutti, regole, seme="x")] == ["GIOVANE", "VECCHIO", "IGNOTO"]
