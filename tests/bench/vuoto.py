"""The measure of the measures: a Celery task that does nothing, with the portal's own settings of the queue."""

import os
import time
from pathlib import Path

from celery import Celery

app = Celery("vuoto", broker=os.environ["REDIS_URL"])
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    task_default_queue="vuoto",
    broker_connection_retry_on_startup=True,
)


@app.task(name="vuoto")
def vuoto(segno: str = "") -> None:
    """Nothing; the first and the last of a round write when they ran."""
    if segno:
        Path(segno).write_text(str(time.monotonic()), encoding="ascii")
