"""The register only grows, and a line changed behind our back is found."""

import pytest
from django.db import DatabaseError, connection, transaction

from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import AccessoDati, Evento, SoloAggiunta
from portal.registro.operations import annota_accesso, registra
from portal.registro.verifica import CONTENUTO, prima_rottura
from tests.tabelle import di_nascosto


@pytest.fixture
def tre_eventi(ente: Ente, giulia: Persona) -> list[Evento]:
    for giro in range(3):
        registra("prova.fatta", giulia, giulia, ente=ente, dati={"giro": giro})
    return list(Evento.objects.filter(azione="prova.fatta").order_by("pk"))


def test_la_catena_e_intatta(tre_eventi: list[Evento]) -> None:
    assert prima_rottura(Evento) is None
    assert tre_eventi[2].precedente == tre_eventi[1].impronta


@pytest.mark.parametrize("comando", ["UPDATE registro_evento SET azione = 'altro'", "DELETE FROM registro_evento"])
def test_il_database_rifiuta_di_cambiare_una_riga(tre_eventi: list[Evento], comando: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursore:
        cursore.execute(comando)
    assert Evento.objects.filter(azione="prova.fatta").count() == 3


def test_l_orm_rifiuta_di_cambiare_una_riga(tre_eventi: list[Evento]) -> None:
    riga = Evento.objects.get(pk=tre_eventi[0].pk)
    with pytest.raises(SoloAggiunta):
        riga.save()
    with pytest.raises(SoloAggiunta):
        riga.delete()
    with pytest.raises(SoloAggiunta):
        Evento.objects.update(azione="altro")
    with pytest.raises(SoloAggiunta):
        Evento.objects.filter(pk=riga.pk).delete()


def test_una_riga_cambiata_di_nascosto_si_trova(tre_eventi: list[Evento]) -> None:
    di_nascosto("UPDATE registro_evento SET azione = 'altro' WHERE id = %s", tre_eventi[1].pk)
    rottura = prima_rottura(Evento)
    assert rottura is not None
    assert (rottura.riga, rottura.perche) == (tre_eventi[1].pk, CONTENUTO)


def test_chi_guarda_i_dati_lascia_una_riga(ente: Ente, giulia: Persona, anna: Persona) -> None:
    annota_accesso(giulia, anna, ente=ente, ufficio="Polizia locale", sezione="pratica", motivo="Istruttoria")
    riga = AccessoDati.objects.get()
    assert (riga.soggetto, riga.operatore) == (giulia.codice, anna.codice)
