"""Mails that come back: read from a mailbox or received from the relay, told apart, written on their delivery."""
