"""`manage.py operatore`: who works where, from the terminal. Needed for the first administrator; then there is the back-office."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.base.errors import DomainError
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita import operations
from portal.identita.models import Persona
from portal.registro.atti import Atto

AIUTO = """
Gli account di servizio e i loro ruoli negli uffici. Ogni atto resta nel registro con il motivo; --dry-run dice soltanto
che cosa farebbe. Dopo il primo amministratore si fa da Archivi, account di servizio.

  manage.py operatore crea anna.neri --nome Anna --cognome Neri --email anna@comune.esempio.it \\
      --ente esempio --ufficio anagrafe --ruolo amministratore --motivo "Primo amministratore, det. 12/2026"
  manage.py operatore dai anna.neri --ente esempio --ufficio tributi --ruolo operatore --motivo "…"
  manage.py operatore togli anna.neri --ente esempio --ufficio tributi --ruolo operatore --motivo "…"
  manage.py operatore password anna.neri --motivo "…"      un nuovo indirizzo per scegliere la password
  manage.py operatore disattiva anna.neri --motivo "…"     (e riattiva)
  manage.py operatore elenco --ente esempio

crea e password stampano l'indirizzo dove la persona sceglie la sua password: vale una volta, per tre giorni. Chi lo ha
può entrare: dallo a mano. L'ultimo amministratore di un ente non si può togliere né disattivare.
"""
ATTI = {
    "crea": "crea un account con il suo primo ruolo",
    "dai": "dà un ruolo in un ufficio",
    "togli": "toglie un ruolo; l'account e ciò che ha fatto restano",
    "password": "chiude le sessioni e stampa un nuovo indirizzo per scegliere la password",
    "disattiva": "da ora con l'account non si entra",
    "riattiva": "riapre un account disattivato",
}
CON_UFFICIO = {"crea", "dai", "togli"}


class Command(BaseCommand):
    help = AIUTO

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        atti = parser.add_subparsers(dest="atto", required=True, metavar="ATTO")
        elenco = atti.add_parser("elenco", help="chi lavora negli uffici di un ente")
        elenco.add_argument("--ente", required=True, metavar="NOME", help="nome breve dell'ente")
        for nome, spiega in ATTI.items():
            atto = atti.add_parser(nome, help=spiega)
            atto.add_argument("username", metavar="UTENTE", help="nome utente")
            if nome == "crea":
                atto.add_argument("--nome", required=True)
                atto.add_argument("--cognome", required=True)
                atto.add_argument("--email", required=True)
            if nome in CON_UFFICIO:
                atto.add_argument("--ente", required=True, metavar="NOME", help="nome breve dell'ente")
                atto.add_argument("--ufficio", required=True, metavar="NOME", help="nome breve dell'ufficio")
                atto.add_argument("--ruolo", required=True, choices=Incarico.Ruolo.values)
            atto.add_argument("--motivo", required=True, help="perché: resta scritto")
            atto.add_argument("--dry-run", action="store_true", help="dice che cosa farebbe, senza farlo")

    def handle(self, *args: Any, atto: str, **opzioni: Any) -> None:
        if atto == "elenco":
            self._elenco(_ente(opzioni))
            return
        try:
            with Atto():
                fatto = getattr(self, f"_{atto}")(opzioni)
                transaction.set_rollback(opzioni["dry_run"])
        except DomainError as rifiuto:
            raise CommandError(rifiuto.messaggio) from None
        self.stdout.write("Si può fare. Prova: non ho scritto nulla." if opzioni["dry_run"] else fatto)

    def _elenco(self, ente: Ente) -> None:
        suoi = Incarico.objects.filter(ufficio__enti=ente).select_related("persona", "ufficio")
        for incarico in suoi.order_by("persona__username", "ufficio__slug"):
            chi, stato = incarico.persona, "" if incarico.attivo else " (tolto)"
            sospeso = "" if chi.is_active else " (account disattivato)"
            self.stdout.write(f"{chi.username}: {incarico.ruolo}, {incarico.ufficio.slug}{stato}{sospeso}")

    def _crea(self, opzioni: dict[str, Any]) -> str:
        ente, come = _ente(opzioni), {"attore": None, "motivo": opzioni["motivo"]}
        ufficio = _ufficio(ente, opzioni)
        dati = {nome: opzioni[nome] for nome in ("username", "nome", "cognome", "email")}
        operatore = operations.crea_account(**dati, ente=ente, **come)
        operations.dai_ruolo(operatore, ufficio, opzioni["ruolo"], ente=ente, **come)
        return f"Account creato. {_consegna(operatore, ente)}"

    def _dai(self, opzioni: dict[str, Any]) -> str:
        ente = _ente(opzioni)
        ufficio, operatore = _ufficio(ente, opzioni), _operatore(opzioni)
        operations.dai_ruolo(operatore, ufficio, opzioni["ruolo"], attore=None, ente=ente, motivo=opzioni["motivo"])
        return "Fatto: il ruolo vale da subito."

    def _togli(self, opzioni: dict[str, Any]) -> str:
        ente = _ente(opzioni)
        ufficio, operatore = _ufficio(ente, opzioni), _operatore(opzioni)
        suoi = Incarico.objects.filter(persona=operatore, ufficio=ufficio, ruolo=opzioni["ruolo"], attivo=True)
        incarico = suoi.first()
        if incarico is None:
            raise CommandError("Non ha questo ruolo in questo ufficio.")
        operations.togli_ruolo(incarico, attore=None, ente=ente, motivo=opzioni["motivo"])
        return "Fatto: il ruolo è tolto da subito."

    def _password(self, opzioni: dict[str, Any]) -> str:
        operatore, ente = operations.per_username(opzioni["username"])
        operations.azzera_password(operatore, attore=None, ente=ente, motivo=opzioni["motivo"])
        return _consegna(operatore, ente)

    def _disattiva(self, opzioni: dict[str, Any]) -> str:
        operatore, ente = operations.per_username(opzioni["username"])
        operations.disattiva_account(operatore, attore=None, ente=ente, motivo=opzioni["motivo"])
        return "Fatto: l'account non si apre più e le sue sessioni sono chiuse."

    def _riattiva(self, opzioni: dict[str, Any]) -> str:
        operatore, ente = operations.per_username(opzioni["username"])
        operations.riattiva_account(operatore, attore=None, ente=ente, motivo=opzioni["motivo"])
        return "Fatto: l'account si apre di nuovo."


def _consegna(operatore: Persona, ente: Ente) -> str:
    indirizzo = operations.indirizzo_password(operatore, ente)
    return f"La persona sceglie la password qui, una volta sola ed entro tre giorni:\n{indirizzo}"


def _operatore(opzioni: dict[str, Any]) -> Persona:
    operatore = Persona.objects.filter(username=opzioni["username"], is_staff=True).first()
    if operatore is None:
        raise CommandError("Nessun operatore ha questo nome utente.")
    return operatore


def _ente(opzioni: dict[str, Any]) -> Ente:
    ente = Ente.objects.filter(slug=opzioni["ente"]).first()
    if ente is None:
        raise CommandError(f"Nessun ente ha il nome breve «{opzioni['ente']}».")
    return ente


def _ufficio(ente: Ente, opzioni: dict[str, Any]) -> Ufficio:
    ufficio = Ufficio.objects.dell_ente(ente).filter(slug=opzioni["ufficio"]).first()
    if ufficio is None:
        raise CommandError(f"{ente} non ha un ufficio con il nome breve «{opzioni['ufficio']}».")
    return ufficio
