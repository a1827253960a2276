"""One request through every room, from the first click to the last: with JavaScript and without.

Catalogue → SPID → request → payment → messages → officer → completion → outcome in the dossier → appointment; then the
neighbour, and who has not entered, try every address of it.
"""

import datetime as dt
import re
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as TimeoutNonArrivato

from tests import carte
from tests.e2e.conftest import Casa

pytestmark = pytest.mark.browser

SERVIZIO = "/servizi/permesso-accesso-ztl/"
PDF = {"name": "carta di circolazione.pdf", "mimeType": "application/pdf", "buffer": carte.un_pdf()}
ATTESA_LAVORI = 45.0  # seconds for worker and sweep to do what was asked


def fino_a(pagina: Page, indirizzo: str, vero: Callable[[Page], bool]) -> None:
    """Reload `indirizzo` until what the worker must bring is there: what a person would do."""
    fine = time.monotonic() + ATTESA_LAVORI
    while time.monotonic() < fine:
        pagina.goto(indirizzo)
        if vero(pagina):
            return
        time.sleep(0.5)
    raise AssertionError(f"{indirizzo}: non è arrivato quello che si aspettava\n{pagina.locator('main').inner_text()}")


def entra_con_spid(pagina: Page, nome: str) -> None:
    """From our login page, through the identity provider, and back."""
    pagina.get_by_role("link", name=re.compile("Identità di prova")).click()
    _prosegui(pagina)
    pagina.get_by_role("button", name=f"Entra come {nome}", exact=True).click()
    _prosegui(pagina)


def _prosegui(pagina: Page) -> None:
    """Without JavaScript the pages that carry the messages between the two sites wait for a click."""
    passaggio = pagina.get_by_role("button", name=re.compile("^(Continua|Vai a)"))
    with suppress(TimeoutNonArrivato):  # with JavaScript the page has already gone on by itself
        passaggio.first.click(timeout=1500)


def compila(pagina: Page) -> str:
    """Fill in the request, with a stop on the way; the address of the case that comes of it."""
    pagina.goto("/")
    pagina.get_by_role("link", name="Servizi", exact=True).first.click()
    pagina.get_by_role("link", name="Permesso di accesso alla ZTL").first.click()
    pagina.get_by_role("link", name="Richiedi online").first.click()
    expect(pagina).to_have_url(re.compile("/accedi/"))
    entra_con_spid(pagina, "Giulia Bianchi")
    expect(pagina).to_have_url(re.compile(f"{SERVIZIO}richiedi/$"))  # back inside the request, not on the home page

    pagina.get_by_role("checkbox").check(force=True)
    pagina.get_by_role("button", name="Avanti").last.click()
    expect(pagina.locator("main")).to_contain_text("BNCGLI85D52H501T")
    assert pagina.locator("main input[value='Giulia']").count() == 0  # the identity is shown, not editable
    pagina.get_by_role("button", name="Avanti").last.click()

    pagina.locator("[name=targa]").fill("sbagliata!")
    pagina.get_by_role("button", name="Avanti").last.click()
    expect(pagina).to_have_title(re.compile("^Errore"))
    assert pagina.locator("[name=targa]").input_value() == "sbagliata!"  # nothing typed is lost

    pagina.locator("[name=targa]").fill("AB123CD")
    pagina.get_by_role("button", name="Salva richiesta").click()
    pagina.goto("/area-personale/")
    pagina.locator("main").get_by_role(
        "link", name=re.compile("continua|riprendi|completa", re.IGNORECASE)
    ).first.click()
    if pagina.locator("[name=targa]").count() == 0:
        pagina.goto(pagina.url.replace("dati-generali", "dati-specifici"))
    assert pagina.locator("[name=targa]").input_value() == "AB123CD"  # resumed where it was left

    pagina.locator("input[name=titolo][value=mio]").check(force=True)
    pagina.locator("input[name=motivo][value=residente]").check(force=True)
    pagina.locator("input[name=zone][value=a]").check(force=True)
    domani = timezone.localdate() + dt.timedelta(days=1)
    pagina.locator("[name=dal]").fill(domani.isoformat())
    pagina.locator("[name=al]").fill((domani + dt.timedelta(days=200)).isoformat())
    pagina.locator("[name=carta_circolazione]").set_input_files(PDF)
    pagina.get_by_role("button", name="Avanti").last.click()

    riepilogo = pagina.locator("main")
    for testo in ("AB123CD", "Zona A", "carta di circolazione.pdf", "Giulia Bianchi"):
        expect(riepilogo).to_contain_text(testo)
    pagina.get_by_role("button", name="Invia la richiesta").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Richiesta inviata")
    pagina.get_by_role("link", name="Vai alla pagina della pratica").click()
    return urlsplit(pagina.url).path


