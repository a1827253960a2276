"""The sandbox's ANPR, as the pdnd tests use it."""

from tests.portal.pdnd.conftest import _sandbox_accesa, sandbox

__all__ = ["_sandbox_accesa", "sandbox"]
