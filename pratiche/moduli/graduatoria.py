"""The rules of a ranking, as a package declares them: points, ties, reserved places, preferences, days to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from portal.base.parole import Frase, nella_lingua
from pratiche.moduli import schema
from pratiche.moduli.calcoli import FORMULA, citati
from pratiche.moduli.condizioni import CONDIZIONE, confronti
from pratiche.moduli.domande import Condizione

BASSO, ALTO, ANZIANO, GIOVANE = "piu_basso", "piu_alto", "piu_anziano", "piu_giovane"
DI_NUMERO, DI_NASCITA = (BASSO, ALTO), (ANZIANO, GIOVANE)
PRESENTAZIONE = "presentazione"
OVUNQUE = ""  # the one place to be, where a package asks no preference
PER_TUTTI = ""  # the places that are not reserved

_CONDIZIONE = schema.rimando("condizione", lambda: CONDIZIONE)
_PUNTI = schema.oppure(
    schema.numero(), schema.rimando("formula", lambda: FORMULA), testo=_("serve un numero o un'operazione.")
)
PUNTI_MASSIMI = 1000  # of a criterion that the office scores
_NOME = {"codice": schema.codice(), "titolo": schema.frase()}
_CRITERIO = schema.a_scelta(
    {
        "dall_ufficio": schema.mappa({**_NOME, "dall_ufficio": schema.intero(1, PUNTI_MASSIMI)}, {"se": _CONDIZIONE}),
        "punti": schema.mappa({**_NOME, "punti": _PUNTI}, {"se": _CONDIZIONE}),
    }
)
_PARITA = schema.a_scelta(
    {
        "campo": schema.mappa({"campo": schema.codice(), "prima": schema.uno_di(*DI_NUMERO, *DI_NASCITA)}),
        "per": schema.mappa({"per": schema.uno_di(PRESENTAZIONE, GIOVANE)}),
    }
)
_RISERVA = schema.mappa(
    {"codice": schema.codice(), "titolo": schema.frase(), "se": _CONDIZIONE, "percento": schema.intero(1, 100)}
)
GRADUATORIA = schema.mappa(
    {
        "criteri": schema.elenco(_CRITERIO),
        "osservazioni_giorni": schema.intero(1, 60),
        "conferma_giorni": schema.intero(1, 60),
        "validita_giorni": schema.intero(1, 1095),
        "pubblicazione_giorni": schema.intero(1, 1825),
    },
    {
        "soggetto": schema.codice(),
        "preferenze": schema.elenco(schema.codice()),
        "iscritti": schema.elenco(schema.codice()),
        "parita": schema.elenco(_PARITA),
        "riserve": schema.elenco(_RISERVA),
    },
)


@dataclass(frozen=True)
class Criterio:
    """Points given when `se` holds: a number, or a formula on the answers.

    With `dall_ufficio` there is no formula: the office gives them one by one, up to this many (an exam, titles to be weighed).
    """

    codice: str
    frase_titolo: Frase
    punti: Any
    se: Condizione | None
    dall_ufficio: int = 0

    @property
    def titolo(self) -> str:
        return nella_lingua(self.frase_titolo)

    @property
    def citati(self) -> tuple[str, ...]:
        """The questions that decide it, each once."""
        della_condizione = (uno["campo"] for _dove, uno in confronti(self.se))
        return tuple(dict.fromkeys([*della_condizione, *(nome for _dove, nome, _tipi in citati(self.punti))]))

    @property
    def massimo(self) -> Decimal | None:
        """The most it can give; None when it depends on a number without a limit."""
        if not isinstance(self.punti, dict):
            return Decimal(str(self.dall_ufficio or self.punti))
        nome, argomento = next(iter(self.punti.items()))
        if nome == "tabella":
            return max(Decimal(str(valore)) for valore in argomento["valori"].values())
        if nome == "fascia":
            return max(Decimal(str(fascia["valore"])) for fascia in argomento["fasce"])
        return None


@dataclass(frozen=True)
class Parita:
    """Who comes first with the same points: by an answer; without `campo` by the moment of the presentation, or by the age of who asks."""

    campo: str
    prima: str


@dataclass(frozen=True)
class Riserva:
    """A share of the places of each seat, rounded down, that goes first to those for whom `se` holds."""

    codice: str
    frase_titolo: Frase
    se: Condizione
    percento: int

    @property
    def titolo(self) -> str:
        return nella_lingua(self.frase_titolo)


@dataclass(frozen=True)
class Graduatoria:
    """`preferenze` are the questions that say where, the most wanted first; empty when there is one place only.

    `soggetto` is the question that names who the place is for (a child): one request for each in a round. Empty: who asks.
    `iscritti` are the questions shown beside each name in the list of who got a place.

    Days: to comment on the provisional ranking, to confirm a place, of life of the final ranking, of its publication.
    """

    criteri: tuple[Criterio, ...]
    parita: tuple[Parita, ...]
    riserve: tuple[Riserva, ...]
    preferenze: tuple[str, ...]
    soggetto: str
    iscritti: tuple[str, ...]
    osservazioni_giorni: int
    conferma_giorni: int
    validita_giorni: int
    pubblicazione_giorni: int

    @property
    def citati(self) -> tuple[str, ...]:
        """The questions that decide the order or the reserved places, each once."""
        delle_riserve = [uno["campo"] for riserva in self.riserve for _dove, uno in confronti(riserva.se)]
        dei_pari = [parita.campo for parita in self.parita if parita.campo]
        return tuple(dict.fromkeys([*(n for c in self.criteri for n in c.citati), *dei_pari, *delle_riserve]))

    @property
    def dell_ufficio(self) -> tuple[Criterio, ...]:
        """The criteria that the office scores one by one."""
        return tuple(criterio for criterio in self.criteri if criterio.dall_ufficio)

    def criterio(self, codice: str) -> Criterio | None:
        return next((criterio for criterio in self.criteri if criterio.codice == codice), None)

    def riservati(self, posti: int) -> Iterator[tuple[str, int]]:
        """How the places of a seat are divided: each reserve with its share, then those for all."""
        resto = posti
        for riserva in self.riserve:
            quota = min(resto, posti * riserva.percento // 100)
            resto -= quota
            yield riserva.codice, quota
        yield PER_TUTTI, resto

    @classmethod
    def da(cls, contenuto: dict[str, Any]) -> Self:
        return cls(
            criteri=tuple(
                Criterio(
                    voce["codice"], voce["titolo"], voce.get("punti", 0), voce.get("se"), voce.get("dall_ufficio", 0)
                )
                for voce in contenuto["criteri"]
            ),
            parita=tuple(
                Parita(voce.get("campo", ""), voce.get("prima") or voce["per"]) for voce in contenuto.get("parita", [])
            ),
            riserve=tuple(
                Riserva(voce["codice"], voce["titolo"], voce["se"], voce["percento"])
                for voce in contenuto.get("riserve", [])
            ),
            preferenze=tuple(contenuto.get("preferenze", [])),
            soggetto=contenuto.get("soggetto", ""),
            iscritti=tuple(contenuto.get("iscritti", [])),
            **{nome: contenuto[nome] for nome in _GIORNI},
        )


_GIORNI = ("osservazioni_giorni", "conferma_giorni", "validita_giorni", "pubblicazione_giorni")
