"""The Celery application and the whole schedule of beat: rooms are named as strings only."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("casa")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# each room's sweep finds the due rows that no bell announced and the rows of dead workers
SPAZZATE = [
    "notifiche.spazza", "notifiche.promemoria", "notifiche.esiti_io", "notifiche.invii", "pagamenti.spazza",
    "assistenza.spazza", "pratiche.spazza", "fascicolo.spazza",
]  # fmt: skip

# one assignment: reading the configuration here would load the settings too early for the sandbox
app.conf.beat_schedule = {nome: {"task": nome, "schedule": 30.0, "options": {"expires": 25}} for nome in SPAZZATE} | {
    "notifiche.codici": {"task": "notifiche.codici", "schedule": 30.0, "options": {"expires": 25}},
    "notifiche.domicili": {"task": "notifiche.domicili", "schedule": 60.0, "options": {"expires": 55}},
    "notifiche.rimbalzi": {"task": "notifiche.rimbalzi", "schedule": 300.0, "options": {"expires": 250}},
    "identita.spazza": {"task": "identita.spazza", "schedule": 3600.0},
    "identita.purga_registro": {"task": "identita.purga_registro", "schedule": crontab(hour=3, minute=20)},
    # until noon: a morning mail that could not leave at half past seven leaves as soon as it can
    "notifiche.riepilogo": {"task": "notifiche.riepilogo", "schedule": crontab(minute="*/15", hour="7-11")},
    "notifiche.pulisci_invii": {"task": "notifiche.pulisci_invii", "schedule": crontab(hour=3, minute=40)},
    # before silence decides; more than once, to go on from where a count was stopped
    "pratiche.calendario": {"task": "pratiche.calendario", "schedule": crontab(hour="0-5", minute=2)},
    # more than once a night: a case on which somebody was acting is found at the next round
    "pratiche.silenzi": {"task": "pratiche.silenzi", "schedule": crontab(hour="0-5", minute=5)},
    "pratiche.graduatorie": {"task": "pratiche.graduatorie", "schedule": crontab(minute=25)},
    "pratiche.tempi": {"task": "pratiche.tempi", "schedule": crontab(hour=2, minute=40)},
    # just after midnight, and again: the file of a day must be preserved by the next working day
    "protocollo.giornaliero": {"task": "protocollo.giornaliero", "schedule": crontab(hour="0-7", minute=15)},
    "pratiche.firme": {"task": "pratiche.firme", "schedule": crontab(hour="0-5", minute=15)},
    "pratiche.bozze": {"task": "pratiche.bozze", "schedule": crontab(hour=4, minute=10)},
    "pratiche.pagate": {"task": "pratiche.pagate", "schedule": crontab(hour=4, minute=20)},
    "assistenza.pulisci": {"task": "assistenza.pulisci", "schedule": crontab(hour=3, minute=50)},
    "pratiche.cifre": {"task": "pratiche.cifre", "schedule": crontab(hour=3, minute=10)},
    "fascicolo.deleghe": {"task": "fascicolo.deleghe", "schedule": crontab(hour=1, minute=10)},
}


@worker_init.connect
@beat_init.connect
def rifiuta_avvio_pericoloso(**kwargs: object) -> None:
    """Worker and beat obey the same refusals as the web process."""
    from portal.checks import esigi_avvio_sicuro  # the settings are read only now

    esigi_avvio_sicuro()


@worker_init.connect
def non_diventare_sordo(**kwargs: object) -> None:
    from portal.base.broker import libera_sempre

    libera_sempre()
