"""Everything of moto that is not its public HTTP interface. `tests/laptop/test_moto_seam.py` has one test for each part.

moto keeps its state in module globals, so one process holds one cloud at a time.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

os.environ["VALIDATE_LAMBDA_S3"] = "false"  # function code stays in its folder, there is no archive to look for

from laptop.functions import RequestTooLarge, TooManyRequests, UnknownFunction
from laptop.loopback import HOST
from laptop.sandbox import Outcome
from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaFunction
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.cloudformation.models import Stack, cloudformation_backends
from moto.cloudformation.parsing import ResourceMap, clean_json, get_model_map
from moto.core.base_backend import BackendDict
from moto.core.common_models import CloudFormationModel
from moto.core.config import default_user_config
from moto.core.utils import utcnow
from moto.events.models import Rule
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import Subscription, Topic, sns_backends
from moto.stepfunctions.models import StateMachine
from moto.stepfunctions.parser.models import stepfunctions_parser_backends
from moto.utilities.utils import get_partition
from werkzeug.serving import BaseWSGIServer, make_server

ACCOUNT = "123456789012"


@dataclass(frozen=True)
class Hooks:
    """What the laptop cloud does in moto's place."""

    invoke: Callable[[str, bytes], Outcome]  # function reference, event
    invoke_async: Callable[[str, bytes], None]
    event: Callable[[Any, dict[str, Any]], bool]  # moto's Rule, the event; True: nothing is left for moto to do
    notify: Callable[[str, dict[str, Any]], None]  # function ARN, SNS event
    changed: Callable[[str, str], None]  # HTTP method and path or action of every request that may write
    attribute: Callable[[str, str, str], str | None]  # resource type, physical id, attribute of what moto lacks
    override: Callable[[str], str]  # state machine definition, before it is created


class _NoSuchFunction(LambdaClientError):
    code = 404


class _Throttled(LambdaClientError):
    code = 429


class _TooLarge(LambdaClientError):
    code = 413


_hooks: Hooks | None = None
_original_send = Rule.send_to_targets
_original_publish = Subscription.publish
_original_machine_attribute = StateMachine.get_cfn_attribute
_original_topic_attribute = Topic.get_cfn_attribute


def install(hooks: Hooks) -> None:
    """Puts our functions where moto would do nothing or use Docker. RuntimeError while another cloud is up."""
    global _hooks  # noqa: PLW0603  moto's own state is just as global
    if _hooks is not None:
        raise RuntimeError("a laptop cloud is already running in this process")
    _hooks = hooks
    default_user_config["lambda"] = {"use_docker": False}
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    LambdaSimpleBackend.invoke = _invoke
    Rule.send_to_targets = _send_to_targets
    Subscription.publish = _publish
    StateMachine.create_from_cloudformation_json = classmethod(_create_machine)
    StateMachine.has_cfn_attr = classmethod(lambda _cls, _attr: True)
    StateMachine.get_cfn_attribute = _machine_attribute
    Topic.has_cfn_attr = classmethod(lambda _cls, _attr: True)
    Topic.get_cfn_attribute = _topic_attribute
    Stack.get_cfn_attribute = _stack_attribute


def uninstall() -> None:
    """Forgets all of moto's state."""
    global _hooks  # noqa: PLW0603
    _hooks = None
    BackendDict.reset()


