"""The platforms that the sandbox plays, the addresses each answers at, and the moods they can be in."""

from dataclasses import dataclass, field

OK, GIU, LENTA, MUTA, ERRORE = "ok", "giu", "lenta", "muta", "errore"
MODI = {
    OK: "Funziona",
    GIU: "Giù: risponde 503",
    LENTA: "Lenta: esegue subito, risponde dopo 30 secondi",
    MUTA: "Muta: accetta la chiamata e non risponde mai",
    ERRORE: "Errore: risponde 400",
}
RINVIA, RESPINGE, PIENA, GRIGIA, TAGLIA = "rinvia", "respinge", "piena", "grigia", "taglia"
MODI_POSTA = {
    RINVIA: "Rinvia: 451 al destinatario",
    RESPINGE: "Casella inesistente: 550 al destinatario",
    PIENA: "Casella piena: 552 al destinatario",
    GRIGIA: "Lista grigia: 451 la prima volta per ogni destinatario",
    TAGLIA: "Taglia: tiene la lettera e chiude senza rispondere",
}
# App IO as it really fails: 502, `taglia` and `tace` keep the message: whoever waits for the answer cannot know.
PORTA_CHIUSA = {"401": (401, "Unauthorized"), "403": (403, "Forbidden"), "429": (429, "Too Many Requests")}
TACE, SCONNESSA, TRATTIENE = "tace", "502", "trattiene"
MODI_APPIO = {
    "401": "Rifiuta ogni chiave: 401",
    "403": "Non autorizza il servizio: 403",
    "429": "Chiede di rallentare: 429, riprova fra 5 secondi",
    "500": "Guasta: risponde 500",
    SCONNESSA: "Tiene il messaggio e risponde 502",
    TAGLIA: "Tiene il messaggio e chiude la connessione",
    TACE: "Tiene il messaggio e non risponde mai",
    TRATTIENE: "Tiene i messaggi in ACCEPTED: decidi tu dalla pagina dei telefoni",
}
SECONDI_RALLENTA = 5
SECONDI_LENTA = 30
SECONDI_MUTA = 300


@dataclass(frozen=True)
class Piattaforma:
    """A platform; `filo` are the prefixes of the addresses that programs (not people) call, `propri` the moods it alone has."""

    nome: str
    titolo: str
    filo: tuple[str, ...]
    propri: dict[str, str] = field(default_factory=dict)

    @property
    def modi(self) -> dict[str, str]:
        return MODI | self.propri


PIATTAFORME = {
    una.nome: una
    for una in (
        Piattaforma("spid", "SPID", ("/spid/idp/",)),
        Piattaforma("cie", "CIE", ("/cie/idp/",)),
        Piattaforma("eidas", "Nodo eIDAS", ("/eidas/idp/",)),
        Piattaforma("cns", "Revoche delle CNS", ("/cns/ca.crl", "/cns/ocsp")),
        Piattaforma("pagopa", "pagoPA", ("/pagopa/checkout/ec/", "/pagopa/gpd/", "/pagopa/ricevute/")),
        Piattaforma("appio", "App IO", ("/io/api/",), MODI_APPIO),
        Piattaforma("protocollo", "Protocollo informatico", ("/protocollo/api/",)),
        Piattaforma("anpr", "ANPR e PDND", ("/pdnd/", "/anpr/")),
        Piattaforma("inad", "INAD", ("/inad/",)),
        Piattaforma("posta", "Posta elettronica", (), MODI_POSTA),
    )
}


def di_percorso(percorso: str) -> str:
    """The name of the platform that owns this path on the wire, or an empty string for pages made for people."""
    return next((una.nome for una in PIATTAFORME.values() if percorso.startswith(una.filo)), "") if percorso else ""
