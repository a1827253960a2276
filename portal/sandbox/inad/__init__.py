"""INAD answers about the digital domiciles of the sample people."""
