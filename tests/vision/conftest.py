from pathlib import Path

import pytest

from mianshi.vision.models import VisionModels, load_models

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def models_folder() -> Path:
    return ROOT / "layers" / "vision" / "models"


@pytest.fixture(scope="session")
def models(models_folder: Path) -> VisionModels:
    return load_models(models_folder)


@pytest.fixture(scope="session")
def media() -> Path:
    folder = ROOT / ".." / "shared" / "data" / "media"
    if not folder.is_dir():
        pytest.skip("the real recordings (../shared/data/media) are not on this machine")
    return folder
