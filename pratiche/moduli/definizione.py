"""A service in Python: what the content of a package means. Built from the stored content of a version, never from a file."""

from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import get_language

# the words of a package (Italian, or one text per language) and those of the portal itself
Frase = str | Promise | dict[str, str]
PRIVACY, RIEPILOGO = "privacy", "riepilogo"
# what a package that says nothing asks of who comes: the usual level, and the age at which one acts alone (art. 2 c.c.)
LIVELLO, ETA_MINIMA = 2, 18


def nella_lingua(frase: Frase) -> str:
    """The text in the reader's language; in Italian when there is no translation."""
    if isinstance(frase, dict):
        return frase.get(get_language() or "it", frase["it"])
    return str(frase)


@dataclass(frozen=True)
class Campo:
    """One question of the form. `opzioni` holds what only its kind knows (choices, limits)."""

    nome: str
    tipo: str
    frase_etichetta: Frase
    frase_aiuto: Frase = ""
    obbligatorio: bool = True
    opzioni: dict[str, Any] = field(default_factory=dict)

    @property
    def etichetta(self) -> str:
        return nella_lingua(self.frase_etichetta)

    @property
    def aiuto(self) -> str:
        return nella_lingua(self.frase_aiuto)

    @property
    def scelte(self) -> list[tuple[str, str]]:
        """Code and words of each choice, in the order of the package."""
        return [(scelta["codice"], nella_lingua(scelta["testo"])) for scelta in self.opzioni.get("scelte", [])]

    @classmethod
    def da(cls, contenuto: dict[str, Any]) -> Self:
        note = {"nome", "tipo", "etichetta", "aiuto", "obbligatorio"}
        return cls(
            nome=contenuto["nome"],
            tipo=contenuto["tipo"],
            frase_etichetta=contenuto["etichetta"],
            frase_aiuto=contenuto.get("aiuto", ""),
            obbligatorio=contenuto.get("obbligatorio", True),
            opzioni={chiave: valore for chiave, valore in contenuto.items() if chiave not in note},
        )


@dataclass(frozen=True)
class Passo:
    """A page of the form. With `richiedente` it shows who asks and where to write them."""

    codice: str
    frase_titolo: Frase
    campi: tuple[Campo, ...]
    richiedente: bool = False

    @property
    def titolo(self) -> str:
        return nella_lingua(self.frase_titolo)

    @classmethod
    def da(cls, contenuto: dict[str, Any]) -> Self:
        return cls(
            codice=contenuto["codice"],
            frase_titolo=contenuto["titolo"],
            campi=tuple(Campo.da(campo) for campo in contenuto.get("campi", [])),
            richiedente=contenuto.get("richiedente", False),
        )


@dataclass(frozen=True)
class Diritti:
    """What is to be paid: `importo` in cents, due when the request is presented or accepted, within `giorni` days."""

    importo: int
    causale: str
    quando: str
    giorni: int


NESSUNO, ASSENSO, RIFIUTO = "nessuno", "assenso", "rifiuto"
PREAVVISO_GIORNI = 10  # art. 10-bis L. 241/1990


@dataclass(frozen=True)
class Silenzio:
    """What it means that the office does not answer in time, and by which law."""

    effetto: str = NESSUNO
    frase_norma: Frase = ""

    @property
    def norma(self) -> str:
        return nella_lingua(self.frase_norma)


@dataclass(frozen=True)
class Definizione:
    """A service as a citizen and an office live it.

    `eta_minima` is the age of who asks, in years; without `codice_fiscale` also who has none may ask (eIDAS).
    `campo_validita` names the date until which the outcome, when granted, is good; empty when it does not expire.
    `preavviso_previsto` is false for competitions and social security, where a refusal needs no notice (art. 10-bis).
    """

    servizio: str
    sessioni: tuple[str, ...]
    livello: int
    eta_minima: int
    codice_fiscale: bool
    ruolo_responsabile: str
    termine_giorni: int
    integrazione_giorni: int
    preavviso_giorni: int
    preavviso_previsto: bool
    silenzio: Silenzio
    diritti: Diritti | None
    privacy_versione: str
    frase_privacy: Frase
    passi: tuple[Passo, ...]
    titolo_esito: str
    testo_esito: str
    campo_validita: str

    @property
    def privacy(self) -> str:
        return nella_lingua(self.frase_privacy)

    @property
    def campi(self) -> tuple[Campo, ...]:
        return tuple(campo for passo in self.passi for campo in passo.campi)

    def passo(self, codice: str) -> Passo | None:
        return next((passo for passo in self.passi if passo.codice == codice), None)

    def paga_quando(self, quando: str) -> Diritti | None:
        """The fee that falls due at this moment, if any."""
        return self.diritti if self.diritti and self.diritti.quando == quando else None

    @classmethod
    def da(cls, contenuto: dict[str, Any]) -> Self:
        diritti, silenzio = contenuto.get("diritti"), contenuto.get("silenzio")
        return cls(
            servizio=contenuto["servizio"],
            sessioni=tuple(contenuto["chi"]["sessioni"]),
            livello=contenuto["chi"].get("livello", LIVELLO),
            eta_minima=contenuto["chi"].get("eta_minima", ETA_MINIMA),
            codice_fiscale=contenuto["chi"].get("codice_fiscale", True),
            ruolo_responsabile=contenuto["responsabile"],
            termine_giorni=contenuto["termine_giorni"],
            integrazione_giorni=contenuto["integrazione_giorni"],
            preavviso_giorni=contenuto.get("preavviso_giorni", PREAVVISO_GIORNI),
            preavviso_previsto=contenuto.get("preavviso_previsto", True),
            silenzio=Silenzio(silenzio["effetto"], silenzio.get("norma", "")) if silenzio else Silenzio(),
            diritti=Diritti(**diritti) if diritti else None,
            privacy_versione=contenuto["privacy"]["versione"],
            frase_privacy=contenuto["privacy"]["testo"],
            passi=tuple(Passo.da(passo) for passo in contenuto["passi"]),
            titolo_esito=contenuto["esito"]["titolo"],
            testo_esito=contenuto["esito"]["testo"],
            campo_validita=contenuto["esito"].get("valido_fino", ""),
        )