def controlla_ricevuta(pagina: Page, pratica: str) -> None:
    """Protocol number and receipt arrive by the worker."""
    fino_a(pagina, pratica, lambda p: p.get_by_role("link", name="Scarica la ricevuta (PDF)").count() > 0)
    expect(pagina.locator("main")).to_contain_text("Numero di protocollo assegnato")
    with pagina.expect_download() as scaricato:
        pagina.get_by_role("link", name="Scarica la ricevuta (PDF)").click()
    assert Path(scaricato.value.path()).read_bytes().startswith(b"%PDF-")


def paga(pagina: Page, pratica: str) -> str:
    """Pay at the sandbox checkout; only the receipt makes it paid. The address of the notice."""
    pagina.goto(pratica)
    pagina.get_by_role("link", name=re.compile("pagamento")).first.click()
    avviso = urlsplit(pagina.url).path
    fino_a(pagina, avviso, lambda p: p.get_by_role("button", name="Paga con pagoPA").count() > 0)
    pagina.get_by_role("button", name="Paga con pagoPA").click()
    pagina.get_by_role("button", name="Paga", exact=True).click()
    expect(pagina).to_have_url(re.compile("/pagamenti/esito/"))
    fino_a(pagina, avviso, lambda p: p.get_by_role("link", name="Scarica la quietanza (PDF)").count() > 0)
    return avviso


def ufficio_prende_e_chiede(ufficio: Page, casa: Casa, pratica: str) -> None:
    ufficio.goto("/operatori/")
    ufficio.locator("[name=login]").fill("luca-responsabile")
    ufficio.locator("[name=password]").fill(casa.parola_di("luca-responsabile"))
    ufficio.get_by_role("button", name="Accedi", exact=True).click()
    expect(ufficio).to_have_url(re.compile("/operatori/$"))
    ufficio.goto(f"/operatori{pratica}")
    for _ in range(2):  # the button of the page, then the one that confirms
        _atto(ufficio, "Prendi in carico").click()
    _atto(ufficio, "Chiedi integrazione").click()
    ufficio.locator("[name=testo]").fill("La carta di circolazione non si legge: manda una foto più nitida.")
    ufficio.get_by_label("Carta di circolazione").select_option("illeggibile")
    _atto(ufficio, "Chiedi integrazione").click()


def _atto(pagina: Page, nome: str) -> "object":
    return (
        pagina.get_by_role("link", name=nome, exact=True).or_(pagina.get_by_role("button", name=nome, exact=True)).first
    )


def rispondi(pagina: Page, pratica: str) -> None:
    pagina.goto("/area-personale/")
    pagina.locator("main").get_by_role("link", name=re.compile("rispondi|integra", re.IGNORECASE)).first.click()
    pagina.locator("[name=carta_circolazione]").set_input_files(PDF | {"name": "foto nitida.pdf"})
    pagina.locator("main").get_by_role("button", name=re.compile("invia", re.IGNORECASE)).last.click()
    pagina.goto(pratica)
    expect(pagina.locator("main")).to_contain_text("foto nitida.pdf")


def ufficio_accoglie(ufficio: Page, pratica: str) -> None:
    ufficio.goto(f"/operatori{pratica}")
    for _ in range(2):
        _atto(ufficio, "Accogli").click()
    expect(ufficio.locator("#content, main").first).to_contain_text("Accolta")


def controlla_messaggi(pagina: Page, casa: Casa, sigla: str) -> None:
    """Every step is told in the inbox, by mail and on App IO."""
    attesi = (
        f"Abbiamo ricevuto la tua richiesta n. {sigla}",
        f"Stiamo lavorando alla pratica n. {sigla}",
        f"rispondi all'ufficio per la pratica n. {sigla}",
        f"Abbiamo ricevuto la tua risposta per la pratica n. {sigla}",
        f"La tua richiesta n. {sigla} è stata accolta",
        "Abbiamo ricevuto il tuo pagamento",
    )
    for elenco in ("/area-personale/messaggi/", f"{casa.sandbox}/posta/", f"{casa.sandbox}/io/"):
        fino_a(pagina, elenco, lambda p: all(testo in p.locator("main").inner_text() for testo in attesi))


