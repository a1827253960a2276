"""Tags and filters of every page."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from portal.base import importi, testi
from portal.base.parole import Parole, originale

register = template.Library()

DATA, CON_GIORNO = 0, 1
# date, and date with the day of the week, where the language does not write them as Italian and English do
FORMATI = {"de": ("j. F Y", "l, j. F Y")}
FORMATO = ("j F Y", "l j F Y")


@register.simple_tag
@lru_cache(maxsize=512)  # a page shows dozens, always the same ones
def icona(nome: str, classi: str = "") -> SafeString:
    """An icon of our sprite, decorative: the text beside it says what it means."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classi,
        static("img/icone.svg"),
        nome,
    )


@register.filter
def euro(centesimi: int | None) -> str:
    """Cents as an Italian amount."""
    return "" if centesimi is None else importi.euro(centesimi)


@register.filter
def data(quando: dt.date | dt.datetime | None) -> str:
    """`22 novembre 2026`, in Rome's time and in the reader's language."""
    if quando is None:
        return ""
    return _in_parole(quando)


@register.filter
def giorno(quando: dt.date | dt.datetime | None) -> str:
    """`domenica 22 novembre 2026`: with the day of the week, which also spares the Italian elisions ("entro l'8")."""
    if quando is None:
        return ""
    return _in_parole(quando, CON_GIORNO)


@register.filter
def data_ora(quando: dt.datetime | None) -> str:
    """`22 novembre 2026, ore 10:02`."""
    if quando is None:
        return ""
    locale = timezone.localtime(quando)
    return gettext("%(giorno)s, ore %(ora)s") % {
        "giorno": _in_parole(locale),
        "ora": date_format(locale, "H:i"),
    }


@register.filter
def giorno_ora(quando: dt.datetime) -> str:
    """`giovedì 10 dicembre 2026 alle 10:00`: a time a person must keep."""
    locale = timezone.localtime(quando)
    return gettext("%(giorno)s alle %(ora)s") % {"giorno": giorno(locale), "ora": date_format(locale, "H:i")}


@register.filter
def lang(parole: object) -> SafeString | str:
    """The attribute of an element that holds these words alone, when they are not in the language of the page (WCAG 3.1.2)."""
    altra = getattr(parole, "lingua", "")
    return format_html(' lang="{}"', altra) if altra else ""


@register.filter
def in_span(parole: str) -> SafeString | str:
    """Words among others: in a `span lang` when they are not in the language of the page."""
    altra = lang(parole)
    return format_html("<span{}>{}</span>", altra, parole) if altra else parole


@register.filter
def originali(parole: str) -> Parole:
    """Words kept in Italian only, such as the subject of a filed document."""
    return originale(parole)


@register.filter
def paragrafi(testo: str) -> SafeString:
    """A text written by an office as paragraphs, lists and links."""
    return testi.paragrafi(testo)


@register.simple_tag(takes_context=True)
def frammento(context: Context, modello: str, **varianti: Any) -> SafeString:
    """Include a piece of page equal for everybody on the site of an ente, rendered once per language and kept.

    It sees the ente and `varianti` alone: words (the voice of the menu) or rows, one or a list, whose `versione` changes
    when they do; so it cannot show anything of who reads. It is kept on the ente, which lives in the process until the
    middleware reads it again: whatever else it shows, such as the phone of an office, is at most that old.
    """
    ente: Any = context["ente"]
    conservati: dict[tuple[Any, ...], SafeString] = ente.__dict__.setdefault("_frammenti", {})
    chiave = (modello, get_language(), *((nome, _versione(valore)) for nome, valore in varianti.items()))
    if chiave not in conservati:
        conservati[chiave] = render_to_string(modello, {"ente": ente, **varianti})
    return conservati[chiave]


def _versione(valore: Any) -> Any:
    """What tells one variant of a fragment from another."""
    if isinstance(valore, str):
        return valore
    return tuple(riga.versione for riga in valore) if isinstance(valore, Iterable) else valore.versione


@register.simple_tag
def campo(legato: object) -> SafeString:
    """A form field with label, help, error and the ties between them."""
    return render_to_string("componenti/campo.html", {"campo": legato})


def _in_parole(quando: dt.date | dt.datetime, stile: int = DATA) -> str:
    """A day in the reader's language."""
    locale = timezone.localtime(quando).date() if isinstance(quando, dt.datetime) else quando
    return _giorno_in_parole(locale, stile, get_language() or "it")


@lru_cache(maxsize=4096)  # a list says the same days again and again, and each costs a dozen look-ups
def _giorno_in_parole(giorno: dt.date, stile: int, lingua: str) -> str:
    """Italian writes days and months in lower case; Django's Italian gives them a capital."""
    testo = date_format(giorno, FORMATI.get(lingua, FORMATO)[stile])
    return testo.lower() if lingua == "it" else testo
