"""Answers made of several parts, each a question of its own: an address, a place, a person, a vehicle, a property."""

from collections.abc import Iterator, Mapping
from typing import Any

from codicefiscale import codicefiscale
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.codice_fiscale import data_di_nascita
from portal.base.templatetags.casa import data as data_in_parole
from portal.enti.confini import in_italia
from pratiche.moduli import schema
from pratiche.moduli.campi.base import Esempi, Tipo
from pratiche.moduli.campi.tempo import giorno_iso
from pratiche.moduli.domande import Campo

FONTE = "fonte"  # where an answer taken from what the ente has comes from; written by the server alone


class Composto(Tipo):
    """`DOMANDE` are the parts; a part that is always asked makes the whole incomplete when it lacks."""

    DOMANDE: tuple[Campo, ...] = ()

    def parti(self, campo: Campo) -> tuple[Campo, ...]:
        return self.DOMANDE

    def vuoto(self, valore: Any) -> bool:
        return not any(self.letto(valore).values())

    def letto(self, valore: Any) -> dict[str, Any]:
        """The parts of a stored answer; none when it is not one of ours."""
        return valore if isinstance(valore, dict) else {}

    def testi(self, valore: Any) -> dict[str, str]:
        """The parts as texts, empty where they lack."""
        letto = self.letto(valore)
        return {parte.nome: str(letto.get(parte.nome) or "") for parte in self.DOMANDE}

    def in_parole(self, campo: Campo, valore: Any) -> str:
        parole, fonte = self.descrivi(self.testi(valore)), self.letto(valore).get(FONTE)
        return gettext("%(parole)s (da %(fonte)s)") % {"parole": parole, "fonte": fonte} if parole and fonte else parole

    def descrivi(self, testi: dict[str, str]) -> str:
        return ", ".join(testo for testo in testi.values() if testo)


