"""Fill the bare page's database (three tables of a million rows) and print the session cookie of a logged-in person."""

import os

import django

RIGHE, PERSONE = 1_000_000, 10_000

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.nuda.settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - after the set-up
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.bench.nuda.models import Caso, Lettera, Pagamento  # noqa: E402


def riempi() -> None:
    with connection.cursor() as cursore:
        for modello in (Caso, Pagamento, Lettera):
            cursore.execute(
                f"INSERT INTO {modello._meta.db_table} (persona, quando, titolo, stato) "
                f"SELECT i %% {PERSONE}, now() - i * interval '7 seconds', 'Titolo della riga numero ' || i, 'in corso' "
                "FROM generate_series(1, %s) AS i",
                [RIGHE],
            )
        cursore.execute("ANALYZE")


def sessione() -> str:
    persona = User.objects.create_user("prova")
    deposito = SessionStore()
    deposito[SESSION_KEY] = str(persona.pk)
    deposito[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    deposito[HASH_SESSION_KEY] = persona.get_session_auth_hash()
    deposito.save()
    return str(deposito.session_key)


if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    riempi()
    print(sessione())
