"""The portal's own secret, which is not in the database: a stolen copy of that opens nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from copfeedback.sealing import KEY_BYTES, Seal, new_key
from copfeedback.settings import Settings, SettingsError

FILE = "server.key"


@dataclass(frozen=True)
class ServerSecret:
    """What keys for single purposes are made from."""

    key: bytes = field(repr=False)

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose (BLAKE2b, keyed)."""
        return blake2b(purpose.encode(), key=self.key, digest_size=KEY_BYTES).digest()

    def seal(self, purpose: str) -> Seal:
        """A seal for one purpose."""
        return Seal(self.derived(purpose), purpose.encode())


def server_secret(settings: Settings) -> ServerSecret:
    """The secret of the settings, else of the file in the data folder, which is made if needed.

    Raises:
        SettingsError: the file can be neither read nor made.
    """
    if given := settings.server_key.get_secret_value():
        return ServerSecret(bytes.fromhex(given))
    path = settings.data_dir / FILE
    try:
        return ServerSecret(bytes.fromhex(_text_of(path)))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The portal's key in {path} can be neither read nor made: {type(error).__name__}. "
            "Set COPFEEDBACK_SERVER_KEY instead."
        ) from None


def _text_of(path: Path) -> str:
    """What the file holds; made first, by one process alone and readable by nobody else."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(new_key().hex(), encoding="ascii")
        try:
            path.hardlink_to(made)
        except FileExistsError:
            pass  # another process was faster, and its key counts
        finally:
            made.unlink()
    return path.read_text(encoding="ascii").strip()
