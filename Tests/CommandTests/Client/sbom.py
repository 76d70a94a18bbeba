"""Validates a CycloneDX document against the published schema, strictly, and its package URLs by their own library."""

import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

text = open(sys.argv[1], encoding="utf-8").read()
problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
if problem is not None:
    sys.exit(f"not CycloneDX 1.6: {problem}")

document = json.loads(text)
components = document["components"]
for component in components:
    url = component.get("purl")
    # Without regard to case, because the library writes the escapes of some types in small letters.
    if url is not None and PackageURL.from_string(url).to_string().lower() != url.lower():
        sys.exit(f"not canonical: {url}")

references = [component["bom-ref"] for component in components]
references.append(document["metadata"]["component"]["bom-ref"])
if len(set(references)) != len(references):
    sys.exit("a reference is there twice")
listed = {entry["ref"] for entry in document["dependencies"]}
named = {name for entry in document["dependencies"] for name in entry.get("dependsOn", [])}
if listed != set(references) or not named <= listed:
    sys.exit("references and dependencies do not fit")
print(len(components))
