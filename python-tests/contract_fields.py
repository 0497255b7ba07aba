"""Which fields and which fixed values an operation of the contract has, as paths in the form of client_fields."""

from collections.abc import Iterator

from client_fields import ANY_KEY, kind_marks


class Fields:
    """`open` are the paths at which the contract takes anything."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.open: set[str] = set()

    def lack(self, wanted: set[str]) -> set[str]:
        """Those of `wanted` that are not there; of a field that is missing, nothing that is below it."""
        missing = {path for path in wanted - self.paths if self.open.isdisjoint(ups(path))}
        return {path for path in missing if missing.isdisjoint(ups(path))}


class ContractFields:
    def __init__(self, document: dict) -> None:
        self.document = document

    def of_request(self, operation: dict) -> Fields:
        found = Fields()
        for parameter in map(self.resolved, operation.get("parameters", [])):
            self.add(parameter["name"], parameter["schema"], found)
        self.add_content(operation.get("requestBody", {}), found)
        return found

    def of_reply(self, operation: dict) -> Fields:
        found = Fields()
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                self.add_content(response, found)
        return found

    def add_content(self, holder: dict, found: Fields) -> None:
        for media in self.resolved(holder).get("content", {}).values():
            self.add_below(media["schema"], "", found)

    def add(self, path: str, schema: dict, found: Fields) -> None:
        found.paths.add(path)
        self.add_below(schema, path, found)

    def add_below(self, schema: dict, path: str, found: Fields) -> None:
        for variant in self.variants(schema):
            self.add_variant(variant, path, found)

    def add_variant(self, schema: dict, path: str, found: Fields) -> None:
        if "items" in schema:
            self.add_below(schema["items"], path, found)
        if isinstance(schema.get("additionalProperties"), dict):
            self.add_below(schema["additionalProperties"], f"{path}.{ANY_KEY}", found)
        if "enum" in schema:
            found.paths |= {f"{path}={value}" for value in schema["enum"]}
        properties = schema.get("properties", {})
        types = self.resolved(properties.get("type", properties.get("role", {}))).get("enum", [])
        for mark in kind_marks(path, [name for name in types if name is not None]) if properties else []:
            at = path + mark
            found.paths.add(at)
            for name, value in properties.items():
                self.add(f"{at}.{name}" if at else name, value, found)
        if is_free(schema):
            found.open.add(path)

    def variants(self, schema: dict) -> list[dict]:
        """Each of the schemas that a value may fit, with all that it takes over from others."""
        schema = self.resolved(schema)
        merged = [{word: value for word, value in schema.items() if word not in ("allOf", "oneOf", "anyOf")}]
        for part in schema.get("allOf", []):
            merged = [both(one, other) for one in merged for other in self.variants(part)]
        for word in ("oneOf", "anyOf"):
            if word in schema:
                choices = [variant for part in schema[word] for variant in self.variants(part)]
                merged = [both(one, choice) for one in merged for choice in choices]
        return merged

    def resolved(self, schema: dict) -> dict:
        while "$ref" in schema:
            target = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            schema = target
        return schema


def both(one: dict, other: dict) -> dict:
    return {**one, **other, "properties": {**one.get("properties", {}), **other.get("properties", {})}}


def ups(path: str) -> Iterator[str]:
    """What a path is below, from the root on; a kind of object is below the field it stands in."""
    yield ""
    for end, sign in enumerate(path):
        if sign in ".=<":
            yield path[:end]


def is_free(schema: dict) -> bool:
    """Whether the schema says nothing of what is inside: any text, any number, any object."""
    if schema.get("properties") or "items" in schema or "enum" in schema:
        return False
    if isinstance(schema.get("additionalProperties"), dict):
        return False
    kinds = schema.get("type", "object")
    return not {*([kinds] if isinstance(kinds, str) else kinds)} <= {"null", "boolean", "array"}
