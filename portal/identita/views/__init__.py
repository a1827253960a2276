"""The pages of the door: who enters, who leaves, and what the portal knows of them."""
