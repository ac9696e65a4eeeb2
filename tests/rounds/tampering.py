"""Damage of any kind to a file: to its bytes, to the structure of an HDF5 file, to a JSON or other text; and sums made anew for it."""

import json
import os
import pathlib
import random
import socket
import subprocess

import h5py
import numpy

BLOCK = 1 << 24


def digest_of(data):
    """XXH3-128 in hexadecimal digits."""
    said = subprocess.run(["xxhsum", "-H2", "-"], input=data, check=True, capture_output=True).stdout.split()[0]
    return said.decode().removeprefix("XXH128_")


def seal(path):
    """Sums beside a segment or result that match what it holds now."""
    data = path.read_bytes()
    digests = [digest_of(data[start:start + BLOCK]) for start in range(0, len(data), BLOCK)]
    path.with_name(path.name + ".sum").write_text(f"spendlens-sum 1\nsize {len(data)}\nblock {BLOCK}\n" + "".join(f"{digest}\n" for digest in digests))


def seal_part(path):
    """The sum that a file of a checkpoint ends with."""
    data = path.read_bytes()[:-16]
    digest = bytes.fromhex(digest_of(data))
    path.write_bytes(data + digest[7::-1] + digest[:7:-1])


def seal_summary(path):
    """The digest of how its figures came about, where it still has a place. That of the figures themselves is in audit.h5."""
    text = path.read_text(errors="surrogateescape")
    begin, end = text.find('\n  "data_quality": {'), text.rfind(',\n    "digest": "')
    if 0 <= begin < end:
        path.write_text(text[:end] + f',\n    "digest": "{digest_of(text[begin:end].encode(errors="surrogateescape"))}"\n  }}\n}}\n', errors="surrogateescape")


def special(path, numbers: random.Random):
    """Something else under its name, that is no plain file or none at all."""
    path.unlink()
    kind = numbers.choice(("FIFO", "directory", "dangling link", "link to itself", "link to /dev/zero", "link to /dev/full", "socket", "empty", "gone"))
    if kind == "FIFO":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
        (path / "of a user").write_text("text")
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as end:
            folder = os.open(path.parent, os.O_PATH)
            end.bind(f"/proc/self/fd/{folder}/{path.name}")
            os.close(folder)
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind != "gone":
        path.symlink_to({"dangling link": "nowhere", "link to itself": path.name}.get(kind, kind.removeprefix("link to ")))
    return f"now {kind}"


def metadata_places(path):
    """Ranges of the file that hold no column's values."""
    taken = []
    with h5py.File(path) as file:
        def note(name, thing):
            if isinstance(thing, h5py.Dataset) and thing.size and thing.chunks is None and thing.id.get_offset():
                taken.append((thing.id.get_offset(), thing.id.get_storage_size()))
        file.visititems(note)
    places, end = [], 0
    for offset, length in sorted(taken):
        if offset > end:
            places.append((end, offset))
        end = max(end, offset + length)
    return places + [(end, path.stat().st_size)] if end < path.stat().st_size else places


def bytes_of(data, numbers: random.Random, places=None):
    """A copy that differs, and what was done; in `places` (ranges) if there are any."""
    data = bytearray(data)
    if not data:
        return numbers.randbytes(100), "empty, now 100 bytes"
    low, high = numbers.choice(places) if places else (0, len(data))
    place = numbers.randrange(low, high)
    kind = numbers.randrange(8)
    if kind < 2:
        data[place] ^= 1 << numbers.randrange(8)
        return bytes(data), f"a bit of byte {place} flipped"
    if kind == 2 and not places:
        return bytes(data[:place]), f"cut off at {place}"
    if kind == 3 and not places:
        return bytes(data) + numbers.randbytes(numbers.randrange(1, 5000)), "longer"
    length = min(high - place, numbers.choice((1, 2, 4, 8, 64, 512, 4096)))
    if kind == 4:
        other = numbers.randrange(max(len(data) - length, 1))
        data[place:place + length], data[other:other + length] = data[other:other + length], data[place:place + length]
        return bytes(data), f"{length} bytes of {place} and {other} swapped"
    new = bytes(length) if kind == 5 else b"\xff" * length if kind == 6 else numbers.randbytes(length)
    data[place:place + length] = new
    return bytes(data), f"{length} bytes from {place} on written over"


def objects(file):
    found = []
    file.visititems(lambda name, thing: found.append(name))
    return found


def structure_of(path, numbers: random.Random):
    """Another HDF5 file: an attribute or a dataset changed, gone, of another type or length. What was done."""
    with h5py.File(path, "r+") as file:
        name = numbers.choice(["/", *objects(file)])
        thing = file[name]
        if name == "/" or (thing.attrs and numbers.random() < 0.4):
            return change_attribute(thing, name, numbers)
        if isinstance(thing, h5py.Group) or numbers.random() < 0.2:
            del file[name]
            return f"{name} is gone"
        return change_dataset(file, name, numbers)


