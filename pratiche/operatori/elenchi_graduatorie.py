"""What the office takes away of a round: the ranking by codes, and the list of who got a place."""

import csv
import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.base.templatetags.casa import data
from portal.enti import riserve
from portal.enti.permessi import incarichi_di
from pratiche.classifica import classifica, per_i_punti, riga
from pratiche.models import Candidatura, OffertaPosto
from pratiche.moduli.campi import TIPI
from pratiche.moduli.definizione import Campo
from pratiche.operatori.esporta import linea
from pratiche.operatori.graduatorie import DellaTornata
from pratiche.permessi import Cosa, puo

BLOCCO = 500


class Esporta(DellaTornata):
    """The list with the points of each criterion: codes and numbers of the cases, no names."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        risposta = HttpResponse(content_type="text/csv; charset=utf-8")
        risposta.headers["Content-Disposition"] = 'attachment; filename="graduatoria.csv"'
        risposta.headers["Cache-Control"] = "private, no-store"
        penna = csv.writer(risposta, delimiter=";")
        criteri = self.tornata.regole.criteri
        penna.writerow(
            [_("Posizione"), _("Codice"), _("Pratica"), *(criterio.titolo for criterio in criteri), _("Punti")]
        )
        for posizione, una in enumerate(classifica(self.tornata), 1):
            voci = dict(una.candidato.punteggio.voci)
            candidatura = una.candidatura
            penna.writerow(
                [
                    candidatura.posizione or posizione, candidatura.sigla, "" if candidatura.pk in self.nascoste else candidatura.pratica.sigla,
                    *(voci.get(criterio.codice, 0) for criterio in criteri), una.candidato.punteggio.punti,
                ]
            )  # fmt: skip
        return risposta


class Iscritti(DellaTornata):
    """Who confirmed a place, seat by seat, with the answers that the package names: a list of names, for who answers for the office."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponseBase:
        ruoli = {uno.ruolo for uno in incarichi_di(request) if uno.ufficio == self.tornata.ufficio}
        if not puo(ruoli, Cosa.ESPORTA_NOMI):
            messages.error(request, _("L'elenco con i nomi lo scarica il responsabile dell'ufficio."))
            return redirect("operatori:tornata", codice)
        risposta = StreamingHttpResponse(self._righe(), content_type="text/csv; charset=utf-8")
        risposta.headers["Content-Disposition"] = 'attachment; filename="iscritti.csv"'
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta

    def _righe(self) -> Iterator[str]:
        """In bounded memory; each block is written in the register before it leaves."""
        domande = [self.tornata.versione.definizione.per_nome[nome] for nome in self.tornata.regole.iscritti]
        titoli = [titolo for campo in domande for titolo in _titoli(campo)]
        yield "\ufeff" + linea([
            _("Sede"), _("Posizione"), *titoli, _("Richiedente"), _("E-mail"), _("Telefono"), _("Pratica"), _("Confermato il"),
            _("Pagamento"),
        ])  # fmt: skip
        confermati = self.tornata.candidature.filter(offerta__stato=OffertaPosto.Stato.ACCETTATA).select_related(
            "offerta__posto", "pratica__richiedente", "pratica__avviso"
        )
        confermati = riserve.visibili(confermati, self.request.user)
        in_ordine = confermati.order_by("offerta__posto__sede", "posizione").prefetch_related(
            *per_i_punti(self.tornata)
        )
        blocco: list[Candidatura] = []
        for candidatura in in_ordine.iterator(chunk_size=BLOCCO):
            blocco.append(candidatura)
            if len(blocco) == BLOCCO:
                yield from self._blocco(blocco, domande)
                blocco = []
        yield from self._blocco(blocco, domande)

    def _blocco(self, blocco: list[Candidatura], domande: list[Campo]) -> Iterator[str]:
        self.annota(blocco)
        for candidatura in blocco:
            yield linea(self._riga(candidatura, domande))

    def _riga(self, candidatura: Candidatura, domande: list[Campo]) -> list[str]:
        valori = riga(candidatura, self.tornata).candidato.valori
        pratica, offerta = candidatura.pratica, candidatura.offerta
        assert offerta  # noqa: S101 - only the confirmed are read
        return [
            self.tornata.nome_sede(offerta.posto.sede),
            str(candidatura.posizione or ""),
            *(testo for campo in domande for testo in _testi(campo, valori.get(campo.nome))),
            pratica.nome_in_elenco,
            str(pratica.contatti.get("email", "")),
            str(pratica.contatti.get("telefono", "")),
            pratica.sigla,
            data(offerta.chiusa_il),
            str(pratica.avviso.get_stato_display()) if pratica.avviso else "",
        ]


def _titoli(campo: Campo) -> list[str]:
    """A column for each part of a composed answer (name, surname, codice fiscale…)."""
    return [parte.etichetta for parte in TIPI[campo.tipo].parti(campo)] or [campo.etichetta]


def _testi(campo: Campo, valore: object) -> list[str]:
    tipo, intero = TIPI[campo.tipo], valore if isinstance(valore, dict) else {}
    parti = tipo.parti(campo)
    if not parti:
        return [tipo.in_parole(campo, valore)]
    return [TIPI[parte.tipo].in_parole(parte, intero.get(parte.nome)) for parte in parti]
