"""`manage.py servizi`: the service packages, from the file of an office to the pages of the citizens."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.catalogo.schede import in_dati
from portal.enti.models import Ente, Ufficio
from portal.registro.atti import Atto
from pratiche.models import VersioneServizio
from pratiche.moduli.caricatore import Pacchetto, PacchettoErrato, disponibili, leggi
from pratiche.moduli.differenza import differenze
from pratiche.moduli.pacchetto import json_schema
from pratiche.operations import installa_servizio
from pratiche.pacchetti import firma as firme
from pratiche.pacchetti.prova import prova
from pratiche.pacchetti.scrittura import in_yaml
from pratiche.schede import Confronto, confronta

DIVERSO = 3  # exit code of `differenza` when something changes: 1 is for what cannot be read

# name, one line, what it teaches; then which arguments it takes
AZIONI = {
    "elenco": ("I pacchetti del portale e, con --ente, le versioni pubblicate.", "servizi elenco --ente roccachiara"),
    "controlla": ("Legge i pacchetti e dice ogni errore con la sua riga.", "servizi controlla mensa.yaml\nservizi controlla            (tutti quelli del portale)"),
    "differenza": ("Che cosa cambia rispetto alla versione pubblicata, domanda per domanda. Esce con 0 se è uguale, con 3 se cambia.", "servizi differenza mensa.yaml --ente roccachiara"),
    "prova": ("Una persona inventata compila tutto e invia; poi si annulla ogni cosa.", "servizi prova mensa.yaml --ente roccachiara"),
    "installa": ("Pubblica per un comune. Bozze e pratiche restano sulla loro versione. La scheda che manca nasce dal pacchetto. Con --dry-run dice soltanto che cosa farebbe.", "servizi installa mensa.yaml --ente roccachiara --dry-run\nservizi installa mensa.yaml --ente roccachiara --con-scheda\nservizi installa --ente roccachiara            (i servizi che il comune ha già)"),
    "esporta": ("Scrive il file di una versione pubblicata.", "servizi esporta mensa-scolastica --ente roccachiara --uscita mensa.yaml"),
    "firma": ("Scrive accanto al pacchetto la sua firma (mensa.yaml.firma), con una chiave privata Ed25519.", "openssl genpkey -algorithm ed25519 -out chiave.pem\nservizi firma mensa.yaml --chiave chiave.pem"),
    "verifica": ("Controlla la firma; con --chiave anche che sia di quella chiave pubblica.", "openssl pkey -in chiave.pem -pubout -out pubblica.pem\nservizi verifica mensa.yaml --chiave pubblica.pem"),
    "schema": ("Scrive il JSON Schema dei pacchetti, per gli editor che suggeriscono le voci.", "servizi schema --uscita pacchetto.schema.json"),
}  # fmt: skip
CON_ENTE, CON_CHIAVE = {"elenco", "differenza", "prova", "installa", "esporta"}, {"firma", "verifica"}
CON_PROVA_A_VUOTO, CON_USCITA = {"installa", "firma"}, {"esporta", "schema"}

# options of one action
DI_UNA: dict[str, dict[str, dict[str, Any]]] = {
    "installa": {
        "--ufficio": {
            "help": "Nome breve dell'ufficio di una scheda nuova, dove manca quello che il pacchetto nomina."
        },
        "--con-scheda": {"action": "store_true", "help": "Nella scheda che c'è già mette i testi del pacchetto."},
    },
    "esporta": {"--versione": {"type": int, "help": "Numero della versione; se manca, l'ultima."}},
}


class Command(BaseCommand):
    help = "I pacchetti dei servizi: elenco, controllo, differenza, prova, pubblicazione, firma."

    def add_arguments(self, parser: CommandParser) -> None:
        azioni = parser.add_subparsers(dest="azione", required=True, metavar="azione")
        for nome, (spiega, esempi) in AZIONI.items():
            righe = "\n".join(
                f"  {riga}".replace("  servizi ", "  manage.py servizi ", 1) for riga in esempi.splitlines()
            )
            sotto = azioni.add_parser(
                nome,
                help=spiega,
                description=spiega,
                epilog=f"Esempi:\n{righe}",
                formatter_class=RawDescriptionHelpFormatter,
            )
            if nome != "schema":
                sotto.add_argument("pacchetti", nargs="*", help="Nomi di pacchetti del portale o file YAML.")
            if nome in CON_ENTE:
                sotto.add_argument("--ente", required=nome != "elenco", help="Nome breve del comune.")
            if nome in CON_CHIAVE:
                sotto.add_argument("--chiave", required=nome == "firma", help="File PEM della chiave Ed25519.")
            if nome in CON_PROVA_A_VUOTO:
                sotto.add_argument("--dry-run", action="store_true", help="Dice che cosa farebbe e non fa nulla.")
            if nome in CON_USCITA:
                sotto.add_argument("--uscita", help="File da scrivere; se manca, lo schermo.")
            for opzione, altro in DI_UNA.get(nome, {}).items():
                sotto.add_argument(opzione, **altro)

    def handle(self, *args: Any, azione: str, **opzioni: Any) -> None:
        getattr(self, azione)(opzioni)

    def elenco(self, opzioni: dict[str, Any]) -> None:
        nomi = opzioni["pacchetti"]
        interni = [uno for uno in disponibili() if not nomi or uno in nomi]
        pubblicate = _pubblicate(_ente(opzioni), nomi) if opzioni["ente"] else []
        ignoti = set(nomi) - set(interni) - {versione.servizio.slug for versione in pubblicate}
        if ignoti:
            raise CommandError(f"Nessun pacchetto con questo nome: {', '.join(sorted(ignoti))}.")
        for nome in interni:
            self.stdout.write(nome)
        for versione in pubblicate:
            chi = versione.pubblicata_da.nome_completo if versione.pubblicata_da else "sistema"
            firma = f", firmata {versione.firmata_da[:12]}" if versione.firmata_da else ""
            self.stdout.write(
                f"{versione.servizio.slug} v{versione.numero}, {versione.pubblicata_il:%Y-%m-%d}, {chi}{firma}"
            )

    def controlla(self, opzioni: dict[str, Any]) -> None:
        errati = 0
        for file in _file(opzioni):
            try:
                self.stdout.write(f"{file.stem}: va bene ({leggi(file).impronta[:12]})")
            except PacchettoErrato as errore:
                errati += 1
                self.stderr.write(str(errore))
        if errati:
            raise CommandError(f"Pacchetti da correggere: {errati}.")

    def differenza(self, opzioni: dict[str, Any]) -> None:
        cambia = False
        for file in _file(opzioni):
            pacchetto = _leggi(file)
            ultima = _ultima(_ente(opzioni), pacchetto.definizione.servizio)
            righe = ["pacchetto nuovo, mai pubblicato."] if ultima is None else _differenze(ultima, pacchetto)
            righe += confronta(_ente(opzioni), pacchetto).righe()
            for riga in righe or ["uguale alla versione pubblicata."]:
                self.stdout.write(f"{file.stem}: {riga}")
            cambia = cambia or bool(righe)
        if cambia:
            sys.exit(DIVERSO)

    def prova(self, opzioni: dict[str, Any]) -> None:
        for file in _file(opzioni):
            esito = prova(_leggi(file), _ente(opzioni))
            if esito.problemi:
                raise CommandError(f"{file.stem}: non si riesce a presentare.\n" + "\n".join(esito.problemi))
            self.stdout.write(f"{file.stem}: compilato e presentato, poi annullato.")
            for riga in esito.righe:
                self.stdout.write(f"  {riga}")

    def installa(self, opzioni: dict[str, Any]) -> None:
        """All or nothing: one package that cannot be published leaves the others as they were. A dry run is taken back whole."""
        ente = _ente(opzioni)
        ufficio = _ufficio(ente, opzioni["ufficio"]) if opzioni["ufficio"] else None
        schede = set(Servizio.objects.filter(ente=ente).values_list("slug", flat=True))
        with Atto():
            for file in _file(opzioni):
                if opzioni["pacchetti"] or file.stem in schede:
                    self._installa(ente, file, ufficio, opzioni)
                else:
                    self.stdout.write(f"{file.stem}: il comune non ha questo servizio, saltato; per pubblicarlo scrivi il suo nome")  # fmt: skip
            transaction.set_rollback(opzioni["dry_run"])

    def _installa(self, ente: Ente, file: Path, ufficio: Ufficio | None, opzioni: dict[str, Any]) -> None:
        pacchetto, con_scheda, dry_run = _leggi(file), opzioni["con_scheda"], opzioni["dry_run"]
        ultima = _ultima(ente, pacchetto.definizione.servizio)
        firmatario = self._firmatario(file, pacchetto, prima=ultima.firmata_da if ultima else "")
        scheda = confronta(ente, pacchetto, scelto=ufficio)
        try:
            versione = installa_servizio(ente, pacchetto, firmatario=firmatario, ufficio=ufficio, con_scheda=con_scheda)
        except DomainError as rifiuto:
            raise CommandError(rifiuto.messaggio) from None
        fatto = f"pubblicato per {ente},"
        if dry_run:
            fatto = "resterebbe la" if versione == ultima else "diventerebbe la"
        elif versione == ultima:
            fatto = "è già pubblicato così: resta la"
        self.stdout.write(f"{file.stem}: {fatto} versione {versione.numero}")
        for riga in _della_scheda(scheda, con_scheda=con_scheda, dry_run=dry_run):
            self.stdout.write(f"{file.stem}: {riga}")

    def _firmatario(self, file: Path, pacchetto: Pacchetto, *, prima: str) -> str:
        """Who signed it; not who signed the one before (`prima`), or nobody: with a warning. A wrong signature is refused."""
        chi = self._verificata(file, pacchetto)
        if prima not in ("", chi):
            self.stderr.write(
                self.style.WARNING(f"{file.stem}: la versione di prima è firmata con un'altra chiave ({prima[:12]}).")
            )
        return chi

    def _verificata(self, file: Path, pacchetto: Pacchetto) -> str:
        accanto = firme.file_firma(file)
        if not accanto.exists():
            if file not in disponibili().values():
                self.stderr.write(self.style.WARNING(f"{file.stem}: pacchetto non firmato, controlla da dove viene."))
            return ""
        try:
            return firme.verifica(pacchetto, firme.leggi(accanto.read_bytes()))
        except firme.FirmaNonValida as errore:
            raise CommandError(f"{file.stem}: {errore}") from None

    def esporta(self, opzioni: dict[str, Any]) -> None:
        if len(opzioni["pacchetti"]) != 1:
            raise CommandError("Si esporta un servizio alla volta: scrivi il suo codice.")
        nome, numero = opzioni["pacchetti"][0], opzioni["versione"]
        versioni = VersioneServizio.objects.select_related("servizio__ufficio").filter(
            servizio__ente=_ente(opzioni), servizio__slug=nome
        )
        if numero is not None:
            versioni = versioni.filter(numero=numero)
        versione = versioni.order_by("-numero").first()
        if versione is None:
            raise CommandError(f"{nome}: nessuna versione pubblicata.")
        intero = {**versione.contenuto, "scheda": in_dati(versione.servizio)}  # the page as people read it today
        self._scrivi(in_yaml(intero), opzioni["uscita"])

    def firma(self, opzioni: dict[str, Any]) -> None:
        if not opzioni["pacchetti"]:
            raise CommandError("Quale pacchetto si firma? Scrivi il suo nome, o il suo file.")
        for file in _file(opzioni):
            try:
                fatta = firme.firma(_leggi(file), _contenuto(opzioni["chiave"]))
            except firme.FirmaNonValida as errore:
                raise CommandError(str(errore)) from None
            if not opzioni["dry_run"]:
                _salva(firme.file_firma(file), firme.scrivi(fatta))
            self.stdout.write(f"{firme.file_firma(file).name}: chiave {fatta.firmatario[:12]}")

    def verifica(self, opzioni: dict[str, Any]) -> None:
        attesa = _contenuto(opzioni["chiave"]) if opzioni["chiave"] else b""
        for file in _file(opzioni):
            accanto = firme.file_firma(file)
            try:
                chi = firme.verifica(_leggi(file), _firma(accanto), attesa=attesa)
            except firme.FirmaNonValida as errore:
                raise CommandError(f"{file.stem}: {errore}") from None
            self.stdout.write(f"{file.stem}: firma valida, chiave {chi[:12]}")

    def schema(self, opzioni: dict[str, Any]) -> None:
        self._scrivi(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", opzioni["uscita"])

    def _scrivi(self, testo: str, uscita: str | None) -> None:
        if uscita:
            _salva(Path(uscita), testo)
            self.stdout.write(f"Scritto {uscita}.")
        else:
            self.stdout.write(testo)


def _file(opzioni: dict[str, Any]) -> list[Path]:
    """The files named, or every package of the portal."""
    interni = disponibili()
    scelti = [interni.get(nome, Path(nome)) for nome in opzioni["pacchetti"]]
    mancanti = [str(file) for file in scelti if not file.is_file()]
    if mancanti:
        raise CommandError(f"Non è un pacchetto del portale, e il file non c'è: {', '.join(mancanti)}.")
    return scelti or list(interni.values())


def _pubblicate(ente: Ente, nomi: list[str]) -> list[VersioneServizio]:
    """Every version that the ente has published, of these services or of all."""
    versioni = VersioneServizio.objects.filter(servizio__ente=ente).select_related("servizio", "pubblicata_da")
    if nomi:
        versioni = versioni.filter(servizio__slug__in=nomi)
    return list(versioni.order_by("servizio__slug", "numero"))


def _firma(accanto: Path) -> firme.Firma:
    if not accanto.is_file():
        raise CommandError(f"{accanto.name}: questo file non c'è, il pacchetto non è firmato.")
    return firme.leggi(_contenuto(str(accanto)))


def _leggi(file: Path) -> Pacchetto:
    try:
        return leggi(file)
    except PacchettoErrato as errore:
        raise CommandError(str(errore)) from None


def _ente(opzioni: dict[str, Any]) -> Ente:
    ente = Ente.objects.filter(slug=opzioni["ente"]).first()
    if ente is None:
        raise CommandError(f"Nessun comune si chiama {opzioni['ente']}.")
    return ente


def _ufficio(ente: Ente, slug: str) -> Ufficio:
    suoi = Ufficio.objects.dell_ente(ente)
    ufficio = suoi.filter(slug=slug).first()
    if ufficio is None:
        nomi = ", ".join(suoi.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"Nessun ufficio di {ente} si chiama {slug}. Ci sono: {nomi or 'nessuno'}.")
    return ufficio


def _della_scheda(scheda: Confronto, *, con_scheda: bool, dry_run: bool) -> Iterator[str]:
    """What was done to the public page, or would be."""
    if scheda.nuova:
        fatta = "nascerebbe" if dry_run else "è nata"
        yield f"{fatta} la scheda «{scheda.pacchetto.scheda['titolo']}», {scheda.ufficio}"
    elif scheda.diverse and con_scheda:
        yield f"nella scheda {'cambierebbero' if dry_run else 'sono cambiati'} i testi {scheda.nomi}"
    elif scheda.diverse:
        yield f"la scheda resta com'è; nel pacchetto sono diversi i testi {scheda.nomi} (--con-scheda per prenderli)"


def _ultima(ente: Ente, slug: str) -> VersioneServizio | None:
    servizio = Servizio.objects.filter(ente=ente, slug=slug).first()
    return VersioneServizio.objects.ultima(servizio.pk) if servizio else None


def _differenze(ultima: VersioneServizio, pacchetto: Pacchetto) -> list[str]:
    if ultima.impronta == pacchetto.impronta:
        return []
    return differenze(ultima.definizione, pacchetto.definizione) or [
        "cambiano solo parole in altre lingue o note interne."
    ]


def _salva(file: Path, testo: str) -> None:
    try:
        file.write_text(testo, encoding="utf-8")
    except OSError:
        raise CommandError(f"Il file {file} non si può scrivere.") from None


def _contenuto(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError:
        raise CommandError(f"Il file {file} non si legge.") from None
