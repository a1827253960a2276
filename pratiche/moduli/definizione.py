"""A service in Python: what the content of a package means. Built from the stored content of a version, never from a file."""

from dataclasses import dataclass, field
from typing import Any, Self

from portal.base.parole import Frase, Parole, nella_lingua
from pratiche.moduli.domande import Campo, Passo
from pratiche.moduli.graduatoria import Graduatoria
from pratiche.moduli.regole import (
    ASSENSO,
    NESSUNO,
    PREAVVISO_GIORNI,
    RIFIUTO,
    SEMPRE,
    Bollo,
    Conservazione,
    Diritti,
    DocumentoRichiesto,
    Firme,
    Incontro,
    ModelloEsito,
    Rinnovo,
    Silenzio,
)

__all__ = [
    "ASSENSO", "NESSUNO", "PREAVVISO_GIORNI", "PRIVACY", "RIEPILOGO", "RIFIUTO",
    "Campo", "Definizione", "Diritti", "Passo", "Silenzio",
]  # fmt: skip

PRIVACY, RIEPILOGO = "privacy", "riepilogo"
# what a package that says nothing asks of who comes: the usual level, and the age at which one acts alone (art. 2 c.c.)
LIVELLO, ETA_MINIMA = 2, 18
ACCOLTA = "accolta"


@dataclass(frozen=True)
class Definizione:
    """A service as a citizen and an office live it.

    `eta_minima` is the age of who asks, in years; without `codice_fiscale` also who has none may ask (eIDAS).
    `campo_inizio` and `campo_validita` name the dates from and until which the outcome, when granted, is good; without the
    second it lasts `durata_mesi`, and with 0 it does not expire.
    `preavviso_previsto` is false for competitions and social security, where a refusal needs no notice (art. 10-bis).
    `avvio_ufficio`: the office may start a proceeding of this service by itself (art. 7).
    `riservata`: its cases are seen only by the officers named in each, from the birth of the case.
    `aggiorna_bozze`: a draft of an older version must be brought to this one before it is presented.
    `graduatoria`: the outcome is a place in a ranking; requests are taken only while a round is open.
    """

    servizio: str
    sessioni: tuple[str, ...]
    livello: int
    eta_minima: int
    codice_fiscale: bool
    per_altri: str
    ruolo_responsabile: str
    termine_giorni: int
    integrazione_giorni: int
    preavviso_giorni: int
    preavviso_previsto: bool
    silenzio: Silenzio
    diritti: Diritti | None
    bollo: Bollo | None
    firme: Firme | None
    privacy_versione: str
    frase_privacy: Frase
    passi: tuple[Passo, ...]
    documenti: tuple[DocumentoRichiesto, ...]
    esiti: dict[str, ModelloEsito]
    campo_inizio: str
    campo_validita: str
    durata_mesi: int
    rinnovo: Rinnovo | None
    frasi_messaggi: dict[str, Frase]
    conservazione: Conservazione | None
    appuntamento: Incontro | None
    aggiorna_bozze: bool
    avvio_ufficio: bool
    riservata: bool
    graduatoria: Graduatoria | None
    per_nome: dict[str, Campo] = field(repr=False)

    @property
    def privacy(self) -> str:
        return nella_lingua(self.frase_privacy)

    @property
    def in_altra_lingua(self) -> bool:
        """Some question is shown in Italian to a reader who chose another language."""
        titoli = [passo.titolo for passo in self.passi]
        return any(isinstance(uno, Parole) and uno.lingua for uno in (*titoli, *(c.etichetta for c in self.campi)))

    @property
    def campi(self) -> tuple[Campo, ...]:
        return tuple(self.per_nome.values())

    @property
    def titolo_esito(self) -> str:
        return self.esiti[ACCOLTA].titolo

    @property
    def scade(self) -> bool:
        """Does what it grants have a last day?"""
        return bool(self.campo_validita or self.durata_mesi)

    def passo(self, codice: str) -> Passo | None:
        return next((passo for passo in self.passi if passo.codice == codice), None)

    def paga_quando(self, quando: str) -> Diritti | None:
        """The fee that falls due at this moment, if any."""
        return self.diritti if self.diritti and self.diritti.quando == quando else None

    def messaggio(self, evento: str) -> str:
        """What the package adds to the message of this event, in the language of the moment."""
        return nella_lingua(self.frasi_messaggi.get(evento, ""))

    @classmethod
    def da(cls, contenuto: dict[str, Any]) -> Self:
        chi, passi = contenuto["chi"], tuple(Passo.da(passo) for passo in contenuto["passi"])
        return cls(
            servizio=contenuto["servizio"],
            sessioni=tuple(chi["sessioni"]),
            livello=chi.get("livello", LIVELLO),
            eta_minima=chi.get("eta_minima", ETA_MINIMA),
            codice_fiscale=chi.get("codice_fiscale", True),
            per_altri=chi.get("per_altri", SEMPRE),
            ruolo_responsabile=contenuto["responsabile"],
            termine_giorni=contenuto["termine_giorni"],
            integrazione_giorni=contenuto["integrazione_giorni"],
            preavviso_giorni=contenuto.get("preavviso_giorni", PREAVVISO_GIORNI),
            preavviso_previsto=contenuto.get("preavviso_previsto", True),
            privacy_versione=contenuto["privacy"]["versione"],
            frase_privacy=contenuto["privacy"]["testo"],
            passi=passi,
            documenti=tuple(DocumentoRichiesto.da_contenuto(voce) for voce in contenuto.get("documenti", [])),
            esiti=_esiti(contenuto),
            campo_inizio=contenuto["esito"].get("valido_dal", ""),
            campo_validita=contenuto["esito"].get("valido_fino", ""),
            durata_mesi=contenuto["esito"].get("durata_mesi", 0),
            frasi_messaggi=contenuto.get("messaggi", {}),
            aggiorna_bozze=contenuto.get("aggiorna_bozze", False),
            avvio_ufficio=contenuto.get("avvio_ufficio", False),
            riservata=contenuto.get("riservata", False),
            per_nome={campo.nome: campo for passo in passi for campo in passo.campi},
            **_regole(contenuto),
        )


