"""Booking and cancelling: one place, one person, and the person is told."""

import datetime as dt
from functools import partial
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction

from appuntamenti.models import Appuntamento, Sportello
from appuntamenti.operations import PostoPreso, annulla, prenota
from appuntamenti.queries import posti_liberi
from notifiche.models import Messaggio
from notifiche.tasks import promemoria
from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from tests import people
from tests.appuntamenti.conftest import ADESSO, LUNEDI, alle, crea_sportello
from tests.parallelo import tutti_insieme


def ore_libere(sportello: Sportello, giorno: dt.date = LUNEDI) -> list[dt.datetime]:
    return [slot.inizio for slot in posti_liberi(sportello, [giorno])]


def test_chi_prenota_ha_il_posto_il_messaggio_e_una_riga_nel_registro(prenotato: Appuntamento, giulia: Persona) -> None:
    assert prenotato.stato == Appuntamento.Stato.PRENOTATO
    assert prenotato.fine - prenotato.inizio == dt.timedelta(minutes=30)
    assert prenotato.indirizzo == "Via delle Scuole 3, 00100 Roccachiara"
    messaggio = Messaggio.objects.get(destinatario=giulia)
    assert messaggio.oggetto == "Appuntamento prenotato: lunedì 14 dicembre 2026 alle 09:30"
    assert "lunedì 14 dicembre 2026 alle 09:30" in messaggio.testo
    assert "un documento d'identità valido" in messaggio.testo
    assert Evento.objects.get(azione="appuntamento.prenotato").oggetto == prenotato.codice


def test_il_posto_preso_non_si_offre_piu(prenotato: Appuntamento, sportello: Sportello, marco: Persona) -> None:
    assert prenotato.inizio not in ore_libere(sportello)
    with pytest.raises(PostoPreso):
        prenota(sportello.pk, inizio=prenotato.inizio, persona=marco, motivo="Altro", attore=marco)


def test_prenotare_due_volte_e_come_una(prenotato: Appuntamento, sportello: Sportello, giulia: Persona) -> None:
    secondo = prenota(sportello.pk, inizio=prenotato.inizio, persona=giulia, motivo="Altro", attore=giulia)
    assert secondo == prenotato
    assert Messaggio.objects.count() == 1


def test_nessuno_e_atteso_in_due_posti_alla_stessa_ora(
    prenotato: Appuntamento, ente: Ente, ufficio: Ufficio, giulia: Persona
) -> None:
    altro = crea_sportello(ente, ufficio, "Secondo sportello")
    with pytest.raises(DomainError, match="hai già un altro appuntamento"):
        prenota(altro.pk, inizio=prenotato.inizio, persona=giulia, motivo="Altro", attore=giulia)


@pytest.mark.parametrize(
    "inizio",
    [alle(9, 10), alle(12), alle(9, giorno=LUNEDI - dt.timedelta(days=7)), alle(9, giorno=dt.date(2026, 12, 8))],
)
def test_un_ora_che_lo_sportello_non_offre_si_rifiuta(
    sportello: Sportello, giulia: Persona, inizio: dt.datetime
) -> None:
    with pytest.raises(PostoPreso):
        prenota(sportello.pk, inizio=inizio, persona=giulia, motivo="Altro", attore=giulia)


def test_chi_annulla_ridà_il_posto(
    prenotato: Appuntamento, sportello: Sportello, giulia: Persona, marco: Persona
) -> None:
    annulla(prenotato.pk, attore=giulia)
    assert prenotato.inizio in ore_libere(sportello)
    assert Messaggio.objects.filter(destinatario=giulia, tipo="appuntamenti.annullato").count() == 1
    assert prenota(sportello.pk, inizio=prenotato.inizio, persona=marco, motivo="Altro", attore=marco).posto == 1


def test_annullare_due_volte_e_come_una(prenotato: Appuntamento, giulia: Persona) -> None:
    annulla(prenotato.pk, attore=giulia)
    annulla(prenotato.pk, attore=giulia)
    assert Evento.objects.filter(azione="appuntamento.annullato").count() == 1


