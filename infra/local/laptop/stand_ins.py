"""Resource types that moto's CloudFormation lacks: made by hand where they matter here, otherwise just named."""

import json
from collections.abc import Callable
from typing import Any

from moto.cloudformation.parsing import get_model_map
from moto.core.common_models import CloudFormationModel
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends

from laptop import moto_seam


class Stand(CloudFormationModel):
    """A resource that moto's CloudFormation does not know: it has a name, and does nothing unless a maker exists."""

    def __init__(self, kind: str, physical_id: str) -> None:
        self.type = kind
        self.physical_resource_id = physical_id

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @staticmethod
    def cloudformation_type() -> str:
        return "Laptop::Stand::In"

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return bool(attr)

    def get_cfn_attribute(self, name: str) -> str:
        given = moto_seam.attribute(self.type, self.physical_resource_id, name)
        return given if given is not None else f"{self.physical_resource_id}/{name}"

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **kwargs: Any
    ) -> "Stand":
        kind = kwargs["ResourceType"]
        make = _MAKERS.get(kind)
        properties = cloudformation_json.get("Properties", {})
        return Stand(kind, make(resource_name, properties, account_id, region_name) if make else resource_name)

    @classmethod
    def update_from_cloudformation_json(cls, *_args: Any, **_kwargs: Any) -> "Stand":
        raise NotImplementedError("a laptop stack is created once")

    @classmethod
    def delete_from_cloudformation_json(cls, *_args: Any, **_kwargs: Any) -> None:
        """Nothing to delete."""

    def is_created(self) -> bool:
        return True


def _make_subscription(_name: str, properties: dict[str, Any], account: str, region: str) -> str:
    backend = sns_backends[account][region]
    made = backend.subscribe(properties["TopicArn"], properties["Endpoint"], properties["Protocol"])
    if "FilterPolicy" in properties:
        backend.set_subscription_attributes(made.arn, "FilterPolicy", json.dumps(properties["FilterPolicy"]))
    return str(made.arn)


def _make_secret(name: str, properties: dict[str, Any], account: str, region: str) -> str:
    backend = secretsmanager_backends[account][region]
    text = properties.get("SecretString")
    if wish := properties.get("GenerateSecretString"):
        text = json.loads(
            backend.get_random_password(
                password_length=int(wish.get("PasswordLength", 32)),
                exclude_characters=wish.get("ExcludeCharacters", ""),
                exclude_numbers=wish.get("ExcludeNumbers", False),
                exclude_punctuation=wish.get("ExcludePunctuation", False),
                exclude_uppercase=wish.get("ExcludeUppercase", False),
                exclude_lowercase=wish.get("ExcludeLowercase", False),
                include_space=wish.get("IncludeSpace", False),
                require_each_included_type=wish.get("RequireEachIncludedType", True),
            )
        )["RandomPassword"]
        if key := wish.get("GenerateStringKey"):
            text = json.dumps({**json.loads(wish.get("SecretStringTemplate", "{}")), key: text})
    made = backend.create_secret(
        name=properties.get("Name", name),
        secret_string=text,
        secret_binary=None,
        description=properties.get("Description"),
        tags=None,
        kms_key_id=None,
        client_request_token=None,
        replica_regions=[],
        force_overwrite=False,
    )
    return str(json.loads(made)["ARN"])


_MAKERS: dict[str, Callable[[str, dict[str, Any], str, str], str]] = {
    "AWS::SNS::Subscription": _make_subscription,
    "AWS::SecretsManager::Secret": _make_secret,
    "AWS::ApiGatewayV2::Api": lambda name, *_: name.lower().rsplit("-", 1)[-1][:10],
}


def stand_in_for(kinds: set[str]) -> set[str]:
    """Lets stacks hold resources of these types even if moto lacks them; the ones that do nothing here."""
    known: dict[str, Any] = get_model_map()
    missing = {kind for kind in kinds if known.get(kind, Stand) is Stand}
    known.update(dict.fromkeys(missing, Stand))
    return missing - set(_MAKERS)
