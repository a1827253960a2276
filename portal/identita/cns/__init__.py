"""Entering with a card: the certificate that the proxy read, judged here, handed over once to the portal's session."""
