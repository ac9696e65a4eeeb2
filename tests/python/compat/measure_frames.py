#!/usr/bin/env python3
"""The DataFrame path of AutoCLV and of spendlens.compat.autoclv on the same rows: the same result, and the time of both in one run, in
turn: medians of wall and of processor time, as other programs may run beside.

usage: measure_frames.py DIRECTORY_OF_AUTOCLV ROWS [ROUNDS]
"""

import datetime
import os
import statistics
import sys
import time

import numpy as np
import pandas as pd


def made_up_periods(rows):
    random = np.random.default_rng(20250701)
    start = pd.to_datetime("2023-01-01") + pd.to_timedelta(random.integers(0, 12, rows) * 28, unit="D")
    return pd.DataFrame(
        {
            "customer_id": [f"C{number:07d}" for number in random.integers(0, max(1, rows // 3), rows)],
            "period_start": start,
            "period_end": start + pd.Timedelta(days=28),
            "total_orders": random.integers(1, 6, rows),
            "total_spend": np.round(random.gamma(2, 40, rows), 2),
            "total_margin": np.round(random.gamma(2, 10, rows), 2),
            "total_quantity": random.integers(1, 9, rows),
        }
    )


def timed(system, periods):
    end = datetime.datetime(2024, 1, 15)
    began, worked = time.perf_counter(), time.process_time()
    metrics = system.calculate_rfm_df(periods, end)
    first = metrics[metrics.customer_id < "C0060000"]
    second = metrics[metrics.customer_id >= "C0030000"]
    lens1 = system.analyze_single_period_df(metrics)
    lens2 = system.analyze_period_comparison_df(first, second)
    return (time.perf_counter() - began, time.process_time() - worked), metrics, lens1, lens2


def main(checkout, rows, rounds=3):
    import spendlens.compat.autoclv.pandas as ours

    sys.path.insert(0, checkout)
    import customer_base_audit.pandas as former

    periods = made_up_periods(rows)
    times = []
    for _ in range(rounds):
        new, metrics, lens1, lens2 = timed(ours, periods)
        old, *expected = timed(former, periods)
        times.append((*old, *new))
    pd.testing.assert_frame_equal(metrics, expected[0], check_dtype=False)
    pd.testing.assert_frame_equal(lens1, expected[1])
    for name, frame in expected[2].items():
        pd.testing.assert_frame_equal(lens2[name], frame) if name != "migration" else pd.testing.assert_frame_equal(
            lens2[name], frame.sort_values(["customer_id", "status"]).reset_index(drop=True)
        )
    old_wall, old_work, new_wall, new_work = (statistics.median(of) for of in zip(*times))
    print(f"{rows:,} rows, equal results, medians of {rounds} rounds; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"  wall       formerly {old_wall:.2f} s, now {new_wall:.3f} s: {old_wall / new_wall:.0f} times as fast")
    print(f"  processor  formerly {old_work:.2f} s, now {new_work:.3f} s: {old_work / new_work:.0f} times as fast")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
