"""PDND gives vouchers, ANPR answers about the sample people."""
