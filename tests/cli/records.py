"""What a record, metrics and lineage must be, judged by their own documents: a JSON schema, Prometheus' text format, OpenLineage."""

import json
import math
import pathlib
import re
import shutil
import subprocess

SCHEMA = json.loads((pathlib.Path(__file__).resolve().parents[2] / "docs" / "record.schema.json").read_text())
TYPES = {"object": dict, "array": list, "string": str, "null": type(None)}


def is_type(value, name):
    if name in ("integer", "number"):
        return isinstance(value, int if name == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def faults(value, schema, place="$"):
    """What of a value does not fit the schema, by the keywords that the schema of records uses; another keyword is an error."""
    known = {"$schema", "$id", "$defs", "$ref", "title", "description", "type", "const", "enum", "pattern", "minimum", "maximum", "required", "properties", "propertyNames",
             "additionalProperties", "items", "anyOf"}
    if unknown := set(schema) - known:
        raise AssertionError(f"this judge does not know {unknown}")
    found = []
    if "$ref" in schema:
        found += faults(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], place)
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_type(value, name) for name in types):
        return [*found, f"{place}: {value!r} is no {types}"]
    if "const" in schema and value != schema["const"]:
        found.append(f"{place}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is none of {schema['enum']}")
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        found.append(f"{place}: {value!r} is not {schema['pattern']}")
    if is_type(value, "number"):
        if value < schema.get("minimum", -math.inf) or value > schema.get("maximum", math.inf):
            found.append(f"{place}: {value} is out of range")
    if "anyOf" in schema and all(faults(value, one, place) for one in schema["anyOf"]):
        found.append(f"{place}: {value!r} is none of those allowed")
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            found += faults(item, schema["items"], f"{place}[{i}]")
    if isinstance(value, dict):
        found += [f"{place}: no {name}" for name in schema.get("required", []) if name not in value]
        for name, item in value.items():
            found += faults(name, schema.get("propertyNames", {}), f"{place}.{name}")
            if name in schema.get("properties", {}):
                found += faults(item, schema["properties"][name], f"{place}.{name}")
            elif isinstance(schema.get("additionalProperties"), dict):
                found += faults(item, schema["additionalProperties"], f"{place}.{name}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{place}: {name} is not in the schema")
    return found


def schema_faults(record):
    found = faults(record, SCHEMA)
    try:
        import jsonschema
    except ImportError:
        return found
    return found + [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(record)]


SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\} (\S+)')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"')


def metrics_of(text):
    """{(family, labels): value} of a file in Prometheus' text format, strictly: every family has HELP and TYPE before its samples, once, and samples are distinct."""
    if not text.endswith("\n"):
        raise AssertionError("no line feed at the end")
    helped, typed, samples, open_family = set(), {}, {}, None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            _, _, name, words = line.split(" ", 3)
            assert name not in helped and words, line
            helped.add(name)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name in helped and name not in typed and kind in ("gauge", "counter"), line
            assert name.endswith("_total") == (kind == "counter"), f"{line}: only counters end in _total"
            typed[name] = kind
            open_family = name
        else:
            match = SAMPLE.fullmatch(line)
            assert match and match[1] == open_family, line
            labels = tuple(sorted(LABEL.findall(match[2])))
            assert len({name for name, _ in labels}) == len(labels), line
            assert (match[1], labels) not in samples, f"twice: {line}"
            samples[match[1], labels] = float(match[3])
    assert helped == set(typed) == {name for name, _ in samples}, "a family without samples"
    for name in typed:
        assert not re.search(r"_(ms|milliseconds|minutes|hours|kb|kilobytes|mb|megabytes|percent|count|sum|bucket)(_|$)", name), f"{name}: no base unit"
        assert name.startswith("spendlens_") and not re.search("[A-Z:]", name), name
    return samples


def promtool_fault(text):
    """What promtool says; empty: nothing, or there is none."""
    if shutil.which("promtool") is None:
        return ""
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=60)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def event_faults(event):
    """What an event of OpenLineage lacks."""
    found = [f"no {name}" for name in ("eventType", "eventTime", "run", "job", "inputs", "outputs", "producer", "schemaURL") if name not in event]
    if event["eventType"] not in ("START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"):
        found.append(event["eventType"])
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event["run"]["runId"]):
        found.append(event["run"]["runId"])
    facets = [event["run"]["facets"], event["job"]["facets"]]
    for dataset in event["inputs"] + event["outputs"]:
        if dataset["namespace"] != "file" or not dataset["name"].startswith("/"):
            found.append(f"dataset {dataset}")
        facets += [dataset[key] for key in ("facets", "inputFacets", "outputFacets") if key in dataset]
    for each in facets:
        found += [f"facet {name}" for name, facet in each.items() if "_producer" not in facet or not facet["_schemaURL"].startswith("https://openlineage.io/spec/facets/")]
    if not event["job"]["namespace"] or not event["job"]["name"]:
        found.append("job without a name")
    return found
