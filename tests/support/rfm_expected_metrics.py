"""Prints a gzip CSV of expected metrics as integers.

ID RECENCY FREQUENCY TOTAL_SPEND MONETARY R F M, money in cents.
"""
import csv
import gzip
import sys
from decimal import Decimal

with gzip.open(sys.argv[1], "rt", newline="") as lines:
    for row in csv.DictReader(lines):
        cents = [int(Decimal(row[column]) * 100) for column in ("total_spend", "monetary")]
        print(row["customer_id"], row["recency_days"], row["frequency"], *cents,
              row["r_score"], row["f_score"], row["m_score"])
