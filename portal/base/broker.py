"""What the worker does with a Redis that falls silent: it loses a ring, never its hearing.

Kombu frees the place of a finished task only after Redis has taken the acknowledgement; when that fails, the place stays
taken for the life of the process, and a worker with as many such places as children takes nothing more (celery #8030 and
those after it). Here the place is freed first: Redis still holds the unacknowledged ring and gives it again after the
visibility time-out, and a ring too many does nothing, because the work is in the rows.
"""

from kombu.transport import redis, virtual


class PostiLiberi(redis.QoS):  # type: ignore[misc]  # kombu has no types
    """The places of a worker, freed whatever the broker answers."""

    def ack(self, delivery_tag: str) -> None:
        """Free the place, then tell Redis. Raises whatever the redis library raises: kombu logs it and goes on."""
        virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
        self._remove_from_indices(delivery_tag).execute()  # type: ignore[no-untyped-call]


def libera_sempre() -> None:
    """Every channel opened from now on counts its places so."""
    redis.Channel.QoS = PostiLiberi
