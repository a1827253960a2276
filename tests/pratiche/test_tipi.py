"""Each kind of question with good, borderline and hostile values; and any JSON at all in the place of its answer."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratiche.moduli import albero
from pratiche.moduli.campi import TIPI
from pratiche.moduli.caricatore import leggi
from pratiche.moduli.definizione import Campo
from pratiche.moduli.forms import ModuloCampi

DEFINIZIONE = leggi(Path(__file__).parent / "ogni-tipo.yaml").definizione
DOMANDE = {campo.nome: campo for campo in DEFINIZIONE.campi if campo.chiesto and campo.tipo != "file"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda figli: st.lists(figli, max_size=4) | st.dictionaries(st.text(max_size=8), figli, max_size=4),
    max_leaves=10,
)


def in_ingresso(valore: Any, chiave: str) -> dict[str, Any]:
    """The inputs of a page with this answer typed in."""
    if isinstance(valore, dict):
        return {k: v for parte, suo in valore.items() for k, v in in_ingresso(suo, f"{chiave}.{parte}").items()}
    if isinstance(valore, list) and valore and isinstance(valore[0], dict):
        righe = {k: v for i, riga in enumerate(valore) for k, v in in_ingresso(riga, f"{chiave}.{i}").items()}
        return {chiave: str(len(valore)), **righe}
    return {chiave: valore}


def compilato(campo: Campo, valore: Any) -> ModuloCampi:
    return ModuloCampi([campo], in_ingresso(valore, campo.nome), gia_caricati={})


def casi(*quali: str) -> list[Any]:
    return [
        pytest.param(campo, valore, id=f"{campo.tipo}-{nome}-{quale}{indice}")
        for nome, campo in DOMANDE.items()
        for quale in quali
        for indice, valore in enumerate(getattr(TIPI[campo.tipo].esempi(campo), quale))
    ]


def test_il_pacchetto_delle_prove_ha_ogni_tipo() -> None:
    assert {campo.tipo for campo in DEFINIZIONE.campi} == set(TIPI)


@pytest.mark.parametrize(("campo", "valore"), casi("buoni", "limite"))
def test_un_valore_buono_si_conserva_si_rilegge_e_si_dice(campo: Campo, valore: Any) -> None:
    modulo = compilato(campo, valore)
    assert modulo.is_valid(), modulo.errors
    conservato = modulo.valori()
    riletto = ModuloCampi([campo], albero.appiattisci([campo], conservato), gia_caricati={})
    assert riletto.is_valid(), riletto.errors
    assert riletto.valori() == conservato
    assert TIPI[campo.tipo].in_parole(campo, conservato[campo.nome])


@pytest.mark.parametrize(("campo", "valore"), casi("ostili"))
def test_un_valore_cattivo_ha_la_sua_frase_e_resta_scritto(campo: Campo, valore: Any) -> None:
    modulo = compilato(campo, valore)
    assert not modulo.is_valid()
    frasi = [frase for frasi in modulo.errors.values() for frase in frasi]
    assert all(frase[0].isupper() and frase.endswith(".") for frase in frasi), frasi
    scritto = in_ingresso(valore, campo.nome)
    tenuto = in_ingresso(modulo.valori()[campo.nome], campo.nome)
    for chiave in modulo.errors.keys() & tenuto.keys():
        atteso = scritto.get(chiave, "")
        assert tenuto[chiave] == (atteso.replace("\0", "")[:5000] if isinstance(atteso, str) else atteso)


@pytest.mark.parametrize("campo", [c for c in DOMANDE.values() if not c.obbligatorio_se], ids=lambda campo: campo.nome)
def test_senza_risposta_si_dice_che_manca(campo: Campo) -> None:
    modulo = ModuloCampi([campo], {}, gia_caricati={})
    assert any("obbligatoria" in str(errori) for errori in modulo.errors.values())


@settings(max_examples=200)
@given(nome=st.sampled_from(sorted(DEFINIZIONE.per_nome)), valore=JSON)
def test_qualunque_json_si_mostra_e_si_controlla_senza_cadere(nome: str, valore: Any) -> None:
    campo = DEFINIZIONE.per_nome[nome]
    assert isinstance(TIPI[campo.tipo].in_parole(campo, valore), str)
    piatto = albero.appiattisci([campo], {nome: valore})
    modulo = ModuloCampi([campo], piatto, gia_caricati={}, valori={nome: valore})
    modulo.is_valid()
    assert modulo.valori().keys() <= {nome}
