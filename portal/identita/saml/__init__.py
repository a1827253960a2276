"""The SAML core: messages in, plain dataclasses out. No Django, no database, no network.

Facts and section numbers in the docstrings refer to the SPID technical rules ("Regole tecniche SPID")
and to AgID's notices ("Avvisi").
"""
