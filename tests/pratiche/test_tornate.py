"""A round from the opening to the end of the ranking, as families and office live it."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
from codicefiscale import codicefiscale
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifiche.models import Messaggio
from notifiche.tasks import promemoria
from portal.base import coda
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.classifica import classifica
from pratiche.models import Candidatura, GraduatoriaPubblicata, LavoroGraduatoria, OffertaPosto, Posto, Pratica, Tornata
from pratiche.models.immutabile import Immutabile
from pratiche.models.scelte import Archiviazione
from pratiche.moduli.campi import TIPI
from pratiche.moduli.caricatore import Pacchetto, disponibili, leggi
from pratiche.operations.candidature import candida
from pratiche.operations.inoltro import identita_di
from pratiche.stati import Stato
from tests import people
from tests.makers import ENTRATA_CON_SPID, presenta_bozza, un_servizio
from tests.parallelo import tutti_insieme

INIZIO = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def orologio() -> Any:
    with time_machine.travel(INIZIO, tick=False) as orologio:
        yield orologio


@pytest.fixture
def nido(ente: Ente, ufficio: Ufficio) -> Servizio:
    return un_servizio(ente, ufficio, "iscrizione-nido")


@pytest.fixture
def capo(ufficio: Ufficio) -> Persona:
    return people.crea_operatore("Carla", ufficio)


def bambino_di(di: Persona) -> dict[str, str]:
    """A child of this person, and of nobody else."""
    return dict(_bambino(di.pk % 28 + 1))


@cache
def _bambino(giorno: int) -> dict[str, str]:
    """Who was born on that day: a codice fiscale takes a while to be made."""
    campo = leggi(disponibili()["iscrizione-nido"]).definizione.per_nome["bambino"]
    bambino = TIPI["persona"].esempi(campo).buoni[0]
    nascita = dt.date(2024, 3, giorno)
    codice = codicefiscale.encode("Prova", "Ada", "F", nascita.strftime("%d/%m/%Y"), "H501")
    return bambino | {"data_nascita": nascita.isoformat(), "codice_fiscale": codice}


def una_bozza(di: Persona, nido: Servizio, /, **risposte: Any) -> Pratica:
    pratica = operations.apri_bozza(nido.pk, richiedente=di, attore=di, sessione=ENTRATA_CON_SPID)
    campi = leggi(disponibili()["iscrizione-nido"]).definizione.per_nome
    dati = {
        "bambino": bambino_di(di), "residente": "si", "disabilita": "no", "genitori": "uno", "lavoro": "pieno", "fratelli": 0,
        "ha_isee": "no", "nido": "girasole", "secondo_nido": "", "impegno": campi["impegno"].opzioni["testo"],
    } | risposte  # fmt: skip
    operations.salva_passo(pratica.pk, attore=di, contatti={"email": di.email, "telefono": ""}, dati=dati)
    return Pratica.objects.con_il_necessario().get(pk=pratica.pk)


def una_domanda(di: Persona, nido: Servizio, /, **risposte: Any) -> Candidatura:
    return Candidatura.objects.get(pratica=presenta_bozza(una_bozza(di, nido, **risposte)))


def un_altra_domanda(di: Persona, come: Candidatura, /, **risposte: Any) -> Candidatura:
    """A request as that one, of somebody else, presented at the same moment: quicker than filling it in again."""
    una = Pratica.objects.select_related("versione", "servizio", "ente").get(pk=come.pratica_id)
    quante = Pratica.objects.count()
    una._state.adding, una.pk, una.codice, una.numero = True, None, uuid.uuid4(), 1000 + quante
    una.richiedente, una.identita = di, identita_di(di)
    una.dati = una.dati | {"bambino": bambino_di(di)} | risposte
    una.save()
    candida(una, come.tornata)
    return Candidatura.objects.get(pratica=una)


def fino_alla_definitiva(nido: Servizio, capo: Persona, orologio: time_machine.Traveller) -> Tornata:
    """The round closes, nobody objects, the final ranking is published and the places are offered."""
    tornata = Tornata.objects.get(servizio=nido)
    orologio.move_to(tornata.chiude_il + dt.timedelta(hours=10))
    operations.pubblica_provvisoria(tornata.pk, attore=capo)
    racconta_e_offri()
    orologio.shift(dt.timedelta(days=20))
    definitiva = operations.pubblica_definitiva(
        tornata.pk, attore=capo, atto_numero="12", atto_data=timezone.localdate()
    )
    racconta_e_offri()
    return definitiva


def racconta_e_offri() -> None:
    """What the worker does after a publication."""
    coda.svuota(LavoroGraduatoria, operations.lavora_graduatoria)


def offerta_di(chi: Persona) -> OffertaPosto:
    return OffertaPosto.objects.get(candidatura__pratica__richiedente=chi)


def stato(candidatura: Candidatura) -> str:
    return Pratica.objects.get(pk=candidatura.pratica_id).stato


def tipi(di: Persona) -> list[str]:
    messaggi = Messaggio.objects.filter(destinatario=di).order_by("pk").values_list("tipo", flat=True)
    return [tipo.removeprefix("pratiche.") for tipo in messaggi]


# --- presenting


def test_conta_chi_presenta_alle_23_59_59_e_chi_arriva_dopo_tiene_la_bozza(
    nido: Servizio, giulia: Persona, marco: Persona, orologio: time_machine.Traveller
) -> None:
    tornata = Tornata.objects.get(servizio=nido)
    assert tornata.chiude_il.second == 59  # the minute written is whole
    bozza = una_bozza(marco, nido)
    ultima = una_bozza(giulia, nido)
    orologio.move_to(tornata.chiude_il.replace(microsecond=0))
    assert presenta_bozza(ultima).stato == Stato.PRESENTATA
    orologio.move_to(tornata.chiude_il + dt.timedelta(seconds=1))
    with pytest.raises(DomainError, match="Le domande si sono chiuse .*bozza resta salvata"):
        presenta_bozza(bozza)
    bozza.refresh_from_db()
    assert (bozza.stato, bozza.dati["lavoro"]) == (Stato.BOZZA, "pieno")
    assert list(Candidatura.objects.values_list("pratica", flat=True)) == [ultima.pk]


def test_prima_dell_apertura_si_dice_quando(nido: Servizio, giulia: Persona, orologio: time_machine.Traveller) -> None:
    orologio.move_to(INIZIO - dt.timedelta(days=10))
    with pytest.raises(DomainError, match="Le domande si presentano da domenica 1 marzo 2026"):
        operations.apri_bozza(nido.pk, richiedente=giulia, attore=giulia, sessione=ENTRATA_CON_SPID)


def test_la_proroga_sposta_chiusura_e_termine_di_tutti_e_non_si_accorcia(
    nido: Servizio, giulia: Persona, capo: Persona
) -> None:
    domanda = una_domanda(giulia, nido)
    tornata = domanda.tornata
    pratica = Pratica.objects.con_il_necessario().get(pk=domanda.pratica_id)
    assert pratica.termine().decorre == timezone.localdate(tornata.chiude_il)
    nuova = tornata.chiude_il + dt.timedelta(days=10)
    operations.cambia_tornata(tornata.pk, attore=capo, chiude_il=nuova, posti=tornata.posti)
    pratica = Pratica.objects.con_il_necessario().get(pk=pratica.pk)
    assert pratica.termine().decorre == timezone.localdate(nuova)
    assert pratica.entro_il == pratica.termine().attuale
    with pytest.raises(DomainError, match="solo spostare in avanti"):
        operations.cambia_tornata(tornata.pk, attore=capo, chiude_il=tornata.chiude_il, posti=tornata.posti)


def test_mentre_e_aperta_i_criteri_non_cambiano(ente: Ente, nido: Servizio, orologio: time_machine.Traveller) -> None:
    contenuto = leggi(disponibili()["iscrizione-nido"]).contenuto | {"termine_giorni": 90}
    with pytest.raises(DomainError, match="tornata aperta"):
        operations.installa_servizio(ente, Pacchetto.da(contenuto))
    orologio.move_to(INIZIO + dt.timedelta(days=60))
    assert operations.installa_servizio(ente, Pacchetto.da(contenuto)).numero == 2
    assert Tornata.objects.get(servizio=nido).versione.numero == 1


def test_due_tornate_non_si_sovrappongono_e_un_impiegato_non_le_apre(
    nido: Servizio, capo: Persona, ufficio: Ufficio
) -> None:
    anna = people.crea_operatore("Piera", ufficio, ruolo=Incarico.Ruolo.OPERATORE)
    prima = Tornata.objects.get(servizio=nido)
    dati = {"nome": "Bis", "apre_il": prima.chiude_il, "posti": {"girasole": 1}}
    fine = prima.chiude_il + dt.timedelta(days=3)
    with pytest.raises(DomainError, match="un'altra tornata"):
        operations.apri_tornata(nido.pk, attore=capo, chiude_il=fine, **dati)
    with pytest.raises(DomainError, match="solo il responsabile"):
        operations.apri_tornata(nido.pk, attore=anna, chiude_il=fine, **dati)


def test_l_ufficio_non_accoglie_fuori_dalla_graduatoria(nido: Servizio, giulia: Persona, anna: Persona) -> None:
    pratica = una_domanda(giulia, nido).pratica
    operations.prendi_in_carico(pratica.pk, attore=anna)
    with pytest.raises(DomainError, match="decide la graduatoria"):
        operations.accogli(pratica.pk, attore=anna)
    assert operations.respingi(pratica.pk, attore=anna, motivazione="Non ha l'età.").stato == Stato.RESPINTA


# --- the ranking


def test_dalla_chiusura_al_posto(
    nido: Servizio, giulia: Persona, marco: Persona, capo: Persona, orologio: time_machine.Traveller,
    esegui_lavori: Callable[[], None],
) -> None:  # fmt: skip
    prima = una_domanda(giulia, nido, disabilita="si")
    seconda = una_domanda(marco, nido)
    tornata = Tornata.objects.get(servizio=nido)
    with pytest.raises(DomainError, match="dopo la chiusura"):
        operations.pubblica_provvisoria(tornata.pk, attore=capo)
    fino_alla_definitiva(nido, capo, orologio)
    prima.refresh_from_db()
    seconda.refresh_from_db()
    assert [(prima.posizione, prima.punti), (seconda.posizione, seconda.punti)] == [(1, 53), (2, 33)]
    assert tipi(giulia)[-3:] == ["graduatoria_provvisoria", "graduatoria_definitiva", "posto_offerto"]
    assert stato(prima) == Stato.IN_ATTESA_DEL_CITTADINO
    offerta = operations.conferma_posto(offerta_di(giulia).pk, attore=giulia)
    assert operations.conferma_posto(offerta.pk, attore=giulia).stato == OffertaPosto.Stato.ACCETTATA  # two clicks
    assert (stato(prima), tipi(giulia)[-1]) == (Stato.ACCOLTA, "accolta")
    assert Evento.objects.filter(azione="graduatoria.posto_confermato").count() == 1
    esegui_lavori()
    documento = prima.pratica.stampe.get(genere="esito").documento
    assert documento
    assert documento.tipologia == "Esito"


def test_pubblicata_senza_nomi_e_per_sempre_uguale(
    nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    una_domanda(giulia, nido, disabilita="si")
    tornata = fino_alla_definitiva(nido, capo, orologio)
    for pubblicata in GraduatoriaPubblicata.objects.filter(tornata=tornata):
        assert [set(riga) for riga in pubblicata.elenco] == [{"posizione", "sigla", "punti"}]
        assert "Bianchi" not in str(pubblicata.elenco)
        with pytest.raises(Immutabile):
            pubblicata.save()
    prima = Messaggio.objects.count()
    operations.pubblica_provvisoria(tornata.pk, attore=capo)
    operations.pubblica_definitiva(tornata.pk, attore=capo, atto_numero="13", atto_data=timezone.localdate())
    assert (GraduatoriaPubblicata.objects.count(), Messaggio.objects.count()) == (2, prima)


def test_le_osservazioni_vogliono_una_risposta_prima_della_definitiva(
    nido: Servizio, giulia: Persona, marco: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    domanda = una_domanda(giulia, nido, residente="no")
    tornata = domanda.tornata
    orologio.move_to(tornata.chiude_il + dt.timedelta(days=1))
    operations.pubblica_provvisoria(tornata.pk, attore=capo)
    with pytest.raises(DomainError):
        operations.osserva_graduatoria(domanda.pk, attore=marco, testo="Anch'io.")
    operations.osserva_graduatoria(domanda.pk, attore=giulia, testo="Sono residente da gennaio.")
    definitiva = lambda: operations.pubblica_definitiva(  # noqa: E731
        tornata.pk, attore=capo, atto_numero="12", atto_data=timezone.localdate()
    )
    with pytest.raises(DomainError, match="può ancora presentare osservazioni"):
        definitiva()
    orologio.shift(dt.timedelta(days=20))
    with pytest.raises(DomainError, match="osservazioni senza risposta"):
        definitiva()
    operations.correggi_valore(domanda.pk, attore=capo, campo="residente", valore="si", motivo="Risulta in anagrafe.")
    operations.rispondi_osservazioni(domanda.pk, attore=capo, risposta="Accolte.")
    definitiva()
    domanda.refresh_from_db()
    assert domanda.punti == 33
    assert domanda.pratica.dati["residente"] == "no"  # what was declared stays
    assert "valore_corretto" in tipi(giulia)
    with pytest.raises(DomainError, match="non si correggono più"):
        operations.correggi_valore(domanda.pk, attore=capo, campo="residente", valore="no", motivo="Ripensato.")


def test_le_letture_del_calcolo_non_crescono_con_le_domande(
    nido: Servizio, giulia: Persona, marco: Persona, luca: Persona, django_assert_num_queries: Any
) -> None:
    una_domanda(giulia, nido)
    tornata = Tornata.objects.select_related("servizio__ente", "versione").get(servizio=nido)
    with django_assert_num_queries(3):
        assert len(classifica(tornata)) == 1
    una_domanda(marco, nido)
    una_domanda(luca, nido)
    with django_assert_num_queries(3):
        assert len(classifica(tornata)) == 3


# --- the places


@pytest.fixture
def un_posto(nido: Servizio) -> Servizio:
    Tornata.objects.filter(servizio=nido).update(posti={"girasole": 1})
    return nido


def test_chi_rinuncia_lascia_il_posto_a_chi_segue_e_la_notte_a_chi_tace(
    un_posto: Servizio, giulia: Persona, marco: Persona, luca: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    prima, seconda, terza = (
        una_domanda(giulia, un_posto, fratelli=3), una_domanda(marco, un_posto, fratelli=2), una_domanda(luca, un_posto),
    )  # fmt: skip
    tornata = fino_alla_definitiva(un_posto, capo, orologio)
    assert OffertaPosto.objects.count() == 1
    operations.rinuncia_posto(offerta_di(giulia).pk, attore=giulia)
    operations.rinuncia_posto(offerta_di(giulia).pk, attore=giulia)
    assert stato(prima) == Stato.ARCHIVIATA
    assert offerta_di(marco).aperta
    offerta = offerta_di(marco)
    orologio.move_to(dt.datetime.combine(offerta.scadenza - dt.timedelta(days=2), dt.time(10), dt.UTC))
    promemoria()
    assert tipi(marco)[-1] == "promemoria_posto"
    orologio.move_to(dt.datetime.combine(offerta.scadenza + dt.timedelta(days=1), dt.time(10), dt.UTC))
    with pytest.raises(DomainError, match="Il tempo per rispondere è finito"):
        operations.conferma_posto(offerta.pk, attore=marco)
    fatto = operations.scorri(tornata.pk)
    assert (fatto.scadute, fatto.offerte) == (1, 1)
    assert Pratica.objects.get(pk=seconda.pratica_id).archiviazione == Archiviazione.DECADENZA
    assert offerta_di(luca).aperta
    fatto = operations.scorri(tornata.pk)
    assert (fatto.scadute, fatto.offerte, fatto.concluse) == (0, 0, 0)
    assert stato(terza) == Stato.IN_ATTESA_DEL_CITTADINO


def test_chi_ritira_la_domanda_libera_il_posto(
    un_posto: Servizio, giulia: Persona, marco: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    domanda = una_domanda(giulia, un_posto, fratelli=3)
    una_domanda(marco, un_posto)
    tornata = fino_alla_definitiva(un_posto, capo, orologio)
    operations.ritira(domanda.pratica_id, attore=giulia)
    assert operations.scorri(tornata.pk).offerte == 1
    assert offerta_di(marco).aperta


def test_alla_fine_della_validita_chi_non_ha_avuto_un_posto_lo_sa(
    un_posto: Servizio, giulia: Persona, marco: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    una_domanda(giulia, un_posto, fratelli=3)
    resta = una_domanda(marco, un_posto)
    tornata = fino_alla_definitiva(un_posto, capo, orologio)
    operations.conferma_posto(offerta_di(giulia).pk, attore=giulia)
    pratica = Pratica.objects.con_il_necessario().get(pk=resta.pratica_id)
    assert (pratica.entro_il, pratica.scaduta) == (tornata.valida_fino, False)  # the office has answered
    orologio.move_to(dt.datetime.combine(tornata.valida_fino + dt.timedelta(days=1), dt.time(8), dt.UTC))
    assert operations.scorri(tornata.pk).concluse == 1
    assert Pratica.objects.get(pk=resta.pratica_id).archiviazione == Archiviazione.NON_UTILE
    assert tipi(marco)[-1] == "archiviata"
    assert operations.scorri(tornata.pk).concluse == 0


def test_il_database_non_da_lo_stesso_posto_a_due(
    un_posto: Servizio, giulia: Persona, marco: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    una_domanda(giulia, un_posto, fratelli=3)
    altra = una_domanda(marco, un_posto)
    fino_alla_definitiva(un_posto, capo, orologio)
    with pytest.raises(IntegrityError), transaction.atomic():
        OffertaPosto.objects.create(candidatura=altra, posto=Posto.objects.get(), scadenza=timezone.localdate())


@pytest.mark.servizi
@pytest.mark.django_db(transaction=True)
def test_rinunce_scorrimenti_e_conferme_insieme(
    nido: Servizio, capo: Persona, tmp_path: Path, orologio: time_machine.Traveller
) -> None:
    Tornata.objects.filter(servizio=nido).update(posti={"girasole": 3})
    famiglie = [people.crea_cittadino(f"F{n}", "Prova", f"PRVFFF80A{n:02d}H501{'ABCDEFGHIJ'[n]}") for n in range(1, 9)]
    for famiglia in famiglie:
        una_domanda(famiglia, nido)
    tornata = fino_alla_definitiva(nido, capo, orologio)
    proposte = list(OffertaPosto.objects.select_related("candidatura__pratica__richiedente"))
    assert len(proposte) == 3
    chi = [offerta.candidatura.pratica.richiedente for offerta in proposte]
    tutti_insieme(
        [
            lambda: operations.rinuncia_posto(proposte[0].pk, attore=chi[0]),
            lambda: operations.conferma_posto(proposte[0].pk, attore=chi[0]),
            lambda: operations.rinuncia_posto(proposte[1].pk, attore=chi[1]),
            lambda: operations.conferma_posto(proposte[2].pk, attore=chi[2]),
            lambda: operations.conferma_posto(proposte[2].pk, attore=chi[2]),
            lambda: operations.scorri(tornata.pk),
            lambda: operations.scorri(tornata.pk),
            lambda: operations.ritira(proposte[2].candidatura.pratica_id, attore=chi[2]),
        ],
        tmp_path,
    )
    operations.scorri(tornata.pk)
    vive = OffertaPosto.objects.filter(stato__in=["proposta", "accettata"])
    assert vive.count() == 3
    assert vive.values("posto").distinct().count() == 3
    assert OffertaPosto.objects.values("candidatura").distinct().count() == OffertaPosto.objects.count()
