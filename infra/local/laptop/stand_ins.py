"""Resource types that moto's CloudFormation lacks: made by hand where they matter here, otherwise just named."""

import json
from collections.abc import Callable
from typing import Any

from moto.cloudformation.parsing import get_model_map
from moto.cognitoidp.models import cognitoidp_backends
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
        if given is None and self.type in _ATTRIBUTES:
            given = _ATTRIBUTES[self.type](self.physical_resource_id, name)
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


def _make_pool(name: str, properties: dict[str, Any], account: str, region: str) -> str:
    given = {key: value for key, value in properties.items() if key != "UserPoolTags"}
    return str(cognitoidp_backends[account][region].create_user_pool(properties.get("UserPoolName", name), given).id)


def _make_pool_client(name: str, properties: dict[str, Any], account: str, region: str) -> str:
    # Cognito lets a client read every standard attribute unless it is told which; moto lets it read none.
    given = {"ReadAttributes": ["email", "name"], **properties, "ClientName": properties.get("ClientName", name)}
    pool, secret = given.pop("UserPoolId"), str(given.pop("GenerateSecret", False)).lower() == "true"
    return str(cognitoidp_backends[account][region].create_user_pool_client(pool, secret, given).id)


def _make_pool_group(name: str, properties: dict[str, Any], account: str, region: str) -> str:
    group = properties.get("GroupName", name)
    cognitoidp_backends[account][region].create_group(
        properties["UserPoolId"],
        group,
        properties.get("Description", ""),
        properties.get("RoleArn", ""),
        properties.get("Precedence", 0),
    )
    return str(group)


def _make_pool_domain(_name: str, properties: dict[str, Any], account: str, region: str) -> str:
    cognitoidp_backends[account][region].create_user_pool_domain(properties["UserPoolId"], properties["Domain"])
    return str(properties["Domain"])


_MAKERS: dict[str, Callable[[str, dict[str, Any], str, str], str]] = {
    "AWS::SNS::Subscription": _make_subscription,
    "AWS::SecretsManager::Secret": _make_secret,
    "AWS::Cognito::UserPool": _make_pool,
    "AWS::Cognito::UserPoolClient": _make_pool_client,
    "AWS::Cognito::UserPoolGroup": _make_pool_group,
    "AWS::Cognito::UserPoolDomain": _make_pool_domain,
    "AWS::ApiGatewayV2::Api": lambda name, *_: name.lower().rsplit("-", 1)[-1][:10],
}


def _pool_attribute(pool_id: str, name: str) -> str | None:
    pool = moto_seam.user_pool(pool_id)
    provider = f"cognito-idp.{pool.region}.amazonaws.com/{pool_id}"
    return {"Arn": pool.arn, "ProviderName": provider, "ProviderURL": f"https://{provider}"}.get(name)


_ATTRIBUTES: dict[str, Callable[[str, str], str | None]] = {"AWS::Cognito::UserPool": _pool_attribute}


def stand_in_for(kinds: set[str]) -> set[str]:
    """Lets stacks hold resources of these types even if moto lacks them; the ones that do nothing here."""
    known: dict[str, Any] = get_model_map()
    missing = {kind for kind in kinds if known.get(kind, Stand) is Stand}
    known.update(dict.fromkeys(missing, Stand))
    return missing - set(_MAKERS)
