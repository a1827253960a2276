"""Files that no address leads to: each kind in its folder beside the data of the portal."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class Deposito(FileSystemStorage):
    """A folder of CASA_DATI, found when it is used: the models are read before anybody says where the data are."""

    def __init__(self, cartella: str) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)
        self.cartella = cartella

    @property
    def base_location(self) -> str:
        return str(Path(settings.CASA_DATI) / self.cartella)

    @property
    def location(self) -> str:
        return self.base_location
