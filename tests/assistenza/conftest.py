"""The mail server of the messages, for the mails of the help desk."""

from tests.notifiche.conftest import posta

__all__ = ["posta"]
