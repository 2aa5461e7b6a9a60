"""Where bytes wait that are too many for memory."""

import os

ON_DISK = "/var/tmp"  # noqa: S108 - files without a name; /tmp is often memory


def find_folder() -> str | None:
    """Where long files wait; None for where the system has its own."""
    return ON_DISK if os.access(ON_DISK, os.W_OK) else None
