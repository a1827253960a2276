"""The panel: moods of the platforms, what happened, and the same for tests."""
