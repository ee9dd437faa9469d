"""Deploys the template into moto and reads back what the other parts of the laptop cloud need to know."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from laptop import moto_seam, stand_ins
from laptop.sandbox import FunctionSpec
from laptop.translate import defaults, translate

STACK = "laptop"
TEMPLATE_BUCKET = "laptop-templates"
_API_HOST = r"https://{api}\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?"
_SIGN_IN_HOST = r"https://[a-z0-9-]+\.auth\.[a-z0-9-]+\.amazoncognito\.com"
_FUNCTION_IN_URI = re.compile(r":function:([^/:]+)")


@dataclass(frozen=True)
class Route:
    """One route of the HTTP API; `method` is ANY or upper case, `path` as in the template ("/{proxy+}")."""

    method: str
    path: str
    function: str


@dataclass(frozen=True)
class Endpoint:
    """One asynchronous endpoint: where results go, whom to tell, and the environment of its container.

    `variant` is the name of its one production variant, which says what its container is for.
    """

    name: str
    variant: str
    output_path: str
    failure_path: str | None
    success_topic: str | None
    error_topic: str | None
    environment: dict[str, str]


@dataclass
class Deployment:
    """What is deployed. `stores` maps "s3", "dynamodb" and "secretsmanager" to physical names by logical path."""

    outputs: dict[str, str] = field(default_factory=dict)
    functions: list[FunctionSpec] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    apis: list[str] = field(default_factory=list)
    stores: dict[str, dict[str, str]] = field(default_factory=lambda: {"s3": {}, "dynamodb": {}, "secretsmanager": {}})
    idle_kinds: set[str] = field(default_factory=set)  # resource types that do nothing on a laptop


class Deployer:
    """Translates, creates the stack, and resolves functions, routes and endpoints."""

    def __init__(
        self,
        template: Path,
        client: Callable[[str], Any],
        *,
        region: str,
        api_url: str,
        sign_in_url: str,
        opt: dict[str, Path],
        environment: dict[str, str],
        home: Path,
    ) -> None:
        self._template, self._client = template, client
        self._region, self._api_url, self._opt, self._environment = region, api_url, opt, environment
        self._sign_in_url, self._home = sign_in_url, home
        self._kinds: set[str] = set()
        self._result = Deployment()

    def deploy(self, parameters: dict[str, str]) -> Deployment:
        self._client("s3").create_bucket(Bucket=TEMPLATE_BUCKET, **self._bucket_place())
        processed = translate(self._template, parameters, self._region, self._publish)
        url = self._publish("main", processed)
        self._result.idle_kinds = stand_ins.stand_in_for(self._kinds)
        values = {**defaults(processed), **parameters}
        self._client("cloudformation").create_stack(
            StackName=STACK,
            TemplateURL=url,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
        )
        stack = moto_seam.stack(STACK, self._region)
        for prefix, nested in _all_stacks("", stack):
            self._read(prefix, nested)
        self._result.apis = self._apis
        self._result.outputs = {
            **{key: self._reachable(str(value)) for key, value in _outputs("", stack)},
        }
        return self._result

    def _bucket_place(self) -> dict[str, Any]:
        return (
            {} if self._region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": self._region}}
        )

    def _publish(self, name: str, processed: dict[str, Any]) -> str:
        for resource in processed["Resources"].values():
            self._kinds.add(resource["Type"])
        # moto gives a nested stack only the parameters it is passed; ours have values for the rest.
        for key, value in defaults(processed).items():
            processed["Parameters"][key].setdefault("Default", value)
        key = f"{name}.json"
        self._client("s3").put_object(Bucket=TEMPLATE_BUCKET, Key=key, Body=json.dumps(processed).encode())
        return f"http://localhost/{TEMPLATE_BUCKET}/{key}"

    def _reachable(self, value: str) -> str:
        """Addresses of our HTTP API and of the pool's sign-in pages, replaced by those they really have."""
        value = re.sub(_SIGN_IN_HOST, self._sign_in_url, value)
        for api in self._apis:
            value = re.sub(_API_HOST.format(api=re.escape(api)), self._api_url, value)
        return value

    @property
    def _apis(self) -> list[str]:
        return [
            nested.resource_map[name].physical_resource_id
            for _, nested in _all_stacks("", moto_seam.stack(STACK, self._region))
            for name, resource in nested.template_dict["Resources"].items()
            if resource["Type"] == "AWS::ApiGatewayV2::Api"
        ]

    # -- reading the stack

    def _read(self, prefix: str, stack: Any) -> None:
        for logical_id, resource in stack.template_dict["Resources"].items():
            made = stack.resource_map[logical_id]
            if made is None:
                continue  # its condition is false
            physical = getattr(made, "physical_resource_id", "")  # permissions have none
            path = f"{prefix}{logical_id}"
            match resource["Type"]:
                case "AWS::Lambda::Function":
                    self._result.functions.append(self._function(path, physical, resource, stack))
                case "AWS::S3::Bucket":
                    self._result.stores["s3"][path] = physical
                    self._finish_bucket(physical, self._properties(resource, stack))
                case "AWS::DynamoDB::Table":
                    self._result.stores["dynamodb"][path] = physical
                case "AWS::SecretsManager::Secret":
                    self._result.stores["secretsmanager"][path] = physical
                case "AWS::ApiGatewayV2::Api":
                    self._result.routes += _routes(self._properties(resource, stack).get("Body", {}))
                case "AWS::SageMaker::Endpoint":
                    endpoint = self._endpoint(made.endpoint_name, resource, stack)
                    self._result.endpoints[endpoint.name] = endpoint

    def _finish_bucket(self, bucket: str, properties: dict[str, Any]) -> None:
        """moto's CloudFormation creates the bare bucket; these three change how a bucket behaves here."""
        s3 = self._client("s3")
        notifications = properties.get("NotificationConfiguration", {})
        if str(notifications.get("EventBridgeConfiguration", {}).get("EventBridgeEnabled")).lower() == "true":
            s3.put_bucket_notification_configuration(
                Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
            )
        if rules := properties.get("CorsConfiguration", {}).get("CorsRules"):
            renamed = [
                {
                    {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds", "Id": "ID"}.get(k, k): v
                    for k, v in rule.items()
                }
                for rule in rules
            ]
            s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": renamed})
        if status := properties.get("VersioningConfiguration", {}).get("Status"):
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})

    def _properties(self, resource: dict[str, Any], stack: Any) -> dict[str, Any]:
        found: dict[str, Any] = moto_seam.resolve(resource.get("Properties", {}), stack.resource_map)
        return found

    def _function(self, path: str, physical: str, resource: dict[str, Any], stack: Any) -> FunctionSpec:
        properties = self._properties(resource, stack)
        resources = stack.template_dict["Resources"]
        references = [
            layer.get("Ref", "") for layer in resource["Properties"].get("Layers", []) if isinstance(layer, dict)
        ]
        layers = tuple(Path(resources[ref]["Properties"]["Content"]["S3Key"]) for ref in references if ref in resources)
        variables = properties.get("Environment", {}).get("Variables", {})
        return FunctionSpec(
            logical_id=path,
            name=physical,
            arn=stack.resource_map[path.rsplit(".", maxsplit=1)[-1]].get_cfn_attribute("Arn"),
            handler=properties["Handler"],
            folder=Path(properties["Code"]["S3Key"]),
            layers=layers,
            environment={**self._environment, **{k: self._local(str(v), layers) for k, v in variables.items()}},
            timeout_s=float(properties.get("Timeout", 3)),
            memory_mb=int(properties.get("MemorySize", 128)),
            concurrency=properties.get("ReservedConcurrentExecutions"),
            retries=_retries(path, stack),
            dead_letter_arn=properties.get("DeadLetterConfig", {}).get("TargetArn"),
            json_log=properties.get("LoggingConfig", {}).get("LogFormat") == "JSON",
        )

    def _local(self, value: str, layers: tuple[Path, ...] = ()) -> str:
        """A path below /opt becomes the folder that stands for it: named in `opt`, or part of a layer's source; /opt
        itself one where the layers lie together."""
        if value == "/opt":
            return str(self._together(layers))
        for place, folder in self._opt.items():
            if value == place or value.startswith(place + "/"):
                return str(folder) + value[len(place) :]
        if value.startswith("/opt/"):
            for layer in layers:
                if (layer / value[5:]).exists():
                    return str(layer / value[5:])
        return self._reachable(value)

    def _together(self, layers: tuple[Path, ...]) -> Path:
        folder = self._home / f"opt-{hash(layers) & 0xFFFFFFFF:08x}"
        folder.mkdir(exist_ok=True)
        for entry in (entry for layer in layers for entry in sorted(layer.iterdir())):
            (folder / entry.name).unlink(missing_ok=True)  # of two layers the later one wins
            (folder / entry.name).symlink_to(entry)
        return folder

    def _endpoint(self, name: str, resource: dict[str, Any], stack: Any) -> Endpoint:
        config = self._referred(resource, "EndpointConfigName", stack)
        model = self._referred({"Properties": config["ProductionVariants"][0]}, "ModelName", stack)
        output = config["AsyncInferenceConfig"]["OutputConfig"]
        topics = output.get("NotificationConfig", {})
        container = moto_seam.resolve(model.get("PrimaryContainer", {}), stack.resource_map)
        output = moto_seam.resolve(output, stack.resource_map)
        topics = output.get("NotificationConfig", {})
        return Endpoint(
            name,
            str(moto_seam.resolve(config["ProductionVariants"][0]["VariantName"], stack.resource_map)),
            output["S3OutputPath"],
            output.get("S3FailurePath"),
            topics.get("SuccessTopic"),
            topics.get("ErrorTopic"),
            {key: self._local(str(value)) for key, value in container.get("Environment", {}).items()},
        )

    def _referred(self, resource: dict[str, Any], name: str, stack: Any) -> dict[str, Any]:
        """Properties of the resource of the same stack that `name` points to by Ref or GetAtt."""
        pointer = resource["Properties"][name]
        target = pointer.get("Ref") or pointer["Fn::GetAtt"][0]
        properties: dict[str, Any] = stack.template_dict["Resources"][target]["Properties"]
        return properties


