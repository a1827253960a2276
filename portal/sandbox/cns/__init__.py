"""CNS: a development authority with its sample cards, and a reader that plays the reverse proxy of the portal."""
