"""How serious a risk is. Pure functions on the 4 x 4 scale of internal control."""


def compute_risk_value(probability: int, consequence: int) -> int:
    """Probability 1-4 times consequence 1-4. ``ValueError`` outside the scale."""
    if not (1 <= probability <= 4 and 1 <= consequence <= 4):
        raise ValueError("Sannolikhet och konsekvens går från 1 till 4.")
    return probability * consequence


def get_risk_level(value: int) -> str:
    """``low`` 1-3, ``medium`` 4-8, ``high`` 9-11, ``severe`` 12-16."""
    if value >= 12:
        return "severe"
    if value >= 9:
        return "high"
    return "medium" if value >= 4 else "low"


LEVEL_LABELS = {"low": "låg", "medium": "måttlig", "high": "hög", "severe": "mycket hög"}
