"""The mail of the morning: what citizens wrote and no office has answered yet, what changed hands, what nobody finished."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.riepilogo import Voce, fonte
from portal.base.templatetags.casa import giorno
from portal.enti.models import Ente
from pratiche.models import Assegnazione, Parere, Pratica, RichiestaAccesso, Tornata

UN_GIORNO = dt.timedelta(days=1)


@fonte
def messaggi_da_leggere(ente: Ente) -> Iterator[Voce]:
    """One line for each office."""
    righe = Pratica.objects.filter(ente=ente).con_messaggi().order_by().values("ufficio__nome")
    for riga in righe.annotate(quante=Count("pk"), prima=Min("messaggi_da_leggere_dal")).order_by("ufficio__nome"):
        testo = _("%s: pratiche con messaggi da leggere") % riga["ufficio__nome"]
        yield Voce(testo, riga["quante"], riga["prima"])


@fonte
def passate_di_mano(ente: Ente) -> Iterator[Voce]:
    """What changed hands since yesterday: who received it finds it in the list."""
    da_ieri = Assegnazione.objects.filter(quando__gt=timezone.now() - UN_GIORNO, pratica__ente=ente).order_by()
    for riga in da_ieri.values("a__nome", "a__cognome").annotate(quante=Count("pk")).order_by("a__cognome", "a__nome"):
        chi = f"{riga['a__nome']} {riga['a__cognome']}"
        yield Voce(_("Pratiche passate a %s da ieri") % chi, riga["quante"])


@fonte
def pareri_da_dare(ente: Ente) -> Iterator[Voce]:
    """One line for each office that another one has asked."""
    chiesti = Parere.objects.aperti().filter(pratica__ente=ente).order_by().values("ufficio__nome")
    for riga in chiesti.annotate(quanti=Count("pk"), primo=Min("creato_il")).order_by("ufficio__nome"):
        yield Voce(_("%s: pareri da dare ad altri uffici") % riga["ufficio__nome"], riga["quanti"], riga["primo"])


@fonte
def accessi_da_decidere(ente: Ente) -> Iterator[Voce]:
    """One line for each office, with the day on which silence refuses the first."""
    aperte = RichiestaAccesso.objects.aperte().filter(pratica__ente=ente).order_by().values("pratica__ufficio__nome")
    conti = aperte.annotate(quante=Count("pk"), prima=Min("creato_il"), entro=Min("entro"))
    for riga in conti.order_by("pratica__ufficio__nome"):
        valori = {"ufficio": riga["pratica__ufficio__nome"], "entro": giorno(riga["entro"])}
        testo = _("%(ufficio)s: richieste di vedere gli atti, la prima da decidere entro %(entro)s") % valori
        yield Voce(testo, riga["quante"], riga["prima"])


@fonte
def graduatorie_da_concludere(ente: Ente) -> Iterator[Voce]:
    """Provisional lists whose time for observations is over: the places wait for the final one."""
    ferme = Tornata.objects.filter(
        servizio__ente=ente, definitiva_il=None, osservazioni_entro__lt=timezone.localdate()
    ).order_by()
    for riga in ferme.values("servizio__ufficio__nome").annotate(quante=Count("pk"), prima=Min("provvisoria_il")):
        yield Voce(
            _("%s: graduatorie provvisorie da rendere definitive") % riga["servizio__ufficio__nome"],
            riga["quante"],
            riga["prima"],
        )
