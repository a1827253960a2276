"""What citizens wrote and no office has answered yet, in the mail of the morning."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from notifiche.riepilogo import Voce, fonte
from portal.enti.models import Ente
from pratiche.models import Pratica


@fonte
def messaggi_da_leggere(ente: Ente) -> Iterator[Voce]:
    """One line for each office."""
    righe = Pratica.objects.filter(ente=ente).con_messaggi().order_by().values("ufficio__nome")
    for riga in righe.annotate(quante=Count("pk"), prima=Min("messaggi_da_leggere_dal")).order_by("ufficio__nome"):
        testo = _("%s: pratiche con messaggi da leggere") % riga["ufficio__nome"]
        yield Voce(testo, riga["quante"], riga["prima"])
