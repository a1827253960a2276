"""The mail itself: text and HTML from one source, one Message-ID per delivery whatever the attempts.

A copy sent twice after a lost reply carries the same Message-ID, so receivers that de-duplicate show one. The envelope
sender names the delivery too (VERP), so that what bounces can be told even without the headers.
"""

from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from notifiche.disiscrizione import indirizzo_disiscrizione
from notifiche.models import FACOLTATIVI, Consegna
from notifiche.parole import Parole, in_chiaro, in_html, scrivi
from portal.base.errors import GatewayError
from portal.enti.models import Ente


@dataclass(frozen=True, kw_only=True)
class Lettera:
    """What the frame holds. `scegli_url` is the page of the preferences, `basta_url` the one that stops this kind of mail."""

    parole: Parole
    ente: Ente
    lingua: str
    azione: str = ""
    azione_url: str = ""
    riferimento: str = ""
    messaggio_url: str = ""
    scegli_url: str = ""
    basta_url: str = ""
    intestazioni: dict[str, str] = field(default_factory=dict)


def componi(consegna: Consegna) -> EmailMultiAlternatives:
    """The mail of this delivery, in the language of the message. Raises GatewayError when it cannot be written."""
    messaggio = consegna.messaggio
    ente = messaggio.ente
    parole, pieno = Parole(messaggio.oggetto, messaggio.testo), not messaggio.riservato
    if not pieno:
        parole = scrivi("notifiche.riservato", {"ente": ente}, messaggio.lingua)
    lettera = Lettera(
        parole=parole,
        ente=ente,
        lingua=messaggio.lingua,
        azione=messaggio.azione if pieno else "",
        azione_url=ente.url(messaggio.url) if messaggio.url and pieno else "",
        riferimento=messaggio.riferimento if pieno else "",
        messaggio_url=ente.url(messaggio.get_absolute_url()),
        scegli_url=ente.url(reverse("notifiche:avvisi")),
        basta_url=indirizzo_disiscrizione(consegna) if messaggio.genere in FACOLTATIVI else "",
        intestazioni=_del_filo(consegna),
    )
    return imbusta(
        lettera, a=messaggio.destinatario.email, codice=f"{consegna.codice}.v1", ritorno=str(consegna.codice)
    )


def imbusta(lettera: Lettera, *, a: str, codice: str, ritorno: str = "") -> EmailMultiAlternatives:
    """The letter in its envelope: `codice` makes the Message-ID, `ritorno` names the delivery to whoever sends it back."""
    if not a.rpartition("@")[0].isascii():  # SMTPUTF8 is not everywhere, and Django would write another address
        raise GatewayError("posta_indirizzo_non_ascii", permanent=True)
    dominio = indirizzo_mittente().rpartition("@")[2]
    with override(lettera.lingua):
        contesto = {
            "lettera": lettera,
            "testo": in_chiaro(lettera.parole.testo),
            "testo_html": in_html(lettera.parole.testo),
        }
        testo = render_to_string("messaggi/base.txt", contesto)
        html = render_to_string("messaggi/base.html", contesto)
    posta = EmailMultiAlternatives(
        subject=lettera.parole.oggetto,
        body=testo,
        from_email=_busta(ritorno),
        to=[a],
        headers={
            "From": formataddr((lettera.ente.nome, indirizzo_mittente())),
            "Message-ID": f"<{codice}@{dominio}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies
            "X-Auto-Response-Suppress": "All",
            "Content-Language": lettera.lingua,
            **_disiscrizione(lettera),
            **lettera.intestazioni,
        },
    )
    posta.attach_alternative(html, "text/html")
    return posta


def indirizzo_mittente() -> str:
    """The address in From, without a name."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _busta(ritorno: str) -> str:
    """The envelope sender: with an address for bounces, one of its own for each delivery."""
    if not settings.POSTA_RIMBALZI:
        return indirizzo_mittente()
    locale, _, dominio = settings.POSTA_RIMBALZI.rpartition("@")
    return f"{locale}+{ritorno}@{dominio}" if ritorno else f"{locale}@{dominio}"


def _del_filo(consegna: Consegna) -> dict[str, str]:
    """Mails about the same reference are shown together."""
    if not consegna.messaggio.riferimento:
        return {}
    filo = f"<{consegna.filo}@{indirizzo_mittente().rpartition('@')[2]}>"
    return {"In-Reply-To": filo, "References": filo}


def _disiscrizione(lettera: Lettera) -> dict[str, str]:
    """One click stops this kind of mail (RFC 8058); only where nobody loses a right."""
    if not lettera.basta_url:
        return {}
    return {"List-Unsubscribe": f"<{lettera.basta_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
