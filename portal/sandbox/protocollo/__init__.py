"""The protocol register of the ente: gives numbers, once for each idempotency key."""
