"""Samples of what the dossier tells, for the previews of the office: each fact of a mandate, to each of the two people."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from notifiche.anteprime import Esempio, fra, registra
from portal.identita.stati import Specie

QUANDO: dict[str, Promise] = {
    "chiesta": _("quando una delega è chiesta"),
    "attiva": _("quando una delega comincia"),
    "rifiutata": _("quando una delega non è accolta"),
    "revocata": _("quando una delega è revocata"),
    "finita": _("quando una delega finisce"),
    "in_scadenza": _("prima che una delega finisca"),
}
A_CHI: dict[bool, Promise] = {True: _("a chi agisce"), False: _("a chi è rappresentato")}
A_CHE_TITOLO: dict[Specie, Promise] = {Specie.DELEGA: _("delega"), Specie.TUTORE: _("tutore, per legge")}


def _con(specie: Specie, *, io_agisco: bool, verificata: bool) -> Callable[[], dict[str, Any]]:
    def contenuto() -> dict[str, Any]:
        mandato = SimpleNamespace(
            di_legge=specie != Specie.DELEGA, get_specie_display=specie.label, al=fra(7).date(),
            verificata_il=fra(-90) if verificata else None, motivo="manca il provvedimento del giudice.",
        )  # fmt: skip
        contesto = {"mandato": mandato, "io_agisco": io_agisco, "altro": "Paolo Esempio"}
        return {"azione": _("Vedi la delega"), "contesto": contesto}

    return contenuto


def _esempi() -> Iterator[Esempio]:
    for fatto, quando in QUANDO.items():
        for specie, titolo in A_CHE_TITOLO.items():
            for io_agisco, a_chi in A_CHI.items():
                contenuto = _con(specie, io_agisco=io_agisco, verificata=fatto != "chiesta")
                yield Esempio(
                    tipo=f"fascicolo.delega_{fatto}",
                    quando=quando,
                    caso=format_lazy("{}, {}", titolo, a_chi),
                    contenuto=contenuto,
                )
    for fatto in ("revocata", "finita"):
        mai_attiva = _con(Specie.DELEGA, io_agisco=True, verificata=False)
        yield Esempio(
            tipo=f"fascicolo.delega_{fatto}", quando=QUANDO[fatto], caso=_("mai accettata"), contenuto=mai_attiva
        )


registra(*_esempi())
