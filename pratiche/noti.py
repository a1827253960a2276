"""What the ente already has of a person and may be offered in a form: previous cases here, and what the floor above adds."""

from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.templatetags.casa import data
from portal.enti.models import Ente
from portal.identita.models import Persona
from pratiche.models import Pratica
from pratiche.moduli.albero import offribili
from pratiche.moduli.campi import TIPI
from pratiche.moduli.campi.base import nome_di_riuso
from pratiche.moduli.definizione import Campo
from pratiche.moduli.offerte import Offerta, Offerte

PRATICHE_GUARDATE = 20
Fonte = Callable[[Persona, Ente], Iterable[Offerta]]
_fonti: list[Fonte] = []


def aggiungi_fonte(fonte: Fonte) -> None:
    """A room above lends what it has (the household of ANPR): called once, when it starts."""
    _fonti.append(fonte)


def offerte(
    campi: Iterable[Campo], *, persona: Persona, ente: Ente, servizi: list[str] | None = None, registri: bool = True
) -> Offerte:
    """What can answer these questions. `servizi` bounds the cases looked at (empty: all); `registri` opens the other sources."""
    nomi = offribili(campi)
    if not nomi:
        return Offerte()
    dei_registri = [voce for fonte in _fonti for voce in fonte(persona, ente)] if registri else []
    return Offerte.da(
        voce for voce in [*dei_registri, *_dalle_pratiche(persona, ente, servizi or [])] if voce.nome in nomi
    )


def _dalle_pratiche(persona: Persona, ente: Ente, servizi: list[str]) -> Iterator[Offerta]:
    """The answers of the last presented cases, the newest first: in one query."""
    presentate = Pratica.objects.di(persona, ente).exclude(presentata_il=None).dei_servizi(servizi)
    solo = ("anno", "numero", "dati", "presentata_il", "versione__contenuto", "versione__impronta")
    for pratica in presentate.select_related("versione").only(*solo).order_by("-presentata_il")[:PRATICHE_GUARDATE]:
        giorno = data(timezone.localdate(pratica.presentata_il))
        fonte = _("pratica %(numero)s del %(giorno)s") % {"numero": pratica.sigla, "giorno": giorno}
        for campo in pratica.definizione.campi:
            righe = pratica.dati.get(campo.nome) if campo.tipo == "gruppo" else None
            for riga in righe if isinstance(righe, list) else [pratica.dati]:
                for domanda in campo.campi if campo.tipo == "gruppo" else (campo,):
                    nome = nome_di_riuso(domanda, TIPI[domanda.tipo])
                    if nome and isinstance(riga, dict) and riga.get(domanda.nome) is not None:
                        yield Offerta(nome, riga[domanda.nome], fonte)
