"""What every page must pass in a browser: accessibility, width, weight, content policy. Used by the browser tests of each room."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

BYTE_A_FREDDO = 200 * 1024
RICHIESTE_A_FREDDO = 12
BYTE_HTML = 60 * 1024
ELEMENTI = 700


@dataclass
class Traffico:
    """What a page asked of the network while it was watched, and what the browser complained about."""

    byte: int = 0
    richieste: list[str] = field(default_factory=list)
    lamentele: list[str] = field(default_factory=list)

    def estranee(self, pagina: Page) -> list[str]:
        """Requests to other hosts."""
        host = urlsplit(pagina.url).netloc
        return [url for url in self.richieste if urlsplit(url).netloc not in {host, ""}]


@contextmanager
def ascolta(pagina: Page) -> Iterator[Traffico]:
    """Watch the network and the console of `pagina`. Sizes are those on the wire, headers included."""
    traffico = Traffico()

    def finita(richiesta: Request) -> None:
        misure = richiesta.sizes()
        traffico.byte += misure["responseBodySize"] + misure["responseHeadersSize"]
        traffico.richieste.append(richiesta.url)

    def detta(messaggio: ConsoleMessage) -> None:
        if messaggio.type in {"error", "warning"}:
            traffico.lamentele.append(messaggio.text)

    pagina.on("requestfinished", finita)
    pagina.on("console", detta)
    try:
        yield traffico
    finally:
        pagina.remove_listener("requestfinished", finita)
        pagina.remove_listener("console", detta)


def barriere(pagina: Page) -> list[str]:
    """The rules of axe that the page breaks, best practice included, with the first element at fault."""
    esito = Axe().run(pagina, options={"resultTypes": ["violations"]})
    return [f"{regola['id']}: {regola['nodes'][0]['target']}" for regola in esito.response["violations"]]


def trabocco(pagina: Page) -> int:
    """CSS pixels by which the page is wider than its window."""
    return int(pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def controlla_pagina(pagina: Page, url: str, larghezza: int, *, richieste: int = RICHIESTE_A_FREDDO) -> None:
    """Open `url` cold at this width and hold it to every limit of the house."""
    pagina.goto("about:blank")  # what the page before was still fetching is not this one's
    pagina.set_viewport_size({"width": larghezza, "height": 900})
    with ascolta(pagina) as traffico:
        pagina.goto(url, wait_until="networkidle")
    trovate = barriere(pagina)
    assert trovate == [], (url, trovate)
    assert trabocco(pagina) == 0, url
    assert traffico.lamentele == [], (url, traffico.lamentele)
    assert traffico.estranee(pagina) == [], url
    assert traffico.byte <= BYTE_A_FREDDO, (url, traffico.byte)
    assert len(traffico.richieste) <= richieste, (url, traffico.richieste)
    assert len(pagina.content().encode()) <= BYTE_HTML, url
    assert pagina.locator("*").count() <= ELEMENTI, url
