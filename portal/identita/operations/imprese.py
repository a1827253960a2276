"""The company: known by its code, entered through the people whom its digital identity, an office, or itself lets act."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from portal.enti.models import Ente
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations.rappresentanze import Limiti, in_nome_di, nuova
from portal.identita.saml.models import Company
from portal.identita.stati import Specie, Stato, Verifica
from portal.registro.atti import atto
from portal.registro.operations import registra

# after so long without a login nobody is told of the company's cases any more: who left it no longer has its identity
VALE_DAL_LOGIN = dt.timedelta(days=90)


def conosci_impresa(codice: str, *, denominazione: str, partita_iva: str = "", lingua: str = "it") -> Persona:
    """The company of this code, which may be new here; what is already known of it stays as it is."""
    impresa, _nuova = Persona.objects.get_or_create(
        codice_fiscale=codice,
        defaults={
            "natura": Persona.Natura.GIURIDICA,
            "denominazione": denominazione,
            "partita_iva": partita_iva,
            "lingua": lingua,
            "password": make_password(None),  # nobody enters as a company
        },
    )
    return impresa


@atto
def entra_per_impresa(persona: Persona, certificata: Company, *, ente: Ente) -> Rappresentanza:
    """Somebody entered with the identity of this company: its home is open to them, and only in this kind of session.

    The company takes the name that the provider certifies. Each login renews the mandate.
    """
    nome = certificata.name or certificata.code
    conosciuta = conosci_impresa(certificata.code, denominazione=nome, lingua=persona.lingua)
    # two logins at once make one mandate
    impresa = Persona.objects.select_for_update(no_key=True).get(pk=conosciuta.pk)
    _aggiorna(impresa, certificata)
    al = timezone.localdate() + VALE_DAL_LOGIN
    aperte = Rappresentanza.objects.date_da(impresa, ente).aperte().filter(rappresentante=persona)
    mandato = aperte.filter(specie=Specie.IMPRESA).first()
    if mandato is None:
        mandato = nuova(impresa, persona, ente, Specie.IMPRESA, Limiti(al=al))
        mandato.cambia_stato(Stato.ATTIVA, verifica=Verifica.IDENTITA, verificata_il=timezone.now())
        registra("rappresentanza.riconosciuta", mandato, persona, ente=ente, dati={"specie": str(Specie.IMPRESA)})
    elif mandato.al != al:
        mandato.al = al
        mandato.save(update_fields=["al"])
    return mandato


@atto
def salva_recapiti(impresa: Persona, *, attore: Persona, ente: Ente) -> None:
    """Where the company is reached, already set on the row and checked, becomes so. Raises SenzaTitolo."""
    in_nome_di(attore, impresa, ente)
    impresa.save(update_fields=["cellulare", "lingua"])
    registra("impresa.recapiti_cambiati", impresa, attore, ente=ente)


def _aggiorna(impresa: Persona, certificata: Company) -> None:
    """What is certified today; what the identity does not say stays."""
    detti = {"denominazione": certificata.name, "partita_iva": certificata.vat_number}
    cambiati = [campo for campo, valore in detti.items() if valore and getattr(impresa, campo) != valore]
    for campo in cambiati:
        setattr(impresa, campo, detti[campo])
    if cambiati:
        impresa.save(update_fields=cambiati)
