"""A CSV log as the import reads it: orders by customer, and every row accounted for."""

import collections
import dataclasses
import re
from fractions import Fraction

import days
import exact
from records import read_bytes, records

MAX_ID_BYTES = 64
MAX_TEXT_BYTES = 256
MAX_ORDER_CENTS = 10**13
FRACTION_DIGITS = 18
FIELDS = ["customer_id", "timestamp", "amount", "quantity", "unit_price", "merchant", "category", "account_id",
          "order_id", "product_id", "margin", "pending", "currency", "transaction_id"]
BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}


@dataclasses.dataclass
class Order:
    timestamp: int
    amount: int  # cents, below 0: money leaves the customer
    merchant: str = ""
    category: str = ""
    pending: bool = False
    lines: int = 1
    account: str = ""


@dataclasses.dataclass
class Line:
    number: int
    raw: bytes
    customer: bytes
    timestamp: int
    amount: Fraction  # cents, signed as stored
    order: bytes
    merchant: str
    category: str
    pending: bool
    transaction: bytes
    account: str


@dataclasses.dataclass
class Log:
    customers: dict = dataclasses.field(default_factory=dict)  # id -> [Order]
    header: bytes = b""
    rows_read: int = 0
    rejects: list = dataclasses.field(default_factory=list)    # (line number, reason, raw bytes)

    @property
    def rows_stored(self):
        return sum(len(orders) for orders in self.customers.values())

    @property
    def lines_folded(self):
        return self.rows_read - self.rows_stored - len(self.rejects)

    @property
    def rejected(self):
        return dict(sorted(collections.Counter(reason for _, reason, _ in self.rejects).items()))


class Reject(Exception):
    pass


def read_log(path, columns=None, amounts="spend-negative", zone="UTC", delimiter=b","):
    """`columns`: field -> name in the header; a field that is not named there has its own name."""
    log = Log()
    rows = records(read_bytes(path), delimiter)
    header = next(rows)
    log.header = header.raw
    names = [field.decode() for field in header.fields]
    wanted = {field: (columns or {}).get(field, field) for field in FIELDS}
    place = {field: names.index(name) for field, name in wanted.items() if name in names}
    sign = -1 if amounts == "spend-positive" else 1
    lines = []
    for record in rows:
        log.rows_read += 1
        try:
            lines.append(read_line(record, place, len(names), sign, zone))
        except Reject as reject:
            log.rejects.append((record.line, str(reject), record.raw))
    lines = without_repeated_transactions(lines, log)
    lines = without_shared_orders(lines, log)
    fold(lines, log)
    log.rejects.sort(key=lambda reject: reject[0])
    return log


def read_line(record, place, num_fields, sign, zone):
    if record.fields is None:
        raise Reject("malformed_record")
    if len(record.fields) != num_fields:
        raise Reject("wrong_number_of_fields")
    value = {field: record.fields[index] for field, index in place.items()}
    text = {}
    for field, bytes_ in value.items():
        try:
            text[field] = bytes_.decode("utf-8")
        except UnicodeDecodeError as problem:
            raise Reject("invalid_utf8") from problem
    if not value["customer_id"]:
        raise Reject("missing_customer_id")
    if len(value["customer_id"]) > MAX_ID_BYTES:
        raise Reject("customer_id_too_long")
    return Line(record.line, record.raw, value["customer_id"], read_timestamp(text["timestamp"], zone),
                100 * sign * read_amount(text), value.get("order_id", b""), text.get("merchant", ""),
                text.get("category", ""), read_boolean(text.get("pending", "")), value.get("transaction_id", b""),
                text.get("account_id", ""))


def read_timestamp(text, zone):
    try:
        return days.parse_timestamp(text, zone)
    except days.TimestampOutOfRange as problem:
        raise Reject("timestamp_out_of_range") from problem
    except days.InvalidTimestamp as problem:
        raise Reject("invalid_timestamp") from problem


def read_amount(text):
    """The line's amount in major units: the one given, else quantity x unit_price."""
    if text.get("amount"):
        return read_decimal(text["amount"])
    if text.get("quantity") and text.get("unit_price"):
        return read_decimal(text["quantity"]) * read_decimal(text["unit_price"])
    raise Reject("missing_amount")


def read_decimal(text):
    match = re.fullmatch(r"([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,3}))?", text)
    if not match or not match[2] + match[3]:
        raise Reject("invalid_amount")
    coefficient = int(match[2] + match[3])
    exponent = int(match[4] or 0) - len(match[3])
    value = Fraction(coefficient) * Fraction(10) ** exponent
    if (value * 10**FRACTION_DIGITS).denominator != 1:
        raise Reject("invalid_amount")
    return -value if match[1] == "-" else value


def read_boolean(text):
    if text.lower() not in BOOLEANS:
        raise Reject("invalid_boolean")
    return BOOLEANS[text.lower()]


def without_repeated_transactions(lines, log):
    """Only the first row of a customer with a transaction_id stays."""
    seen, kept = set(), []
    for line in lines:
        key = (line.customer, line.transaction)
        if line.transaction and key in seen:
            log.rejects.append((line.number, "duplicate_transaction_id", line.raw))
        else:
            seen.add(key)
            kept.append(line)
    return kept


def without_shared_orders(lines, log):
    """All lines of an order that names two customers go."""
    buyers = collections.defaultdict(set)
    for line in lines:
        buyers[line.order].add(line.customer)
    kept = []
    for line in lines:
        if line.order and len(buyers[line.order]) > 1:
            log.rejects.append((line.number, "order_of_two_customers", line.raw))
        else:
            kept.append(line)
    return kept


def fold(lines, log):
    orders = collections.defaultdict(list)
    for line in lines:
        orders[line.order or line.number].append(line)
    for parts in orders.values():
        amount = exact.rounded(sum(line.amount for line in parts), 0)
        if abs(amount) > MAX_ORDER_CENTS:
            log.rejects += [(line.number, "amount_out_of_range", line.raw) for line in parts]
            continue
        timestamp = min(line.timestamp for line in parts)
        earliest = [line for line in parts if line.timestamp == timestamp]
        order = Order(timestamp, amount, min(line.merchant for line in earliest),
                      min(line.category for line in earliest), any(line.pending for line in parts), len(parts),
                      min(line.account for line in earliest))
        log.customers.setdefault(parts[0].customer, []).append(order)
