import pytest

from portal.base import jobs

_suona = jobs.suona  # before the suite's recorder takes its place


@pytest.fixture
def suona_davvero(campanelli: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The true bell, towards whatever broker the test puts there."""
    monkeypatch.setattr(jobs, "suona", _suona)
