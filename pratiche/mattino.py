"""The mail of the morning: what citizens wrote and no office has answered yet, what changed hands, what nobody finished."""

import datetime as dt
from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.riepilogo import Voce, fonte
from portal.base.templatetags.casa import giorno
from portal.enti.models import Ente, Incarico
from pratiche.models import Assegnazione, Parere, Pratica, RichiestaAccesso, Tornata
from pratiche.models.insieme import PraticaQuerySet
from pratiche.models.scelte import EffettoSilenzio
from pratiche.operations.assegnazione import assegnabili
from pratiche.operations.silenzio import SOGLIE
from pratiche.permessi import PUO, Cosa

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
    """What changed hands since yesterday: who received it finds it in the list.

    Officer by officer, who are few: what each received is read along its index, whatever was passed on in the years before.
    """
    da_ieri = Assegnazione.objects.filter(
        a__in=assegnabili(list(ente.uffici.all())), quando__gt=timezone.now() - UN_GIORNO, pratica__ente=ente
    ).order_by()
    for riga in da_ieri.values("a__nome", "a__cognome").annotate(quante=Count("pk")).order_by("a__cognome", "a__nome"):
        chi = f"{riga['a__nome']} {riga['a__cognome']}"
        yield Voce(_("Pratiche passate a %s da ieri") % chi, riga["quante"])


@fonte
def di_chi_e_andato_via(ente: Ente) -> Iterator[Voce]:
    """One line for each office whose open cases are in the hands, or under the name, of somebody who no longer works there.

    From the few who left, not from the many cases: what each has is read along an index.
    """
    via = [Q(ufficio=ufficio) & (Q(assegnatario=chi) | Q(responsabile=chi)) for ufficio, chi in _andati_via(ente)]
    if not via:
        return
    for valori, quante in _per_ufficio(Pratica.objects.aperte().filter(reduce(or_, via), ente=ente)):
        yield Voce(
            _(
                "%(ufficio)s: pratiche in carico a chi non ci lavora più, o di cui è il responsabile: vanno date ad altri"
            )
            % valori,
            quante,
        )


@fonte
def silenzio_vicino(ente: Ente) -> Iterator[Voce]:
    """One line for each office, with the last day to decide on the first: after it, silence has decided."""
    oggi = timezone.localdate()
    vicine = Pratica.objects.aperte().exclude(silenzio=EffettoSilenzio.NESSUNO)
    vicine = vicine.filter(ente=ente, entro_il__gte=oggi, entro_il__lte=oggi + dt.timedelta(days=max(SOGLIE)))
    for valori, quante in _per_ufficio(vicine):
        yield Voce(
            _("%(ufficio)s: pratiche su cui sta per decidere il silenzio, la prima da decidere entro %(entro)s")
            % valori,
            quante,
        )


@fonte
def potere_sostitutivo(ente: Ente) -> Iterator[Voce]:
    """One line for each office whose overdue cases somebody asked to have decided by who holds the substitute power."""
    chieste = Pratica.objects.aperte().filter(
        ente=ente, entro_il__lt=timezone.localdate(), sollecitata_il__isnull=False
    )
    for valori, quante in _per_ufficio(chieste):
        yield Voce(
            _("%(ufficio)s: pratiche per cui è stato chiesto il potere sostitutivo, la prima scaduta %(entro)s")
            % valori,
            quante,
        )


def _andati_via(ente: Ente) -> set[tuple[int, int]]:
    """Office and officer, of who had a post there and works there no more."""
    incarichi = Incarico.objects.filter(ufficio__enti=ente)
    lavorano = incarichi.filter(attivo=True, persona__is_active=True, ruolo__in=PUO[Cosa.LAVORA])
    tutti, presenti = (set(alcuni.values_list("ufficio", "persona")) for alcuni in (incarichi, lavorano))
    return tutti - presenti


def _per_ufficio(pratiche: PraticaQuerySet) -> Iterator[tuple[dict[str, str], int]]:
    """Each office with the end of the first of its cases, and how many they are."""
    righe = pratiche.order_by().values("ufficio__nome").annotate(quante=Count("pk"), entro=Min("entro_il"))
    for riga in righe.order_by("ufficio__nome"):
        yield {"ufficio": riga["ufficio__nome"], "entro": giorno(riga["entro"])}, riga["quante"]


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
