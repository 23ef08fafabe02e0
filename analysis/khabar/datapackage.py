"""The Frictionless descriptor of a study's tables: what every column means, in the words of the one schema."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from khabar.tables import ABOUT, SCHEMA


def datapackage(tables: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return a Frictionless descriptor of the tables that a study holds, by folder: ``{"coded": ["pages", ...]}``.

    Only tables that are named are described, and a foreign key only where the table that it points to is in the same
    folder; so a study without results has a valid package as well.

    >>> package = datapackage({"results": ["pages", "parts"]})
    >>> [resource["path"] for resource in package["resources"]]
    ['results/pages.csv', 'results/parts.csv']
    """
    return {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": "khabar-tables",
        "title": "Tables of a khabar study",
        "description": "Offsets are half-open, in Unicode code points of a page's raw text. Lists are joined by ;",
        "resources": [
            _resource(folder, name, names) for folder, names in tables.items() for name in SCHEMA if name in names
        ],
    }


def tables_in(directory: str | Path) -> list[str]:
    """Return the names of the tables that ``directory`` holds as CSV, in the order of `SCHEMA`.

    >>> tables_in("no-such-folder")
    []
    """
    return [name for name in SCHEMA if Path(directory, f"{name}.csv").is_file()]


def _resource(folder: str, name: str, present: Collection[str]) -> dict[str, Any]:
    title, description = ABOUT[name]
    fields = []
    for column in SCHEMA[name]:
        field: dict[str, Any] = {
            "name": column.name,
            "type": column.type,
            "title": column.title,
            "description": column.description,
        }
        constraints: dict[str, Any] = {"required": True} if column.primary else {}
        if column.values:
            constraints["enum"] = list(column.values)
        fields.append(field | ({"constraints": constraints} if constraints else {}))
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    primary = [column.name for column in SCHEMA[name] if column.primary]
    if primary:
        schema["primaryKey"] = primary
    foreign = []
    for column in SCHEMA[name]:
        table, _, target = column.refers.partition(".")
        if table in present:
            resource = "" if table == name else f"{folder}-{table}"  # the standard's way to say: this very table
            foreign.append({"fields": [column.name], "reference": {"resource": resource, "fields": [target]}})
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "profile": "tabular-data-resource",
        "name": f"{folder}-{name}",
        "path": f"{folder}/{name}.csv",
        "title": title,
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
