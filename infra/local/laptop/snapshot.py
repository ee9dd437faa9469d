"""Keeps what the cloud stores in a folder, so that it can be stopped and started again.

`index.json` names every object, item and secret by the *logical* id of its bucket, table or secret, so physical names
may change; object bodies lie beside it under their SHA-256. The index is replaced atomically; bodies nobody names any
more are deleted after that. Only the newest version of an object is kept.
"""

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from laptop.trouble import Trouble

LOG = logging.getLogger(__name__)
DEBOUNCE_SECONDS = 2.0
FORMAT = 1
CHUNK = 1024 * 1024
_KEPT = ("ContentType", "ContentEncoding", "ContentDisposition", "CacheControl", "Metadata")
_BINARY = "\u0000hex:"  # JSON has no bytes; DynamoDB's B values are marked with this


@contextlib.contextmanager
def sole_user(folder: Path) -> Iterator[None]:
    """Keeps a second cloud off the folder for as long as this process lives, however it ends. Raises Trouble."""
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"the data folder {folder} is in use by another mianshi serve") from None
        yield


class Snapshot:
    """Saves and restores the stores of one cloud. `stores` maps service to {logical path: physical name}."""

    def __init__(self, folder: Path, client: Callable[[str], Any], stores: dict[str, dict[str, str]]) -> None:
        self._folder, self._client, self._stores = folder, client, stores
        self._bodies = folder / "objects"
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        self._dirty = threading.Event()
        self._stopping = threading.Event()
        self._saving = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="snapshot", daemon=True)

    # -- restoring

    def restore(self) -> bool:
        """Puts everything back; False when there is nothing to restore. Trouble for what is not ours or damaged."""
        index = self._folder / "index.json"
        if not index.exists():
            return False
        try:
            saved = json.loads(index.read_bytes())
            found = saved.get("format")
            if found == FORMAT:
                self._restore_all(saved)
        except (ValueError, KeyError, TypeError, AttributeError, FileNotFoundError) as error:
            what = f"{error.filename} is missing" if isinstance(error, FileNotFoundError) else f"{index} is damaged"
            raise Trouble(f"what is stored cannot be read: {what}; nothing was changed") from error
        if found != FORMAT:
            raise Trouble(f"{index} has format {found}, not {FORMAT}: another version of mianshi wrote it")
        return True

    def _restore_all(self, saved: dict[str, Any]) -> None:
        for logical, objects in saved["s3"].items():
            self._restore_bucket(logical, objects)
        for logical, items in saved["dynamodb"].items():
            if table := self._stores["dynamodb"].get(logical):
                for item in items:
                    self._client("dynamodb").put_item(TableName=table, Item=_from_json(item))
        self._restore_secrets(saved.get("secretsmanager", {}))

    def _restore_bucket(self, logical: str, objects: dict[str, dict[str, Any]]) -> None:
        bucket = self._stores["s3"].get(logical)
        if bucket is None:
            LOG.warning("the template has no bucket %s any more; its objects are not restored", logical)
            return
        for key, entry in objects.items():
            with (self._bodies / entry["sha256"]).open("rb") as body:
                put = self._client("s3").put_object(Bucket=bucket, Key=key, Body=body, **entry["headers"])
            self._known[(logical, key)] = {**entry, "etag": put["ETag"]}

    def _restore_secrets(self, secrets: dict[str, str]) -> None:
        manager = self._client("secretsmanager")
        for name, text in secrets.items():
            if physical := self._stores["secretsmanager"].get(name):
                manager.put_secret_value(SecretId=physical, SecretString=text)
            elif name.startswith("name:"):
                manager.create_secret(Name=name.removeprefix("name:"), SecretString=text)

    # -- saving

    def start(self) -> None:
        """Begins to save about two seconds after something changed."""
        self._thread.start()

    def touch(self) -> None:
        """Something was written."""
        self._dirty.set()

    def stop(self) -> None:
        """Saves a last time."""
        self._stopping.set()
        self._dirty.set()
        if self._thread.is_alive():
            self._thread.join()
        self.save()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._dirty.wait()
            if self._stopping.wait(DEBOUNCE_SECONDS):
                return
            self._dirty.clear()
            try:
                self.save()
            except Exception:
                LOG.exception("the state could not be saved; the next change tries again")

    def save(self) -> None:
        """Writes the present state."""
        with self._saving:
            self._bodies.mkdir(parents=True, exist_ok=True)
            _owner_only(self._folder)
            index = {
                "format": FORMAT,
                "s3": {name: dict(self._objects(name, bucket)) for name, bucket in self._stores["s3"].items()},
                "dynamodb": {name: list(self._items(table)) for name, table in self._stores["dynamodb"].items()},
                "secretsmanager": dict(self._secrets()),
            }
            _replace(self._folder / "index.json", json.dumps(index, ensure_ascii=False).encode())
            used = {entry["sha256"] for objects in index["s3"].values() for entry in objects.values()}  # type: ignore[attr-defined]
            for body in self._bodies.iterdir():
                if body.name not in used:
                    body.unlink(missing_ok=True)

    def _objects(self, logical: str, bucket: str) -> Iterator[tuple[str, dict[str, Any]]]:
        s3 = self._client("s3")
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for listed in page.get("Contents", []):
                key = listed["Key"]
                entry = self._known.get((logical, key))
                if entry is None or entry["etag"] != listed["ETag"]:
                    with contextlib.suppress(s3.exceptions.NoSuchKey):  # deleted since it was listed
                        entry = self._fetch(s3.get_object(Bucket=bucket, Key=key))
                if entry is not None:
                    self._known[(logical, key)] = entry
                    yield key, entry

    def _fetch(self, found: dict[str, Any]) -> dict[str, Any]:
        part = self._folder / "object.part"
        digest = hashlib.sha256()
        with part.open("wb") as target:
            for chunk in iter(lambda: found["Body"].read(CHUNK), b""):
                digest.update(chunk)
                target.write(chunk)
            _sync(target)
        part.replace(self._bodies / digest.hexdigest())
        headers = {name: found[name] for name in _KEPT if found.get(name)}
        return {"sha256": digest.hexdigest(), "etag": found["ETag"], "headers": headers}

    def _items(self, table: str) -> Iterator[Any]:
        for page in self._client("dynamodb").get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                yield _to_json(item)

    def _secrets(self) -> Iterator[tuple[str, str]]:
        manager = self._client("secretsmanager")
        logical = {arn: name for name, arn in self._stores["secretsmanager"].items()}
        for page in manager.get_paginator("list_secrets").paginate():
            for secret in page["SecretList"]:
                value = manager.get_secret_value(SecretId=secret["ARN"])
                if "SecretString" in value:
                    yield logical.get(secret["ARN"], f"name:{secret['Name']}"), value["SecretString"]


def _replace(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as target:
        target.write(content)
        _sync(target)
    part.replace(path)


def _sync(target: IO[bytes]) -> None:
    target.flush()
    os.fsync(target.fileno())


def _owner_only(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.chmod(0o700)


def _to_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return _BINARY + value.hex()
    if isinstance(value, list):
        return [_to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: _to_json(item) for key, item in value.items()}
    return value


def _from_json(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_BINARY):
        return bytes.fromhex(value.removeprefix(_BINARY))
    if isinstance(value, list):
        return [_from_json(item) for item in value]
    if isinstance(value, dict):
        return {key: _from_json(item) for key, item in value.items()}
    return value


def forget(folder: Path) -> None:
    """Deletes a saved state."""
    for name in ("objects", "index.json", "index.part", "object.part"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
