"""The sample contents: YAML files of complete, plausible pages, for the demo and for who starts a new portal.

The services that can be asked online are not here: the sheet of each is in its package.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from portal.catalogo.models import Contenuto, DomandaFrequente, Evento, Luogo, Notizia, Pagina, Servizio
from portal.catalogo.schede import scrivi_argomenti
from portal.enti.models import Ente, Ufficio

CARTELLA = Path(__file__).parent
LETTORE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C, where there is, is ten times faster


def carica(ente: Ente) -> int:
    """Write every sample content of the ente, or write it again as the files have it; how many there are."""
    uffici = {voce["nome"]: _ufficio(ente, voce) for voce in _leggi("uffici.yaml")}
    servizi = [
        _salva(Servizio, ente, {**voce, "slug": slug, "ufficio": uffici[voce["ufficio"]]})
        for slug, voce in _servizi().items()
    ]
    altri = [
        _salva(modello, ente, prepara(voce))
        for modello, nome, prepara in (
            (Notizia, "notizie.yaml", _con_data),
            (Luogo, "luoghi.yaml", dict),
            (Evento, "eventi.yaml", _con_inizio),
            (DomandaFrequente, "domande.yaml", dict),
            (Pagina, "pagine.yaml", dict),
        )
        for voce in _leggi(nome)
    ]
    return len(servizi) + len(altri)


def _leggi(nome: str) -> Any:
    return yaml.load((CARTELLA / nome).read_text(), Loader=LETTORE)  # noqa: S506 - one of the two safe ones


def _servizi() -> dict[str, dict[str, Any]]:
    """The services without a package, by slug: one file each."""
    return {file.stem: _leggi(f"servizi/{file.name}") for file in sorted((CARTELLA / "servizi").glob("*.yaml"))}


def _salva(modello: type[Contenuto], ente: Ente, voce: dict[str, Any]) -> Contenuto:
    argomenti = voce.pop("argomenti", [])
    contenuto, _ = modello.objects.update_or_create(ente=ente, slug=voce.pop("slug"), defaults=voce)
    scrivi_argomenti(contenuto, argomenti)
    return contenuto


def _ufficio(ente: Ente, voce: dict[str, str]) -> Ufficio:
    """The office of this name that serves the ente, made if there is none."""
    esistente = Ufficio.objects.dell_ente(ente).filter(nome=voce["nome"]).first()
    if esistente:
        return esistente
    ufficio = Ufficio.objects.create(
        **voce,
        indirizzo=ente.indirizzo,
        cap=ente.cap,
        localita=ente.localita,
        telefono=ente.telefono,
        email=f"{voce['slug']}@{ente.email.partition('@')[2]}",
    )
    ufficio.enti.add(ente)
    return ufficio


def _con_data(voce: dict[str, Any]) -> dict[str, Any]:
    """News are some days old, whenever they are installed."""
    giorni = dt.timedelta(days=voce.pop("giorni_fa"))
    return {**voce, "data": timezone.localdate() - giorni}


def _con_inizio(voce: dict[str, Any]) -> dict[str, Any]:
    """Events are to come, whenever they are installed."""
    giorno = timezone.localdate() + dt.timedelta(days=voce.pop("tra_giorni"))
    ora, ore = dt.time.fromisoformat(voce.pop("ora")), voce.pop("durata_ore")
    inizio = dt.datetime.combine(giorno, ora, timezone.get_current_timezone())
    return {**voce, "inizio": inizio, "fine": inizio + dt.timedelta(hours=ore)}