class Indirizzo(Composto):
    """Where something is, in Italy."""

    offerto = "indirizzo"
    DOMANDE = (
        Campo("via", "testo", _("Via o piazza"), opzioni={"massimo": 120}),
        Campo("civico", "testo", _("Numero civico"), _("Scrivi SNC se non c'è."), opzioni={"massimo": 15}),
        Campo("cap", "testo", _("CAP"), opzioni={"massimo": 5}),
        Campo("comune", "testo", _("Comune"), opzioni={"massimo": 60}),
        Campo("provincia", "testo", _("Provincia"), _("Due lettere, per esempio BO."), opzioni={"massimo": 2}),
    )

    def controlla(self, campo: Campo, valori: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        cap, provincia = str(valori.get("cap") or ""), str(valori.get("provincia") or "")
        if cap and not (cap.isascii() and cap.isdigit() and len(cap) == 5):
            yield "cap", gettext("Il CAP ha cinque cifre, per esempio 40121.")
        if provincia and not (provincia.isascii() and provincia.isalpha() and len(provincia) == 2):
            yield "provincia", gettext("La provincia ha due lettere, per esempio BO.")

    def descrivi(self, testi: dict[str, str]) -> str:
        strada = " ".join(parte for parte in (testi["via"], testi["civico"]) if parte)
        provincia = f"({testi['provincia'].upper()})" if testi["provincia"] else ""
        localita = " ".join(parte for parte in (testi["cap"], testi["comune"], provincia) if parte)
        return ", ".join(parte for parte in (strada, localita) if parte)

    def esempi(self, campo: Campo) -> Esempi:
        buono = {"via": "Via Roma", "civico": "1", "cap": "40121", "comune": "Bologna", "provincia": "BO"}
        return Esempi(
            (buono,),
            (buono | {"civico": "SNC", "provincia": "bo"},),
            (buono | {"cap": "4012"}, buono | {"cap": "٤٠١٢١"}, buono | {"provincia": "B1"}, buono | {"via": ""}),
        )


class Luogo(Composto):
    """A point of the territory: in words, and with its coordinates when the person gives them."""

    _GRADI = {"decimali": 6}
    DOMANDE = (
        Campo("descrizione", "testo", _("Dove si trova"), _("Via e numero civico, o un punto che si riconosce.")),
        Campo("latitudine", "numero", _("Latitudine"), _("Facoltativa, per esempio 44,494887."), False, _GRADI | {"minimo": -90, "massimo": 90}),
        Campo("longitudine", "numero", _("Longitudine"), _("Facoltativa, per esempio 11,342616."), False, _GRADI | {"minimo": -180, "massimo": 180}),
    )  # fmt: skip

    def controlla(self, campo: Campo, valori: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        ha = {nome: valori.get(nome) not in (None, "") for nome in ("latitudine", "longitudine")}
        if any(ha.values()) and not all(ha.values()):
            manca = next(nome for nome, presente in ha.items() if not presente)
            yield manca, gettext("Scrivi sia la latitudine sia la longitudine, oppure nessuna delle due.")
        gradi = self.gradi(valori)
        if gradi and not in_italia(*gradi):
            yield "latitudine", gettext("Queste coordinate non sono in Italia: guarda se le hai scambiate, oppure cancellale e descrivi il posto a parole.")  # fmt: skip

    def gradi(self, valore: Any) -> tuple[float, float] | None:
        """Longitude and latitude, when both are given and right."""
        letto = self.letto(valore)
        longitudine, latitudine = letto.get("longitudine"), letto.get("latitudine")
        if isinstance(longitudine, int | float) and isinstance(latitudine, int | float):
            return float(longitudine), float(latitudine)
        return None

    def testi(self, valore: Any) -> dict[str, str]:
        letto = self.letto(valore)
        gradi = {nome: letto.get(nome) for nome in ("latitudine", "longitudine")}
        in_cifre = {
            n: f"{v:.6f}".replace(".", ",") if isinstance(v, int | float) else str(v or "") for n, v in gradi.items()
        }
        return {"descrizione": str(letto.get("descrizione") or ""), **in_cifre}

    def descrivi(self, testi: dict[str, str]) -> str:
        if not testi["latitudine"]:
            return testi["descrizione"]
        return gettext("%(descrizione)s (latitudine %(latitudine)s, longitudine %(longitudine)s)") % testi

    def esempi(self, campo: Campo) -> Esempi:
        buono = {
            "descrizione": "Piazza Maggiore, davanti al civico 1",
            "latitudine": "44,494887",
            "longitudine": "11,342616",
        }
        return Esempi(
            (buono,),
            ({"descrizione": "Parco"}, buono | {"latitudine": "35,5", "longitudine": "12,6"}),
            (buono | {"latitudine": "91"}, buono | {"longitudine": ""}, buono | {"latitudine": "nord"}, {"latitudine": "44"},
             buono | {"latitudine": "0", "longitudine": "0"}, buono | {"latitudine": "11,342616", "longitudine": "44,494887"}),
        )  # fmt: skip


class PersonaFamiglia(Composto):
    """A person: chosen in the household that ANPR gave to this ente, or typed by hand. Ages are completed years today."""

    chiavi = {"eta_minima": schema.intero(0, 120), "eta_massima": schema.intero(0, 120)}
    offerto = "persona"
    DOMANDE = (
        Campo("nome", "testo", _("Nome"), opzioni={"massimo": 100}),
        Campo("cognome", "testo", _("Cognome"), opzioni={"massimo": 100}),
        Campo("codice_fiscale", "codice_fiscale", _("Codice fiscale")),
        Campo("data_nascita", "data", _("Data di nascita")),
    )

    def controlla(self, campo: Campo, valori: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        nascita, codice = giorno_iso(valori.get("data_nascita")), str(valori.get("codice_fiscale") or "")
        if nascita is None:
            return
        if nascita > timezone.localdate():
            yield "data_nascita", gettext("La data di nascita è nel futuro.")
            return
        if not self.ha_eta(campo, valori):
            yield "data_nascita", _eta_richiesta(campo)
        del_codice = data_di_nascita(codice) if codice else None
        # the century of a codice fiscale is not certain: only day and month are compared
        if del_codice and (del_codice.day, del_codice.month) != (nascita.day, nascita.month):
            yield (
                "data_nascita",
                gettext("La data di nascita non corrisponde al codice fiscale: controlla tutti e due."),
            )

    def ha_eta(self, campo: Campo, valori: Mapping[str, Any]) -> bool:
        """Is this person of the age that the question wants?"""
        nascita, oggi = giorno_iso(valori.get("data_nascita")), timezone.localdate()
        if nascita is None:
            return False
        eta = oggi.year - nascita.year - ((oggi.month, oggi.day) < (nascita.month, nascita.day))
        return bool(campo.opzioni.get("eta_minima", 0) <= eta <= campo.opzioni.get("eta_massima", 200))

    def incoerenze(self, campo: Campo) -> Iterator[tuple[str, str]]:
        if campo.opzioni.get("eta_minima", 0) > campo.opzioni.get("eta_massima", 200):
            yield "eta_massima", gettext("il massimo è più piccolo del minimo.")

    def descrivi(self, testi: dict[str, str]) -> str:
        nascita = giorno_iso(testi["data_nascita"])
        chi = " ".join(parte for parte in (testi["nome"], testi["cognome"]) if parte)
        nata = gettext("data di nascita %s") % data_in_parole(nascita) if nascita else ""
        codice = gettext("codice fiscale %s") % testi["codice_fiscale"] if testi["codice_fiscale"] else ""
        return ", ".join(parte for parte in (chi, nata, codice) if parte)

    def esempi(self, campo: Campo) -> Esempi:
        oggi = timezone.localdate()
        anni = min(max(campo.opzioni.get("eta_minima", 0), 8), campo.opzioni.get("eta_massima", 200))
        nascita = oggi.replace(year=oggi.year - anni, day=1)
        buona = {
            "nome": "Ada",
            "cognome": "Prova",
            "codice_fiscale": _codice_per(nascita),
            "data_nascita": nascita.isoformat(),
        }
        futura = oggi.replace(year=oggi.year + 1, day=1).isoformat()
        ostili = (buona | {"codice_fiscale": "X"}, buona | {"data_nascita": futura}, buona | {"nome": ""})
        return Esempi((buona,), (buona | {"nome": "Zoë Žižek-D'Àvila"},), ostili)


class Veicolo(Composto):
    offerto = "veicolo"
    DOMANDE = (
        Campo("targa", "targa", _("Targa"), _("Senza spazi, per esempio AB123CD.")),
        Campo("genere", "scelta", _("Tipo di veicolo"), opzioni={"scelte": [
            {"codice": "autoveicolo", "testo": _("automobile")},
            {"codice": "motoveicolo", "testo": _("moto o ciclomotore")},
            {"codice": "autocarro", "testo": _("autocarro o furgone")},
            {"codice": "altro", "testo": _("altro veicolo")},
        ]}),
        Campo("modello", "testo", _("Marca e modello"), obbligatorio=False, opzioni={"massimo": 80}),
    )  # fmt: skip

    def descrivi(self, testi: dict[str, str]) -> str:
        genere = dict(self.DOMANDE[1].scelte).get(testi["genere"], "")
        return ", ".join(parte for parte in (testi["targa"], genere, testi["modello"]) if parte)

    def esempi(self, campo: Campo) -> Esempi:
        buono = {"targa": "AB123CD", "genere": "autoveicolo", "modello": "Fiat Panda"}
        return Esempi(
            (buono,), (buono | {"modello": ""},), (buono | {"targa": "?"}, buono | {"genere": "razzo"}, {"targa": ""})
        )


class Immobile(Composto):
    """A property as the land registry knows it."""

    offerto = "immobile"
    DOMANDE = (
        Campo("ubicazione", "testo", _("Via e numero civico"), opzioni={"massimo": 150}),
        Campo("foglio", "testo", _("Foglio"), _("Foglio, particella e subalterno sono nella visura catastale."), opzioni={"massimo": 10}),
        Campo("particella", "testo", _("Particella"), opzioni={"massimo": 10}),
        Campo("subalterno", "testo", _("Subalterno"), obbligatorio=False, opzioni={"massimo": 10}),
        Campo("categoria", "testo", _("Categoria catastale"), _("Per esempio A/2."), False, {"massimo": 5}),
    )  # fmt: skip

    def controlla(self, campo: Campo, valori: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for nome in ("foglio", "particella", "subalterno"):
            valore = str(valori.get(nome) or "")
            if valore and not (valore.isascii() and valore.replace("/", "").isalnum()):
                yield nome, gettext("Scrivi solo cifre e lettere, come nella visura.")

    def descrivi(self, testi: dict[str, str]) -> str:
        nomi = (("foglio", gettext("foglio %s")), ("particella", gettext("particella %s")),
                ("subalterno", gettext("subalterno %s")), ("categoria", gettext("categoria %s")))  # fmt: skip
        catasto = [parole % testi[nome] for nome, parole in nomi if testi[nome]]
        return ", ".join(parte for parte in (testi["ubicazione"], *catasto) if parte)

    def esempi(self, campo: Campo) -> Esempi:
        buono = {"ubicazione": "Via Roma 1", "foglio": "12", "particella": "345", "subalterno": "6", "categoria": "A/2"}
        ostili = (buono | {"foglio": "12; --"}, buono | {"particella": ""}, buono | {"foglio": "x" * 11})
        return Esempi((buono,), (buono | {"subalterno": "", "categoria": ""},), ostili)


def _codice_per(nascita: Any) -> str:
    """A well formed codice fiscale of an invented girl born that day."""
    return str(codicefiscale.encode("Prova", "Ada", "F", nascita.strftime("%d/%m/%Y"), "H501"))


def _eta_richiesta(campo: Campo) -> str:
    minima, massima = campo.opzioni.get("eta_minima", 0), campo.opzioni.get("eta_massima")
    if massima is None:
        return str(gettext("Qui serve una persona che ha compiuto %s anni.") % minima)
    return str(
        gettext("Qui serve una persona da %(minima)s a %(massima)s anni.") % {"minima": minima, "massima": massima}
    )
