"""The laptop cloud: the project's own template, deployed and running on this machine."""

import atexit
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import boto3
from botocore.config import Config

from laptop import moto_seam
from laptop.deploy import Deployer, Deployment, Endpoint
from laptop.events import EventRouter
from laptop.functions import FunctionPool
from laptop.http_api import HttpApi
from laptop.inference_server import InferenceServer
from laptop.metrics import Metrics
from laptop.processes import Nursery, without_foreign_settings
from laptop.sagemaker import SageMaker
from laptop.sign_in_pages import SignInPages
from laptop.snapshot import Snapshot, sole_user
from laptop.translate import override_states

_READS = ("Get", "Query", "Scan", "BatchGet", "Describe", "List")


@dataclass(frozen=True)
class Container:
    """A process in place of an image: its command, and settings that replace those of the template."""

    argv: list[str]
    environment: dict[str, str] = field(default_factory=dict)


class Cloud:
    """Deploys `template` and runs it until stop().

    parameters: values for the template's parameters. data: folder to keep the state in (none: it is forgotten).
    opt: local folders for paths the template's environment names, such as "/opt/vision-models"; paths that lie in a
    layer's source are found without it. state_overrides: fields of named states to replace, at any depth.
    containers: what stands for the image of an endpoint, by the name of its variant; every inference of an endpoint
    without one fails. concurrency: processes per function (default: twice the cores).
    on_restored: called with the cloud after a saved state was put back, before anything else can start.
    """

    def __init__(
        self,
        template: Path,
        *,
        parameters: dict[str, str] | None = None,
        data: Path | None = None,
        opt: dict[str, Path] | None = None,
        api_port: int = 0,
        idle_seconds: float = 60,
        state_overrides: dict[str, dict[str, Any]] | None = None,
        containers: Mapping[str, Container] | None = None,
        region: str = "us-east-1",
        concurrency: int | None = None,
        queue_seconds: float = 900.0,
        retry_delays: tuple[float, ...] = (1.0, 2.0),
        on_restored: Callable[["Cloud"], None] | None = None,
    ) -> None:
        self._template, self._parameters, self._data = template.resolve(), parameters or {}, data
        self._opt = {place: folder.resolve() for place, folder in (opt or {}).items()}
        self._overrides = state_overrides or {}
        self._containers = containers or {}
        self._api_port, self._idle_seconds, self._region = api_port, idle_seconds, region
        self._concurrency = concurrency or 2 * (os.cpu_count() or 1)
        self._queue_seconds, self._retry_delays, self._on_restored = queue_seconds, retry_delays, on_restored
        self._clients: dict[str, Any] = {}
        self._clients_lock = threading.Lock()
        self._undo = contextlib.ExitStack()
        self._snapshot: Snapshot | None = None
        self.deployment = Deployment()
        self.outputs: dict[str, str] = {}
        self.api_url = self.aws_url = ""
        self.functions: FunctionPool
        self.sagemaker: SageMaker
        self.logs: Path
        self._home: Path

    # -- life

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Deploys everything and starts to serve. Raises what the translator or moto say about a broken template."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends every process and server, saves the state where there is a data folder. May be called twice."""
        with self._undo:
            self._undo.pop_all().close()

    def _start(self) -> None:
        self._undo.enter_context(_orderly_end(self.stop))
        self._undo.enter_context(without_foreign_settings())
        self._home = home = Path(tempfile.mkdtemp(prefix="laptop-cloud-"))
        self._undo.callback(shutil.rmtree, home, ignore_errors=True)
        self.logs = (self._data or home) / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        if self._data:
            self._undo.enter_context(sole_user(self._data))
        nursery = Nursery()
        nursery.open(home)
        self._undo.callback(nursery.close)
        self._clients = {}
        self._build(nursery, home)
        self._undo.callback(moto_seam.uninstall)
        self.aws_url = self._undo.enter_context(moto_seam.serve())
        self._deploy()

    def _build(self, nursery: Nursery, home: Path) -> None:
        self._metrics = metrics = Metrics(moto_seam.ACCOUNT, self._region)
        self._events = EventRouter(self.client, self._invoke_async)
        self.functions = FunctionPool(
            nursery,
            home,
            self.logs,
            concurrency=self._concurrency,
            idle_seconds=self._idle_seconds,
            queue_seconds=self._queue_seconds,
            retry_delays=self._retry_delays,
            dead_letter=self._events.dead_letter,
            count=metrics.add,
        )
        self._api = HttpApi(self.functions.invoke, self._api_port, moto_seam.ACCOUNT, self._request_counted)

        def make_server(endpoint: Endpoint) -> InferenceServer | None:
            container = self._containers.get(endpoint.variant)
            if container is None:
                return None
            env = {**endpoint.environment, **container.environment}
            return InferenceServer(container.argv, env, nursery, home, self.logs / f"{endpoint.name}.log")

        self.sagemaker = SageMaker(self.client, self._region, make_server, self._idle_seconds)
        moto_seam.install(
            moto_seam.Hooks(
                invoke=self.functions.invoke,
                invoke_async=self.functions.invoke_async,
                event=self._events.take,
                notify=self._events.notify,
                changed=self._changed,
                attribute=self._attribute,
                activities=self.sagemaker.activities,
                published=metrics.publish,
                override=lambda definition: override_states(definition, self._overrides),
            )
        )

    def _deploy(self) -> None:
        self.api_url = self._api.url
        self._undo.callback(self._api.close)
        pages = SignInPages()
        self._undo.callback(pages.close)
        pages.start()
        self.sagemaker.start()
        self._undo.callback(self.sagemaker.close)
        self._undo.callback(self.functions.stop)
        self._undo.callback(self._events.close)
        self._undo.callback(self._end_executions)
        deployer = Deployer(
            self._template,
            self.client,
            region=self._region,
            api_url=self.api_url,
            sign_in_url=pages.url,
            opt=self._opt,
            environment=self._environment(),
            home=self._home,
        )
        self.deployment = deployer.deploy(self._parameters)
        self.outputs = self.deployment.outputs
        self.functions.deploy(self.deployment.functions)
        self.sagemaker.deploy(self.deployment.endpoints)
        self._api.routes += self.deployment.routes
        if self._data:
            self._restore(self._data)
        self._api.start()

    def _restore(self, data: Path) -> None:
        snapshot = Snapshot(data, self.client, self.deployment.stores)
        self._events.quiet = True
        restored = snapshot.restore()
        if restored and self._on_restored:
            self._on_restored(self)
        self._events.quiet = False
        self._snapshot = snapshot
        snapshot.start()
        self._undo.callback(self._save_last)

    def _save_last(self) -> None:
        snapshot, self._snapshot = self._snapshot, None
        self._end_executions()
        self.functions.stop()
        if snapshot:
            snapshot.stop()

    def _end_executions(self) -> None:
        self._events.quiet = True
        moto_seam.stop_executions(self._region)

    # -- talking to it

    def client(self, service: str) -> Any:
        """A boto3 client of this cloud; "sagemaker-runtime" goes to the stand-in."""
        with self._clients_lock:
            if service not in self._clients:
                url = self.sagemaker.url if service == "sagemaker-runtime" else self.aws_url
                self._clients[service] = boto3.session.Session().client(
                    service,
                    endpoint_url=url,
                    region_name=self._region,
                    aws_access_key_id="laptop",
                    aws_secret_access_key="laptop",  # noqa: S106  moto checks no credentials
                    config=Config(
                        retries={"total_max_attempts": 1},
                        connect_timeout=5,
                        read_timeout=960,
                        max_pool_connections=50,
                        s3={"addressing_style": "path"},
                    ),
                )
            return self._clients[service]

    def _environment(self) -> dict[str, str]:
        """What every function finds beside its own variables."""
        return {
            "AWS_REGION": self._region,
            "AWS_DEFAULT_REGION": self._region,
            "AWS_ACCESS_KEY_ID": "laptop",
            "AWS_SECRET_ACCESS_KEY": "laptop",
            "AWS_ENDPOINT_URL": self.aws_url,
            "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME": self.sagemaker.url,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "LOOPBACK_ALLOWED": "yes",
            "POWERTOOLS_TRACE_DISABLED": "true",
        }

    # -- what moto asks us

    def _invoke_async(self, function: str, event: bytes) -> None:
        self.functions.invoke_async(function, event)

    def _attribute(self, kind: str, _physical: str, name: str) -> str | None:
        return self.api_url if (kind, name) == ("AWS::ApiGatewayV2::Api", "ApiEndpoint") else None

    def _request_counted(self) -> None:
        for api in self.deployment.apis:
            self._metrics.add("AWS/ApiGateway", "Count", {"ApiId": api}, 1)

    def _changed(self, method: str, what: str) -> None:
        if self._snapshot is None:
            return
        service, _, action = what.partition(".")
        if service.startswith("DynamoDB") or service == "secretsmanager":
            if not action.startswith(_READS):
                self._snapshot.touch()
        elif what.startswith("/") and len(what) > 1 and method in ("PUT", "POST", "DELETE"):
            self._snapshot.touch()


@contextlib.contextmanager
def _orderly_end(stop: Callable[[], None]) -> Any:
    """SIGTERM ends the program as an exception does, so that `with` blocks and stop() run."""
    atexit.register(stop)
    previous = None
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:

        def leave(_number: int, _frame: FrameType | None) -> None:
            sys.exit(128 + signal.SIGTERM)

        previous = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        atexit.unregister(stop)
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)
