"""The set-up of a comune: the ente, the names it answers at, its offices, written by who runs the machine and never deleted; its boundary."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.http.request import validate_host

from portal.enti.confini import Poligono, misura
from portal.enti.file_comune import CONDIVISO, Comune, FileErrato, Voci, campi
from portal.enti.models import Confine, Ente, Host, Ufficio
from portal.registro.atti import atto
from portal.registro.operations import registra

LUNGO = 60  # characters of a value in a line of the report


@atto
def carica_confine(ente: Ente, poligoni: list[Poligono], *, attore: Any = None) -> Confine:
    """From now a point outside it is refused wherever a service asks for a place. As `confini.leggi` gives them; it takes the place of another."""
    confine, _nuovo = Confine.objects.update_or_create(ente=ente, defaults={"poligoni": poligoni})
    misure = misura(poligoni)
    dati = {"parti": misure.parti, "punti": misure.punti}
    registra("enti.confine_caricato", ente, attore, ente=ente, dati=dati)
    return confine


@atto
def togli_confine(ente: Ente, *, attore: Any = None) -> None:
    """Every point in Italy is taken again. Twice is harmless."""
    if Confine.objects.filter(ente=ente).delete()[0]:
        registra("enti.confine_tolto", ente, attore, ente=ente)


@atto
def applica_comune(comune: Comune, *, dry_run: bool = False) -> list[str]:
    """Create what is missing and change what differs; return what was done, a line for each thing (none: all was so).

    Raises FileErrato with every reason why it cannot be, and then nothing is written. `dry_run` takes all back.
    """
    applica = _Applica(comune)
    applica.ente_e_hosts()
    for voci in comune.uffici if applica.ente.pk else []:
        applica.ufficio(voci)
    if applica.problemi:
        raise FileErrato(applica.problemi)
    transaction.set_rollback(dry_run)
    return applica.righe


class _Applica:
    """One file being applied: what was done, and what cannot be."""

    def __init__(self, comune: Comune) -> None:
        self.comune = comune
        self.ente = Ente.objects.filter(codice_ipa=comune.ente.valori["codice_ipa"]).first() or Ente()
        self.righe: list[str] = []
        self.problemi: list[str] = []

    def ente_e_hosts(self) -> None:
        voci = self.comune.ente
        for voce in ("slug", "codice_fiscale"):
            altri = Ente.objects.exclude(pk=self.ente.pk).filter(**{voce: voci.valori.get(voce)})
            self.problemi += [voci.problema(voce, f"è già di {altro}.") for altro in altri]
        self._host_che_non_vanno()
        nuovo = self.ente.pk is None
        if not self.problemi and self._salva(self.ente, voci, f"ente {voci.valori.get('nome', self.ente.nome)}"):
            registra("enti.ente_creato" if nuovo else "enti.ente_cambiato", self.ente, None, ente=self.ente,
                     dati={"campi": self.cambiati})  # fmt: skip
        if not self.problemi:
            self._aggiungi_hosts()

    def _host_che_non_vanno(self) -> None:
        hosts = dict(self.comune.hosts)
        for host in Host.objects.filter(nome__in=hosts).exclude(ente=self.ente.pk).select_related("ente"):
            self.problemi.append(f"riga {hosts[host.nome]}, hosts: {host.nome} è già di {host.ente}.")
        for nome, riga in hosts.items():
            if not validate_host(nome, settings.ALLOWED_HOSTS):
                self.problemi.append(
                    f"riga {riga}, hosts: {nome} non è in CASA_HOSTS: aggiungilo e riavvia il portale."
                )
        suoi = {*hosts, *Host.objects.filter(ente=self.ente.pk).values_list("nome", flat=True)}
        origine = self.comune.ente.valori.get("origine", self.ente.origine)
        if origine and urlsplit(origine).hostname not in suoi:
            self.problemi.append(
                self.comune.ente.problema("origine", "il suo nome host non è fra gli hosts dell'ente.")
            )

    def _aggiungi_hosts(self) -> None:
        gia = set(Host.objects.filter(ente=self.ente).values_list("nome", flat=True))
        for nome in self.comune.hosts:
            if nome not in gia:
                Host.objects.create(ente=self.ente, nome=nome)
                registra("enti.host_aggiunto", self.ente, None, ente=self.ente, dati={"host": nome})
                self.righe.append(f"+ host {nome}")

    def ufficio(self, voci: Voci) -> None:
        slug = voci.valori["slug"]
        ufficio = Ufficio.objects.dell_ente(self.ente).filter(slug=slug).first()
        if CONDIVISO in voci.valori:
            self._condividi(voci, ufficio)
            return
        azione = "enti.ufficio_cambiato" if ufficio else "enti.ufficio_creato"
        ufficio = ufficio or Ufficio()
        if self._salva(ufficio, voci, f"ufficio {voci.valori.get('nome', ufficio.nome)}"):
            ufficio.enti.add(self.ente)
            registra(azione, ufficio, None, ente=self.ente, dati={"campi": self.cambiati})

    def _condividi(self, voci: Voci, qui: Ufficio | None) -> None:
        """The office of another ente serves this one too."""
        slug, ipa = voci.valori["slug"], voci.valori[CONDIVISO]
        altrui = Ufficio.objects.filter(enti__codice_ipa=ipa, slug=slug).first()
        if ipa == self.ente.codice_ipa or altrui is None:
            self.problemi.append(
                voci.problema(CONDIVISO, f"l'ente {ipa} non ha un ufficio {slug}: applica prima il suo file.")
            )
        elif qui is None:
            altrui.enti.add(self.ente)
            registra("enti.ufficio_condiviso", altrui, None, ente=self.ente, dati={"con": ipa})
            self.righe.append(f"+ ufficio {altrui}, condiviso con {ipa}")
        elif qui != altrui:
            self.problemi.append(voci.problema("slug", "questo ente ha già un ufficio suo con questo nome breve."))

    def _salva(self, riga: Any, voci: Voci, nome: str) -> bool:
        """Write what differs and say it; False when nothing does, or something is missing."""
        nuova = riga.pk is None
        if nuova and (mancano := [uno for uno in campi(type(riga)) if _serve(riga, uno) and uno not in voci.righe]):
            self.problemi.append(f"riga {voci.riga}, {voci.nome}: mancano {', '.join(mancano)}.")
            return False
        prima = {voce: getattr(riga, voce) for voce in voci.valori}
        self.cambiati = [voce for voce, valore in voci.valori.items() if nuova or prima[voce] != valore]
        for voce in self.cambiati:
            setattr(riga, voce, voci.valori[voce])
        if self.cambiati:
            riga.save()
        if nuova:
            self.righe.append(f"+ {nome}")
        else:
            self.righe += [
                f"~ {nome}, {voce}: {_breve(prima[voce])} → {_breve(voci.valori[voce])}" for voce in self.cambiati
            ]
        return bool(self.cambiati)


def _serve(riga: models.Model, voce: str) -> bool:
    campo = riga._meta.get_field(voce)
    return not (campo.blank or campo.has_default() or isinstance(campo, models.BooleanField))  # type: ignore[union-attr]


def _breve(valore: Any) -> str:
    """A value on one line."""
    parole = " ".join(str("" if valore is None else valore).split()) or "(vuoto)"
    return parole if len(parole) <= LUNGO else f"{parole[:LUNGO]}…"
