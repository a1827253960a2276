"""Django's own validators of passwords, where its Italian says nothing."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LunghezzaMinima(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("La password è troppo corta: servono almeno %(minimo)s caratteri.") % {"minimo": self.min_length}
