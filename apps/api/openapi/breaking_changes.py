"""What would break a program that was written against an older contract."""

from collections.abc import Iterator, Mapping
from typing import Any

HTTP_METHODS = ("get", "put", "post", "delete", "patch")
Schema = Mapping[str, Any]


def find_breaking_changes(old: Schema, new: Schema) -> list[str]:
    """Everything that is gone or has become stricter, in words; empty when old programs go on working."""
    return sorted({*_compare_operations(old, new), *_compare_schemas(old, new)})


def _compare_operations(old: Schema, new: Schema) -> Iterator[str]:
    for path, item in old["paths"].items():
        for method in HTTP_METHODS:
            if method not in item:
                continue
            where = f"{method} {path}"
            if method not in new["paths"].get(path, {}):
                yield f"{where}: borta"
                continue
            before, now = item[method], new["paths"][path][method]
            yield from _compare_parameters(where, _resolve_parameters(old, before), _resolve_parameters(new, now))
            yield from _compare_responses(where, before, now)


def _resolve_parameters(spec: Schema, operation: Schema) -> dict[tuple[str, str], Schema]:
    found = {}
    for parameter in operation.get("parameters", ()):
        if "$ref" in parameter:
            parameter = spec["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
        found[parameter["in"], parameter["name"]] = parameter
    return found


def _compare_parameters(
    where: str, old: Mapping[tuple[str, str], Schema], new: Mapping[tuple[str, str], Schema]
) -> Iterator[str]:
    for name, before in old.items():
        if name not in new:
            yield f"{where}: parametern {name[1]} borta"
        else:
            yield from _find_stricter_rules(f"{where}: parametern {name[1]}", before["schema"], new[name]["schema"])
    for name, now in new.items():
        if now.get("required") and not old.get(name, {}).get("required"):
            yield f"{where}: parametern {name[1]} krävs"


def _find_stricter_rules(where: str, old: Schema, new: Schema) -> Iterator[str]:
    """What a caller could send before and can't now."""
    if old.get("type") != new.get("type"):
        yield f"{where} har en annan typ"
    gone = set(old.get("enum", ())) - set(new.get("enum", old.get("enum", ())))
    if gone or ("enum" in new and "enum" not in old):
        yield f"{where} tar inte längre {sorted(gone) or 'vad som helst'}"
    for bound, worse in (("maximum", -1), ("maxItems", -1), ("minimum", 1)):
        before, now = old.get(bound), new.get(bound)
        if now is not None and (before is None or (now - before) * worse > 0):
            yield f"{where} har snävare {bound}"
    if old.get("default") != new.get("default"):
        yield f"{where} har ett annat förval"
    if "items" in old and "items" in new:
        yield from _find_stricter_rules(where, old["items"], new["items"])


def _compare_responses(where: str, old: Schema, new: Schema) -> Iterator[str]:
    for status, before in old["responses"].items():
        if status not in new["responses"]:
            yield f"{where}: svaret {status} borta"
            continue
        gone = set(before.get("content", ())) - set(new["responses"][status].get("content", ()))
        for kind in gone:
            yield f"{where}: {status} inte längre som {kind}"


def _compare_schemas(old: Schema, new: Schema) -> Iterator[str]:
    """What an answer told before and doesn't now, or tells in another way."""
    for name, before in old["components"]["schemas"].items():
        if name not in new["components"]["schemas"]:
            yield f"schemat {name} borta"
        else:
            yield from _find_weaker_promises(name, before, new["components"]["schemas"][name])


def _find_weaker_promises(where: str, old: Schema, new: Schema) -> Iterator[str]:
    if _list_types(old) != _list_types(new):
        yield f"{where} har en annan typ"
    for name in set(old.get("required", ())) - set(new.get("required", ())):
        yield f"{where}.{name} finns inte alltid"
    for name, before in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{where}.{name} borta"
        else:
            yield from _find_weaker_promises(f"{where}.{name}", before, new["properties"][name])
    if isinstance(old.get("items"), Mapping) and isinstance(new.get("items"), Mapping):
        yield from _find_weaker_promises(f"{where}[]", old["items"], new["items"])


def _list_types(schema: Schema) -> Any:
    parts = schema.get("anyOf", [schema])
    return sorted(str(part.get("type", part.get("$ref"))) for part in parts)
