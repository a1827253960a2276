"""The stub of App IO in a process of its own, so that it does not take the time of who is measured."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test.utils import override_settings

RADICE = Path(__file__).resolve().parent.parent.parent


@contextmanager
def in_un_altro_processo() -> Iterator[None]:
    comando = [sys.executable, "-m", "tests.bench.piattaforma"]
    processo = subprocess.Popen(comando, cwd=RADICE, stdout=subprocess.PIPE, text=True)
    try:
        assert processo.stdout
        with override_settings(APPIO_URL=f"{processo.stdout.readline().strip()}/io/api/v1"):
            yield
    finally:
        processo.terminate()
        processo.wait(10)


def main() -> None:
    from tests.faults.piattaforme import AppIO

    print(AppIO().url, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
