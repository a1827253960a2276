"""The mail catcher: an SMTP server that keeps what it gets, and the pages that show it."""