def _esiti(contenuto: dict[str, Any]) -> dict[str, ModelloEsito]:
    modelli = {ACCOLTA: contenuto["esito"], **contenuto.get("altri_esiti", {})}
    return {
        esito: ModelloEsito(voce["titolo"], voce["testo"], voce.get("ricorso", "")) for esito, voce in modelli.items()
    }


def _regole(contenuto: dict[str, Any]) -> dict[str, Any]:
    """The parts that a package may leave out."""
    diritti, bollo, silenzio = (contenuto.get(chiave) for chiave in ("diritti", "bollo", "silenzio"))
    firme = contenuto.get("firme")
    conservazione, incontro = contenuto.get("conservazione"), contenuto.get("appuntamento")
    return {
        "diritti": Diritti(**diritti) if diritti else None,
        "firme": Firme(firme["chi"], firme["email"], firme["giorni"], firme["testo"]) if firme else None,
        "bollo": Bollo(bollo["modo"], bollo.get("importo", 0), bollo.get("norma", "")) if bollo else None,
        "silenzio": Silenzio(silenzio["effetto"], silenzio.get("norma", "")) if silenzio else Silenzio(),
        "conservazione": _conservazione(conservazione) if conservazione else None,
        "graduatoria": Graduatoria.da(contenuto["graduatoria"]) if "graduatoria" in contenuto else None,
        "rinnovo": Rinnovo.da(contenuto.get("rinnovo")),
        "appuntamento": Incontro(incontro["quando"], incontro["motivo"]) if incontro else None,
    }


def _conservazione(voce: dict[str, Any]) -> Conservazione:
    return Conservazione(voce["anni"], voce.get("norma", ""), voce.get("indice", ""), voce.get("voce", ""))
