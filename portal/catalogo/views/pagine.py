"""The public pages that are not the catalogue of services: thin, few queries, no session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.catalogo import ricerca
from portal.catalogo.forms import RicercaForm
from portal.catalogo.models import ArgomentoTrattato, Contenuto, DomandaFrequente, Evento, Notizia, Pagina, Servizio
from portal.catalogo.models.servizi import IN_ELENCO
from portal.catalogo.views.pubblica import ARGOMENTI, Tappa, mostra, pubblica, trova_o_404
from portal.catalogo.vocabolari import Argomento, Categoria

SERVIZI_IN_HOME = 6
ULTIME = 3
SU_UN_ARGOMENTO = 100
RISULTATI_MASSIMI = 30
ARGOMENTI_IN_HOME = (
    Argomento.RESIDENZA,
    Argomento.ISTRUZIONE,
    Argomento.ZTL,
    Argomento.IMPOSTE,
    Argomento.NASCITA,
)


@pubblica
def home(request: HttpRequest) -> HttpResponse:
    servizi = Servizio.objects.pubblici(request.ente).in_elenco(*IN_ELENCO).filter(in_evidenza=True)
    notizie = Notizia.objects.pubblici(request.ente).in_elenco("genere", "data").order_by("-data", "-pk")
    eventi = Evento.objects.pubblici(request.ente).in_elenco("inizio").prossimi()
    contesto = {
        "servizi": servizi.order_by("titolo")[:SERVIZI_IN_HOME],
        "notizie": notizie[:ULTIME],
        "eventi": eventi[:ULTIME],
        "argomenti": ARGOMENTI_IN_HOME,
    }
    return render(request, "catalogo/home.html", contesto)


@pubblica
def argomenti(request: HttpRequest) -> HttpResponse:
    """The topics on which there is something to read."""
    trattati = set(
        ArgomentoTrattato.objects.filter(contenuto__ente=request.ente, contenuto__pubblicato=True)
        .values_list("argomento", flat=True)
        .distinct()
    )
    presenti = [argomento for argomento in Argomento if argomento.value in trattati]
    return mostra(request, "catalogo/argomenti.html", [ARGOMENTI], {"argomenti": presenti})


@pubblica
def argomento(request: HttpRequest, argomento: str) -> HttpResponse:
    if argomento not in Argomento.values:
        raise Http404
    voce = Argomento(argomento)
    contenuti = (
        Contenuto.objects.pubblici(request.ente).in_elenco().sull_argomento(voce).order_by("titolo")[:SU_UN_ARGOMENTO]
    )
    contesto = {"argomento": voce, "gruppi": _per_tipo(list(contenuti))}
    return mostra(request, "catalogo/argomento.html", [ARGOMENTI, Tappa(voce.label)], contesto)


@pubblica
def domande(request: HttpRequest) -> HttpResponse:
    domande = DomandaFrequente.objects.pubblici(request.ente).order_by("ordine", "pk")
    return mostra(request, "catalogo/domande.html", [Tappa(_("Domande frequenti"))], {"domande": domande})


@pubblica
def pagina(request: HttpRequest, slug: str) -> HttpResponse:
    pagina = trova_o_404(Pagina, request, slug)
    return mostra(request, "catalogo/pagina.html", [Tappa(pagina.testo("titolo"))], {"pagina": pagina})


@pubblica
def note_legali(request: HttpRequest) -> HttpResponse:
    return mostra(request, "catalogo/note_legali.html", [Tappa(_("Note legali"))], {})


@pubblica
def privacy(request: HttpRequest) -> HttpResponse:
    return mostra(request, "catalogo/privacy.html", [Tappa(_("Informativa privacy"))], {})


@pubblica
def mappa(request: HttpRequest) -> HttpResponse:
    contesto = {"categorie": Categoria, "generi": Notizia.Genere}
    return mostra(request, "catalogo/mappa.html", [Tappa(_("Mappa del sito"))], contesto)


@pubblica
def cerca(request: HttpRequest) -> HttpResponse:
    form = RicercaForm(request.GET)
    form.is_valid()  # a question too long or an unknown kind counts as not asked
    domanda, tipi = form.cleaned_data.get("q", ""), form.cleaned_data.get("tipo", [])
    contenuti = Contenuto.objects.pubblici(request.ente).in_elenco()
    if tipi:
        contenuti = contenuti.filter(tipo__in=tipi)
    risultati = list(ricerca.trova(contenuti, domanda)[: RISULTATI_MASSIMI + 1])
    contesto = {
        "domanda": domanda,
        "tipi": [(tipo, tipo.value in tipi) for tipo in Contenuto.Tipo],
        "risultati": risultati[:RISULTATI_MASSIMI],
        "altri": len(risultati) > RISULTATI_MASSIMI,
    }
    return mostra(request, "catalogo/cerca.html", [Tappa(_("Cerca"))], contesto)


def _per_tipo(contenuti: list[Contenuto]) -> list[tuple[str, list[Contenuto]]]:
    """The contents in groups, in the order of the kinds."""
    gruppi = [(str(tipo.label), [riga for riga in contenuti if riga.tipo == tipo]) for tipo in Contenuto.Tipo]
    return [(nome, gruppo) for nome, gruppo in gruppi if gruppo]
