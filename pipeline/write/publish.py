"""Publish: all files of a run appear together, or none does.

The new files lie whole in a staging folder. Two folders trade places in one step of the file system (`RENAME_EXCHANGE`
on Linux, `RENAME_SWAP` on macOS), so whoever opens the corpus by its path sees the old one or the new one, whatever is killed and when:

1. the staging folder moves beside the corpus, and trades places with it: the path now names the new files;
2. the old folder, out of sight, gets the new files too;
3. it trades places back, so that the folder itself stays the one that shells and mounts hold open, with `.state/` and
   whatever else lies in it, and the staging folder is removed.

Where the file system cannot do that, the files are replaced one by one behind a mark, and a run that is killed between
two of them is finished by `recover`, which every command calls first.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import OutputError

AT_FDCWD = -100
RENAME_EXCHANGE = 2
RENAME_SWAP = 2
COMMIT_MARK = "commit"
STATE_FOLDER = ".state"


def publish(staging: Path, out: Path) -> None:
    """Put the files of `staging` (a folder in `out/.state/`) in place of those of the same names in `out`.

    Raises `OutputError` where that is not allowed.
    """
    for path in staging.iterdir():
        _sync(path)
    aside = _aside(out)
    try:
        staging.rename(aside)
    except OSError:
        _commit_one_by_one(staging, out)
        return
    with _locked(aside):
        if not _exchange(aside, out):
            aside.rename(staging)
            _commit_one_by_one(staging, out)
            return
        _finish(aside, out)


def recover(out: Path) -> None:
    """Finish what a killed run left half done, so that the folder is as `publish` would have left it.

    Leaves alone what a run that is alive is doing.
    """
    aside = _aside(out)
    if aside.exists():
        with contextlib.suppress(BlockingIOError), _locked(aside):
            if (aside / STATE_FOLDER).exists():
                _finish(aside, out)
            else:
                shutil.rmtree(aside)
    mark = out / STATE_FOLDER / COMMIT_MARK
    if mark.exists():
        _replace_all(mark, out)


@contextlib.contextmanager
def lock(out: Path) -> Iterator[None]:
    """Hold the folder, so that no two runs write one corpus at once. Raises `OutputError` where another one does."""
    try:
        with _locked(out):
            yield
    except BlockingIOError as error:
        raise OutputError(f"{out}: another run is writing this corpus. Wait until it is done, or choose another folder with -o.") from error


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _aside(out: Path) -> Path:
    return out.parent / f".{out.name}.papersieve-swap"


def _finish(aside: Path, out: Path) -> None:
    """From the moment `out` holds the new files and `aside` is the old folder: steps 2 and 3."""
    for path in sorted(out.iterdir()):
        if path.name != STATE_FOLDER:
            link = aside / f".{path.name}.new"
            link.unlink(missing_ok=True)
            os.link(path, link)
            link.replace(aside / path.name)
    if not _exchange(aside, out):
        raise OutputError(f"{out}: cannot be put back in its place. Move {aside} there by hand.")
    shutil.rmtree(aside)


def _commit_one_by_one(staging: Path, out: Path) -> None:
    mark = out / STATE_FOLDER / COMMIT_MARK
    try:
        staging.rename(mark)
        _replace_all(mark, out)
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror}). Choose another folder with -o, or mend its permissions.") from error


def _replace_all(mark: Path, out: Path) -> None:
    for path in sorted(mark.iterdir()):
        path.replace(out / path.name)
    mark.rmdir()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(first: Path, second: Path) -> bool:
    """Let two folders trade places in one step; False where the system or its file system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        call, arguments = libc.renamex_np, (os.fsencode(first), os.fsencode(second), RENAME_SWAP)
    elif hasattr(libc, "renameat2"):
        call, arguments = libc.renameat2, (AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), RENAME_EXCHANGE)
    else:
        return False
    if call(*arguments) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES):
        return False
    raise OSError(code, os.strerror(code), str(first))