def _all_stacks(prefix: str, stack: Any) -> Iterator[tuple[str, Any]]:
    yield prefix, stack
    for logical_id, resource in stack.template_dict["Resources"].items():
        if resource["Type"] == "AWS::CloudFormation::Stack" and stack.resource_map[logical_id] is not None:
            yield from _all_stacks(f"{prefix}{logical_id}.", stack.resource_map[logical_id])


def _outputs(prefix: str, stack: Any) -> Iterator[tuple[str, Any]]:
    """Outputs of the stack, and of nested ones as "Nested.Outputs.Name"."""
    for output in stack.outputs or []:
        yield prefix + output["OutputKey"], output["OutputValue"]
    for logical_id, resource in stack.template_dict["Resources"].items():
        if resource["Type"] == "AWS::CloudFormation::Stack" and stack.resource_map[logical_id] is not None:
            yield from _outputs(f"{prefix}{logical_id}.Outputs.", stack.resource_map[logical_id])


def _retries(path: str, stack: Any) -> int:
    name = path.rsplit(".", maxsplit=1)[-1]
    for resource in stack.template_dict["Resources"].values():
        if resource["Type"] == "AWS::Lambda::EventInvokeConfig" and resource["Properties"]["FunctionName"] == {
            "Ref": name
        }:
            return int(resource["Properties"].get("MaximumRetryAttempts", 2))
    return 2


def _routes(body: dict[str, Any]) -> list[Route]:
    found = []
    for path, methods in body.get("paths", {}).items():
        for method, operation in methods.items():
            uri = operation.get("x-amazon-apigateway-integration", {}).get("uri", "")
            if function := _FUNCTION_IN_URI.search(uri):
                name = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
                found.append(Route(name, path, function.group(1)))
    return found
