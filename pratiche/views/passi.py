"""Where we are in a request: the steps, what comes before and after, the files of each field."""

from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.catalogo.models import Servizio
from pratiche.models import AllegatoPratica, Pratica
from pratiche.moduli.campi import CampoFile
from pratiche.moduli.definizione import PRIVACY, RIEPILOGO, Definizione, Passo
from pratiche.moduli.forms import ModuloCampi


def passi(definizione: Definizione, corrente: str) -> list[dict[str, str]]:
    """The steps for `componenti/passi.html`: those before the present one are done."""
    voci = [
        (PRIVACY, _("Privacy")),
        *((passo.codice, passo.titolo) for passo in definizione.passi),
        (RIEPILOGO, _("Riepilogo")),
    ]
    qui = [codice for codice, _titolo in voci].index(corrente)
    stati = ["fatto"] * qui + ["corrente"] + ["futuro"] * (len(voci) - qui - 1)
    return [{"titolo": titolo, "stato": stato} for (_codice, titolo), stato in zip(voci, stati, strict=True)]


def righe(
    modulo: ModuloCampi, allegati: list[AllegatoPratica]
) -> list[tuple[BoundField, list[AllegatoPratica] | None]]:
    """Each field with the files it already has; None for what is not a file."""
    return [
        (
            campo,
            [allegato for allegato in allegati if allegato.campo == campo.name]
            if isinstance(campo.field, CampoFile)
            else None,
        )
        for campo in modulo
    ]


def indirizzo_passo(pratica: Pratica, passo: Passo) -> str:
    return reverse("pratiche:passo", args=[pratica.codice, passo.codice])


def indirizzo_dopo(pratica: Pratica, passo: Passo) -> str:
    """The page after this step."""
    tutti = pratica.definizione.passi
    dopo = tutti.index(passo) + 1
    return indirizzo_passo(pratica, tutti[dopo]) if dopo < len(tutti) else reverse("pratiche:riepilogo", args=[pratica.codice])  # fmt: skip


def indirizzo_prima(pratica: Pratica, passo: Passo) -> str:
    """The page before this step, empty on the first."""
    tutti = pratica.definizione.passi
    qui = tutti.index(passo)
    return indirizzo_passo(pratica, tutti[qui - 1]) if qui else ""


def briciole(servizio: Servizio) -> list[tuple[str, str]]:
    titolo = servizio.testo("titolo")
    return [(_("Servizi"), reverse("catalogo:servizi")), (titolo, servizio.get_absolute_url()), (_("Richiesta"), "")]
