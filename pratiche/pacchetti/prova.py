"""The dry run of a package: an invented person fills in every step through the true forms and presents; then nothing happened."""

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from django.core.files.storage import Storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.base.importi import euro
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.identita.ritorno import CITTADINO
from portal.identita.sessione import Sessione
from portal.registro.atti import Atto
from pratiche import operations, riepilogo
from pratiche.compilazione import da_compilare, valuta_passo
from pratiche.models import Pratica, Tornata, VersioneServizio
from pratiche.moduli.campi import TIPI
from pratiche.moduli.caricatore import Pacchetto
from pratiche.moduli.definizione import Campo, Passo
from pratiche.moduli.forms import ModuloCampi, campi_di
from pratiche.operations.carte import caricati
from pratiche.pagamento import conto

PERSONA = {"nome": "Ada", "cognome": "Prova", "codice_fiscale": "RSSMRA80A01H501U", "email": "prova@esempio.invalid"}
GIRI = 5
UN_ANNO = dt.timedelta(days=365)


class _Annulla(Exception):
    """Takes back everything that was done."""


@dataclass
class Esito:
    """`problemi` is empty when the request was presented; `righe` tells what was answered, as the summary does."""

    problemi: list[str] = field(default_factory=list)
    righe: list[str] = field(default_factory=list)


def prova(pacchetto: Pacchetto, ente: Ente, *, volta: int = 0) -> Esito:
    """Publish, fill in, present, and take all back. `volta` takes another choice at each question."""
    esito, file = Esito(), _File()
    try:
        with Atto():
            try:
                _compila(pacchetto, ente, volta, esito, file)
            except DomainError as rifiuto:
                esito.problemi.append(rifiuto.messaggio)
            raise _Annulla
    except _Annulla:
        file.butta()
    return esito


@dataclass
class _File:
    """The files written while trying: a rolled back transaction does not take them away."""

    scritti: list[tuple[Storage, str]] = field(default_factory=list)

    def ricorda(self, pratica: Pratica) -> None:
        for allegato in pratica.allegati.select_related("documento"):
            for uno in (allegato.file, allegato.documento.file if allegato.documento else None):
                if uno:
                    self.scritti.append((uno.storage, uno.name))

    def butta(self) -> None:
        for deposito, nome in self.scritti:
            deposito.delete(nome)


def _compila(pacchetto: Pacchetto, ente: Ente, volta: int, esito: Esito, file: _File) -> None:
    definizione = pacchetto.definizione
    _chiudi_le_tornate(definizione.servizio, ente)
    uno_qualunque = Ufficio.objects.dell_ente(ente).first()  # it all goes away: who answers for it does not matter
    versione = operations.installa_servizio(ente, pacchetto, ufficio=uno_qualunque)
    servizio = Servizio.objects.get(ente=ente, slug=definizione.servizio)
    Servizio.objects.filter(pk=servizio.pk).update(attivo=True, online=True)
    if definizione.graduatoria:
        _apri_una_tornata(versione)
    persona = Persona.objects.filter(codice_fiscale=PERSONA["codice_fiscale"]).first() or Persona.objects.create(
        **PERSONA
    )
    veste = CITTADINO if CITTADINO in definizione.sessioni else definizione.sessioni[0]
    sessione = Sessione(metodo="spid", livello=3, tipo=veste)
    Pratica.objects.di(persona, ente).bozze().filter(servizio=servizio).delete()
    pratica = operations.apri_bozza(servizio.pk, richiedente=persona, attore=persona, sessione=sessione)
    for passo in definizione.passi:
        if passo in da_compilare(pratica):
            pratica = _passo(pratica, passo, persona, volta, esito)
            file.ricorda(pratica)
    if esito.problemi:
        return
    allegati = list(pratica.allegati.all())
    gruppi = riepilogo.gruppi(pratica, allegati, modificabile=True)
    esito.righe += [f"{etichetta}: {valore}" for gruppo in gruppi for etichetta, valore in gruppo["voci"]]
    confermata = pratica.impronta_bozza([str(allegato.codice) for allegato in allegati])
    stato = conto(pratica)
    if stato and stato.manca:  # nobody pays in a trial: the request is complete, and its notice can be issued
        avviso = operations.chiedi_anticipo(pratica.pk, attore=persona, confermata=confermata)
        esito.righe.append(_("Da pagare prima dell'invio: %s") % euro(avviso.importo))
        return
    pratica = operations.presenta(pratica.pk, attore=persona, confermata=confermata, sessione=sessione)
    file.ricorda(pratica)


