"""The platforms that the sandbox plays, the addresses each answers at, and the moods they can be in."""

from dataclasses import dataclass

OK, GIU, LENTA, MUTA, ERRORE = "ok", "giu", "lenta", "muta", "errore"
MODI = {
    OK: "Funziona",
    GIU: "Giù: risponde 503",
    LENTA: "Lenta: esegue subito, risponde dopo 30 secondi",
    MUTA: "Muta: accetta la chiamata e non risponde mai",
    ERRORE: "Errore: risponde 400",
}
SECONDI_LENTA = 30
SECONDI_MUTA = 300


@dataclass(frozen=True)
class Piattaforma:
    """A platform; `filo` are the prefixes of the addresses that programs (not people) call."""

    nome: str
    titolo: str
    filo: tuple[str, ...]


PIATTAFORME = {
    una.nome: una
    for una in (
        Piattaforma("spid", "SPID", ("/spid/idp/",)),
        Piattaforma("cie", "CIE", ("/cie/idp/",)),
        Piattaforma("eidas", "Nodo eIDAS", ("/eidas/idp/",)),
        Piattaforma("cns", "Revoche delle CNS", ("/cns/ca.crl", "/cns/ocsp")),
        Piattaforma("pagopa", "pagoPA", ("/pagopa/checkout/ec/", "/pagopa/gpd/", "/pagopa/ricevute/")),
        Piattaforma("appio", "App IO", ("/io/api/",)),
        Piattaforma("protocollo", "Protocollo informatico", ("/protocollo/api/",)),
        Piattaforma("anpr", "ANPR e PDND", ("/pdnd/", "/anpr/")),
        Piattaforma("posta", "Posta elettronica", ()),
    )
}


def di_percorso(percorso: str) -> str:
    """The name of the platform that owns this path on the wire, or an empty string for pages made for people."""
    return next((una.nome for una in PIATTAFORME.values() if percorso.startswith(una.filo)), "") if percorso else ""
