"""What can be said of a file that is applied."""

from apps.api.parameter_definitions import Parameter, build_list_parser, build_switch

_KEY = {"type": "string", "pattern": r"^[0-9a-f]{12}$"}
MAX_QUESTIONS = 100

OVERWRITE_CONFLICTS_PARAMETER = build_switch(
    "overwrite",
    "true läser in filens uppgift också i cellerna under conflicts. Annars behåller de vad som står.",
)
CLEAR_EMPTY_CELLS_PARAMETER = build_switch(
    "empty", "true tömmer de celler som är tomma i filen (emptyings). Annars behåller de vad som står."
)
CONFIRM_PARAMETER = Parameter(
    name="confirm",
    description=(
        "Nycklarna till frågorna under questions som besvaras med ja, med komma mellan. Filen läses inte in förrän alla"
        " är besvarade."
    ),
    schema={"type": "array", "items": _KEY, "minItems": 1, "maxItems": MAX_QUESTIONS},
    read=build_list_parser(_KEY, MAX_QUESTIONS),
    example=["0f3a9c2b71de"],
)
APPLY_PARAMETERS = (OVERWRITE_CONFLICTS_PARAMETER, CLEAR_EMPTY_CELLS_PARAMETER, CONFIRM_PARAMETER)