@contextmanager
def serve() -> Iterator[str]:
    """moto's server on a free loopback port, for as long as the context lasts; gives its address."""
    application = _observed(DomainDispatcherApplication(create_backend_app))
    server: BaseWSGIServer = make_server(HOST, 0, application, threaded=True, request_handler=MotoRequestHandler)
    server.daemon_threads = True
    os.environ["MOTO_PORT"] = str(server.server_port)
    thread = threading.Thread(target=server.serve_forever, name="moto", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _observed(application: Callable[..., Any]) -> Callable[..., Any]:
    def observe(environ: dict[str, Any], start_response: Any) -> Any:
        answer = application(environ, start_response)
        if _hooks and environ["REQUEST_METHOD"] not in ("GET", "HEAD", "OPTIONS"):
            _hooks.changed(environ["REQUEST_METHOD"], environ.get("HTTP_X_AMZ_TARGET") or environ["PATH_INFO"])
        return answer

    return observe


def _invoke(
    _self: Any, function_name: str, _qualifier: Any, body: Any, headers: Any, response_headers: dict[str, str]
) -> bytes:
    assert _hooks
    payload = body.encode() if isinstance(body, str) else body or b"{}"
    kind = (headers or {}).get("X-Amz-Invocation-Type", "RequestResponse")
    try:
        if kind == "Event":
            _hooks.invoke_async(function_name, payload)
            return b""
        outcome = _hooks.invoke(function_name, payload) if kind != "DryRun" else Outcome(b"")
    except UnknownFunction as e:
        raise _NoSuchFunction("ResourceNotFoundException", f"Function not found: {function_name}") from e
    except TooManyRequests as e:
        raise _Throttled("TooManyRequestsException", "Rate Exceeded.") from e
    except RequestTooLarge as e:
        raise _TooLarge("RequestTooLargeException", "Request must be smaller than 6291456 bytes") from e
    if outcome.failed:
        response_headers["x-amz-function-error"] = "Unhandled"
    response_headers["x-amz-executed-version"] = "$LATEST"
    return outcome.payload


def _send_to_targets(self: Rule, original_event: Any, transform_input: bool = True) -> None:
    assert _hooks
    if not _hooks.event(self, original_event):
        _original_send(self, original_event, transform_input)


def rule_matches(rule: Rule, event: dict[str, Any]) -> bool:
    return rule.state == "ENABLED" and bool(rule.event_pattern.matches_event(event))


def _publish(self: Subscription, message: str, message_id: str, **details: Any) -> None:
    assert _hooks
    if self.protocol != "lambda":
        _original_publish(self, message, message_id, **details)
        return
    matcher = self._filter_policy_matcher
    attributes = details.get("message_attributes") or {}
    if matcher is not None and not matcher.matches(attributes, message):
        return
    if details.get("message_structure") == "json":
        message = self._parse_message_structure(message, self.protocol)
    record = {
        "subscription_arn": self.arn,
        "topic_arn": self.topic_arn,
        "message_id": message_id,
        "message": message,
        "subject": details.get("subject"),
        "attributes": {name: {"Type": a["Type"], "Value": a["Value"]} for name, a in attributes.items()},
    }
    _hooks.notify(self.endpoint, record)


def _create_machine(
    _cls: Any, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
) -> Any:
    # moto would create it in the backend that does not execute, and without its substitutions.
    assert _hooks
    properties = cloudformation_json["Properties"]
    definition = properties["DefinitionString"]
    for name, value in (properties.get("DefinitionSubstitutions") or {}).items():
        definition = definition.replace(f"${{{name}}}", json.dumps(str(value))[1:-1])
    backend = stepfunctions_parser_backends[account_id][region_name]
    name = properties.get("StateMachineName", resource_name)
    return backend.create_state_machine(name, _hooks.override(definition), properties.get("RoleArn", ""))


def _machine_attribute(self: StateMachine, name: str) -> Any:
    return self.arn if name == "Arn" else _original_machine_attribute(self, name)


def _topic_attribute(self: Topic, name: str) -> Any:
    return self.arn if name == "TopicArn" else _original_topic_attribute(self, name)


def _stack_attribute(self: Stack, name: str) -> Any:
    return self.output_map[name.removeprefix("Outputs.")].value


class Stand(CloudFormationModel):  # type: ignore[misc]
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
        given = _hooks.attribute(self.type, self.physical_resource_id, name) if _hooks else None
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
    def is_created(cls) -> bool:
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
    known = get_model_map()
    missing = {kind for kind in kinds if known.get(kind, Stand) is Stand}
    known.update(dict.fromkeys(missing, Stand))
    return missing - set(_MAKERS)


def stack(name: str, region: str) -> Stack:
    """The deployed stack of that name; KeyError when there is none."""
    found = {s.name: s for s in cloudformation_backends[ACCOUNT][region].stacks.values()}
    return found[name]


def resolve(value: Any, resources: ResourceMap) -> Any:
    """`value` with its intrinsic functions evaluated."""
    return clean_json(value, resources)


def stop_executions(region: str) -> None:
    """Ends what still runs or waits in a state machine, so that no thread of moto outlives the cloud."""
    for machine in stepfunctions_parser_backends[ACCOUNT][region].state_machines:
        for execution in machine.executions:
            if str(execution.status).endswith("RUNNING"):
                execution.stop(stop_date=utcnow(), error="Laptop.Stopped", cause=None)


__all__ = ["ACCOUNT", "Hooks", "LambdaFunction", "ResourceMap", "Stack", "get_partition"]
