"""How a person is reached: the pages beside the profile, and what happens when an address changes or sends our mails back."""
