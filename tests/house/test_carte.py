"""What the README and the documents say can be followed: links lead somewhere, commands and their options exist."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

RADICE = Path(settings.BASE_DIR)
DI_CHI_INSTALLA = "deploy/certificati/"
CARTE = sorted(
    carta for dove in ("*.md", "docs/**/*.md", "portal/**/*.md", "templates/**/*.md") for carta in RADICE.glob(dove)
)
COLLEGAMENTO = re.compile(r"\]\(([^)\s]+)\)")
COMANDO = re.compile(r"manage\.py (\w+)([^|`&]*)")
OPZIONE = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
BERSAGLIO = re.compile(r"(?:`(?:[A-Z_]+=\S+ )*|^)make ([a-z-]+)(?=`|$|\s+#|\s+[A-Z]+=)", re.MULTILINE)
PERCORSO = re.compile(r"`((?:docs|deploy|scripts|static|templates|tests|portal|pratiche|notifiche|pagamenti|appuntamenti|assistenza|fascicolo)/[\w./-]+)`")  # fmt: skip


def _opzioni(comando: str) -> set[str]:
    """The options of a command of ours or of Django, those of its acts included."""
    app = get_commands()[comando]
    classe = load_command_class(app, comando) if isinstance(app, str) else app
    return set(_del_parser(classe.create_parser("manage.py", comando)))


def _del_parser(parser: argparse.ArgumentParser) -> Iterator[str]:
    for azione in parser._actions:
        yield from azione.option_strings
        if isinstance(azione, argparse._SubParsersAction):
            for altro in azione.choices.values():
                yield from _del_parser(altro)


@pytest.mark.parametrize("carta", CARTE, ids=lambda carta: str(carta.relative_to(RADICE)))
def test_collegamenti_e_file_nominati_esistono(carta: Path) -> None:
    testo = carta.read_text(encoding="utf-8")
    interni = [dove for dove in COLLEGAMENTO.findall(testo) if not dove.startswith(("http", "mailto:"))]
    mancano = [dove for dove in interni if not (carta.parent / (dove.partition("#")[0] or carta.name)).exists()]
    mancano += [dove for dove in interni if "#" in dove and not _ha_il_titolo(carta, dove)]
    nominati = [dove for dove in PERCORSO.findall(testo) if not dove.startswith(DI_CHI_INSTALLA)]
    mancano += [dove for dove in nominati if not (RADICE / dove).exists()]
    assert mancano == []


@pytest.mark.parametrize("carta", ["README.md", "README.it.md"])
def test_chi_comincia_dal_readme_trova_ogni_guida(carta: str) -> None:
    guide = {f"docs/{guida.name}" for guida in (RADICE / "docs").glob("*.md")}
    assert guide - set(COLLEGAMENTO.findall((RADICE / carta).read_text(encoding="utf-8"))) == set()


def _ha_il_titolo(carta: Path, dove: str) -> bool:
    file, _cancelletto, ancora = dove.partition("#")
    righe = (carta.parent / (file or carta.name)).read_text(encoding="utf-8").splitlines()
    titoli = [riga.lstrip("#").strip().lower() for riga in righe if riga.startswith("#")]
    return ancora in {re.sub(r"[^\w -]", "", titolo).replace(" ", "-") for titolo in titoli}


@pytest.mark.parametrize("carta", CARTE, ids=lambda carta: str(carta.relative_to(RADICE)))
def test_i_comandi_e_le_loro_opzioni_esistono(carta: Path) -> None:
    testo = carta.read_text(encoding="utf-8")
    detti = COMANDO.findall(testo)
    assert [nome for nome, _resto in detti if nome not in get_commands()] == []
    sbagliate = [
        f"{nome} {opzione}" for nome, resto in detti for opzione in OPZIONE.findall(resto.split("\n")[0])
        if opzione not in _opzioni(nome)
    ]  # fmt: skip
    assert sbagliate == []
    nel_makefile = set(re.findall(r"^([a-z-]+):", (RADICE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert [uno for uno in BERSAGLIO.findall(testo) if uno not in nel_makefile] == []
