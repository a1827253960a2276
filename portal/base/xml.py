"""What XML 1.0 cannot say: people paste control characters without seeing them, and one must not stop an archive."""

import re

_INDICIBILI = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
AL_SUO_POSTO = "\N{REPLACEMENT CHARACTER}"


def dicibile(testo: str) -> str:
    """The text with a visible mark in the place of each character that XML forbids (section 2.2)."""
    return _INDICIBILI.sub(AL_SUO_POSTO, testo)
