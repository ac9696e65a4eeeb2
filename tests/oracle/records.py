"""The records of a CSV file, as bytes: where each starts, what it was, what its fields are."""

import dataclasses
import gzip

MAX_RECORD_BYTES = 1 << 20
QUOTE = ord('"')


@dataclasses.dataclass
class Record:
    line: int            # the physical line of its first byte, from 1
    raw: bytes           # as it was, with its line end
    fields: list | None  # None: malformed


def read_bytes(path):
    with open(path, "rb") as file:
        data = file.read()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def records(data, delimiter=b","):
    """All records but empty lines, the header among them. A byte order mark is passed over."""
    position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    line = 1
    while position < len(data):
        end = end_of_line(data, position)
        fields = None
        if data.find(b'"', position, end) < 0:
            if end - position <= MAX_RECORD_BYTES:
                fields = without_line_end(data[position:end]).split(delimiter)
        else:
            fields, quoted_end = quoted_fields(data, position, delimiter[0])
            if fields is not None:
                end = quoted_end
        raw = data[position:end]
        if raw.rstrip(b"\r\n"):
            yield Record(line, raw, fields)
        line += raw.count(b"\n")
        position = end


def end_of_line(data, position):
    end = data.find(b"\n", position)
    return len(data) if end < 0 else end + 1


def without_line_end(raw):
    if raw.endswith(b"\n"):
        raw = raw[:-1]
    return raw[:-1] if raw.endswith(b"\r") else raw


def quoted_fields(data, start, delimiter):
    """The fields of a record with quotes, and where it ends. (None, None): a quote is not closed within the longest
    record; (None, end): something follows a closing quote."""
    fields, position, sound = [], start, True
    limit = min(len(data), start + MAX_RECORD_BYTES)
    last = False
    while not last:
        quoted = data[position : position + 1] == b'"'
        if quoted:
            text, position = quoted_text(data, position + 1, limit)
            if text is None:
                return None, None
        stop = end_of_field(data, position, delimiter)
        last = data[stop : stop + 1] != bytes([delimiter])
        rest = data[position:stop]
        if last and rest.endswith(b"\r"):
            rest = rest[:-1]
        sound = sound and not (quoted and rest)
        fields.append(text if quoted else rest)
        position = stop + 1
    end = min(position, len(data))
    sound = sound and end - start <= MAX_RECORD_BYTES
    return (fields if sound else None), end


def quoted_text(data, position, limit):
    """The text up to the closing quote, doubled quotes made one, and the place behind that quote."""
    parts = []
    while True:
        quote = data.find(b'"', position, limit)
        if quote < 0:
            return None, None
        parts.append(data[position:quote])
        if data[quote + 1 : quote + 2] != b'"':
            return b'"'.join(parts), quote + 1
        position = quote + 2


def end_of_field(data, position, delimiter):
    """The next delimiter or line end (of a CR LF the LF)."""
    ends = (data.find(bytes([end]), position) for end in (delimiter, 10))
    return min((end for end in ends if end >= 0), default=len(data))
