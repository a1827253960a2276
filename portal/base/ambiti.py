"""What a page of the personal area shows, and what it takes to see it or to act in it on behalf of another person."""

from dataclasses import dataclass

LEGGI, FAI, PAGA = "leggi", "fai", "paga"
# to decide for the house itself: who acts in it, how it is reached. Nobody can give it; who represents a company has it
RAPPRESENTA = "rappresenta"
SOLA_LETTURA = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Ambito:
    """The room a page belongs to, and the right that reading it and acting in it want.

    stanza    name of the room; empty: a page on all rooms, which shows of each only what the mandate covers
    servizio  name of the part of the address that holds the code of the service, when there is one
    """

    stanza: str
    leggere: str = LEGGI
    scrivere: str = FAI
    servizio: str = ""

    def facolta(self, metodo: str | None) -> str:
        """The right that this HTTP method wants."""
        return self.leggere if metodo in SOLA_LETTURA else self.scrivere


# nobody opens it on behalf of another: the profile, the keys of the house
SOLO_PER_SE = None
# nor on behalf of another, unless it is the company that one represents
PER_SE_O_IMPRESA = Ambito("", leggere=RAPPRESENTA, scrivere=RAPPRESENTA)
