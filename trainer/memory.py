"""How much memory there is, and what the C library does with memory that tensors give back."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from pathlib import Path

import torch

# Of glibc's malloc.h.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8

# Where Linux says what a container may take, in both versions of its control groups.
CONTAINER = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def keep_freed_memory() -> None:
    """Makes glibc keep freed memory for the next step, in one place for all threads; elsewhere nothing happens.

    By default it gives large pieces back to the kernel, which clears every page of them again a moment later.
    """
    if not sys.platform.startswith("linux"):
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # musl has none
        library.mallopt(ARENA_MAX, 1)
        library.mallopt(TRIM_THRESHOLD, 2**31 - 1)
        library.mallopt(MMAP_THRESHOLD, 2**30)


def free_bytes(device: torch.device) -> int:
    """Memory that the run could have: of the accelerator, or of the machine within this process's limits."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[1]
    whole = min([os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), *container_limits()])
    try:
        import resource
    except ImportError:
        return whole
    limits = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return min([whole, *(limit for limit in limits if limit != resource.RLIM_INFINITY)])


def container_limits(files: tuple[Path, ...] = CONTAINER) -> list[int]:
    """Bytes that the container may take; none where there is no container, or no limit ("max")."""
    found = []
    for path in files:
        with contextlib.suppress(OSError, ValueError):
            found.append(int(path.read_text()))
    return found
