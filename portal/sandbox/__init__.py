"""The outside world on this machine: a separate program that plays the platforms on the wire.

Started with `python -m portal.sandbox`. It imports only `portal.base`; no room imports it.
"""
