"""A page as a test reads it: parsed by the rules of HTML, with the faults that no page of ours may have."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import html5lib
from django.http import HttpResponse
from lxml import etree

RIFERIMENTI = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list")
BYTE_MASSIMI = 60 * 1024
ELEMENTI_MASSIMI = 700


@dataclass
class Pagina:
    """The answer of the server, already parsed. An HTML error raises at once."""

    risposta: HttpResponse

    @cached_property
    def html(self) -> str:
        return self.risposta.content.decode()

    @cached_property
    def albero(self) -> Any:
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), strict=True, namespaceHTMLElements=False)
        return parser.parse(self.html)

    def tutti(self, xpath: str) -> list[Any]:
        return list(self.albero.xpath(xpath))

    def elementi(self, nome: str) -> list[Any]:
        """The elements with this `data-element`."""
        return self.tutti(f"//*[@data-element='{nome}']")

    def elemento(self, nome: str) -> Any:
        (unico,) = self.elementi(nome)
        return unico

    def difetti(self) -> list[str]:
        """Every fault found, in words; a good page has none."""
        return [
            *self._misure(),
            *self._titoli(),
            *self._riferimenti(),
            *self._nomi(),
            *self._in_linea(),
        ]

    def _misure(self) -> list[str]:
        byte, elementi = len(self.html.encode()), len(self.tutti("//*"))
        return [
            *([f"{byte} byte"] if byte > BYTE_MASSIMI else []),
            *([f"{elementi} elementi"] if elementi > ELEMENTI_MASSIMI else []),
        ]

    def _titoli(self) -> list[str]:
        livelli = [int(h.tag[1]) for h in self.tutti("//h1|//h2|//h3|//h4|//h5|//h6")]
        salti = [f"h{a} → h{b}" for a, b in zip(livelli, livelli[1:], strict=False) if b > a + 1]
        return [*([f"{livelli.count(1)} h1"] if livelli.count(1) != 1 else []), *salti]

    def _riferimenti(self) -> list[str]:
        presenti = self.tutti("//@id")
        doppi = {nome for nome in presenti if presenti.count(nome) > 1}
        citati = {
            parola for attributo in RIFERIMENTI for valore in self.tutti(f"//@{attributo}") for parola in valore.split()
        }
        ancore = {href[1:] for href in self.tutti("//a/@href") if href.startswith("#")}
        sprite = self.tutti("//*[local-name()='use']/@href")
        return [
            *(f"id doppio: {nome}" for nome in doppi),
            *(f"id che non c'è: {nome}" for nome in (citati | ancore) - set(presenti)),
            *(f"icona fuori dallo sprite: {href}" for href in sprite if "/icone" not in href),
        ]

    def _nomi(self) -> list[str]:
        navigazioni = [n.get("aria-label") or n.get("aria-labelledby") for n in self.tutti("//nav")]
        senza_nome = [etree.tostring(a) for a in self.tutti("//a|//button|//summary") if not nome_di(a)]
        campi = [c for c in self.tutti("//input[not(@type='hidden')]|//select|//textarea") if not self._ha_etichetta(c)]
        return [
            *(
                ["navigazioni senza nome o con lo stesso"]
                if len(set(navigazioni)) != len(navigazioni) or None in navigazioni
                else []
            ),
            *(f"senza nome: {chi!r}" for chi in senza_nome),
            *(f"campo senza etichetta: {campo.get('name')}" for campo in campi),
            *(f"immagine senza alt: {img.get('src')}" for img in self.tutti("//img[not(@alt)]")),
            *(f"collegamento vuoto: {nome_di(a)}" for a in self.tutti("//a[not(@href) or @href='' or @href='#']")),
        ]

    def _ha_etichetta(self, campo: Any) -> bool:
        return bool(campo.get("aria-label") or self.tutti(f"//label[@for='{campo.get('id')}']"))

    def _in_linea(self) -> list[str]:
        gestori = [a for a in self.tutti("//@*[starts-with(name(), 'on')]") if re.match(r"on[a-z]+$", a.attrname)]
        script = self.tutti("//script[not(@src) and not(@type='application/ld+json')]")
        return [
            *(["style"] if self.tutti("//@style|//style") else []),
            *(f"gestore in linea: {gestore.attrname}" for gestore in gestori),
            *(["script in linea"] if script else []),
        ]


def nome_di(elemento: Any) -> str:
    """The text a screen reader would say for a link or a button."""
    return " ".join("".join(elemento.itertext()).split()) or elemento.get("aria-label", "")


def scritto_in(elemento: Any) -> str:
    return " ".join("".join(elemento.itertext()).split())
