"""How much memory there is, and what the C library does with memory that tensors give back."""

from __future__ import annotations

import ctypes
import os
import sys

import torch

# Of glibc's malloc.h.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8


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
    """Memory that the run could have: of the accelerator, or of the machine within this process's limit."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[1]
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        import resource
    except ImportError:
        return whole
    limits = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return min([whole, *(limit for limit in limits if limit != resource.RLIM_INFINITY)])