def test_l_ufficio_che_annulla_dice_perche(prenotato: Appuntamento, anna: Persona) -> None:
    with pytest.raises(DomainError):
        annulla(prenotato.pk, attore=anna)
    annulla(prenotato.pk, attore=anna, motivazione="Lo sportello è chiuso per lavori.")
    assert "chiuso per lavori" in Messaggio.objects.get(tipo="appuntamenti.annullato").testo


def test_un_appuntamento_cominciato_non_si_annulla(
    prenotato: Appuntamento, giulia: Persona, orologio: time_machine.Traveller
) -> None:
    orologio.move_to(alle(9, 31))
    with pytest.raises(DomainError):
        annulla(prenotato.pk, attore=giulia)


def test_cambiare_lo_sportello_non_cambia_gli_appuntamenti_presi(prenotato: Appuntamento, sportello: Sportello) -> None:
    Sportello.objects.filter(pk=sportello.pk).update(indirizzo="Altrove 1", nome="Altro nome")
    sportello.orari.all().delete()
    prenotato.refresh_from_db()
    assert (prenotato.luogo, prenotato.indirizzo) == ("Sportello permessi", "Via delle Scuole 3, 00100 Roccachiara")
    assert prenotato.fine == alle(10)


def test_il_database_non_da_lo_stesso_posto_a_due_persone(prenotato: Appuntamento, marco: Persona) -> None:
    prenotato.pk, prenotato.persona, prenotato.codice = None, marco, marco.codice
    prenotato._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        prenotato.save()


@pytest.mark.django_db(transaction=True)
def test_venti_persone_sull_ultimo_posto_una_sola_lo_ha(ente: Ente, ufficio: Ufficio, tmp_path: Path) -> None:
    sportello = crea_sportello(ente, ufficio, posti=2)
    folla = [people.crea_cittadino(f"Persona {n}", "Prova", "") for n in range(21)]

    def prova(persona: Persona) -> Appuntamento:
        return prenota(sportello.pk, inizio=alle(9), persona=persona, motivo="Permesso", attore=persona)

    prova(folla[20])
    esiti = tutti_insieme([partial(prova, persona) for persona in folla[:20]], tmp_path)
    assert sum(isinstance(esito, Appuntamento) for esito in esiti) == 1
    assert sum(isinstance(esito, PostoPreso) for esito in esiti) == 19
    assert sorted(Appuntamento.objects.values_list("posto", flat=True)) == [1, 2]
    assert Messaggio.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_clic_insieme_della_stessa_persona_fanno_un_appuntamento(
    ente: Ente, ufficio: Ufficio, giulia: Persona, tmp_path: Path
) -> None:
    sportello = crea_sportello(ente, ufficio, posti=5)
    clic = partial(prenota, sportello.pk, inizio=alle(9), persona=giulia, motivo="Permesso", attore=giulia)
    avuti = tutti_insieme([clic] * 4, tmp_path)
    assert {avuto.pk for avuto in avuti} == {Appuntamento.objects.get().pk}


def test_il_giorno_prima_arriva_un_promemoria_e_uno_solo(
    prenotato: Appuntamento, giulia: Persona, orologio: time_machine.Traveller
) -> None:
    promemoria()
    assert not Messaggio.objects.filter(tipo="appuntamenti.promemoria").exists()
    orologio.move_to(alle(9, 45, giorno=LUNEDI - dt.timedelta(days=1)))
    promemoria()
    promemoria()
    assert Messaggio.objects.get(tipo="appuntamenti.promemoria").destinatario == giulia


def test_chi_prenota_per_domani_non_riceve_anche_il_promemoria(sportello: Sportello, giulia: Persona) -> None:
    prenota(sportello.pk, inizio=alle(11, giorno=ADESSO.date()), persona=giulia, motivo="Permesso", attore=giulia)
    promemoria()
    assert [messaggio.tipo for messaggio in Messaggio.objects.all()] == ["appuntamenti.prenotato"]
