"""One request for each who needs a place, in a round: taken when it is presented, free again when it ends without a place."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from pratiche.models import Candidatura, Pratica, Tornata
from pratiche.soggetto import impronta


class GiaInGraduatoria(DomainError):
    """Somebody has already applied for the same person: perhaps the other parent. It does not say who, nor when."""

    def __init__(self) -> None:
        super().__init__(
            _("Per la stessa persona c'è già una domanda in questa tornata, e ne conta una sola. Se non l'hai presentata tu, può averlo fatto un altro genitore o chi la rappresenta: chiedi a loro o all'ufficio.")
        )  # fmt: skip


def candida(pratica: Pratica, tornata: Tornata | None) -> None:
    """The request just presented stands in the round. Raises GiaInGraduatoria, also when the other arrived in this same moment."""
    if tornata is None:
        return
    try:
        with transaction.atomic():
            Candidatura.objects.create(tornata=tornata, pratica=pratica, soggetto=impronta(pratica, tornata))
    except IntegrityError:
        raise GiaInGraduatoria from None


def controlla_soggetto(pratica: Pratica, tornata: Tornata) -> None:
    """Before something is paid, signed or sent for nothing. Raises GiaInGraduatoria."""
    if Candidatura.objects.filter(tornata=tornata, soggetto=impronta(pratica, tornata)).exists():
        raise GiaInGraduatoria


def segui_il_soggetto(pratica: Pratica) -> None:
    """The answers changed, or the case lives again: the mark is that of now. Raises GiaInGraduatoria."""
    if pratica.definizione.graduatoria is None:
        return
    candidatura = Candidatura.objects.select_related("tornata__versione").get(pratica=pratica)
    candidatura.soggetto = impronta(pratica, candidatura.tornata)
    try:
        with transaction.atomic():
            candidatura.save(update_fields=["soggetto"])
    except IntegrityError:
        raise GiaInGraduatoria from None


def libera_il_soggetto(pratica: Pratica) -> None:
    """The request ended without a place: somebody else may apply for the same person, while the round is open."""
    Candidatura.objects.filter(pratica=pratica).update(soggetto="")
