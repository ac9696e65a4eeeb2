"""report.html as a tree, and what a figure's key says, computed again from summary.json. Shared by the tests beside this file."""

import decimal
import html.parser
import re
import urllib.parse
from decimal import Decimal

VOID = {"meta", "input", "br", "link", "img"}
decimal.getcontext().prec = 60


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent, self.children = tag, dict(attributes), parent, []

    def text(self):
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def all(self, *tags):
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def classes(self):
        return (self.attributes.get("class") or "").split()

    def by_id(self, name):
        return next((element for element in self.all() if element.attributes.get("id") == name), None)


class Parser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("#document", {}, None)
        self.mistakes = []

    def handle_starttag(self, tag, attributes):
        if len(attributes) != len(dict(attributes)):
            self.mistakes.append(f"an attribute of {tag} comes twice")
        element = Element(tag, attributes, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attributes):
        self.at.children.append(Element(tag, attributes, self.at))

    def handle_endtag(self, tag):
        if self.at.tag != tag:
            self.mistakes.append(f"{tag} ends where {self.at.tag} is open")
        elif self.at.parent is not None:
            self.at = self.at.parent

    def handle_data(self, text):
        self.at.children.append(text)


def parse(text):
    """The page's tree. Every element that begins must end, in order."""
    parser = Parser()
    parser.feed(text)
    parser.close()
    if parser.at is not parser.root:
        parser.mistakes.append(f"{parser.at.tag} never ends")
    return parser.root, parser.mistakes


def rounded(value, decimals):
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=decimal.ROUND_HALF_UP)


def at_pointer(summary, pointer):
    node = summary
    for part in pointer.split("/")[1:]:
        part = urllib.parse.unquote(part, errors="strict").replace("~1", "/").replace("~0", "~")
        node = node[int(part)] if isinstance(node, list) else node[part]
    if isinstance(node, float):
        return rounded(Decimal(repr(node)), 3)
    assert isinstance(node, (int, str)) and not isinstance(node, bool), (pointer, node)
    return Decimal(node)


def computed(summary, key):
    """The value of a figure's key: a place in the summary, or a formula of places. Percentages are not rounded."""
    value, rest = parse_key(summary, key)
    assert rest == "", key
    return value


def exact(value, key):
    """What a figure's attribute says: percentages have two decimals there."""
    return rounded(value, 2) if key.startswith("percent(") else value


def parse_key(summary, text):
    if text.startswith("/"):
        end = re.search(r"[,)]|$", text).start()
        return at_pointer(summary, text[:end]), text[end:]
    name, rest = text.split("(", 1)
    values = []
    while True:
        value, rest = parse_key(summary, rest)
        values.append(value)
        separator, rest = rest[0], rest[1:]
        if separator == ")":
            break
    if name == "sum":
        return sum(values), rest
    if name == "difference":
        return values[0] - values[1], rest
    if name == "magnitude":
        return abs(values[0]), rest
    if name == "negative":
        return -values[0], rest
    if name == "hundredfold":
        return 100 * values[0], rest
    assert name == "percent", name
    return (100 * values[0] / values[1] if values[1] else Decimal("0.00")), rest


WORDS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}


def shows(text, value):
    """Whether a text for people is this value, rounded to the digits that it has."""
    number, _, word = text.partition(" ")
    number = number.replace(",", "").lstrip("+")
    if not re.fullmatch(r"-?\d+(\.\d+)?", number) or (word and word not in WORDS):
        return False
    decimals = len(number.partition(".")[2])
    return rounded(value.scaleb(-WORDS.get(word, 0)), decimals) == Decimal(number)
