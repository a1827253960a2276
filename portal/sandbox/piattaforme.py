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
        Piattaforma("appio", "App IO", ("/io/api/",)),
        Piattaforma("protocollo", "Protocollo informatico", ("/protocollo/api/",)),
        Piattaforma("anpr", "ANPR e PDND", ("/pdnd/", "/anpr/")),
        Piattaforma("posta", "Posta elettronica", (), MODI_POSTA),
    )
}


def di_percorso(percorso: str) -> str:
    """The name of the platform that owns this path on the wire, or an empty string for pages made for people."""
    return next((una.nome for una in PIATTAFORME.values() if percorso.startswith(una.filo)), "") if percorso else ""