def change_attribute(thing, name, numbers):
    attribute = numbers.choice(sorted(thing.attrs)) if thing.attrs else "format"
    values = (0, -1, 2**63 - 1, 2**64 - 1, "", "\x1b[31mred\x07\n", "x" * 70000 if numbers.random() < 0.2 else "x" * 3000, 1.5, float("nan"),
              numpy.zeros(1000, "u8"), numpy.array([], "u8"), numpy.array([b"a", b"b"]), h5py.Empty("u8"))
    value = numbers.choice(values)
    try:
        if attribute in thing.attrs:
            del thing.attrs[attribute]
        thing.attrs[attribute] = value
    except (OSError, ValueError, TypeError, RuntimeError):
        return f"attribute {attribute} of {name} is gone"
    return f"attribute {attribute} of {name} is {str(value)[:20]!r}"


def change_dataset(file, name, numbers):
    old = file[name]
    attributes, data, stored = dict(old.attrs), old[()], old.dtype  # texts of any length are objects in memory
    kind = numbers.randrange(7)
    del file[name]
    parent = file.require_group(str(pathlib.PurePosixPath("/" + name).parent))
    leaf = pathlib.PurePosixPath(name).name
    if kind == 0:
        new, what = parent.create_dataset(leaf, data=data[:len(data) // 2], dtype=stored), "half as long"
    elif kind == 1:
        new, what = parent.create_dataset(leaf, data=numpy.resize(data, (2, max(len(data), 1))), dtype=stored), "of two dimensions"
    elif kind == 2:
        new, what = parent.create_dataset(leaf, shape=(numbers.choice((2**32, 2**40, 2**62)),), dtype=stored, chunks=(1000,)), "huge"
    elif kind == 3:
        new, what = parent.create_dataset(leaf, data=numpy.arange(len(data)).astype(numbers.choice(("u1", "i8", "f4", "f8", ">u8", "S3", "S300")))), "of another type"
    elif kind == 4:
        new, what = parent.create_dataset(leaf, data=[str(i) for i in range(len(data))], dtype=h5py.string_dtype()), "texts of any length"
    elif kind == 5:
        parent[leaf] = h5py.SoftLink("/" + name if numbers.random() < 0.5 else "/customer/id")
        return f"{name} is a soft link"
    elif data.dtype.hasobject:
        new, what = parent.create_dataset(leaf, data=numbers.sample(list(data), len(data)), dtype=stored), "in another order"
    else:
        raw = bytearray(data.tobytes())
        for _ in range(min(len(raw), 5)):
            raw[numbers.randrange(len(raw))] = numbers.randrange(256)
        new, what = parent.create_dataset(leaf, data=numpy.frombuffer(bytes(raw), data.dtype)), "of other values"
    for attribute, value in attributes.items():
        new.attrs[attribute] = value
    return f"{name} is {what}"


def json_of(text, numbers: random.Random):
    """Another JSON: a value gone, or of another kind."""
    whole = json.loads(text)
    holder, key = whole, None
    while isinstance(holder, (dict, list)) and holder:
        key = numbers.choice(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
        if not isinstance(holder[key], (dict, list)) or not holder[key] or numbers.random() < 0.25:
            break
        holder = holder[key]
    new = numbers.choice((None, -1, 2**63, 1e308, "", "\x1b[31m\n\x07<script>", "-0.01", "1e9", [], {}, [[]] * 3, True, "gone"))
    if new == "gone":
        del holder[key]
    else:
        holder[key] = new
    return json.dumps(whole, indent=2), f"{key} is {new!r}"


def text_of(text, numbers: random.Random):
    """Another text: a line gone, twice, or with something else in it."""
    lines = text.splitlines(keepends=True) or [""]
    place = numbers.randrange(len(lines))
    odd = numbers.choice(("\x1b[2J", "\"", "\0", "\xff", "&a [*a]", "!!binary x", "9" * 400, "- - - -", "../../x", "\u202e", ": ", "{", "\r", "1e999"))
    kind = numbers.randrange(4)
    if kind == 0:
        del lines[place]
    elif kind == 1:
        lines.insert(numbers.randrange(len(lines)), lines[place])
    else:
        at = numbers.randrange(len(lines[place]) + 1)
        lines[place] = lines[place][:at] + odd + lines[place][at + (kind == 3):]
    return "".join(lines), ("line gone", "line twice", f"{odd[:12]!r} in it", f"{odd[:12]!r} in place of a character")[kind] + f", line {place + 1}"
