"""Why a card does not open the door."""


class CartaRifiutata(Exception):
    """`codice` is a fixed word, safe in logs, that chooses the page (`anomalie.py`)."""

    def __init__(self, codice: str) -> None:
        super().__init__(codice)
        self.codice = codice