def _chiudi_le_tornate(servizio: str, ente: Ente) -> None:
    """Those of today are put in the past, so that the package may change: it all goes away with the rest."""
    aperte = Tornata.objects.filter(servizio__ente=ente, servizio__slug=servizio, chiude_il__gte=timezone.now())
    aperte.update(apre_il=timezone.now() - 2 * UN_ANNO, chiude_il=timezone.now() - UN_ANNO)


def _apri_una_tornata(versione: VersioneServizio) -> None:
    adesso = timezone.now()
    tornata = Tornata(servizio=versione.servizio, versione=versione, nome="Prova", apre_il=adesso)
    tornata.chiude_il, tornata.posti = adesso + UN_ANNO, {sede: 1 for sede, _nome in tornata.sedi}
    tornata.save()


def _passo(pratica: Pratica, passo: Passo, persona: Persona, volta: int, esito: Esito) -> Pratica:
    """Answer what is asked; an answer may ask for more, so look again."""
    ingressi: dict[str, Any] = {"email": PERSONA["email"], "telefono": ""}
    modulo = _modulo(pratica, passo, ingressi)
    for _giro in range(GIRI):
        visti = set(modulo.quadro.visibili)
        for campo in passo.campi:
            if modulo.quadro.conta(campo.nome) and campo.nome not in {nome.partition(".")[0] for nome in ingressi}:
                ingressi |= in_ingresso(esempio(campo, volta), campo.nome) if campo.chiesto else {}
        modulo = _modulo(pratica, passo, ingressi)
        modulo.is_valid()
        if modulo.quadro.visibili == visti:
            break
    for campo in passo.campi:
        if campo.tipo == "file" and modulo.quadro.conta(campo.nome):
            _allega(pratica, campo, persona)
    valori = modulo.valori()
    contatti = {nome: valori.pop(nome) for nome in ("email", "telefono") if nome in valori}
    salvata = operations.salva_passo(pratica.pk, attore=persona, contatti=contatti, dati=valori)
    finale = _modulo(salvata, passo, ingressi, caricati(salvata.allegati.all()))
    for nome, errori in finale.errors.items():
        esito.problemi += [_("passo «%(passo)s», %(nome)s: %(errore)s") % {"passo": passo.titolo, "nome": nome, "errore": errore} for errore in errori]  # fmt: skip
    return salvata


def _modulo(
    pratica: Pratica, passo: Passo, ingressi: Mapping[str, Any], quanti: Mapping[str, int] | None = None
) -> ModuloCampi:
    return ModuloCampi(campi_di(passo), ingressi, gia_caricati=quanti or {}, valuta=valuta_passo(pratica))


def esempio(campo: Campo, volta: int) -> Any:
    """A good answer; of choices, another one each time."""
    scelte = [codice for codice, _testo in campo.scelte] or (["si", "no"] if campo.tipo == "si_no" else [])
    if scelte:
        return [scelte[volta % len(scelte)]] if campo.tipo == "scelte" else scelte[volta % len(scelte)]
    return TIPI[campo.tipo].esempi(campo).buoni[0]


def in_ingresso(valore: Any, chiave: str) -> dict[str, Any]:
    """The inputs of a page with this answer typed in."""
    if isinstance(valore, dict):
        return {k: v for parte, suo in valore.items() for k, v in in_ingresso(suo, f"{chiave}.{parte}").items()}
    if isinstance(valore, list) and valore and isinstance(valore[0], dict):
        righe = {k: v for i, riga in enumerate(valore) for k, v in in_ingresso(riga, f"{chiave}.{i}").items()}
        return {chiave: str(len(valore)), **righe}
    return {chiave: valore}


def _allega(pratica: Pratica, campo: Campo, persona: Persona) -> None:
    contenuto = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(contenuto)
    file = SimpleUploadedFile("documento.pdf", contenuto.getvalue(), content_type="application/pdf")
    operations.aggiungi_allegato(pratica.pk, attore=persona, campo=campo.nome, file=file, mime="application/pdf")
