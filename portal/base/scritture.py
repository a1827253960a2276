"""INSERT and UPDATE for the few rows that everybody waits for, composed by hand: the ORM takes longer to compose them than the
database to run them. Each field converts its values as always; there are no signals, no expressions, and no second database.
"""

from typing import Any

from django.db import connections, models


def aggiorna(riga: models.Model, campi: dict[str, Any], **dove: object) -> bool:
    """Write these fields of the row while `dove` is true of it; whether it was."""
    base, meta = connections["default"], riga._meta
    uguali, valori = [], []
    for nome, valore in (*campi.items(), ("id", riga.pk), *dove.items()):
        campo: Any = meta.get_field(nome)
        uguali.append(f"{base.ops.quote_name(campo.column)} = %s")
        valori.append(campo.get_db_prep_save(valore.pk if isinstance(valore, models.Model) else valore, base))
    nuovi, veri = ", ".join(uguali[: len(campi)]), " AND ".join(uguali[len(campi) :])
    with base.cursor() as cursore:
        cursore.execute(f"UPDATE {base.ops.quote_name(meta.db_table)} SET {nuovi} WHERE {veri}", valori)  # noqa: S608 - our names
        return bool(cursore.rowcount)


def inserisci(*righe: models.Model, unico: str = "") -> bool:
    """Write new rows of one model, and give them their keys.

    A lone row may have a field `unico`: if its value is there already it is not written, and the answer is False. Who is
    writing the same value at this instant is waited for.
    """
    base, meta = connections["default"], righe[0]._meta
    nome = base.ops.quote_name
    campi: list[Any] = [campo for campo in meta.concrete_fields if not campo.primary_key]
    valori = [campo.get_db_prep_save(campo.pre_save(riga, add=True), base) for riga in righe for campo in campi]
    colonne, posti = ", ".join(nome(campo.column) for campo in campi), ", ".join(["%s"] * len(campi))
    tutti = ", ".join([f"({posti})"] * len(righe))
    campo_unico: Any = unico and meta.get_field(unico)
    salvo = f"ON CONFLICT ({nome(campo_unico.column)}) DO NOTHING" if unico else ""
    with base.cursor() as cursore:
        sql = f"INSERT INTO {nome(meta.db_table)} ({colonne}) VALUES {tutti} {salvo} RETURNING id"  # noqa: S608 - our names
        cursore.execute(sql, valori)
        chiavi = cursore.fetchall()
    for riga, (chiave,) in zip(righe, chiavi, strict=not unico):
        riga.pk, riga._state.adding = chiave, False
    return bool(chiavi)
