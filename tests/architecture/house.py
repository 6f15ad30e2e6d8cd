"""The house as the architecture tests find it: its modules, parsed once."""

from __future__ import annotations

import ast
import importlib.util
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "drumbeat"


@dataclass(frozen=True)
class Module:
    """One file of the package."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Return the dotted name."""
        parts = self.path.relative_to(SOURCE).with_suffix("").parts
        return ".".join(parts).removesuffix(".__init__")

    @property
    def place(self) -> str:
        """Return the path from the root of the repository."""
        return str(self.path.relative_to(ROOT))


@cache
def every_module() -> tuple[Module, ...]:
    """Return the modules that people write: all but migrations."""
    files = [p for p in sorted(PACKAGE.rglob("*.py")) if "migrations" not in p.parts]
    texts = [(path, path.read_text("utf-8")) for path in files]
    return tuple(Module(path, text, ast.parse(text)) for path, text in texts)


def modules_of(prefix: str) -> list[Module]:
    """Return the modules at or below a dotted name."""
    return [m for m in every_module() if f"{m.name}.".startswith(f"{prefix}.")]


def exists(name: str) -> bool:
    """Say whether the package has a module of that dotted name; * is any one part."""
    pattern = name.replace(".", "/")
    return any(SOURCE.glob(f"{pattern}.py")) or any(
        SOURCE.glob(f"{pattern}/__init__.py")
    )


@cache
def script(name: str) -> ModuleType:
    """Load scripts/<name>.py, which belongs to no package."""
    known_as = f"house_{name}"
    spec = importlib.util.spec_from_file_location(
        known_as, ROOT / "scripts" / f"{name}.py"
    )
    if spec is None or spec.loader is None:
        raise FileNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[known_as] = module
    spec.loader.exec_module(module)
    return module
