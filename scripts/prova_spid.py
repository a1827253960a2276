"""`make test-spid`: AgID's own checks (spid-sp-test) on the portal while it runs, with throw-away data.

The runs go side by side, each as an identity provider of its own: SPID, CIE and eIDAS over POST with all the responses,
SPID and CIE over Redirect. The tool ends well also when it gave up half way, so its report is read here.
"""

import getpass
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from scripts.con_servizi import ferma
from scripts.usa_e_getta import RADICE, Portale, esegui

STRUMENTO = RADICE / "build" / ".spid-sp-test" / "bin" / "spid_sp_test"
DURATA_MASSIMA = 600.0  # seconds for the slowest run; it takes about 20
SSO_POST = re.compile(r"<[^<>]*SingleSignOnService [^<>]*HTTP-POST[^<>]*/>")
CASO = re.compile(r"^Test \[(\w+)\]")  # the tool forgets the test_id of what fails
NON_PER_CIE = {"70", "71"}  # an Issuer without Format is right there


@dataclass(frozen=True)
class Giro:
    """One run of the tool. `stato` is what the login page answers: 200 is a form (POST), 302 the Redirect binding."""

    nome: str
    schema: str
    profilo: str
    idp: str
    stato: int
    risposte: bool

    @property
    def indirizzo_metadata(self) -> str:
        """The eIDAS node knows us by our SPID metadata."""
        return "/spid/metadata" if self.schema == "eidas" else f"/{self.schema}/metadata"

    def indirizzo_login(self, portale: str) -> str:
        return f"{portale}/{self.schema}/login?idp={quote(self.idp, safe='')}"


GIRI = (
    Giro("SPID, POST", "spid", "spid-sp-public", "https://localhost:8443", 200, risposte=True),
    Giro("SPID, Redirect", "spid", "spid-sp-public", "https://localhost:8444", 302, risposte=False),
    Giro("CIE, POST", "cie", "cie-sp-public", "https://localhost:8445", 200, risposte=True),
    Giro("CIE, Redirect", "cie", "cie-sp-public", "https://localhost:8446", 302, risposte=False),
    Giro("eIDAS, POST", "eidas", "ficep-eidas-sp", "https://localhost:8447", 200, risposte=True),
)


def registra_gestori(portale: Portale) -> None:
    """The tool as one identity provider per run, known to the portal."""
    for indice, giro in enumerate(GIRI):
        xml = esegui([str(STRUMENTO), "--idp-metadata"], {**os.environ, "IDP_ENTITYID": giro.idp})
        file = portale.cartella / f"gestore-{indice}.xml"
        file.write_text(xml if giro.stato == 200 else SSO_POST.sub("", xml), encoding="utf-8")
        portale.gestisci("identita_idp", "--schema", giro.schema, "--da-file", str(file))


def binding_giusto(giro: Giro, portale: str) -> bool:
    """Does the portal speak the binding that this run is about?"""
    connessione = http.client.HTTPConnection(urlsplit(portale).netloc, timeout=20)
    connessione.request("GET", giro.indirizzo_login(""))
    return connessione.getresponse().status == giro.stato


def lancia(pila: ExitStack, giro: Giro, portale: str, rapporto: Path) -> "subprocess.Popen[str]":
    comando = [str(STRUMENTO), "--profile", giro.profilo, "--extra", "--debug", "ERROR"]
    comando += ["--metadata-url", portale + giro.indirizzo_metadata, "--authn-url", giro.indirizzo_login(portale)]
    comando += ["--report_format", "json", "--report-output-file", str(rapporto)]
    comando += ["--test-response"] if giro.risposte else []
    ambiente = {**os.environ, "IDP_ENTITYID": giro.idp, "PYTHONWARNINGS": "ignore"}
    processo = subprocess.Popen(comando, env=ambiente, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    pila.callback(ferma, processo)
    return processo


def tutti_i_casi() -> set[str]:
    """The responses that this version of the tool knows."""
    return set(json.loads(esegui([str(STRUMENTO), "--print-responses-settings"], dict(os.environ))))


def difetti(giro: Giro, uscita: str, prove: dict[str, list[dict[str, str]]], casi: set[str]) -> Iterator[str]:
    """What failed, and every sign that the tool did not get to the end."""
    yield from (riga for riga in uscita.splitlines() if riga.startswith("CRITICAL"))
    yield from (f"nessuna prova di {parte}" for parte in ("metadata", "authnrequest") if not prove.get(parte))
    fatti = {caso for prova in prove.get("response", []) for caso in CASO.findall(prova["test"])}
    attesi = (casi - NON_PER_CIE if giro.schema == "cie" else casi) if giro.risposte else set()
    if fatti != attesi:
        yield f"risposte non provate: {' '.join(sorted(attesi - fatti))}"
    for parte, elenco in prove.items():
        for prova in elenco:
            if prova["result"] == "failure":
                yield f"{parte}: {prova['test']} ({prova['value']})"


def leggi_rapporto(file: Path) -> dict[str, list[dict[str, str]]]:
    """The checks by part (metadata, authnrequest, response). Empty when the tool left no report."""
    if not file.exists():
        return {}
    parti = json.loads(file.read_text(encoding="utf-8"))["test"]["sp"]
    return {nome.partition("_")[0]: [p for elenco in parte.values() for p in elenco] for nome, parte in parti.items()}


def racconta(giro: Giro, uscita: str, rapporto: Path, casi: set[str]) -> tuple[int, int]:
    """Print the result of a run; give the numbers of checks passed and of defects."""
    prove = leggi_rapporto(rapporto)
    trovati = list(difetti(giro, uscita, prove, casi))
    conti = ", ".join(f"{nome} {len(elenco)}" for nome, elenco in prove.items())
    print(f"{giro.nome} ({giro.profilo}): {conti or 'nessun rapporto'}; difetti {len(trovati)}")
    for difetto in trovati:
        print(f"  {difetto}")
    if not prove:
        print(uscita)
    buone = sum(prova["result"] != "failure" for elenco in prove.values() for prova in elenco)
    return buone, len(trovati)


def main() -> int:
    inizio = time.monotonic()
    with ExitStack() as pila:
        cartella = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix=f"casa-{getpass.getuser()}-")))
        portale = Portale.nuovo(cartella)
        registra_gestori(portale)
        portale.avvia(pila)
        casi = tutti_i_casi()
        muti = [giro.nome for giro in GIRI if not binding_giusto(giro, portale.url)]
        if muti:
            sys.exit(f"Il portale non manda la richiesta come deve: {', '.join(muti)}")
        rapporti = {giro: cartella / f"rapporto-{indice}.json" for indice, giro in enumerate(GIRI)}
        lanciati = [(giro, lancia(pila, giro, portale.url, rapporto)) for giro, rapporto in rapporti.items()]
        uscite = {giro: processo.communicate(timeout=DURATA_MASSIMA)[0] for giro, processo in lanciati}
        esiti = [racconta(giro, uscite[giro], rapporto, casi) for giro, rapporto in rapporti.items()]
        errori = portale.errori()
    print(f"spid-sp-test: {len(casi)} risposte conosciute, durata {time.monotonic() - inizio:.0f} secondi")
    buone, cattive = (sum(numeri) for numeri in zip(*esiti, strict=True))
    if cattive and errori:
        print(f"Il portale ha scritto:\n{errori}")
    print(f"{buone} passed, {cattive} failed")
    return 1 if cattive else 0


if __name__ == "__main__":
    sys.exit(main())
