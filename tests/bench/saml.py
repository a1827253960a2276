"""`python -m tests.bench.saml`: two thousand logins.

What our validation of a response costs over bare python3-saml on the same message, in alternation; then as many logins
over HTTP, each a person of its own, none of which may fail.
"""

import base64
import getpass
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import django
import requests
from codicefiscale import codicefiscale
from lxml import etree, html

from portal.sandbox.chiavi import Chiavi, genera
from portal.sandbox.spid.metadata import metadata_idp
from portal.sandbox.spid.risposta import DatiRisposta, costruisci_risposta
from scripts.usa_e_getta import Portale

ACCESSI, BLOCCO, INSIEME = 2000, 50, 4
LIMITE = 1.6
IDP = "http://localhost:1/spid/idp"


def persone(quante: int) -> Iterator[dict[str, str]]:
    """The attributes of people born one day after the other."""
    for numero in range(quante):
        nascita = date(1960, 1, 1) + timedelta(days=numero)
        codice = codicefiscale.encode("Prova", "Persona", "F", nascita.strftime("%d/%m/%Y"), "Roma")
        yield {
            "spidCode": f"PROV{numero:010}",
            "name": "Persona",
            "familyName": "Prova",
            "dateOfBirth": nascita.isoformat(),
            "fiscalNumber": f"TINIT-{codice}",
            "email": f"persona{numero}@posta.example",
        }


# --- validation -----------------------------------------------------------------------------------------------------------


def validazione(chiavi: Chiavi) -> float:
    """Processor time of our validation over python3-saml's: the median of the blocks."""
    from onelogin.saml2.response import OneLogin_Saml2_Response

    from portal.identita.saml import second_opinion
    from portal.identita.saml.models import Expected
    from portal.identita.saml.profiles import CONTATTI, SPID
    from portal.identita.saml.registry import read_idps
    from portal.identita.saml.response import validate

    (idp,) = read_idps(_metadata(chiavi), now=datetime.now(UTC))
    adesso = datetime.now(UTC).replace(microsecond=0)
    attesa = Expected(
        idp, SPID, "_domanda", adesso, "http://localhost/spid/metadata", "http://localhost/spid/acs", 2, CONTATTI
    )
    dati = {"sp": attesa.sp_entity_id, "acs": attesa.acs_url, "richiesta": attesa.request_id, "adesso": adesso}
    messaggi = [
        costruisci_risposta(DatiRisposta(idp=IDP, attributi=attributi, durata=timedelta(hours=1), **dati), chiavi)
        for attributi in persone(ACCESSI)
    ]  # fmt: skip
    impostazioni = second_opinion._settings(attesa.idp, attesa.sp_entity_id, attesa.acs_url)
    richiesta = {"https": "off", "http_host": "localhost", "script_name": "/spid/acs"}

    def nuda(messaggio: str) -> bool:
        return OneLogin_Saml2_Response(impostazioni, messaggio).is_valid(richiesta, attesa.request_id)

    def nostra(messaggio: str) -> bool:
        return bool(validate(messaggio, attesa, datetime.now(UTC)))

    blocchi = [messaggi[inizio : inizio + BLOCCO] for inizio in range(0, ACCESSI, BLOCCO)]
    _tempo(nostra, blocchi[0]), _tempo(nuda, blocchi[0])  # the first round only warms
    coppie = [(_tempo(nostra, blocco), _tempo(nuda, blocco)) for blocco in blocchi]
    print(f"validazione: {1000 * sum(a for a, _ in coppie) / ACCESSI:.2f} ms, python3-saml da solo {1000 * sum(b for _, b in coppie) / ACCESSI:.2f} ms")  # fmt: skip
    return median(nostro / suo for nostro, suo in coppie)


def _tempo(giudice: Callable[[str], bool], messaggi: list[str]) -> float:
    """Seconds of processor. Raises RuntimeError when a good message is refused."""
    inizio = time.process_time()
    if not all(giudice(messaggio) for messaggio in messaggi):
        raise RuntimeError("una risposta buona è stata rifiutata")
    return time.process_time() - inizio


def _metadata(chiavi: Chiavi) -> bytes:
    return metadata_idp(IDP, f"{IDP}/sso", f"{IDP}/slo", chiavi, nome="Gestore delle misure")


# --- whole logins ---------------------------------------------------------------------------------------------------------


def accessi(chiavi: Chiavi) -> tuple[list[str], float]:
    """What went wrong, and the seconds it took."""
    with ExitStack() as pila:
        cartella = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix=f"casa-{getpass.getuser()}-")))
        portale = Portale.nuovo(cartella)
        file = cartella / "gestore.xml"
        file.write_bytes(_metadata(chiavi))
        portale.gestisci("identita_idp", "--da-file", str(file))
        portale.avvia(pila)
        inizio = time.monotonic()
        with ThreadPoolExecutor(INSIEME) as squadra:
            esiti = list(squadra.map(lambda chi: _entra(portale.url, chiavi, chi), persone(ACCESSI)))
        return [esito for esito in esiti if esito], time.monotonic() - inizio


def _entra(portale: str, chiavi: Chiavi, attributi: dict[str, str]) -> str:
    """One login, as a browser does it; the words of what went wrong, or nothing."""
    browser = requests.Session()
    modulo = html.fromstring(browser.get(f"{portale}/spid/login?idp={IDP}").content).get_element_by_id("passaggio")
    campi = dict(modulo.form_values())
    domanda = etree.fromstring(base64.b64decode(campi["SAMLRequest"]))
    dati = DatiRisposta(
        idp=IDP,
        sp=f"{portale}/spid/metadata",
        acs=f"{portale}/spid/acs",
        richiesta=domanda.get("ID", ""),
        attributi=attributi,
    )
    campi = {"SAMLResponse": costruisci_risposta(dati, chiavi), "RelayState": campi["RelayState"]}
    arrivo = browser.post(dati.acs, data=campi, allow_redirects=False)
    fine = browser.get(portale + arrivo.headers.get("Location", "/"), allow_redirects=False)
    if (arrivo.status_code, fine.status_code, fine.headers.get("Location")) == (302, 302, "/area-personale/"):
        return ""
    return f"ACS {arrivo.status_code}, fine {fine.status_code}"


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    chiavi = genera()
    rapporto = validazione(chiavi)
    print(f"rapporto con python3-saml su {ACCESSI} risposte: {rapporto:.2f} (limite {LIMITE})", flush=True)
    errori, secondi = accessi(chiavi)
    print(f"accessi completi via HTTP: {ACCESSI}, errori {len(errori)}, {ACCESSI / secondi:.0f} al secondo")
    for errore in sorted(set(errori)):
        print(f"  {errore}")
    return 1 if errori or rapporto > LIMITE else 0


if __name__ == "__main__":
    sys.exit(main())
