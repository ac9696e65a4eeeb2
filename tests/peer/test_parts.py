"""SQL on DuckDB and spendlens say the same of the parts of a base, by an attribute of customers and by a dimension of orders."""

import csv
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

SPENDLENS = os.environ["SPENDLENS"]
NODE = os.environ["SPENDLENS_NODE"]
PEER = pathlib.Path(os.environ["SPENDLENS_PEER"])
SKIPPED = 77

QUERY = """
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
process.chdir(process.argv[1]);
const reader = await connection.runAndReadAll(process.argv[2]);
console.log(JSON.stringify(reader.getRowObjectsJson()));
"""

# What each customer did in each part, then the parts. A purchase is an amount of 0 or more here, a refund one below.
PARTS = """
with rows as (
  select o.customer_id, cast(o.timestamp as date) as day, cast(o.amount as decimal(18, 2)) as amount, coalesce({part}, '') as part
  from read_csv('log.csv', header = true, all_varchar = true) o left join read_csv('customers.csv', header = true, all_varchar = true) c using (customer_id)),
customers as (
  select part, customer_id,
    count(*) filter (where amount >= 0 and day >= '2012-01-01' and day < '2013-01-01') as orders,
    coalesce(sum(amount) filter (where amount >= 0 and day >= '2012-01-01' and day < '2013-01-01'), 0) as revenue,
    count(*) filter (where amount >= 0 and day >= '2011-01-01' and day < '2012-01-01') as orders_before,
    coalesce(sum(amount) filter (where amount >= 0 and day >= '2011-01-01' and day < '2012-01-01'), 0) as revenue_before,
    bool_or(amount >= 0 and day < '2011-01-01') as bought_before,
    count(*) filter (where amount < 0 and day >= '2012-01-01' and day < '2013-01-01') as refunds,
    count(*) as transactions
  from rows group by all)
select part as value, count(*) as customers, sum(transactions) as transactions,
  count(*) filter (where orders > 0) as total_customers, count(*) filter (where orders_before > 0) as total_customers_compare,
  sum(orders) as total_orders, sum(orders_before) as total_orders_compare, count(*) filter (where orders = 1) as one_time_buyers, sum(refunds) as refund_count,
  count(*) filter (where orders > 0 and orders_before > 0) as retained, count(*) filter (where orders = 0 and orders_before > 0) as churned,
  count(*) filter (where orders > 0 and orders_before = 0 and bought_before) as reactivated,
  count(*) filter (where orders > 0 and orders_before = 0 and not bought_before) as first_time,
  count(*) filter (where orders = 0 and orders_before = 0) as inactive,
  cast(sum(revenue) as varchar) as total_revenue, cast(sum(revenue_before) as varchar) as total_revenue_compare,
  cast(coalesce(-sum(revenue_before) filter (where orders = 0 and orders_before > 0), 0) as varchar) as bridge_churned,
  cast(coalesce(sum(revenue - revenue_before) filter (where orders > 0 and orders_before > 0), 0) as varchar) as bridge_retained
from customers group by part order by part
"""


def write_log(folder):
    rng = random.Random(20)
    with open(folder / "log.csv", "w") as log:
        log.write("customer_id,timestamp,amount,channel\n")
        for _ in range(6000):
            day = f"{rng.randrange(2009, 2013)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
            log.write(f"c{rng.randrange(1500)},{day},{rng.choice((0, 5.25, 80, 12.5, -3))},{rng.choice(('web', 'shop', 'fair', ''))}\n")
    with open(folder / "customers.csv", "w") as customers:
        customers.write("customer_id,region\n" + "".join(f"c{i},{rng.choice(('North', 'South', ''))}\n" for i in range(1400)))


class Parts(unittest.TestCase):
    def test_sql_says_the_same_of_both_kinds(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            write_log(folder)
            run = lambda *command: subprocess.run([SPENDLENS, *command], cwd=folder, check=True, capture_output=True, text=True, timeout=120).stdout
            run("import", "--transactions", "log.csv", "--customers", "customers.csv", "--dimension", "channel=channel", "--ledger", "ledger", "--amounts", "spend-positive")
            for by, part in (("region", "c.region"), ("channel", "o.channel")):
                run("audit", "--ledger", "ledger", "--out", "result", "--period", "2012", "--compare", "2011", "--by", by)
                found = {row["value"] if row["kind"] == "value" else "": row for row in csv.DictReader(run("export", "--audit", "result", "--table", "by").splitlines())}
                done = subprocess.run([NODE, "--input-type=module", "-e", QUERY, "--", folder, PARTS.format(part=part)], cwd=PEER, capture_output=True, text=True, timeout=120)
                self.assertEqual(done.returncode, 0, done.stderr)
                wanted = json.loads(done.stdout)
                self.assertEqual({row["value"] for row in wanted}, set(found))
                for row in wanted:
                    for column in set(row) - {"value"}:
                        self.assertEqual(float(found[row["value"]][column]), float(row[column]), f"{by} {row['value']}: {column}")


if __name__ == "__main__":
    if not NODE or NODE.endswith("NOTFOUND") or not (PEER / "node_modules" / "@duckdb" / "node-api").is_dir():
        print("skipped: needs node and npm install --prefix benchmarks/duckdb")
        sys.exit(SKIPPED)
    unittest.main()
