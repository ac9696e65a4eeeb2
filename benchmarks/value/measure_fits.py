#!/usr/bin/env python3
"""Times fits and scores of models of purchases by spendlens and by other libraries on the same made-up customers, in one run, and
prints each one's parameters with the log-likelihood at them, which one formula of this program gives for all.

usage: measure_fits.py [--customers N] [--models pareto-nbd,bg-nbd,mbg-nbd] [--threads N] [--counted] [--timeout SECONDS]
                       [--peer lifetimes=PYTHON] [--peer pymc-marketing=PYTHON] [--json FILE]

Needs the package spendlens and scipy. Each peer runs in a process of its own with the Python that is named, as their requirements
differ: `python3 -m venv lt && lt/bin/pip install lifetimes 'numpy<2' 'scipy<1.13' 'pandas<2.2'`; a peer that is not named is left out.
--counted gives lifetimes equal (x, t_x, T) once, with weights; spendlens counts them itself, within its time.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

MODELS = ("pareto-nbd", "bg-nbd", "mbg-nbd")
NAMES = {"pareto-nbd": ("r", "alpha", "s", "beta"), "bg-nbd": ("r", "alpha", "a", "b"), "mbg-nbd": ("r", "alpha", "a", "b")}
HORIZON_DAYS = 365
DRAWN = (0.55, 10.6, 0.61, 11.7)  # r, alpha, s, beta; weeks
MOST_COMPARED = 20_000


def made_up_customers(customers, seed=20250701):
    """x, t_x and T in days, of customers who buy and leave at rates of their own, as Pareto/NBD says, over two years."""
    random = np.random.default_rng(seed)
    r, alpha, s, beta = DRAWN
    T = random.integers(1, 730, customers)
    until = np.minimum(random.exponential(1, customers) / random.gamma(s, 1 / beta, customers), T / 7) * 7
    orders = random.poisson(random.gamma(r, 1 / alpha, customers) * until / 7)
    who = np.repeat(np.arange(customers), orders)
    day = np.ceil(random.random(len(who)) * until[who]).astype(np.int64)
    who, day = np.divmod(np.unique(who * 1000 + np.minimum(day, T[who])), 1000)  # distinct dates
    x = np.bincount(who, minlength=customers)
    t_x = np.zeros(customers, np.int64)
    np.maximum.at(t_x, who, day)
    return {"x": x.astype(np.uint16), "t_x_days": t_x.astype(np.uint16), "T_days": T.astype(np.uint16)}


def timed(work):
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def by_spendlens(data, model, options):
    import spendlens

    words = {"parallel": options["threads"] > 1, "parallel_threshold": 0, "n_workers": options["threads"]}
    fit_seconds, fit = timed(lambda: spendlens.fit_purchases(data, model, **words))
    score_seconds, scores = timed(lambda: spendlens.score_customers(data, fit, horizons=[HORIZON_DAYS], **words))
    alive, expected = scores["p_alive"], scores[f"expected_purchases_{HORIZON_DAYS}d"]
    return {"fit": fit_seconds, "scores": score_seconds, "parameters": list(fit.parameters.values()), "status": fit.status}, alive, expected


def by_lifetimes(data, model, options):
    import lifetimes

    fitter = {"pareto-nbd": lifetimes.ParetoNBDFitter, "bg-nbd": lifetimes.BetaGeoFitter, "mbg-nbd": lifetimes.ModifiedBetaGeoFitter}[model]()
    x, t_x, T = data["x"].astype(float), data["t_x_days"] / 7.0, data["T_days"] / 7.0
    given, weights = (x, t_x, T), None
    if options["counted"]:
        keys, weights = np.unique(np.stack([x, t_x, T], axis=1), axis=0, return_counts=True)
        given = tuple(keys.T)
    fit_seconds, _ = timed(lambda: fitter.fit(*given, weights=weights))

    def score():
        alive = np.asarray(fitter.conditional_probability_alive(x, t_x, T)).reshape(-1)
        return alive, np.asarray(fitter.conditional_expected_number_of_purchases_up_to_time(HORIZON_DAYS / 7, x, t_x, T)).reshape(-1)

    score_seconds, (alive, expected) = timed(score)
    found = [float(fitter.params_[name]) for name in NAMES[model]]
    return {"fit": fit_seconds, "scores": score_seconds, "parameters": found, "status": "done"}, alive, expected


def by_pymc(data, model, options):
    """Its MAP fit, with priors that say nothing: the maximum of the likelihood. The scores are of the same point."""
    import logging

    import pandas as pd
    import pymc_marketing.clv as clv
    from pymc_extras.prior import Prior

    logging.disable(logging.WARNING)
    kind = {"pareto-nbd": clv.ParetoNBDModel, "bg-nbd": clv.BetaGeoModel, "mbg-nbd": clv.ModifiedBetaGeoModel}[model]
    frame = pd.DataFrame({"customer_id": np.arange(len(data["x"])), "frequency": data["x"].astype(float), "recency": data["t_x_days"] / 7.0, "T": data["T_days"] / 7.0})
    flat = {name: Prior("HalfFlat") for name in NAMES[model]}
    fitted = kind(data=frame, model_config=flat) if "data" in kind.__init__.__code__.co_varnames else kind(model_config=flat)
    fit_seconds, _ = timed(lambda: fitted.fit(method="map", progressbar=False) if "data" in kind.__init__.__code__.co_varnames else fitted.fit(frame, method="map", progressbar=False))

    def score():
        alive = np.asarray(fitted.expected_probability_alive(frame)).reshape(-1)
        return alive, np.asarray(fitted.expected_purchases(frame, future_t=HORIZON_DAYS / 7)).reshape(-1)

    score_seconds, (alive, expected) = timed(score)
    found = [float(np.asarray(fitted.fit_result[name]).reshape(-1)[0]) for name in NAMES[model]]
    return {"fit": fit_seconds, "scores": score_seconds, "parameters": found, "status": "done"}, alive, expected


SYSTEMS = {"spendlens": by_spendlens, "lifetimes": by_lifetimes, "pymc-marketing": by_pymc}


def log_likelihood(model, parameters, data):
    """Of all customers, by scipy; equal inputs are counted once."""
    from scipy.special import betaln, gammaln, hyp2f1

    keys, counts = np.unique(np.stack([data["x"], data["t_x_days"], data["T_days"]], axis=1), axis=0, return_counts=True)
    x, t_x, T = keys[:, 0].astype(float), keys[:, 1] / 7.0, keys[:, 2] / 7.0
    r, alpha, third, fourth = parameters
    A = r + x
    nbd = gammaln(A) - gammaln(r) + r * np.log(alpha) - A * np.log(alpha + T)
    since = A * np.log((alpha + T) / (alpha + t_x))
    if model == "bg-nbd":
        a, b = third, fourth
        left = np.where(x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) + since, -np.inf)
        each = nbd + betaln(a, b + x) - betaln(a, b) + np.logaddexp(0, left)
    elif model == "mbg-nbd":
        a, b = third, fourth
        each = nbd + betaln(a, b + x + 1) - betaln(a, b) + np.logaddexp(0, np.log(a) - np.log(b + x) + since)
    else:
        s, beta = third, fourth
        low, high, second = (alpha, beta, A) if alpha < beta else (beta, alpha, np.full_like(x, s + 1))
        total = r + s + x

        def part(t):
            return np.log(hyp2f1(total, second, total + 1, (high - low) / (high + t))) - total * np.log(high + t)

        first, rest = part(t_x), part(T)
        difference = first + np.log(-np.expm1(np.minimum(rest - first, -1e-300)))
        head = gammaln(A) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        alive = -A * np.log(alpha + T) - s * np.log(beta + T)
        gone = np.where(t_x < T, np.log(s) - np.log(total) + difference, -np.inf)
        each = head + np.logaddexp(alive, gone)
    return float((each * counts).sum())


def as_peer(name, model, folder, options):
    """What runs in a process of its own."""
    with np.load(folder / "customers.npz") as file:
        data = {key: file[key] for key in file}
    result, alive, expected = SYSTEMS[name](data, model, options)
    np.savez(folder / f"{name}-{model}.npz", alive=np.asarray(alive)[:MOST_COMPARED], expected=np.asarray(expected)[:MOST_COMPARED])
    print(json.dumps(result))


def run_peer(name, python, model, folder, options):
    words = [python, __file__, "--as-peer", name, "--models", model, "--folder", folder, "--threads", str(options["threads"])] + (["--counted"] if options["counted"] else [])
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=options["timeout"], env={**os.environ, "OMP_NUM_THREADS": str(options["threads"])})
    except subprocess.TimeoutExpired:
        return {"status": f"not done in {options['timeout']} s"}
    if done.returncode:
        return {"status": (done.stderr.strip().splitlines() or ["failed"])[-1][:120]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def load():
    return f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def print_model(model, results, folder, data):
    print(f"\n{model}\n  {'':<16}{'fit, s':>10}{'scores, s':>11}   {'log-likelihood':>18}   parameters ({', '.join(NAMES[model])})")
    for name, result in results.items():
        if "parameters" not in result or len(result["parameters"]) != len(NAMES[model]):
            print(f"  {name:<16}{result['status']}")
            continue
        result["log_likelihood"] = log_likelihood(model, result["parameters"], data)
        numbers = ", ".join(f"{value:.6g}" for value in result["parameters"])
        print(f"  {name:<16}{result['fit']:>10.2f}{result['scores']:>11.2f}   {result['log_likelihood']:>18.4f}   {numbers}")
    with np.load(folder / f"spendlens-{model}.npz") as own:
        for name, result in results.items():
            if name == "spendlens" or "fit" not in result:
                continue
            with np.load(folder / f"{name}-{model}.npz") as other:
                alive, expected = (np.nanmax(np.abs(own[key] - other[key])) for key in ("alive", "expected"))
            ratios = [result[key] / results["spendlens"][key] for key in ("fit", "scores")]
            print(f"  {name}: {ratios[0]:.3g} times the time to fit, {ratios[1]:.2g} to score; p_alive differs by at most {alive:.1e}, expected purchases by {expected:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--threads", type=int, default=1, help="of spendlens; also OMP_NUM_THREADS of all")
    parser.add_argument("--counted", action="store_true")
    parser.add_argument("--timeout", type=int, default=1800, help="seconds that a peer may take for a model")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--as-peer", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=pathlib.Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    options = {"threads": given.threads, "counted": given.counted, "timeout": given.timeout}
    if given.as_peer:
        return as_peer(given.as_peer, given.models, given.folder, options)
    peers = {"spendlens": sys.executable, **dict(one.split("=", 1) for one in given.peer)}
    if unknown := set(peers) - set(SYSTEMS) or set(given.models.split(",")) - set(MODELS):
        parser.error(f"not known: {', '.join(unknown)}")
    data = made_up_customers(given.customers)
    distinct = len(np.unique(np.stack(list(data.values()), axis=1), axis=0))
    print(f"{given.customers:,} customers of two years, {distinct:,} distinct (x, t_x, T), {int((data['x'] > 0).sum()):,} came again; drawn with {', '.join(map(str, DRAWN))}; {given.threads} thread(s); {load()}")
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        np.savez(pathlib.Path(folder) / "customers.npz", **data)
        for model in given.models.split(","):
            found[model] = {name: run_peer(name, python, model, pathlib.Path(folder), options) for name, python in peers.items()}
            print_model(model, found[model], pathlib.Path(folder), data)
    print(f"\n{load()}")
    if given.json:
        given.json.write_text(json.dumps({"customers": given.customers, "distinct": distinct, **options, "models": found}, indent=1))


if __name__ == "__main__":
    main()
