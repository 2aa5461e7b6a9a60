"""What is aimed at, beside each figure, and whether it was reached."""

MISSED = "NÅS INTE"
_MET = "nås"


def mark(value: float, most: float, unit: str = "") -> str:
    """The aim “at most so much”, and whether the value is."""
    return f"högst {most:g}{unit}: {_MET if value <= most else MISSED}".replace(".", ",")


def sum_up(report: str) -> str:
    """How many aims of a whole report were reached, and the lines of those that were not."""
    missed = [line.strip() for line in report.splitlines() if MISSED in line]
    met = sum(line.endswith(f": {_MET}") for line in report.splitlines())
    lines = [f"Mål som nås: {met} av {met + len(missed)}." + (" De andra:" if missed else ""), *missed]
    return "\n".join(lines) + "\n"
