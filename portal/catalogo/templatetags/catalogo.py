"""Contents in the reader's language, marked where they are not."""

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.base.parole import Frase, nella_lingua
from portal.base.templatetags.casa import in_span, lang
from portal.base.testi import paragrafi
from portal.catalogo import metatag
from portal.catalogo.models import Servizio
from portal.catalogo.traduzioni import Traducibile
from portal.catalogo.vocabolari import Categoria

register = template.Library()


@register.simple_tag
def scritta(contenuto: Traducibile, campo: str) -> str | SafeString:
    """A short text; in a `span lang` when it is not in the language of the page (WCAG 3.1.2)."""
    return in_span(contenuto.testo(campo))


@register.simple_tag
def brano(contenuto: Traducibile, campo: str) -> SafeString:
    """A long text, as paragraphs and lists."""
    testo = contenuto.testo(campo)
    return format_html('<div class="testo"{}>{}</div>', lang(testo), paragrafi(testo))


@register.simple_tag
def apertura(servizio: Servizio, veste: str) -> bool:
    """Whether the service can be asked for online by who is in this hat."""
    return servizio.apre_a(veste)


@register.filter
def testo(contenuto: Traducibile, campo: str) -> str:
    """The bare text, for attributes and titles."""
    return contenuto.testo(campo)


@register.simple_tag(takes_context=True)
def dati_strutturati(context: dict[str, Any]) -> SafeString:
    """The JSON-LD block of the service sheet."""
    return metatag.blocco(context["servizio"], context["ente"])


@register.simple_tag
def categorie_di_servizio() -> type[Categoria]:
    """The vocabulary of categories, for menus and footers."""
    return Categoria


@register.filter
def istante(testo: str) -> dt.datetime:
    """A moment kept as text in the rules of a procedure."""
    return dt.datetime.fromisoformat(testo)


@register.filter
def frase(parole: Frase | None) -> str:
    """Words of a package in the reader's language."""
    return nella_lingua(parole) if parole else ""
