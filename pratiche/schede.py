"""The sheet that a package brings, beside the one the ente has: what publishing would do to the public page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.catalogo.models import Servizio
from portal.catalogo.schede import Diversa, diverse
from portal.enti.models import Ente, Ufficio
from pratiche.moduli.caricatore import Pacchetto, impronta


@dataclass(frozen=True)
class Confronto:
    """`servizio` is the sheet of the ente, if it has one; `ufficio` the one a new sheet would go to, if it is known.

    `diverse` are the texts that the package has otherwise than a sheet already there.
    """

    pacchetto: Pacchetto
    servizio: Servizio | None
    ufficio: Ufficio | None
    diverse: list[Diversa]

    @property
    def nuova(self) -> bool:
        """Would publishing make the page?"""
        return self.servizio is None and bool(self.pacchetto.scheda)

    @property
    def impronta(self) -> str:
        """Changes when the words that differ do."""
        return impronta({f"{una.nome} {una.lingua}": una.ora for una in self.diverse})

    @property
    def nomi(self) -> str:
        """The texts that differ, by their names."""
        return ", ".join(f"«{una.nome}»" for una in self.diverse)

    def righe(self) -> Iterator[str]:
        """What changes of the page, one line for each thing."""
        if self.nuova:
            dove = self.ufficio.nome if self.ufficio else _("da scegliere")
            parole = {"titolo": self.pacchetto.scheda["titolo"], "ufficio": dove}
            yield _("Nuova scheda nel catalogo: «%(titolo)s», ufficio: %(ufficio)s.") % parole
        for una in self.diverse:
            yield _("Scheda: nel pacchetto è diverso il testo «%s».") % una.nome


def confronta(ente: Ente, pacchetto: Pacchetto, *, scelto: Ufficio | None = None) -> Confronto:
    """`scelto` is the office for a new sheet where the ente has none with the name that the package says."""
    slug, scheda = pacchetto.contenuto["servizio"], pacchetto.scheda
    servizio = Servizio.objects.select_related("ufficio").filter(ente=ente, slug=slug).first()
    if servizio:
        return Confronto(pacchetto, servizio, servizio.ufficio, diverse(servizio, scheda))
    return Confronto(pacchetto, None, ufficio_della(ente, pacchetto) or scelto, [])


def ufficio_della(ente: Ente, pacchetto: Pacchetto) -> Ufficio | None:
    """The office that the sheet names, if it serves this ente."""
    return Ufficio.objects.dell_ente(ente).filter(nome=pacchetto.scheda.get("ufficio", "")).first()
