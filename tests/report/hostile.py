"""Names that somebody might put into data, and a summary in which every name is one of them."""

HOSTILE = [
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</title></style></svg><iframe src=https://example.org/>",
    '" onmouseover="alert(1)" x="',
    "<!-- --><![CDATA[ <?php ?>",
    "javascript:alert(1) &lt;b&gt; &#60;i&#62;",
    "\u202eevil\u2066 \u0007\u001b[31m\u0000nul",
    "a/b~c,(d) %2F {} {0}",
    "long " * 60,
    "",
]


class Names:
    """One hostile name after the other, each with a number so that none comes twice."""

    def __init__(self):
        self.given = []

    def next(self):
        name = f"{HOSTILE[len(self.given) % len(HOSTILE)]}{len(self.given)}"
        self.given.append(name)
        return name


def hostile_summary(summary, fresh):
    """Personas, archetypes, reasons, segments, currency, zone, profile and warnings renamed, in place. Returns the names that
    people see: ids are not among them."""
    personas = summary["personas"]
    ids = {persona["id"]: fresh.next() for persona in personas["registry"]}
    hidden = set(ids.values())
    ids |= {"unclassified": "unclassified", "not_assessed": "not_assessed", "too_new": "too_new"}
    for persona in personas["registry"]:
        persona.update(id=ids[persona["id"]], name=fresh.next(), description=fresh.next())
    for key, window in personas.items():
        if key == "registry" or not isinstance(window, dict):
            continue
        for table in ("assigned", "assigned_pct"):
            window[table] = {ids[key]: value for key, value in window[table].items()}
        window["overlap"] = {ids[a]: {ids[b]: n for b, n in row.items()} for a, row in window["overlap"].items()}
        if "archetypes" in window:
            window["archetypes"] = {fresh.next(): {ids[b]: n for b, n in row.items()} for row in window["archetypes"].values()}
    summary["data_quality"]["rejected"] = {fresh.next(): 3, fresh.next(): 2}
    summary["data_quality"]["accounts"]["rejected"] = {fresh.next(): 1}
    summary["ledger"].update(currency=fresh.next(), timezone=fresh.next())
    summary["rfm"].update(profile=fresh.next(), method=fresh.next())
    summary["lens2"]["warnings"] = [fresh.next()]
    for segment in summary["run"]["segments"]:
        segment["name"] = fresh.next()
    summary["run"][fresh.next()] = fresh.next()
    for window in ("1m", "6m", "12m"):
        signals = summary["signals"][window]["signals"]
        signals["hostile <signal>"] = dict(signals["subscription_share_pct"])
    return [name for name in fresh.given if name not in hidden]
