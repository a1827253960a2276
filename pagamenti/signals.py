"""News for the rooms above. Sent after commit; a receiver only enqueues a job, and its sweep repairs news that was lost."""

from django.dispatch import Signal

# receivers get `avviso_id`
avviso_pagato = Signal()
