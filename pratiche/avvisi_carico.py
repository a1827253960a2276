"""The mail to the officer who was given cases: how many and where to find them, nothing of the people."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifiche.channels.email.composizione import Lettera, imbusta
from notifiche.channels.email.linea import spedisci_una
from notifiche.parole import scrivi
from notifiche.riepilogo import LINGUA
from pratiche.models import Assegnazione, AvvisoCarico, ColonneScelte
from pratiche.stati import APERTE


def avvisa_del_carico(riga: AvvisoCarico) -> None:
    """One mail. Raises GatewayError. Not wanted, or all already passed on or closed: nothing leaves."""
    quante = _ricevute(riga)
    if not quante or not _la_vuole(riga):
        riga.rinuncia()
        return
    parole = scrivi("pratiche.carico", {"ente": riga.ente, "quante": quante}, LINGUA)
    url = riga.ente.url(reverse("operatori:lavoro", query={"quali": "mie"}))
    with override(LINGUA):
        azione = _("Vedi le tue pratiche")
    lettera = Lettera(parole=parole, ente=riga.ente, lingua=LINGUA, azione=azione, azione_url=url)
    posta = imbusta(lettera, a=riga.persona.email, codice=f"carico-{riga.pk}")
    riga.segna_iniziata()
    spedisci_una(posta, riga.tentativi)
    riga.riesce()


def _ricevute(riga: AvvisoCarico) -> int:
    """Still open and still with them; what an officer took alone is no news."""
    date = Assegnazione.objects.filter(a=riga.persona, quando__gte=riga.dal, pratica__ente=riga.ente)
    ancora_sue = date.filter(pratica__assegnatario=riga.persona, pratica__stato__in=APERTE)
    return ancora_sue.exclude(attore=riga.persona).values("pratica").distinct().count()


def _la_vuole(riga: AvvisoCarico) -> bool:
    persona = riga.persona
    spento = ColonneScelte.objects.filter(persona=persona, avvisi=False).exists()
    return persona.is_active and bool(persona.email) and not spento
