"""Service packages as files that comuni exchange: signed, tried, written out again."""
