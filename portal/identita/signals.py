"""News for the rooms above, sent inside the transaction: what they write of it stands or falls with it."""

from django.dispatch import Signal

# receivers get `mandato`: a parent has declared it at a desk, and it is active or waits for the office that verifies
rappresentanza_dichiarata = Signal()
