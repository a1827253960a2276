"""Every working morning the offices that answer for it read what is stopped: how many, why, since when. No personal data.

Rooms above add their own lines (money to be looked at) with `@fonte`, in their `riepilogo.py`.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from notifiche.channels import CANALI
from notifiche.channels.email.composizione import Lettera, imbusta
from notifiche.channels.email.linea import spedisci_una
from notifiche.models import Consegna, Riepilogo
from notifiche.operations.avvisi import ROMA
from notifiche.parole import Parole
from notifiche.racconto import motivo_di
from portal.base.festivi import e_festivo
from portal.base.templatetags.casa import giorno
from portal.enti.models import Ente

ORA = dt.time(7, 30)
SABATO = 5
LINGUA = "it"  # offices are written to in Italian


@dataclass(frozen=True)
class Voce:
    """One line: "E-mail: il server di posta rifiuta l'indirizzo (12, la più vecchia di lunedì …)"."""

    testo: str
    quante: int
    prima: dt.datetime | None = None


Fonte = Callable[[Ente], Iterator[Voce]]
_FONTI: list[Fonte] = []


def fonte(funzione: Fonte) -> Fonte:
    _FONTI.append(funzione)
    return funzione


@fonte
def consegne_ferme(ente: Ente) -> Iterator[Voce]:
    """By channel and reason, the most frequent first."""
    ferme = Consegna.objects.ferme().filter(messaggio__ente=ente).order_by().values("canale", "errore")
    for riga in ferme.annotate(quante=Count("pk"), prima=Min("creato_il")).order_by("-quante", "canale", "errore"):
        canale = CANALI[riga["canale"]].nome if riga["canale"] in CANALI else riga["canale"]
        yield Voce(f"{canale}: {motivo_di(riga['errore'])}", riga["quante"], riga["prima"])


def voci(ente: Ente) -> list[Voce]:
    with override(LINGUA):
        return [voce for una in _FONTI for voce in una(ente)]


def destinatari(ente: Ente) -> list[str]:
    """The offices chosen for it; when none is, the one that receives the public: somebody must know."""
    scelti = ente.uffici.filter(riceve_riepilogo=True).exclude(email="").order_by("pk").values_list("email", flat=True)
    return list(dict.fromkeys(scelti)) or [ente.email]


def e_ora(ente: Ente, adesso: dt.datetime) -> bool:
    """From half past seven of a working day."""
    locale = adesso.astimezone(ROMA)
    chiuso = locale.weekday() >= SABATO or e_festivo(locale.date(), ente.patrono)
    return settings.RIEPILOGO_MATTINO and not chiuso and locale.time() >= ORA


def pianifica(adesso: dt.datetime | None = None) -> int:
    """Write the rows of today, for the enti where something is stopped. Again on the same day writes nothing. Returns how many."""
    adesso = adesso or timezone.now()
    oggi = adesso.astimezone(ROMA).date()
    nuovi = 0
    for ente in Ente.objects.all():
        if not e_ora(ente, adesso) or Riepilogo.objects.filter(ente=ente, giorno=oggi).exists() or not voci(ente):
            continue
        righe = [Riepilogo(ente=ente, giorno=oggi, indirizzo=indirizzo) for indirizzo in destinatari(ente)]
        # two beats at the same instant: the constraint lets one of them write
        nuovi += len(Riepilogo.objects.bulk_create(righe, ignore_conflicts=True))
    return nuovi


def spedisci(riga: Riepilogo) -> None:
    """Send one. Raises GatewayError: `coda` writes what it means for the row."""
    da_dire = voci(riga.ente)
    if not da_dire or riga.giorno != timezone.localdate():  # all was decided meanwhile, or the day is over
        riga.rinuncia()
        return
    posta = imbusta(lettera(riga.ente, da_dire), a=riga.indirizzo, codice=f"riepilogo-{riga.pk}-{riga.giorno}")
    riga.segna_iniziata()
    spedisci_una(posta, riga.tentativi)
    riga.riesce()


def lettera(ente: Ente, da_dire: list[Voce]) -> Lettera:
    """Counts and reasons, and the link to the pages where one decides."""
    with override(LINGUA):
        quante = sum(voce.quante for voce in da_dire)
        oggetto = ngettext("Portale: %s cosa aspetta una decisione", "Portale: %s cose aspettano una decisione", quante)
        righe = "\n".join(f"- {_in_parole(voce)}" for voce in da_dire)
        testo = "\n\n".join([
            _("Stamattina nel portale ci sono cose ferme che una persona deve guardare:"),
            righe,
            _("Ricevi questo riepilogo perché il tuo ufficio segue le consegne. Non contiene dati personali."),
        ])  # fmt: skip
        azione = str(_("Guarda e decidi"))
    url = ente.url(reverse("messaggi_operatori:consegne"))
    return Lettera(parole=Parole(oggetto % quante, testo), ente=ente, lingua=LINGUA, azione=azione, azione_url=url)


def _in_parole(voce: Voce) -> str:
    if voce.prima is None:
        return f"{voce.testo} **{voce.quante}**"
    return f"{voce.testo} **{voce.quante}**, " + _("la più vecchia è di %s") % giorno(voce.prima)
