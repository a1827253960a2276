"""The lines of an act are written last, together, and only if the act happened."""

from contextlib import suppress
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.atti import Atto, atto
from portal.registro.models import AccessoDati, Evento
from portal.registro.operations import annota_accesso, registra
from portal.registro.verifica import prima_rottura
from tests.parallelo import tutti_insieme


def annota(persona: Persona, ente: Ente, azione: str, **dati: Any) -> None:
    registra(f"prova.{azione}", persona, persona, ente=ente, dati=dati)


def rinomina(persona: Persona, nome: str) -> None:
    persona.nome = nome
    persona.save(update_fields=["nome"])


def scritte() -> list[str]:
    return [riga.azione for riga in Evento.objects.filter(azione__startswith="prova.").order_by("pk")]


def test_senza_un_atto_la_riga_e_scritta_subito(ente: Ente, giulia: Persona) -> None:
    annota(giulia, ente, "uno")
    assert scritte() == ["prova.uno"]


def test_la_catena_si_prende_quando_non_c_e_altro_da_fare(ente: Ente, giulia: Persona) -> None:
    with CaptureQueriesContext(connection) as lette, Atto():
        annota(giulia, ente, "uno")
        annota_accesso(giulia, giulia, ente=ente, ufficio="", sezione="prova", motivo="prova")
        rinomina(giulia, "Giulietta")
        annota(giulia, ente, "due")
    comandi = [lettura["sql"] for lettura in lette]
    ultimo_fatto = max(posto for posto, sql in enumerate(comandi) if "identita_persona" in sql)
    prima_catena = min(posto for posto, sql in enumerate(comandi) if "registro_catena" in sql)
    assert ultimo_fatto < prima_catena
    assert scritte() == ["prova.uno", "prova.due"]
    assert AccessoDati.objects.count() == 1
    assert prima_rottura(Evento) is prima_rottura(AccessoDati) is None


def test_un_atto_dentro_un_altro_lascia_a_lui_le_sue_righe(ente: Ente, giulia: Persona) -> None:
    @atto
    def dentro(azione: str) -> None:
        annota(giulia, ente, azione)

    with Atto():
        annota(giulia, ente, "uno")
        dentro("due")
        dentro("tre")
        assert scritte() == []
    assert scritte() == ["prova.uno", "prova.due", "prova.tre"]


def test_di_un_atto_disfatto_non_resta_riga(ente: Ente, giulia: Persona) -> None:
    with Atto():
        annota(giulia, ente, "uno")
        with suppress(ZeroDivisionError), Atto():
            annota(giulia, ente, "mai")
            raise ZeroDivisionError
        with suppress(ZeroDivisionError), transaction.atomic(), Atto():
            annota(giulia, ente, "mai")
            raise ZeroDivisionError
        with suppress(ZeroDivisionError), transaction.atomic():
            with Atto():  # done in itself, undone by what is around it
                annota(giulia, ente, "mai")
            raise ZeroDivisionError
        annota(giulia, ente, "due")
    assert scritte() == ["prova.uno", "prova.due"]
    assert prima_rottura(Evento) is None


def test_una_prova_a_vuoto_non_scrive(ente: Ente, giulia: Persona) -> None:
    with Atto():
        annota(giulia, ente, "mai")
        transaction.set_rollback(True)
    assert scritte() == []


def test_se_la_riga_non_si_puo_scrivere_l_atto_non_e_avvenuto(ente: Ente, giulia: Persona) -> None:
    prima = giulia.nome

    @atto
    def rinomina_e_annota() -> None:
        rinomina(giulia, "Nessuna")
        annota(giulia, ente, "uno", cosa=object())

    with pytest.raises(TypeError):
        rinomina_e_annota()
    giulia.refresh_from_db()
    assert (giulia.nome, scritte()) == (prima, [])


@pytest.mark.servizi
@pytest.mark.django_db(transaction=True)
def test_chi_ha_gia_scritto_una_riga_non_fa_aspettare_chi_la_deve_scrivere(
    ente: Ente, giulia: Persona, tmp_path: Path
) -> None:
    """One writes its line and then needs the other's row, the other has its row and then needs to write: no deadlock."""
    incontro = Barrier(2, timeout=20)

    def prima_la_riga() -> None:
        with Atto():
            annota(giulia, ente, "uno")
            incontro.wait()
            rinomina(giulia, "Una")

    def prima_la_persona() -> None:
        with Atto():
            rinomina(giulia, "Due")
            incontro.wait()
            annota(giulia, ente, "due")

    assert tutti_insieme([prima_la_riga, prima_la_persona], tmp_path) == [None, None]
    assert scritte() == ["prova.due", "prova.uno"]
    assert prima_rottura(Evento) is None
