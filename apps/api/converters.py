"""The parts of an address, and what each may look like."""

from apps.core.tertials import Tertial


class CodeConverter:
    """A name in an address: lowercase letters, figures and hyphens."""

    regex = "[a-z0-9][a-z0-9-]{0,99}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RowKeyConverter(CodeConverter):
    """A row's key: codes with ``~`` between."""

    regex = "[a-z0-9][a-z0-9~.-]{0,399}"


class IndicatorCodeConverter(CodeConverter):
    """An indicator's code, or its id in Kolada."""

    regex = "[a-z0-9][a-z0-9-]{0,99}|[A-Z][0-9]{5}"


class PeriodConverter:
    """``2020-t3``."""

    regex = "(?:199[0-9]|20[0-9]{2}|2100)-t[123]"

    def to_python(self, value: str) -> Tertial:
        return Tertial(int(value[:4]), int(value[-1]))

    def to_url(self, value: Tertial) -> str:
        return f"{value.year}-{value.slug}"


class VersionNumberConverter:
    """A version's number."""

    regex = "[1-9][0-9]{0,4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
