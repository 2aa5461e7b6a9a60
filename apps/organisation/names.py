"""What a service area is called where several have the same name."""


def format_area_in_parent(name: str, above: str) -> str:
    """``Gemensamt (Vuxen)``: the area with what it lies under, where that is not the whole board (``above`` empty)."""
    return f"{name} ({above})" if above else name
