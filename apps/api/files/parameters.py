"""What can be said of a file that is applied."""

from apps.api.parameters import Parameter, boolean

OVERWRITE = Parameter(
    name="overwrite",
    description="true läser in filens uppgift också i cellerna under conflicts. Annars behåller de vad som står.",
    schema={"type": "boolean", "default": False},
    read=boolean,
    example=False,
)
EMPTY = Parameter(
    name="empty",
    description="true tömmer de celler som är tomma i filen (emptyings). Annars behåller de vad som står.",
    schema={"type": "boolean", "default": False},
    read=boolean,
    example=False,
)
APPLY_PARAMETERS = (OVERWRITE, EMPTY)