def prenota_e_annulla(pagina: Page) -> str:
    pagina.goto("/appuntamenti/prenota/?servizio=permesso-accesso-ztl")
    pagina.locator("main input[type=radio]").first.check(force=True)
    pagina.get_by_role("button", name="Avanti").click()
    pagina.locator("main input[type=radio]").first.check(force=True)
    for _ in range(3):
        pagina.get_by_role("button", name="Avanti").click()
    pagina.locator("main").get_by_role("button", name=re.compile("conferma|prenota", re.IGNORECASE)).last.click()
    expect(pagina).to_have_url(re.compile("/confermato/"))
    appuntamento = urlsplit(pagina.url).path.removesuffix("confermato/")
    with pagina.expect_download() as scaricato:
        pagina.get_by_role("link", name=re.compile("calendario", re.IGNORECASE)).first.click()
    assert b"BEGIN:VEVENT" in Path(scaricato.value.path()).read_bytes()
    pagina.goto(f"{appuntamento}annulla/")
    pagina.get_by_role("button", name="Sì, annulla l'appuntamento").click()
    fino_a(pagina, appuntamento, lambda p: "annullat" in p.locator("main").inner_text().lower())
    return appuntamento


def indirizzi_di(pagina: Page, *pagine: str) -> set[str]:
    """The addresses with a code in them that these pages link to: all that is Giulia's."""
    trovati = set(pagine)
    for indirizzo in pagine:
        pagina.goto(indirizzo)
        trovati |= {
            href
            for href in pagina.eval_on_selector_all("main a", "nodi => nodi.map(n => n.getAttribute('href'))")
            if href
        }
    return {indirizzo for indirizzo in trovati if re.search(r"^/.*[0-9a-f]{8}-[0-9a-f]{4}-", indirizzo)}


def test_una_richiesta_attraversa_ogni_stanza(contesto: BrowserContext, casa: Casa) -> None:
    giulia = contesto.new_page()
    pratica = compila(giulia)
    controlla_ricevuta(giulia, pratica)
    avviso = paga(giulia, pratica)
    ufficio = contesto.browser.new_context(base_url=casa.url, locale="it-IT").new_page()  # type: ignore[union-attr]
    ufficio_prende_e_chiede(ufficio, casa, pratica)
    rispondi(giulia, pratica)
    ufficio_accoglie(ufficio, pratica)
    fino_a(giulia, "/area-personale/fascicolo/", lambda p: "esito" in p.locator("main").inner_text().lower())
    giulia.goto(pratica)
    sigla = re.search(r"\d+/\d{4}", giulia.title())
    assert sigla
    controlla_messaggi(giulia, casa, sigla.group())
    appuntamento = prenota_e_annulla(giulia)
    suoi = indirizzi_di(
        giulia, pratica, avviso, appuntamento, "/area-personale/fascicolo/", "/area-personale/messaggi/"
    )
    assert len(suoi) >= 8
    ufficio.context.close()
    il_vicino_non_vede_nulla(contesto, casa, suoi)


def il_vicino_non_vede_nulla(contesto: BrowserContext, casa: Casa, indirizzi: set[str]) -> None:
    """Marco gets 404 on every address of Giulia's; without entering, each leads to the login and back."""
    estraneo = contesto.browser.new_context(base_url=casa.url, locale="it-IT")  # type: ignore[union-attr]
    pagina = estraneo.new_page()
    for indirizzo in sorted(indirizzi):
        risposta = pagina.goto(indirizzo)
        assert risposta is not None
        assert "/accedi/?next=" in risposta.url, indirizzo
    pagina.goto("/accedi/?next=/area-personale/")
    entra_con_spid(pagina, "Marco Verdi")
    biscotti = "; ".join(f"{b['name']}={b['value']}" for b in estraneo.cookies(casa.url))
    for indirizzo in sorted(indirizzi):
        richiesta = urllib.request.Request(f"{casa.url}{indirizzo}", headers={"Cookie": biscotti})
        with pytest.raises(urllib.error.HTTPError) as rifiuto:
            urllib.request.urlopen(richiesta)
        assert rifiuto.value.code == 404, indirizzo
    estraneo.close()
