"""What can be said of a file that is applied."""

from apps.api.parameter_definitions import build_switch

OVERWRITE_CONFLICTS_PARAMETER = build_switch(
    "overwrite",
    "true läser in filens uppgift också i cellerna under conflicts. Annars behåller de vad som står.",
)
CLEAR_EMPTY_CELLS_PARAMETER = build_switch(
    "empty", "true tömmer de celler som är tomma i filen (emptyings). Annars behåller de vad som står."
)
APPLY_PARAMETERS = (OVERWRITE_CONFLICTS_PARAMETER, CLEAR_EMPTY_CELLS_PARAMETER)
