"""What the room tells who stands in a ranking; the words are in `templates/messaggi/pratiche/` with the others."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifiche.operations import Contenuto
from pratiche.messaggi import accolta, messaggio_su
from pratiche.models import Candidatura, Correzione, OffertaPosto, Pratica, PuntiAssegnati, Tornata


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


def posto_confermato(pratica: Pratica, tornata: Tornata, offerta: OffertaPosto) -> Contenuto:
    """Granted, as `messaggi.accolta`: with where, the first day and until when one may change their mind."""
    sede, lascia = tornata.nome_sede(offerta.posto.sede), tornata.cambi_entro
    contenuto = accolta(pratica)
    return replace(
        contenuto, contesto={**contenuto.contesto, "sede": sede, "inizio": tornata.inizia_il, "lascia": lascia}
    )


def cambio_offerto(pratica: Pratica, offerta: OffertaPosto, sede: str, attuale: str) -> Contenuto:
    """A more wanted place has freed: to take it in place of the confirmed one, or to stay."""
    return _del_posto(pratica, offerta, "cambio_offerto", sede, attuale=attuale)


def cambio_fatto(pratica: Pratica, offerta: OffertaPosto, sede: str) -> Contenuto:
    """Moved: the document says the new place."""
    contenuto = messaggio_su(pratica, "cambio_fatto", sede=sede)
    return replace(contenuto, chiave_evento=f"posto:{offerta.codice}:cambio_fatto")


def punti_assegnati(assegnati: PuntiAssegnati, titolo: str) -> Contenuto:
    """The office gave the points of a criterion: one message for each time."""
    pratica = assegnati.candidatura.pratica
    contenuto = messaggio_su(
        pratica, "punti_assegnati", che=titolo, punti=str(assegnati.punti), motivo=assegnati.motivo
    )
    return replace(contenuto, chiave_evento=f"punti:{assegnati.codice}:punti_assegnati")


def promemoria_posto(pratica: Pratica, offerta: OffertaPosto) -> Contenuto:
    """Not confirmed yet, and the day is near."""
    candidatura = offerta.candidatura
    sede, cambio = candidatura.tornata.nome_sede(offerta.posto.sede), candidatura.cambio_id == offerta.pk
    return _del_posto(pratica, offerta, "promemoria_posto", sede, cambio=cambio)


def _nella_graduatoria(candidatura: Candidatura, nome: str, **altro: Any) -> Contenuto:
    posto = {"posizione": candidatura.posizione, "punti": str(candidatura.punti), "sigla": candidatura.sigla}
    return messaggio_su(candidatura.pratica, nome, **posto, **altro)


def _del_posto(pratica: Pratica, offerta: OffertaPosto, nome: str, sede: str, **contesto: Any) -> Contenuto:
    return messaggio_su(
        pratica,
        nome,
        chiave_evento=f"posto:{offerta.codice}:{nome}",
        url=reverse("pratiche:posto", args=[pratica.codice]),
        azione=_("Conferma o rinuncia"),
        scadenza=offerta.scadenza,
        sede=sede,
        **contesto,
    )
