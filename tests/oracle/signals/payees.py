"""The payee of a merchant's text: rule set `descriptor-1` of DEFINITIONS-SIGNALS 7.3."""

import csv
from dataclasses import dataclass

from classes import capitals, fits

FACILITATORS = frozenset(("SQ", "TST", "PAYPAL", "PP", "PY", "SP", "IN", "ZLR", "CKE", "BT", "PADDLE.NET", "FS", "2CO.COM", "EB"))
HOST_ENDINGS = (".COM", ".NET", ".ORG", ".IO", ".CO", ".TV")
DIGITS = frozenset("0123456789")


@dataclass(frozen=True)
class Alias:
    """7.3 step 3: a pattern of texts, the name that their payee has, and a kind that wins over the category's (or None)."""

    pattern: str
    name: str
    kind: str | None


@dataclass(frozen=True)
class Payee:
    key: str
    kind: str | None = None


def read_aliases(path):
    """7.3 step 3: a CSV with the columns pattern, name, kind."""
    with open(path, encoding="utf-8", newline="") as file:
        return [Alias(capitals(single_blanks(line["pattern"])), line["name"].strip(), (line.get("kind") or "").strip() or None)
                for line in csv.DictReader(file)]


def single_blanks(text):
    """7.3 step 1: single blanks; blanks, tabs and line ends count as blanks, none is left at either end."""
    return " ".join(word for word in text.replace("\t", " ").replace("\r", " ").replace("\n", " ").split(" ") if word)


def has_digit(word):
    return any(letter in DIGITS for letter in word)


def without_star(text):
    """7.3 step 1: what the first `*` leaves: the tail of a facilitator, or another head with the tail's first word if that has no digit."""
    while "*" in text:
        head, tail = (part.strip(" ") for part in text.split("*", 1))
        if head in FACILITATORS:
            text = tail
            continue
        word = tail.split(" ", 1)[0]
        return head if has_digit(word) else " ".join(part for part in (head, word) if part)
    return text


def host_name(word):
    """7.3 step 2: NAME of `[WWW.]NAME.COM` (a path after `/` is no part of it), None of other words; a NAME has a letter."""
    host = word.split("/", 1)[0]
    if host.startswith("WWW."):
        host = host[len("WWW."):]
    for ending in HOST_ENDINGS:
        if host.endswith(ending):
            name = host[:-len(ending)]
            return name if any("A" <= letter <= "Z" for letter in name) else None
    return None


def is_reference(word, place):
    """7.3 step 2: `#`, three digits or more, only digits and `/`, or a host name after the first word."""
    digits = sum(letter in DIGITS for letter in word)
    return "#" in word or digits >= 3 or (digits > 0 and all(letter in DIGITS or letter == "/" for letter in word)) or (
        place > 0 and host_name(word) is not None)


def name_of(text):
    """7.3 step 2: the words of the name; references before it are passed over, one after it ends it."""
    words = [word for word in text.split(" ") if word]
    if words and host_name(words[0]) is not None:
        return host_name(words[0])
    name = []
    for place, word in enumerate(words):
        if not is_reference(word, place):
            name.append(word)
        elif name:
            break
    return " ".join(name)


def payee_of(text, aliases=()):
    """7.3: the payee of a merchant's text; None where there is none. Aliases are compared with the capitals of step 1, and where none fits with the key."""
    if text is None:
        return None
    plain = capitals(single_blanks(text))
    if not plain:
        return None
    key = name_of(without_star(plain)) or plain
    for compared in (plain, key):
        for alias in aliases:
            if fits(alias.pattern, compared):
                return Payee(alias.name or key, alias.kind)
    return Payee(key)
