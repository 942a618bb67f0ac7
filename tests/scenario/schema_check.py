# SPDX-License-Identifier: Apache-2.0
"""Says of each YAML file whether a JSON Schema accepts it: schema_check.py SCHEMA FILE..."""
import json
import sys
import warnings

warnings.simplefilter("ignore")

try:
    import jsonschema
    import yaml
except ImportError:
    sys.exit(77)


class Loader(yaml.SafeLoader):
    """Takes tagged values for what they are without their tag, as editors do."""


def untagged(loader, _suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


Loader.add_multi_constructor("!", untagged)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)

for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        errors = list(validator.iter_errors(yaml.load(file, Loader)))
    print("refused" if errors else "accepted", name.rsplit("/", 1)[-1])
    if len(sys.argv) == 3:
        for error in errors:
            print(" ", list(error.absolute_path), error.message[:200])
