"""What we replace inside moto, beyond its HTTP interface. `tests/laptop/test_moto_seam.py` has a test for each part.

moto keeps its state in module globals, so one process holds one cloud at a time.
"""

import json
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

os.environ["VALIDATE_LAMBDA_S3"] = "false"  # function code stays in its folder, there is no archive to look for

from botocore.session import get_session
from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.cloudformation.models import Stack, cloudformation_backends
from moto.cloudformation.parsing import ResourceMap, clean_json
from moto.cognitoidp.models import cognitoidp_backends
from moto.core.base_backend import BackendDict
from moto.core.config import default_user_config
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.events.models import Rule, events_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.s3 import notifications
from moto.sagemaker.exceptions import ValidationError
from moto.sagemaker.models import FakeEndpointConfig
from moto.sns.models import Subscription, Topic
from moto.stepfunctions.models import StateMachine
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.models import stepfunctions_parser_backends
from moto.stepfunctions.responses import StepFunctionResponse
from moto.utilities.utils import get_partition
from werkzeug.serving import BaseWSGIServer, make_server

from laptop import moto_counts, moto_table, moto_time
from laptop.functions import RequestTooLarge, TooManyRequests, UnknownFunction
from laptop.loopback import HOST
from laptop.sandbox import Outcome

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
    activities: Callable[[str], list[Any]]  # endpoint name; what Application Auto Scaling did, oldest first
    published: Callable[[], None]  # before somebody reads metrics
    override: Callable[[str], str]  # state machine definition, before it is created


_POOL_KEYS = re.compile(r"/[a-z0-9-]+_[A-Za-z0-9]+/\.well-known/(jwks\.json|openid-configuration)")
_AS_COGNITO = "AWS4-HMAC-SHA256 Credential=laptop/20260101/us-east-1/cognito-idp/aws4_request, Signature=x"


class _NoSuchFunction(LambdaClientError):
    code = 404


class _Throttled(LambdaClientError):
    code = 429


class _TooLarge(LambdaClientError):
    code = 413


_hooks: Hooks | None = None
_s3_call: ContextVar[str] = ContextVar("s3_call", default="")
_original_s3_event = notifications._send_event_bridge_message
_original_map = ResourceMap.__init__
_original_send = Rule.send_to_targets
_original_publish = Subscription.publish
_original_attempt = StateTaskServiceCallback._eval_execution
_original_machine_attribute = StateMachine.get_cfn_attribute
_original_topic_attribute = Topic.get_cfn_attribute


def install(hooks: Hooks) -> None:
    """Puts our functions where moto would do nothing or use Docker. RuntimeError while another cloud is up."""
    global _hooks  # noqa: PLW0603  moto's own state is just as global
    if _hooks is not None:
        raise RuntimeError("a laptop cloud is already running in this process")
    _hooks = hooks
    moto_counts.answer_with(hooks.activities, hooks.published)
    logging.getLogger("moto").setLevel(logging.CRITICAL)  # it dumps whole definitions; the history says the same
    default_user_config["lambda"] = {"use_docker": False}
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    for owner, name, ours in _REPLACED:
        setattr(owner, name, ours)


def uninstall() -> None:
    """Forgets all of moto's state."""
    global _hooks  # noqa: PLW0603
    _hooks = None
    BackendDict.reset()


