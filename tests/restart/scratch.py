"""A place for tests that sync after every batch: in memory, where there is room, as what they kill is processes, not the system."""

import os
import shutil
import tempfile

NEEDED = 1 << 29


def use_memory():
    """From now on temporary directories are made there."""
    place = "/dev/shm"
    if os.access(place, os.W_OK) and shutil.disk_usage(place).free > NEEDED:
        tempfile.tempdir = place
