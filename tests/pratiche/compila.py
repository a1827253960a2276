"""Fills in and presents any package as a person without JavaScript does: reads each page, answers what it asks, presses "Avanti"."""

from collections.abc import Callable, Iterator
from typing import Any

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from pagamenti.models import Avviso
from pratiche.models import Pratica
from pratiche.moduli.campi import TIPI
from pratiche.moduli.definizione import Campo, Definizione
from pratiche.moduli.offerte import NOTO, SCRIVO
from tests import carte
from tests.makers import una_ricevuta

PDF = carte.un_pdf()
TENTATIVI = 6  # a page may show new questions some times, never for ever
Sceglie = Callable[[Campo], Any]


def buone(volta: int) -> Sceglie:
    """The good sample of each question; of choices, another one each time, so that every branch is walked."""

    def scegli(campo: Campo) -> Any:
        scelte = [codice for codice, _testo in campo.scelte] or (["si", "no"] if campo.tipo == "si_no" else [])
        if scelte:
            codice = scelte[volta % len(scelte)]
            return [codice] if campo.tipo == "scelte" else codice
        return TIPI[campo.tipo].esempi(campo).buoni[0]

    return scegli


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

    def compila(self) -> Pratica:
        """From the privacy notice to the presented case."""
        indirizzo = self.client.post(f"/servizi/{self.definizione.servizio}/richiedi/", {"letta": "on"})["Location"]
        while "/compila/" in indirizzo:
            indirizzo = self.passo(indirizzo)
        return self.presenta(indirizzo)

    def passo(self, indirizzo: str) -> str:
        """Answer all that the step asks; the address of what comes next."""
        risposta = self._apri(indirizzo)
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
        assert inviata["Location"].endswith("/inviata/"), inviata["Location"]
        return Pratica.objects.con_il_necessario().get(codice=inviata["Location"].split("/")[2])

    def _paga(self, riepilogo: str, pagina: HttpResponse) -> HttpResponse:
        """The fee asked before sending: the receipt comes, and the summary opens again."""
        dati = {"confermata": pagina.context["confermata"], "paga": "1"}
        codice = self.client.post(riepilogo, dati)["Location"].split("/")[-2]
        una_ricevuta(Avviso.objects.get(codice=codice))
        return self._apri(riepilogo)

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
        if campo is None or dati.get(nome):
            return
        valore = self.scegli(campo)
        for pezzo in resto:
            valore = valore.get(pezzo, "")
        dati[nome] = SimpleUploadedFile(valore, PDF) if campo.tipo == "file" else valore

    def _campo(self, nome: str) -> tuple[Campo | None, list[str]]:
        """The question a control belongs to, and the way to its part of the answer."""
        radice, *resto = nome.split(".")
        campo = self.definizione.per_nome.get(radice)
        if campo is None or campo.tipo != "gruppo":
            return campo, resto
        _numero, domanda, *parti = resto
        return next(parte for parte in campo.campi if parte.nome == domanda), parti
