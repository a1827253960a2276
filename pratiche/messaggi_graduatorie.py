"""What the room tells who stands in a ranking; the words are in `templates/messaggi/pratiche/` with the others."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifiche.operations import Contenuto
from pratiche.messaggi import messaggio_su
from pratiche.models import Candidatura, Correzione, OffertaPosto, Pratica, Tornata


def graduatoria_provvisoria(candidatura: Candidatura, tornata: Tornata) -> Contenuto:
    """Points and position, and until when one may say that they are wrong."""
    entro = tornata.osservazioni_entro
    return _nella_graduatoria(candidatura, "graduatoria_provvisoria", azione=_("Vedi i tuoi punti"), scadenza=entro)


def graduatoria_definitiva(candidatura: Candidatura, tornata: Tornata) -> Contenuto:
    """The position that counts, and until when."""
    return _nella_graduatoria(candidatura, "graduatoria_definitiva", azione=_("Vedi i tuoi punti"), fino=tornata.valida_fino)  # fmt: skip


def valore_corretto(correzione: Correzione, etichetta: str) -> Contenuto:
    """The office checked something and found it different: one message for each time."""
    contenuto = messaggio_su(correzione.candidatura.pratica, "valore_corretto", che=etichetta, motivo=correzione.motivo)
    return replace(contenuto, chiave_evento=f"correzione:{correzione.codice}:valore_corretto")


def posto_offerto(pratica: Pratica, offerta: OffertaPosto, sede: str) -> Contenuto:
    """A place: the button leads to where to confirm it, or to give it up."""
    return _del_posto(pratica, offerta, "posto_offerto", sede)


def promemoria_posto(pratica: Pratica, offerta: OffertaPosto) -> Contenuto:
    """Not confirmed yet, and the day is near."""
    return _del_posto(pratica, offerta, "promemoria_posto", offerta.candidatura.tornata.nome_sede(offerta.posto.sede))


def _nella_graduatoria(candidatura: Candidatura, nome: str, **altro: Any) -> Contenuto:
    posto = {"posizione": candidatura.posizione, "punti": str(candidatura.punti), "sigla": candidatura.sigla}
    return messaggio_su(candidatura.pratica, nome, **posto, **altro)


def _del_posto(pratica: Pratica, offerta: OffertaPosto, nome: str, sede: str) -> Contenuto:
    url = reverse("pratiche:posto", args=[pratica.codice])
    return messaggio_su(pratica, nome, url=url, azione=_("Conferma o rinuncia"), scadenza=offerta.scadenza, sede=sede)
