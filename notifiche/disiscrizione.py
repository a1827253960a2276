"""The link at the foot of optional mails. It names a delivery, not a person, and needs no login: it can do one thing only."""

from django.core import signing
from django.urls import reverse

from notifiche.models import Consegna

SALE = "notifiche.disiscrizione"


def indirizzo_disiscrizione(consegna: Consegna) -> str:
    """The page, on the site of the ente, that stops mails of this kind."""
    gettone = signing.Signer(salt=SALE).sign(consegna.codice.hex)
    return consegna.messaggio.ente.url(reverse("notifiche:disiscrizione", args=[gettone]))


def consegna_del(gettone: str) -> Consegna | None:
    """The delivery a link was made for; None when it was not made by us, or the message is gone."""
    try:
        codice = signing.Signer(salt=SALE).unsign(gettone)
    except signing.BadSignature:
        return None
    return Consegna.objects.select_related("messaggio__ente", "messaggio__destinatario").filter(codice=codice).first()
