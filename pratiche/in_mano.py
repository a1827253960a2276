"""The open cases of an officer, for who is about to take a role from them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.enti.in_mano import InMano
from portal.enti.models import Incarico
from portal.enti.permessi import uffici_di
from pratiche.models import Pratica
from pratiche.operatori.filtri import NESSUNO


def pratiche_in_mano(operatore: Any, request: HttpRequest) -> Iterator[InMano]:
    """One line for each office; the link opens its work list, for who works there. The cases kept to others are not counted."""
    sue = Q(assegnatario=operatore.pk) | Q(responsabile=operatore.pk)
    aperte = Pratica.objects.aperte().filter(sue, ente=request.ente).visibili_a(request.user)  # type: ignore[attr-defined]
    conti = aperte.values("ufficio", "ufficio__nome", "ufficio__slug").annotate(
        in_carico=Count("pk", filter=Q(assegnatario=operatore.pk)),
        risponde=Count("pk", filter=Q(responsabile=operatore.pk)),
    )
    miei = {ufficio.pk for ufficio in uffici_di(request)}
    in_servizio = Incarico.objects.filter(persona=operatore.pk, persona__is_active=True, attivo=True)
    ci_lavora = set(in_servizio.values_list("ufficio", flat=True))
    frase = _("%(ufficio)s, pratiche aperte: in carico %(in_carico)s, come responsabile %(risponde)s")
    for conto in conti.order_by("ufficio__nome"):
        chi = str(operatore.codice) if conto["ufficio"] in ci_lavora else NESSUNO
        elenco = f"{reverse('operatori:lavoro')}?{urlencode({'chi': chi, 'ufficio': conto['ufficio__slug']})}"
        yield InMano(frase % {**conto, "ufficio": conto["ufficio__nome"]}, elenco if conto["ufficio"] in miei else "")
