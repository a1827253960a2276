"""Fills in and presents any package as a person without JavaScript does: reads each page, answers what it asks, presses "Avanti"."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pagamenti.models import Avviso
from portal.identita.sessione import Sessione
from pratiche import operations
from pratiche.models import Pratica
from pratiche.moduli.definizione import Campo, Definizione, Passo
from pratiche.moduli.forms import CONTATTI, ModuloCampi, campi_di
from pratiche.moduli.offerte import NOTO, SCRIVO
from pratiche.moduli.quadro import Quadro, valuta
from pratiche.pacchetti.prova import esempio, in_ingresso
from tests import carte
from tests.makers import una_ricevuta

PDF = carte.un_pdf()
TENTATIVI = 6  # a page may show new questions some times, never for ever
Sceglie = Callable[[Campo], Any]


def buone(volta: int) -> Sceglie:
    """The good sample of each question; of choices, another one each time, so that every branch is walked."""
    return lambda campo: esempio(campo, volta)


def rami(definizione: Definizione) -> int:
    """How many times to fill in so that each choice of each question is taken once."""
    return max(len(campo.scelte) or 2 for campo in definizione.campi)


def sul_modulo(definizione: Definizione, volta: int) -> Quadro:
    """Fill in the forms of every step along one branch, without pages and without a database; no answer is refused."""
    oggi = timezone.localdate()
    risposte: dict[str, Any] = {}
    for passo in definizione.passi:
        if passo.codice in valuta(definizione.passi, risposte, oggi=oggi).passi:
            modulo = _riempi(definizione, passo, risposte, volta)
            assert not modulo.errors, f"{definizione.servizio}, {passo.codice}: {modulo.errors.as_text()}"
            risposte |= modulo.valori()
    return valuta(definizione.passi, risposte, oggi=oggi)


def _riempi(definizione: Definizione, passo: Passo, risposte: dict[str, Any], volta: int) -> ModuloCampi:
    """The form of a step with every question that it asks answered; an answer may ask for more, so look again."""
    campi, ingressi = campi_di(passo), dict[str, Any]()
    file = {campo.nome: 1 for campo in campi if campo.tipo == "file"}

    def quadro(valori: Mapping[str, Any]) -> Quadro:
        return valuta(definizione.passi, risposte | dict(valori), oggi=timezone.localdate())

    modulo = ModuloCampi(campi, ingressi, gia_caricati=file, valuta=quadro)
    for _ in range(TENTATIVI):
        for campo in campi:
            if campo.chiesto and campo.tipo != "file" and (campo in CONTATTI or modulo.quadro.conta(campo.nome)):
                ingressi |= in_ingresso(esempio(campo, volta), campo.nome)
        visti = modulo.quadro.visibili
        modulo = ModuloCampi(campi, ingressi, gia_caricati=file, valuta=quadro)
        modulo.is_valid()
        if modulo.quadro.visibili == visti:
            break
    return modulo


class Pagina:
    """The form of a page as a browser without JavaScript has it."""

    def __init__(self, risposta: HttpResponse) -> None:
        self.albero = lxml.html.document_fromstring(risposta.content.decode())
        self.modulo = next(
            form for form in self.albero.forms if form.get("method") == "post" and form.xpath(".//*[@name='avanti']")
        )

    def controlli(self) -> Iterator[Any]:
        for controllo in self.modulo.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
            if controllo.get("disabled") is None and not controllo.xpath("ancestor::fieldset[@disabled]"):
                yield controllo

    def valori(self) -> dict[str, Any]:
        """What would be sent as it stands."""
        dati: dict[str, Any] = {}
        for c in self.controlli():
            nome, tipo = c.get("name"), c.get("type", "")
            if tipo in {"radio", "checkbox"}:
                if c.get("checked") is not None:
                    dati.setdefault(nome, []).append(c.get("value", "on"))
            elif nome == "vista":
                dati.setdefault(nome, []).append(c.get("value"))
            elif tipo != "file":
                # a browser drops the first line break of a textarea
                dati[nome] = (c.value or "").removeprefix("\r").removeprefix("\n")
        return dati

    def chieste(self) -> list[str]:
        """The names of the controls that can be seen."""
        visti = [
            c for c in self.controlli() if not c.xpath("ancestor-or-self::*[@hidden]") and c.get("type") != "hidden"
        ]
        return list(dict.fromkeys(c.get("name") for c in visti))

    def errori(self) -> list[str]:
        return [riga.text_content().strip() for riga in self.albero.xpath("//*[@id='errori']//li")]


class Compilatore:
    def __init__(self, client: Client, definizione: Definizione, scegli: Sceglie | None = None) -> None:
        self.client, self.definizione, self.scegli = client, definizione, scegli or buone(0)
        self.pagine: list[HttpResponse] = []
        self.caricati: set[str] = set()
        self.letture: dict[str, int] = {}  # how many queries each step cost to be opened

    def compila(self) -> Pratica:
        """From the privacy notice to the presented case."""
        indirizzo = self.client.post(f"/servizi/{self.definizione.servizio}/richiedi/", {"letta": "on"})["Location"]
        while "/compila/" in indirizzo:
            indirizzo = self.passo(indirizzo)
        return self.presenta(indirizzo)

    def passo(self, indirizzo: str) -> str:
        """Answer all that the step asks; the address of what comes next."""
        with CaptureQueriesContext(connection) as letture:
            risposta = self._apri(indirizzo)
        self.letture[indirizzo] = len(letture)
        for _ in range(TENTATIVI):
            pagina = Pagina(risposta)
            dati = pagina.valori()
            for nome in pagina.chieste():
                self._rispondi(nome, dati)
            risposta = self.client.post(indirizzo, dati)
            if risposta.status_code == 302:
                return str(risposta["Location"])
            self.pagine.append(risposta)
            errori = Pagina(risposta).errori()
            assert not errori, f"{indirizzo}: {errori}"
        raise AssertionError(f"{indirizzo}: la pagina chiede sempre altro")

    def presenta(self, riepilogo: str) -> Pratica:
        pagina = self._apri(riepilogo)
        if pagina.context["conto"] and pagina.context["conto"].manca:
            pagina = self._paga(riepilogo, pagina)
        inviata = self.client.post(riepilogo, {"confermata": pagina.context["confermata"]})
        if inviata["Location"].endswith("/in-firma/"):
            return self._firma(Pratica.objects.get(codice=inviata["Location"].split("/")[2]))
        assert inviata["Location"].endswith("/inviata/"), inviata["Location"]
        return Pratica.objects.con_il_necessario().get(codice=inviata["Location"].split("/")[2])

    def _paga(self, riepilogo: str, pagina: HttpResponse) -> HttpResponse:
        """The fee asked before sending: the receipt comes, and the summary opens again."""
        dati = {"confermata": pagina.context["confermata"], "paga": "1"}
        codice = self.client.post(riepilogo, dati)["Location"].split("/")[-2]
        una_ricevuta(Avviso.objects.get(codice=codice))
        return self._apri(riepilogo)

    def _firma(self, pratica: Pratica) -> Pratica:
        """The second person enters and signs: now it is presented."""
        firma = pratica.firme.get()
        sessione = Sessione(metodo="spid", livello=3, tipo="cittadino")
        operations.firma_richiesta(firma.pk, attore=firma.persona, impronta=firma.impronta, sessione=sessione)
        return Pratica.objects.con_il_necessario().get(pk=pratica.pk)

    def _apri(self, indirizzo: str) -> HttpResponse:
        risposta = self.client.get(indirizzo, follow=True)
        assert risposta.status_code == 200, indirizzo
        self.pagine.append(risposta)
        return risposta

    def _rispondi(self, nome: str, dati: dict[str, Any]) -> None:
        if nome.endswith(f".{NOTO}"):
            dati.setdefault(nome, SCRIVO)
            return
        campo, resto = self._campo(nome)
        if campo is None or dati.get(nome) or nome in self.caricati:
            return
        valore = self.scegli(campo)
        for pezzo in resto:
            valore = valore.get(pezzo, "")
        if campo.tipo == "file":
            self.caricati.add(nome)
            valore = SimpleUploadedFile(valore, PDF)
        dati[nome] = valore

    def _campo(self, nome: str) -> tuple[Campo | None, list[str]]:
        """The question a control belongs to, and the way to its part of the answer."""
        radice, *resto = nome.split(".")
        campo = self.definizione.per_nome.get(radice)
        if campo is None or campo.tipo != "gruppo":
            return campo, resto
        _numero, domanda, *parti = resto
        return next(parte for parte in campo.campi if parte.nome == domanda), parti