@contextmanager
def serve() -> Iterator[str]:
    """moto's server on a free loopback port, for as long as the context lasts; gives its address."""
    application = _observed(DomainDispatcherApplication(create_backend_app))
    server: BaseWSGIServer = make_server(HOST, 0, application, threaded=True, request_handler=_Quiet)
    os.environ["MOTO_PORT"] = str(server.server_port)
    thread = threading.Thread(target=server.serve_forever, name="moto", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _ours() -> Hooks:
    if _hooks is None:
        raise RuntimeError("no laptop cloud is running")
    return _hooks


def attribute(kind: str, physical_id: str, name: str) -> str | None:
    """What the running cloud says about an attribute of a resource that moto lacks."""
    return _ours().attribute(kind, physical_id, name)


class _Quiet(MotoRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Request lines hold names of people's files: they are not logged."""


def _observed(application: Callable[..., Any]) -> Callable[..., Any]:
    def observe(environ: dict[str, Any], start_response: Any) -> Any:
        if _POOL_KEYS.fullmatch(environ["PATH_INFO"]):
            environ["HTTP_AUTHORIZATION"] = _AS_COGNITO  # nobody signs this request, and moto needs to know whose it is
        answer = application(environ, start_response)
        if _hooks and environ["REQUEST_METHOD"] not in ("GET", "HEAD", "OPTIONS"):
            _hooks.changed(environ["REQUEST_METHOD"], environ.get("HTTP_X_AMZ_TARGET") or environ["PATH_INFO"])
        return answer

    return observe


def _invoke(
    _self: Any, function_name: str, _qualifier: Any, body: Any, headers: Any, response_headers: dict[str, str]
) -> bytes:
    hooks = _ours()
    payload = body.encode() if isinstance(body, str) else body or b"{}"
    kind = (headers or {}).get("X-Amz-Invocation-Type", "RequestResponse")
    try:
        if kind == "Event":
            hooks.invoke_async(function_name, payload)
            return b""
        outcome = hooks.invoke(function_name, payload) if kind != "DryRun" else Outcome(b"")
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
    if not _ours().event(self, original_event):
        _original_send(self, original_event, transform_input)


def _send_event_bridge_message(account_id: str, bucket: Any, event_name: Any, key: Any) -> None:
    if event_name is notifications.S3NotificationEvent.OBJECT_CREATED_PUT_EVENT and key.multipart is not None:
        return  # moto says twice that an upload in parts is there; S3 says it once, as CompleteMultipartUpload
    # moto cuts the API call's name off before rules see the event.
    token = _s3_call.set(str(event_name.value).removeprefix("s3:"))
    try:
        _original_s3_event(account_id, bucket, event_name, key)
    finally:
        _s3_call.reset(token)


def s3_call() -> str:
    """What moto calls the request that causes the S3 event at hand, such as "ObjectCreated:Put"; "" outside of one."""
    return _s3_call.get()


def rule_matches(rule: Rule, event: Any) -> bool:
    """Whether the rule is enabled and its pattern matches. A clock's rule has none, which moto takes for all events."""
    pattern = rule.event_pattern
    return _is_on(rule) and bool(pattern.get_pattern()) and bool(pattern.matches_event(event))


def scheduled_rules() -> list[tuple[Rule, str]]:
    """The enabled rules that a clock fires, and the expression of each, such as ``rate(15 minutes)``."""
    buses = (bus for region in list(events_backends[ACCOUNT].values()) for bus in list(region.event_buses.values()))
    rules = (rule for bus in buses for rule in list(bus.rules.values()))
    return [(rule, str(rule.scheduled_expression)) for rule in rules if rule.scheduled_expression and _is_on(rule)]


def _is_on(rule: Rule) -> bool:
    return bool(rule.state == "ENABLED")


def _publish(self: Subscription, message: str, message_id: str, **details: Any) -> None:
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
    _ours().notify(self.endpoint, record)


def _create_machine(
    _cls: Any, /, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
) -> Any:
    # moto would create it in the backend that does not execute, and without its substitutions.
    properties = cloudformation_json["Properties"]
    definition = properties["DefinitionString"]
    for name, value in (properties.get("DefinitionSubstitutions") or {}).items():
        definition = definition.replace(f"${{{name}}}", json.dumps(str(value))[1:-1])
    backend = stepfunctions_parser_backends[account_id][region_name]
    name = properties.get("StateMachineName", resource_name)
    return backend.create_state_machine(name, _ours().override(definition), properties.get("RoleArn", ""))


def _machine_attribute(self: StateMachine, name: str) -> Any:
    return self.arn if name == "Arn" else _original_machine_attribute(self, name)


def _topic_attribute(self: Topic, name: str) -> Any:
    return self.arn if name == "TopicArn" else _original_topic_attribute(self, name)


def _resource_map(self: ResourceMap, *args: Any, **kwargs: Any) -> None:
    _original_map(self, *args, **kwargs)
    partition = get_partition(kwargs["region_name"])
    self._parsed_resources["AWS::Partition"] = partition
    self._parsed_resources["AWS::URLSuffix"] = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"


def _stack_attribute(self: Stack, name: str) -> Any:
    output = self.output_map[name.removeprefix("Outputs.")]
    return output.value if output else None


def _send_task_failure(self: StepFunctionResponse) -> ActionResult:
    # moto drops the cause.
    token, error, cause = (self._get_param(name) for name in ("taskToken", "error", "cause"))
    backend: Any = self.stepfunction_backend
    backend.send_task_failure(token, error=error, cause=cause)
    return EmptyResult()


def _attempt(self: StateTaskServiceCallback, env: Environment) -> None:
    # moto keeps the token of the first attempt, and with it the answer to it; AWS gives each attempt its own.
    context = env.states.context_object
    state = context.context_object_data["State"]
    if "Task" in context.context_object_data and state and state["RetryCount"]:
        env.callback_pool_manager.add(context.update_task_token())
    _original_attempt(self, env)


def _validate_instance_type(_self: FakeEndpointConfig, instance_type: str) -> None:
    # moto's own list ends in 2021; botocore knows what SageMaker takes.
    known = get_session().get_service_model("sagemaker").shape_for("ProductionVariantInstanceType").enum
    if instance_type not in known:
        raise ValidationError(f"Value '{instance_type}' at 'instanceType' is not one that SageMaker knows")


_any_attribute = classmethod(lambda _cls, _attr: True)
_REPLACED: list[tuple[Any, str, Any]] = [
    (LambdaSimpleBackend, "invoke", _invoke),
    (Rule, "send_to_targets", _send_to_targets),
    (notifications, "_send_event_bridge_message", _send_event_bridge_message),
    (Subscription, "publish", _publish),
    (StateMachine, "create_from_cloudformation_json", classmethod(_create_machine)),
    (StateMachine, "has_cfn_attr", _any_attribute),
    (StateMachine, "get_cfn_attribute", _machine_attribute),
    (StepFunctionResponse, "send_task_failure", _send_task_failure),
    (StateTaskServiceCallback, "_eval_execution", _attempt),
    (Topic, "has_cfn_attr", _any_attribute),
    (Topic, "get_cfn_attribute", _topic_attribute),
    (Stack, "get_cfn_attribute", _stack_attribute),
    (FakeEndpointConfig, "validate_instance_type", _validate_instance_type),
    (ResourceMap, "__init__", _resource_map),  # moto is in the partition "aws" wherever it is
    # moto refuses "States.Timeout" where it leaves a Parallel branch or comes from a Fail state; AWS passes it on.
    (CustomErrorName, "__init__", ErrorName.__init__),
    *moto_counts.REPLACED,
    *moto_table.REPLACED,
    *moto_time.REPLACED,
]


def stack(name: str, region: str) -> Stack:
    """The deployed stack of that name; KeyError when there is none."""
    found = {s.name: s for s in cloudformation_backends[ACCOUNT][region].stacks.values()}
    return found[name]


def user_pool(pool_id: str) -> Any:
    """moto's own user pool; KeyError when there is none."""
    region = pool_id.rpartition("_")[0]
    return cognitoidp_backends[ACCOUNT][region].user_pools[pool_id]


def pool_of_client(client_id: str) -> Any:
    """moto's user pool that has this client, or None."""
    pools = (pool for region in cognitoidp_backends[ACCOUNT].values() for pool in region.user_pools.values())
    return next((pool for pool in pools if client_id in pool.clients), None)


def tokens(client_id: str, user: str, nonce: str) -> dict[str, Any]:
    """The tokens of a sign-in by the pool's pages; moto's own hold no nonce."""
    pool = pool_of_client(client_id)
    refresh, origin = pool.create_refresh_token(client_id, user)
    access, seconds = pool.create_access_token(client_id, user, origin_jti=origin)
    told = pool.get_user_extra_data_by_client_id(client_id, user)
    if groups := [group.group_name for group in pool.users[user].groups]:
        told["cognito:groups"] = groups
    signed, _ = pool.create_jwt(client_id, user, "id", extra_data={**told, "nonce": nonce, "origin_jti": origin})
    return {
        "id_token": signed,
        "access_token": access,
        "refresh_token": refresh,
        "expires_in": seconds,
        "token_type": "Bearer",
    }


def resolve(value: Any, resources: ResourceMap) -> Any:
    """`value` with its intrinsic functions evaluated."""
    return clean_json(value, resources)


def stop_executions(region: str) -> None:
    """Ends what still runs or waits in a state machine, so that no thread of moto outlives the cloud."""
    for machine in stepfunctions_parser_backends[ACCOUNT][region].state_machines:
        for execution in machine.executions:
            if str(execution.status).endswith("RUNNING") and _has_begun(execution):
                execution.stop(stop_date=utcnow(), error="Laptop.Stopped", cause=None)


def _has_begun(execution: Any) -> bool:
    # A worker gets its environment on a thread of its own; without one it cannot be told to stop.
    for _ in range(40):
        if execution.exec_worker and execution.exec_worker.env:
            return True
        time.sleep(0.05)
    return False
