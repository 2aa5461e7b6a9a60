"""The addresses of the API for the access matrix: what is published for everyone, a draft for nobody, log-in or not."""

from apps.api.openapi.examples import get_example
from apps.api.resources import RESOURCES
from apps.api.urls import REPORT_ROUTE, ROUND_ROUTE

BOARD = "kalmar/socialnamnden"
NOBODYS_FILE = "00000000-0000-4000-8000-000000000000"
# No report of the demo has been corrected, and none tells how its budget came to be.
NOT_IN_THE_REPORTS = {"removals", "table-values", "budget-changes", "interim-forecasts"}
Rows = dict[str, list[tuple[str, dict[str, int]]]]


def api_rows(roles: tuple[str, ...]) -> Rows:
    """Route as the resolver writes it -> (address, status by role)."""
    open_, closed, only_post = (dict.fromkeys(roles, status) for status in (200, 404, 405))
    administrators = {**closed, "anonymous": 302, "administrator": 200}
    report = f"api/v1/boards/{BOARD}/reports"
    round_ = f"api/v1/boards/{BOARD}/rounds/2021-t1"
    rows: Rows = {
        "api-info": [("api-info", open_)],
        "api/v1/api-info": [("api/v1/api-info", open_)],
        "api/v1/openapi.json": [("api/v1/openapi.json", open_)],
        "api/v1/series/<indicator:indicator>": [
            ("api/v1/series/beslut-i-domstol", open_),
            ("api/v1/series/ingen-sadan", closed),
        ],
        f"api/v1/{REPORT_ROUTE}": [(f"{report}/2020-t3", open_), (f"{report}/2021-t1", closed)],
        f"api/v1/{REPORT_ROUTE}/versions/<number:version>": [
            (f"{report}/2020-t3/versions/1", open_),
            (f"{report}/2020-t3/versions/2", closed),
            (f"{report}/2021-t1/versions/1", closed),
        ],
        f"api/v1/{REPORT_ROUTE}/versions/<number:version>/bytes": [
            (f"{report}/2020-t3/versions/1/bytes", open_),
            (f"{report}/2021-t1/versions/1/bytes", closed),
        ],
        f"api/v1/{REPORT_ROUTE}/versions/<number:version>/documents": [
            (f"{report}/2020-t3/versions/1/documents", open_),
            (f"{report}/2021-t1/versions/1/documents", closed),
        ],
        f"api/v1/{REPORT_ROUTE}/versions/<number:version>/documents/<code:kind>": [
            (f"{report}/2020-t3/versions/1/documents/pdf", dict.fromkeys(roles, 202)),
            (f"{report}/2020-t3/versions/1/documents/exe", closed),
            (f"{report}/2021-t1/versions/1/documents/pdf", closed),
        ],
        "api/v1/boards/<code:municipality>/<code:board>/plans/<int:year>": [
            (f"api/v1/boards/{BOARD}/plans/2021", dict.fromkeys(roles, 401))
        ],
        f"api/v1/{ROUND_ROUTE}/documents/<code:kind>": [(f"{round_}/documents/pdf", dict.fromkeys(roles, 401))],
        f"api/v1/{REPORT_ROUTE}/versions/<number:version>/chapters": [
            (f"{report}/2020-t3/versions/1/chapters", open_),
            (f"{report}/2021-t1/versions/1/chapters", closed),
        ],
        f"api/v1/{ROUND_ROUTE}/outcomes": [(f"{round_}/outcomes", only_post)],
        f"api/v1/{ROUND_ROUTE}/operating-lines": [(f"{round_}/operating-lines", only_post)],
        f"api/v1/{ROUND_ROUTE}/files": [(f"{round_}/files", only_post)],
        f"api/v1/{ROUND_ROUTE}/files/<uuid:file>": [(f"{round_}/files/{NOBODYS_FILE}", dict.fromkeys(roles, 401))],
        f"api/v1/{ROUND_ROUTE}/files/<uuid:file>/apply": [(f"{round_}/files/{NOBODYS_FILE}/apply", only_post)],
        f"api/v1/{ROUND_ROUTE}/files/<uuid:file>/mapping": [
            (f"{round_}/files/{NOBODYS_FILE}/mapping", dict.fromkeys(roles, 401))
        ],
        f"api/v1/{ROUND_ROUTE}/files/<uuid:file>/discard": [(f"{round_}/files/{NOBODYS_FILE}/discard", only_post)],
        "oppna-data/": [("oppna-data/", open_)],
        "oppna-data/kom-igang/": [("oppna-data/kom-igang/", open_)],
        "oppna-data/systemkonton/": [("oppna-data/systemkonton/", administrators)],
        "oppna-data/systemkonton/<int:pk>/": [("oppna-data/systemkonton/1/", {**closed, "anonymous": 302})],
        "oppna-data/systemkonton/<int:pk>/<slug:digest>/aterkalla/": [
            ("oppna-data/systemkonton/1/a/aterkalla/", {**only_post, "anonymous": 302}),
        ],
        "^api(?:/.*)?$": [("api", closed), ("api/v1/nothing", closed)],
    }
    for resource in RESOURCES.values():
        row = get_example(resource.record.__name__)
        names = "/".join(f"<code:{name}>" if name != "key" else "<key:key>" for name in resource.path_names)
        there = "/".join(row[name] for name in resource.path_names)
        draft = f"api/v1/{resource.name}/{there}".replace("2020", "2021").replace("kalmar", "ingenstans")
        rows[f"api/v1/{resource.name}"] = [(f"api/v1/{resource.name}", open_)]
        found = closed if resource.name in NOT_IN_THE_REPORTS else open_
        rows[f"api/v1/{resource.name}/{names}"] = [(f"api/v1/{resource.name}/{there}", found), (draft, closed)]
    return rows
