"""State of the sandbox, kept between restarts. No migrations: see DATABASES in settings.py."""

import uuid

from django.db import models
from django.utils import timezone

from portal.sandbox import piattaforme


class Modo(models.Model):
    """The mood chosen on the panel for one platform; no row means that it works."""

    piattaforma = models.CharField(max_length=20, primary_key=True)
    modo = models.CharField(max_length=10)

    @classmethod
    def di(cls, piattaforma: str) -> str:
        return cls.objects.filter(pk=piattaforma).values_list("modo", flat=True).first() or piattaforme.OK


class Fatto(models.Model):
    """One thing that happened on the wire: what arrived at a platform, or what a platform sent to the portal."""

    quando = models.DateTimeField(default=timezone.now)
    piattaforma = models.CharField(max_length=20)
    metodo = models.CharField(max_length=20)
    forma = models.CharField(max_length=200)  # the route, never the values in it
    esito = models.CharField(max_length=60)
    riferimento = models.CharField(max_length=60)  # NAV, message id, protocol number: never a person

    class Meta:
        ordering = ["pk"]


class RichiestaSpid(models.Model):
    """An AuthnRequest that was found right and waits for a person to choose who to be."""

    codice = models.UUIDField(default=uuid.uuid4, unique=True)
    creata_il = models.DateTimeField(default=timezone.now)
    gestore = models.CharField(max_length=10)
    fornitore = models.CharField(max_length=300)
    nome_fornitore = models.CharField(max_length=300)
    id_richiesta = models.CharField(max_length=200)
    acs = models.CharField(max_length=300)
    livello = models.PositiveSmallIntegerField()
    attributi = models.JSONField()
    finalita = models.CharField(max_length=10)
    relay_state = models.CharField(max_length=1000)
    conclusa = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fornitore", "id_richiesta"], name="richiesta_spid_unica")]


class SessioneSpid(models.Model):
    """A login that was granted: what a LogoutRequest names, theirs or ours.

    `uscita` is the ID of the LogoutRequest that we sent and that waits for its answer.
    """

    gestore = models.CharField(max_length=10)
    persona = models.CharField(max_length=20)
    name_id = models.CharField(max_length=100, unique=True)
    session_index = models.CharField(max_length=100)
    fornitore = models.CharField(max_length=300)
    nome_fornitore = models.CharField(max_length=300)
    creata_il = models.DateTimeField(default=timezone.now)
    uscita = models.CharField(max_length=100)

    class Meta:
        ordering = ["uscita", "pk"]


class Posizione(models.Model):
    """A debt position of GPD; `dati` is the body as the ente sent it."""

    ente = models.CharField(max_length=11)
    iupd = models.CharField(max_length=100)
    dati = models.JSONField()
    stato = models.CharField(max_length=20)
    inserita_il = models.DateTimeField(default=timezone.now)
    aggiornata_il = models.DateTimeField(auto_now=True)
    pubblicata_il = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ente", "iupd"], name="posizione_iupd_unico")]


class Avviso(models.Model):
    """A payment option of a position: what one NAV pays."""

    posizione = models.ForeignKey(Posizione, on_delete=models.CASCADE, related_name="avvisi")
    ente = models.CharField(max_length=11)
    nav = models.CharField(max_length=18)
    iuv = models.CharField(max_length=17)
    dati = models.JSONField()
    pagato_il = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ente", "nav"], name="avviso_nav_unico"),
            models.UniqueConstraint(fields=["ente", "iuv"], name="avviso_iuv_unico"),
        ]
        ordering = ["pk"]


class Carrello(models.Model):
    """A cart accepted by Checkout, waiting for the citizen."""

    codice = models.UUIDField(default=uuid.uuid4, unique=True)
    creato_il = models.DateTimeField(default=timezone.now)
    dati = models.JSONField()
    pagato = models.BooleanField(default=False)


class Ricevuta(models.Model):
    """A receipt made by the Node; `xml` is the paSendRTV2Request element."""

    receipt_id = models.CharField(max_length=35, unique=True)
    ente = models.CharField(max_length=11)
    nav = models.CharField(max_length=18)
    iuv = models.CharField(max_length=17)
    debitore = models.CharField(max_length=16)
    causale = models.CharField(max_length=140)
    importo = models.PositiveBigIntegerField()
    xml = models.TextField()
    creata_il = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]


class Invio(models.Model):
    """One sending of a receipt to the station of the ente, repeated until it answers HTTP 200."""

    ricevuta = models.ForeignKey(Ricevuta, on_delete=models.CASCADE, related_name="invii")
    prossimo = models.DateTimeField(default=timezone.now)
    tentativi = models.PositiveIntegerField(default=0)
    esito = models.CharField(max_length=60)  # empty while the station has not answered

    class Meta:
        ordering = ["pk"]


class MessaggioIO(models.Model):
    """A message accepted by App IO."""

    id = models.CharField(max_length=26, primary_key=True)
    servizio = models.CharField(max_length=20)
    avanzato = models.BooleanField()
    codice_fiscale = models.CharField(max_length=16)
    contenuto = models.JSONField()
    stato = models.CharField(max_length=10)
    letto = models.BooleanField(default=False)
    creato_il = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-creato_il"]


class ChiaveRevocata(models.Model):
    """A key of a service of App IO that does not open any more."""

    nome = models.CharField(max_length=40, primary_key=True)


class ServizioSpento(models.Model):
    """A service that a person switched off (or, when `acceso`, on) in the app, whatever the table of people says."""

    codice_fiscale = models.CharField(max_length=16)
    servizio = models.CharField(max_length=20)
    acceso = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["codice_fiscale", "servizio"], name="servizio_spento_unico")]


class Registrazione(models.Model):
    """A line of the protocol register: the number restarts each year."""

    chiave = models.CharField(max_length=100, unique=True)
    impronta = models.CharField(max_length=64)  # SHA-256 of the request, to tell a repetition from a clash
    anno = models.PositiveSmallIntegerField()
    numero = models.PositiveIntegerField()
    richiesta = models.JSONField()
    data = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["anno", "numero"], name="registrazione_unica")]


class Email(models.Model):
    """A mail that was caught, as it came."""

    arrivata_il = models.DateTimeField(default=timezone.now)
    mittente = models.CharField(max_length=320)
    destinatari = models.JSONField()
    contenuto = models.BinaryField()

    class Meta:
        ordering = ["-pk"]


TUTTI = [Modo, Fatto, RichiestaSpid, SessioneSpid, Invio, Ricevuta, Avviso, Posizione, Carrello, MessaggioIO,
         ChiaveRevocata, ServizioSpento, Registrazione, Email]  # fmt: skip
