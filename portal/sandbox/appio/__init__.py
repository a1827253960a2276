"""App IO: the API for services and a page with the phones of the sample people."""
