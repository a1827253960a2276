"""The life of a mandate: asked for, taken, limited, over."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio
from portal.identita import operations
from portal.identita.models import Persona, Rappresentanza
from portal.identita.models.rappresentanza import compleanno
from portal.identita.operations import Limiti, SenzaTitolo
from portal.identita.stati import PASSAGGI, Specie, Stato
from portal.registro.models import Evento
from tests.makers import una_delega
from tests.people import crea_cittadino, crea_operatore, crea_ufficio

OGGI = dt.date(2026, 11, 22)
UN_GIORNO = dt.timedelta(days=1)


def alle(giorno: dt.date, ora: int = 12) -> Any:
    return time_machine.travel(dt.datetime.combine(giorno, dt.time(ora), tzinfo=dt.UTC), tick=False)


@pytest.fixture
def sofia(db: None) -> Persona:
    sofia = crea_cittadino("Sofia", "Romano", "RMNSFO11S60H501V")
    sofia.data_nascita = dt.date(2011, 11, 20)
    sofia.save()
    return sofia


@pytest.fixture
def anagrafe(ente: Ente) -> Ufficio:
    ufficio = crea_ufficio("Anagrafe", ente)
    ufficio.verifica_rappresentanze = True
    ufficio.save()
    return ufficio


@pytest.fixture
def paolo(anagrafe: Ufficio) -> Persona:
    return crea_operatore("Paolo", anagrafe)


def una_tutela(tutore: Persona, per: Persona, ente: Ente) -> Rappresentanza:
    return operations.chiedi(
        rappresentato=per, rappresentante=tutore, ente=ente, specie=Specie.TUTORE, limiti=Limiti(), attore=tutore,
        titolo=uuid.uuid4(),
    )  # fmt: skip


def azioni(mandato: Rappresentanza) -> list[str]:
    return list(Evento.objects.filter(oggetto=mandato.codice).order_by("pk").values_list("azione", flat=True))


def test_vale_solo_dopo_il_si_di_chi_la_riceve(ente: Ente, giulia: Persona, luca: Persona) -> None:
    mandato = una_delega(da=giulia, a=luca, accettata=False)
    assert not mandato.in_vigore
    mandato = operations.accetta(mandato.pk, attore=luca)
    assert mandato.in_vigore
    assert (mandato.verifica, mandato.verificata_da) == ("interessati", luca)
    assert operations.accetta(mandato.pk, attore=luca) == mandato
    assert azioni(mandato) == ["rappresentanza.chiesta", "rappresentanza.accettata"]


def test_un_estraneo_non_la_accetta_ne_la_rifiuta_ne_la_revoca(
    ente: Ente, giulia: Persona, luca: Persona, marco: Persona
) -> None:
    mandato = una_delega(da=giulia, a=luca, accettata=False)
    for atto in (operations.accetta, operations.rifiuta, operations.revoca):
        with pytest.raises(SenzaTitolo):
            atto(mandato.pk, attore=marco)
    with pytest.raises(SenzaTitolo):
        operations.accetta(mandato.pk, attore=giulia)


@pytest.mark.parametrize("chi", ["giulia", "luca"])
def test_ciascuno_dei_due_la_revoca_e_finisce_subito(ente: Ente, giulia: Persona, luca: Persona, chi: str) -> None:
    mandato = una_delega(da=giulia, a=luca)
    operations.revoca(mandato.pk, attore={"giulia": giulia, "luca": luca}[chi])
    assert not Rappresentanza.objects.ricevute_da(luca, ente).in_vigore().exists()
    with pytest.raises(SenzaTitolo):
        operations.titolo_per_agire(luca, giulia, ente=ente, stanza="pratiche", facolta="leggi")
    assert operations.revoca(mandato.pk, attore=luca).stato == Stato.REVOCATA


def test_dopo_un_rifiuto_o_una_revoca_se_ne_puo_dare_un_altra(ente: Ente, giulia: Persona, luca: Persona) -> None:
    operations.rifiuta(una_delega(da=giulia, a=luca, accettata=False).pk, attore=luca)
    operations.revoca(una_delega(da=giulia, a=luca).pk, attore=giulia)
    assert una_delega(da=giulia, a=luca).in_vigore


def test_una_sola_aperta_per_coppia_e_specie(ente: Ente, giulia: Persona, luca: Persona) -> None:
    prima = una_delega(da=giulia, a=luca)
    with pytest.raises(DomainError, match="già una richiesta"):
        una_delega(da=giulia, a=luca, accettata=False)
    prima.pk, prima.codice = None, uuid.uuid4()
    prima._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        prima.save()


def test_nessuno_rappresenta_se_stesso_e_le_date_sono_in_ordine(ente: Ente, giulia: Persona, luca: Persona) -> None:
    with pytest.raises(DomainError, match="tuo codice fiscale"):
        una_delega(da=giulia, a=giulia, accettata=False)
    mandato = una_delega(da=giulia, a=luca)
    for campi in ({"rappresentato": luca}, {"al": mandato.dal - UN_GIORNO}, {"verificata_il": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rappresentanza.objects.filter(pk=mandato.pk).update(**campi)


def test_copre_solo_le_stanze_le_facolta_e_i_servizi_scelti(ente: Ente, giulia: Persona, luca: Persona) -> None:
    mandato = una_delega(da=giulia, a=luca, stanze=("pratiche",), facolta=("leggi",), servizi=("ztl",))
    assert mandato.consente("pratiche", "leggi", "ztl")
    assert mandato.consente("pratiche", "leggi")  # the list, bounded to those services
    assert mandato.consente("", "leggi")  # the home, with what is open of it
    for chiesto in (
        ("pratiche", "fai", "ztl"), ("pratiche", "leggi", "mensa"), ("pratiche", "leggi", ""), ("pagamenti", "leggi", "ztl"),
        ("messaggi", "leggi"), ("fascicolo", "leggi"),
    ):  # fmt: skip
        assert not mandato.consente(*chiesto), chiesto


def test_solo_pratiche_e_pagamenti_si_limitano_ai_servizi(ente: Ente, giulia: Persona, luca: Persona) -> None:
    with pytest.raises(DomainError, match="Solo pratiche e pagamenti"):
        una_delega(da=giulia, a=luca, stanze=("pratiche", "messaggi"), servizi=("ztl",))


def test_finisce_col_suo_ultimo_giorno_anche_se_la_spazzata_tarda(ente: Ente, giulia: Persona, luca: Persona) -> None:
    with alle(OGGI):
        mandato = una_delega(da=giulia, a=luca, al=OGGI + UN_GIORNO)
    with alle(OGGI + UN_GIORNO, 21):
        assert operations.titolo_per_agire(luca, giulia, ente=ente, stanza="pratiche", facolta="leggi") == mandato
    with alle(OGGI + UN_GIORNO, 23):  # midnight has passed in Rome
        with pytest.raises(SenzaTitolo):
            operations.titolo_per_agire(luca, giulia, ente=ente, stanza="pratiche", facolta="leggi")
        assert una_delega(da=giulia, a=luca).in_vigore  # and a new one may follow at once
        mandato.refresh_from_db()
        assert mandato.stato == Stato.SCADUTA


def test_in_un_altro_comune_non_vale(ente: Ente, altro_ente: Ente, giulia: Persona, luca: Persona) -> None:
    una_delega(da=giulia, a=luca)
    with pytest.raises(SenzaTitolo):
        operations.titolo_per_agire(luca, giulia, ente=altro_ente, stanza="pratiche", facolta="leggi")


def test_una_richiesta_dimenticata_decade(ente: Ente, giulia: Persona, luca: Persona) -> None:
    with alle(OGGI):
        mandato = una_delega(da=giulia, a=luca, accettata=False)
        assert operations.fai_scadere(mandato.pk).in_attesa
    with alle(OGGI + 31 * UN_GIORNO):
        assert operations.fai_scadere(mandato.pk).stato == Stato.SCADUTA


def test_non_si_mandano_richieste_a_caso(ente: Ente, giulia: Persona) -> None:
    codici = ("MRARSS80A01H501H", "RSSMRA80A01H501U", "VRDMRC78A10H501A", "FRRLCU90C15F205H", "RSSMRA80A01Z404R")
    for codice in codici:
        una_delega(da=giulia, a=operations.conosci(codice), accettata=False)
    with pytest.raises(DomainError, match="troppe richieste"):
        una_delega(da=giulia, a=operations.conosci("GLLRRT68B15F839D"), accettata=False)


def test_chi_ne_riceve_molte_puo_ancora_chiederne(ente: Ente, giulia: Persona, luca: Persona) -> None:
    for codice in ("MRARSS80A01H501H", "RSSMRA80A01H501U", "VRDMRC78A10H501A", "RSSMRA80A01Z404R", "GLLRRT68B15F839D"):
        una_delega(da=operations.conosci(codice), a=luca, accettata=False)
    assert una_delega(da=luca, a=giulia, accettata=False).in_attesa


def test_non_si_chiede_e_si_ritira_all_infinito(ente: Ente, giulia: Persona, luca: Persona) -> None:
    for _ in range(10):
        operations.revoca(una_delega(da=giulia, a=luca, accettata=False).pk, attore=giulia)
    with pytest.raises(DomainError, match="riprova domani"):
        una_delega(da=giulia, a=luca, accettata=False)


def test_chi_non_e_mai_entrato_la_trova_quando_entra(ente: Ente, giulia: Persona) -> None:
    sconosciuto = operations.conosci("VRDMRC78A10H501A")
    assert (sconosciuto.nome, sconosciuto.has_usable_password()) == ("", False)
    mandato = una_delega(da=giulia, a=sconosciuto, accettata=False)
    assert operations.conosci("VRDMRC78A10H501A") == sconosciuto
    assert mandato.rappresentante == sconosciuto


@time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False)
def test_il_genitore_agisce_fino_alla_maggiore_eta(ente: Ente, giulia: Persona, sofia: Persona) -> None:
    mandato = operations.riconosci_genitore(figlio=sofia, genitore=giulia, ente=ente)
    assert (mandato.stato, mandato.verifica, mandato.al) == (Stato.ATTIVA, "anpr", dt.date(2029, 11, 19))
    with alle(dt.date(2029, 11, 20)):
        assert not Rappresentanza.objects.ricevute_da(giulia, ente).in_vigore().exists()
        with pytest.raises(DomainError, match="figlio minorenne"):
            operations.riconosci_genitore(figlio=sofia, genitore=giulia, ente=ente)


@time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False)
def test_il_figlio_non_toglie_i_poteri_al_genitore_e_un_minorenne_non_delega(
    ente: Ente, giulia: Persona, luca: Persona, sofia: Persona
) -> None:
    mandato = operations.riconosci_genitore(figlio=sofia, genitore=giulia, ente=ente)
    with pytest.raises(DomainError, match="viene dalla legge"):
        operations.revoca(mandato.pk, attore=sofia)
    with pytest.raises(DomainError, match="diciotto anni"):
        una_delega(da=sofia, a=luca)
    data_a_un_minorenne = una_delega(da=luca, a=sofia, accettata=False)
    with pytest.raises(DomainError, match="diciotto anni"):
        operations.accetta(data_a_un_minorenne.pk, attore=sofia)
    assert operations.revoca(mandato.pk, attore=giulia).stato == Stato.REVOCATA


def test_il_tutore_aspetta_l_ufficio_che_verifica(
    ente: Ente, giulia: Persona, luca: Persona, anna: Persona, paolo: Persona
) -> None:
    mandato = una_tutela(luca, giulia, ente)
    for chi, motivo, rifiuto in ((anna, "Visto", "altro ufficio"), (paolo, " ", "motivo")):
        with pytest.raises(DomainError, match=rifiuto):
            operations.convalida(mandato.pk, attore=chi, motivo=motivo)
    with pytest.raises(SenzaTitolo):
        operations.accetta(mandato.pk, attore=luca)
    mandato = operations.convalida(mandato.pk, attore=paolo, motivo="Decreto del giudice tutelare visto")
    assert (mandato.in_vigore, mandato.verifica, mandato.verificata_da) == (True, "ufficio", paolo)
    with pytest.raises(DomainError, match="viene dalla legge"):
        operations.revoca(mandato.pk, attore=giulia)
    tolta = operations.respingi(mandato.pk, attore=paolo, motivo="Nominato un altro tutore")
    assert (tolta.stato, tolta.motivo) == (Stato.REVOCATA, "Nominato un altro tutore")


def test_una_delega_fra_persone_non_la_decide_l_ufficio(
    ente: Ente, giulia: Persona, luca: Persona, paolo: Persona
) -> None:
    mandato = una_delega(da=giulia, a=luca, accettata=False)
    with pytest.raises(DomainError, match="altro ufficio"):
        operations.convalida(mandato.pk, attore=paolo, motivo="Visto")


def test_quello_che_e_chiuso_resta_chiuso(ente: Ente, giulia: Persona, luca: Persona) -> None:
    assert all(not PASSAGGI[stato] for stato in (Stato.RIFIUTATA, Stato.REVOCATA, Stato.SCADUTA))
    mandato = operations.revoca(una_delega(da=giulia, a=luca).pk, attore=giulia)
    with pytest.raises(DomainError, match="revocata"):
        operations.accetta(mandato.pk, attore=luca)


def test_il_compleanno_di_chi_e_nato_il_29_febbraio() -> None:
    assert compleanno(dt.date(2012, 2, 29), 18) == dt.date(2030, 3, 1)
    assert compleanno(dt.date(2012, 2, 29), 4) == dt.date(2016, 2, 29)


def test_un_mandato_non_e_ancora_cominciato(ente: Ente, giulia: Persona, luca: Persona) -> None:
    domani = timezone.localdate() + UN_GIORNO
    mandato = operations.chiedi(
        rappresentato=giulia, rappresentante=luca, ente=ente, specie=Specie.DELEGA, limiti=Limiti(dal=domani), attore=giulia
    )  # fmt: skip
    operations.accetta(mandato.pk, attore=luca)
    assert not Rappresentanza.objects.ricevute_da(luca, ente).in_vigore().exists()
