"""Secrets of a development machine, made at the first run and kept beside its data, never in the repository."""

import secrets
from pathlib import Path


def segreto_locale(cartella: Path, nome: str, *, ottetti: int = 48) -> str:
    """The secret called `nome`, made the first time with `ottetti` random bytes. Safe when two processes start together."""
    file = cartella / "chiavi" / nome
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="ascii") as nuovo:
            file.chmod(0o600)
            nuovo.write(secrets.token_urlsafe(ottetti))
    except FileExistsError:
        pass
    return file.read_text(encoding="ascii")
