"""What was published, decided or received stays as it was, whoever asks the database to change it."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from portal.identita.models import Persona
from pratiche import operations
from pratiche.models.immutabile import CRESCONO, ScrittaUnaVolta
from pratiche.stati import Stato
from tests.makers import una_pratica

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("atto", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_nemmeno_il_database_cambia_o_toglie_le_righe(giulia: Persona, anna: Persona, atto: str) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    operations.archivia(pratica.pk, attore=anna, perche="improcedibile", motivazione="Manca l'oggetto.")
    assert pratica.provvedimenti.exists()
    for tabella in ("pratiche_versioneservizio", "pratiche_provvedimento"):
        with pytest.raises(DatabaseError, match="solo aggiunte"), transaction.atomic(), connection.cursor() as cursore:
            cursore.execute(atto.format(tabella))


def test_le_tabelle_chiuse_sono_di_righe_scritte_una_volta() -> None:
    scritte = {modello._meta.db_table for modello in apps.get_models() if issubclass(modello, ScrittaUnaVolta)}
    assert set(CRESCONO) <= scritte
