"""Every page of a citizen says what it takes to open it for another person, and refuses the delegate who has not got it.

You added an address? Give its view an `ambito` (portal/base/ambiti.py): the room and the right, or SOLO_PER_SE.
"""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from portal.base.ambiti import RAPPRESENTA
from portal.base.mixins import CittadinoMixin
from portal.identita.models import Persona
from portal.identita.stati import Facolta, Stanza
from portal.identita.views.agisci import SempreAperta
from tests.conftest import agisci_per
from tests.house.test_indirizzi import _esempio
from tests.makers import una_delega


def viste(schemi: list[URLPattern | URLResolver], radice: str = "") -> Iterator[tuple[str, Any]]:
    """Sample path and class of every page of a citizen."""
    for schema in schemi:
        percorso = radice + str(schema.pattern)
        if isinstance(schema, URLResolver):
            yield from viste(schema.url_patterns, percorso)
            continue
        classe = getattr(schema.callback, "view_class", None)
        if inspect.isclass(classe) and issubclass(classe, CittadinoMixin):
            yield percorso, classe


VISTE = [(_esempio(percorso), classe) for percorso, classe in viste(get_resolver().url_patterns)]
DEL_CITTADINO = [(percorso, classe) for percorso, classe in VISTE if not issubclass(classe, SempreAperta)]
SEMPRE_APERTE = {percorso for percorso, classe in VISTE if issubclass(classe, SempreAperta)}
nomi = [percorso for percorso, _ in DEL_CITTADINO]


@pytest.mark.parametrize(("percorso", "classe"), DEL_CITTADINO, ids=nomi)
def test_ogni_pagina_dichiara_il_suo_ambito(percorso: str, classe: Any) -> None:
    dichiarato = any("ambito" in vars(base) for base in classe.__mro__ if base is not CittadinoMixin)
    assert dichiarato, f"{classe.__module__}.{classe.__name__} non dice che cosa serve per aprirla per un altro"
    ambito = classe.ambito
    if ambito is not None:
        assert ambito.stanza in {"", *Stanza.values}
        assert {ambito.leggere, ambito.scrivere} <= {*Facolta.values, RAPPRESENTA}


def test_le_pagine_su_se_stessi_sono_poche() -> None:
    assert {"/area-personale/agisci-per/", "/area-personale/torna-a-te/"} == SEMPRE_APERTE


def _altra(stanza: str) -> tuple[str, ...]:
    """Every room but this one."""
    return tuple(una for una in Stanza.values if una != stanza)


@pytest.mark.parametrize(("percorso", "classe"), DEL_CITTADINO, ids=nomi)
def test_chi_ha_le_altre_stanze_non_apre_questa(
    client: Client, giulia: Persona, luca: Persona, percorso: str, classe: Any
) -> None:
    if classe.ambito is not None and not classe.ambito.stanza and classe.ambito.leggere != RAPPRESENTA:
        pytest.skip("mostra di ogni stanza solo quella che la delega apre")
    stanza = classe.ambito.stanza if classe.ambito else ""
    mandato = una_delega(da=giulia, a=luca, stanze=_altra(stanza), facolta=tuple(Facolta.values))
    agisci_per(client, mandato)
    for risposta in (client.get(percorso), client.post(percorso)):
        assert risposta.status_code == 403
        assert "La delega non arriva fin qui" in risposta.content.decode()


@pytest.mark.parametrize(("percorso", "classe"), DEL_CITTADINO, ids=nomi)
def test_chi_puo_solo_leggere_non_fa_nulla(
    client: Client, giulia: Persona, luca: Persona, percorso: str, classe: Any
) -> None:
    agisci_per(client, una_delega(da=giulia, a=luca, stanze=tuple(Stanza.values), facolta=("leggi",)))
    assert client.post(percorso).status_code == 403
    if classe.ambito and classe.ambito.leggere != "leggi":
        assert client.get(percorso).status_code == 403
