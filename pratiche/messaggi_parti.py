"""What is told to who takes part in a case of somebody else, and of them to the person who asked. No names travel."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notifiche.operations import Contenuto
from pratiche.messaggi import VEDI, come_arrivata, messaggio_su
from pratiche.models import Memoria, Parte

PARTECIPA: Any = _("Leggi e partecipa")


def avvio(parte: Parte) -> Contenuto:
    """A case that touches them has begun, or they were let in: until when their words are weighed."""
    return _alla_parte(parte, "avvio_parte", azione=PARTECIPA, scadenza=parte.memorie_entro)


def intervento_non_ammesso(parte: Parte) -> Contenuto:
    return _alla_parte(parte, "intervento_non_ammesso")


def tolta(parte: Parte) -> Contenuto:
    """They take part no more: the page is closed to them, so the reason is in the message."""
    return _alla_parte(parte, "parte_tolta", url=reverse("pratiche:elenco"), motivo=parte.motivo_decisione)


def documenti_aperti(parte: Parte, *, volta: uuid.UUID) -> Contenuto:
    """There is something to read; `volta` tells one time from the next."""
    return _alla_parte(parte, "documenti_aperti", chiave=str(volta))


def memoria_ricevuta(memoria: Memoria) -> Contenuto:
    """To a party."""
    come = come_arrivata(memoria)
    return _alla_parte(_sua(memoria), "memoria_ricevuta", chiave=str(memoria.codice), **come)


def memoria_propria_ricevuta(memoria: Memoria) -> Contenuto:
    """To the person whom the proceeding concerns."""
    pratica = memoria.pratica
    url = f"{pratica.get_absolute_url()}#avvio"
    chiave = chiave_memoria(memoria)
    contesto = {"ufficio": pratica.ufficio.nome, **come_arrivata(memoria)}
    return messaggio_su(pratica, "memoria_ricevuta", chiave_evento=chiave, url=url, **contesto)


def conclusa(parte: Parte) -> Contenuto:
    """The case in which they take part is over: said again when it is opened and closed again."""
    return _alla_parte(parte, "parte_conclusa", chiave=f"{parte.pratica.conclusa_il:%Y%m%d%H%M%S}")


def parte_aggiunta(parte: Parte) -> Contenuto:
    """To the person who asked: somebody else takes part, and who they are is on the page."""
    url = reverse("pratiche:partecipanti", args=[parte.pratica.codice])
    return messaggio_su(parte.pratica, "parte_aggiunta", chiave_evento=chiave_evento(parte, "aggiunta"), url=url)


def chiave_evento(parte: Parte, nome: str, chiave: str = "") -> str:
    return f"parte:{parte.codice}:{nome}" + (f":{chiave}" if chiave else "")


def chiave_memoria(memoria: Memoria) -> str:
    if memoria.parte:
        return chiave_evento(memoria.parte, "memoria_ricevuta", str(memoria.codice))
    return f"pratica:{memoria.pratica.codice}:memoria_ricevuta:{memoria.codice}"


def _sua(memoria: Memoria) -> Parte:
    if memoria.parte is None:
        raise ValueError("una memoria senza parte")
    return memoria.parte


def _alla_parte(
    parte: Parte,
    nome: str,
    *,
    chiave: str = "",
    url: str = "",
    azione: Any = VEDI,
    scadenza: Any = None,
    **contesto: Any,
) -> Contenuto:
    """The words that a package adds are for who asked: here there are none."""
    pratica, persona = parte.pratica, parte.persona
    if persona is None:
        raise ValueError("una parte senza casella")
    with override(persona.lingua):
        oggetto = pratica.titolo
    return Contenuto(
        destinatario=persona,
        ente=pratica.ente,
        chiave_evento=chiave_evento(parte, nome, chiave),
        tipo=f"pratiche.{nome}",
        oggetto=oggetto,
        riferimento=pratica.sigla,
        servizio=pratica.servizio.slug,
        url=url or parte.get_absolute_url(),
        azione=azione,
        scadenza=scadenza,
        contesto={"ufficio": pratica.ufficio.nome, **contesto, "aggiunta": ""},
    )
