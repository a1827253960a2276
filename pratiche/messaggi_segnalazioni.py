"""What is told about a report that many people see: to who follows it nothing of the case, only what everybody may read."""

from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notifiche.models import Genere
from notifiche.operations import Contenuto
from pratiche.messaggi import messaggio_su
from pratiche.models import Pratica, Segnalazione, Sostegno
from pratiche.models.segnalazioni import SERVIZIO

SALE = "pratiche.segnalazione_seguita"
VEDI: Any = _("Vedi la segnalazione")


def unita(pratica: Pratica, prima: Segnalazione) -> Contenuto:
    """The office works on another report of the same problem: the button leads there."""
    return messaggio_su(pratica, "segnalazione_unita", url=prima.get_absolute_url(), azione=VEDI)


def seguita(segnalazione: Segnalazione, sostegno: Sostegno) -> Contenuto:
    """News of a report that this person said to be still there."""
    with override(sostegno.persona.lingua):
        oggetto = str(segnalazione.get_tipo_display())
    return Contenuto(
        destinatario=sostegno.persona,
        ente=segnalazione.ente,
        chiave_evento=f"sostegno:{sostegno.pk}:{segnalazione.novita_il:%Y%m%d%H%M%S%f}",
        tipo="pratiche.segnalazione_seguita",
        oggetto=oggetto,
        genere=Genere.INFORMAZIONI,
        servizio=SERVIZIO,
        url=indirizzo(sostegno),
        azione=VEDI,
        contesto={"novita": segnalazione.novita, "luogo": segnalazione.luogo},
    )


def indirizzo(sostegno: Sostegno) -> str:
    """How the report stands, with the button that stops these messages: it needs no login, and can do only that."""
    return reverse("pratiche:seguita", args=[signing.Signer(salt=SALE).sign(str(sostegno.pk))])


def sostegno_del(gettone: str) -> Sostegno | None:
    """The one a link was made for; None when it was not made by us, or it was taken back."""
    try:
        chiave = signing.Signer(salt=SALE).unsign(gettone)
    except signing.BadSignature:
        return None
    return Sostegno.objects.select_related("segnalazione__pratica__ufficio").filter(pk=chiave).first()
