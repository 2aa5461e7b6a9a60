"""What can be said of a file that is applied."""

from apps.api.parameters import switch

OVERWRITE = switch(
    "overwrite",
    "true läser in filens uppgift också i cellerna under conflicts. Annars behåller de vad som står.",
)
EMPTY = switch("empty", "true tömmer de celler som är tomma i filen (emptyings). Annars behåller de vad som står.")
APPLY_PARAMETERS = (OVERWRITE, EMPTY)
