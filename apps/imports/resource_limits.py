"""What a process that reads a foreign file may use."""

import resource


def limit_resources(memory: int, seconds: int, output: int) -> None:
    """No more memory, time or output than this, whatever the file asks for. No core file is left behind."""
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
