"""From the project's SAM template to CloudFormation that moto can deploy. The template itself is never changed."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

# Folders stand where uploaded archives would: the "key" is the folder's absolute path.
LOCAL_BUCKET = "laptop-code"
_NESTED_OUTPUT = re.compile(r"\$\{(\w+)\.Outputs\.(\w+)\}")
_FOLDERS = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


def translate(
    path: Path, parameters: dict[str, str], region: str, publish: Callable[[str, dict[str, Any]], str]
) -> dict[str, Any]:
    """The CloudFormation template of the SAM template at `path`.

    Nested applications with a local Location are translated first and handed to `publish(name, template)`, which
    returns the URL to refer to. Raises samtranslator's InvalidDocumentException for a template SAM would refuse.
    """
    template: dict[str, Any] = yaml_parse(path.read_text(encoding="utf-8"))
    for logical_id, resource in template["Resources"].items():
        properties = resource.setdefault("Properties", {})
        _localise(resource["Type"], properties, path.parent)
        if resource["Type"] == "AWS::Serverless::Application" and isinstance(properties["Location"], str):
            nested = path.parent / properties["Location"]
            inner = translate(nested, {}, region, publish)
            properties["Location"] = publish(f"{path.stem}-{logical_id}", inner)
    _localise("AWS::Serverless::Function", template.get("Globals", {}).get("Function", {}), path.parent)
    values = {**defaults(template), **parameters, "AWS::Region": region}
    translator = Translator(None, Parser(), boto_session=boto3.session.Session(region_name=region))
    # IAM is not asked for its managed policies: names that stand for one stay names, and nothing here checks them.
    plain: dict[str, Any] = translator.translate(template, parameter_values=values, get_managed_policy_map=dict)
    translator.metrics.publish()  # to a publisher that does nothing; unpublished ones are complained about
    return cast("dict[str, Any]", _spell_out(plain))


def defaults(template: dict[str, Any]) -> dict[str, str]:
    """A value for every parameter: its default, or where there is none a word that says where we are."""
    found = {}
    for name, slot in (template.get("Parameters") or {}).items():
        fallback = "0" if slot.get("Type") == "Number" else "laptop"
        found[name] = str(slot.get("Default", fallback))
    return found


def _localise(kind: str, properties: dict[str, Any], root: Path) -> None:
    name = _FOLDERS.get(kind)
    if name and isinstance(properties.get(name), str):
        properties[name] = {"Bucket": LOCAL_BUCKET, "Key": str((root / properties[name]).resolve())}
    if kind == "AWS::Serverless::StateMachine" and isinstance(properties.get("DefinitionUri"), str):
        text = (root / properties.pop("DefinitionUri")).read_text(encoding="utf-8")
        properties["Definition"] = yaml_parse(text)


def _spell_out(value: Any) -> Any:
    """Gives `${Nested.Outputs.Name}` inside Fn::Sub the long form; moto cuts it at the first dot."""
    if isinstance(value, list):
        return [_spell_out(item) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("Fn::Sub"), str) and _NESTED_OUTPUT.search(value["Fn::Sub"]):
        text = value["Fn::Sub"]
        names = {f"{a}Outputs{b}": {"Fn::GetAtt": [a, f"Outputs.{b}"]} for a, b in _NESTED_OUTPUT.findall(text)}
        return {"Fn::Sub": [_NESTED_OUTPUT.sub(r"${\1Outputs\2}", text), names]}
    return {key: _spell_out(item) for key, item in value.items()}


def override_states(definition: str, overrides: dict[str, dict[str, Any]]) -> str:
    """The state machine with fields of named states replaced, wherever they are nested."""
    if not overrides:
        return definition

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, dict):
            return value
        changed = {key: walk(item) for key, item in value.items()}
        if isinstance(changed.get("States"), dict):
            changed["States"] = {
                name: {**state, **overrides.get(name, {})} for name, state in changed["States"].items()
            }
        return changed

    return json.dumps(walk(json.loads(definition)))
