"""The preservation package of a closed case (pacchetto di versamento): documents, metadata, index.

Sources: Linee guida AgID on electronic documents, allegato 5 (names of the metadata); UNI 11386:2020 SInCRO (the index).
"""
