"""``mianshi serve``: portal, API and pipeline on this machine, with what it stores kept in a folder."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.console import Console

from laptop.cloud import Cloud
from laptop.house import open_house
from laptop.staff import Accounts
from mianshi.contracts.outcomes import Status

_SIGN_IN = {"PortalSignIn": "accounts", "SignInDomain": "laptop"}


def serve(port: int, data: Path, console: Console, *, demo: bool = False) -> None:
    """Serve until Ctrl-C or SIGTERM; interviews that a sudden end cut off are started again.

    Args:
        port: of the portal.
        data: folder that keeps everything.
        console: to say so on.
        demo: run a stand-in of every platform beside it, connected, and a page that shows what arrived there.
    """
    with ExitStack() as beside, open_house(data=data, api_port=port, parameters=_SIGN_IN, on_restored=_reopen) as cloud:
        if demo:
            _show_neighbours(cloud, beside, console)
        accounts = Accounts(cloud, data / "accounts.json")
        accounts.open()
        for bucket, key in list(_cut_off(cloud)):
            cloud.client("s3").copy_object(
                Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": key}, MetadataDirective="REPLACE"
            )
        console.print(f"Mianshi is at {cloud.api_url}  (data in {data}; Ctrl-C ends it)", highlight=False, markup=False)
        accounts.tell(console)
        _until_told(accounts.save)
        accounts.save()
        console.print("Ending: saving what is stored and stopping every process.")


def _show_neighbours(cloud: Cloud, beside: ExitStack, console: Console) -> None:
    from fakes.board import Board  # noqa: PLC0415 - only a demonstration needs them
    from laptop.neighbours import Neighbours  # noqa: PLC0415

    neighbours = beside.enter_context(Neighbours())
    neighbours.connect(cloud)
    board = beside.enter_context(Board(neighbours.fakes))
    console.print(f"What arrives at the other systems is at {board.url}", highlight=False, markup=False)


def _until_told(meanwhile: Callable[[], None]) -> None:
    """Waits for Ctrl-C or SIGTERM and calls `meanwhile` while it does. Another one does not disturb the last saving."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: told.set())
    # The kernel may hand a signal to any thread, and Python runs the handler when the main thread next wakes:
    # sigwait() and a wait without end can both sleep through it.
    while not told.wait(0.5):
        meanwhile()


def _items(cloud: Cloud, status: Status) -> Iterator[dict[str, Any]]:
    pages = cloud.client("dynamodb").get_paginator("query")
    for page in pages.paginate(
        TableName=cloud.outputs["TableName"],
        IndexName="listed",
        KeyConditionExpression="list_pk = :list",
        FilterExpression="#status = :status",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":list": {"S": "INTERVIEW"}, ":status": {"S": status.value}},
    ):
        yield from page["Items"]


def _reopen(cloud: Cloud) -> None:
    """No execution outlives the cloud: what was being processed waits for its upload event again."""
    for item in _items(cloud, Status.PROCESSING):
        cloud.client("dynamodb").update_item(
            TableName=cloud.outputs["TableName"],
            Key={"pk": item["pk"], "sk": item["sk"]},
            UpdateExpression="SET #status = :waiting REMOVE execution",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":waiting": {"S": Status.AWAITING_UPLOAD.value}},
        )


def _cut_off(cloud: Cloud) -> Iterator[tuple[str, str]]:
    """The first upload of each interview whose files are all there but which nobody works on."""
    bucket = cloud.outputs["UploadBucketName"]
    present = {
        entry["Key"]
        for page in cloud.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="uploads/")
        for entry in page.get("Contents", [])
    }
    for item in _items(cloud, Status.AWAITING_UPLOAD):
        first = f"uploads/{item['pk']['S'].removeprefix('IV#')}/0"
        if first in present:
            yield bucket, first
