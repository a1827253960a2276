"""The pages where people give, take and end mandates, and the office that verifies those of the law."""
