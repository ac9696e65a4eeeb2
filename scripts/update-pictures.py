#!/usr/bin/python3
"""Makes the README's pictures anew, docs/images/report.png and terminal.svg: the audit of a generated shop, as a browser and as a terminal
show it. The browser is the one of the tests (scripts/install-dependencies.sh --tests); pngquant makes its picture small.

  scripts/update-pictures.py build/release/jobs/spendlens        after the report or the screen has changed
"""

import base64
import html
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT / "tests" / "report"))

import chromium

AUDIT = ("audit", "--ledger", "shop", "--out", "result", "--period", "2025-Q4", "--compare", "2025-Q3")
SHOWN_UNTIL = "No signals"      # a shop's log has neither accounts nor merchants
WIDTH, HEIGHT, SCALE = 1200, 1478, 0.8  # of the report's top, down to the first charts
COLOURS = {"31": "#d9534f", "34": "#5b9bd5"}
CELL, LINE, TOP, LEFT = 8.4, 18, 44, 16
BLOCKS = " ▏▎▍▌▋▊▉█"
FRAME = """<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" viewBox="0 0 {width:.0f} {height}" role="img" aria-label="An audit on a terminal">
<rect width="100%" height="100%" rx="8" fill="#1e2229"/>
<circle cx="20" cy="16" r="5" fill="#d9534f"/><circle cx="38" cy="16" r="5" fill="#e0b040"/><circle cx="56" cy="16" r="5" fill="#5cb85c"/>
<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" fill="#d7dae0">
{lines}
</g>
</svg>
"""


def line_svg(text, y):
    """A line of the screen. Words keep their columns whatever the font; bars become rectangles, as few fonts have even blocks."""
    parts, column, style = [], 0, ""
    for escape, run in re.findall(r"\x1b\[(\d+)m|([^\x1b]+)", text):
        if escape:
            style = escape
            continue
        if bar := sum(map(BLOCKS.find, run)) if set(run) <= set(BLOCKS[1:]) else 0:
            parts.append(f'<rect x="{LEFT + column * CELL:.1f}" y="{y - 11}" width="{bar * CELL / 8:.1f}" height="12" fill="{COLOURS[style]}"/>')
        else:
            bold = ' font-weight="bold"' if style == "1" else ""
            for words in re.finditer(r"\S+(?: \S+)*", run):
                x, length = LEFT + (column + words.start()) * CELL, len(words[0]) * CELL
                parts.append(f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}"{bold}>{html.escape(words[0])}</text>')
        column += len(run)
    return "".join(parts)


def terminal_svg(screen):
    lines = [f"$ spendlens {' '.join(AUDIT)}", *screen.partition(SHOWN_UNTIL)[0].rpartition("\n")[0].rstrip("\x1b[1m\n").splitlines()]
    columns = max(len(re.sub(r"\x1b\[\d+m", "", line)) for line in lines)
    drawn = filter(None, (line_svg(line, TOP + LINE * number) for number, line in enumerate(lines)))
    return FRAME.format(width=2 * LEFT + columns * CELL, height=TOP + LINE * len(lines), lines="\n".join(drawn))


def report_png(page):
    browser = chromium.Chromium(chromium.find(), width=WIDTH, height=HEIGHT)
    try:
        browser.open(page)
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, "scale": SCALE}
        picture = base64.b64decode(browser.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"])
    finally:
        browser.close()
    return subprocess.run(["pngquant", "--strip", "32", "-"], input=picture, stdout=subprocess.PIPE, check=True).stdout


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: scripts/update-pictures.py SPENDLENS")
    if not chromium.find() or not shutil.which("pngquant"):
        sys.exit("a headless Chromium and pngquant are needed: scripts/install-dependencies.sh --tests; apt-get install pngquant")
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        def spendlens(*arguments):
            return subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout

        spendlens("generate", "--kind", "retail", "--customers", "10000", "--history", "1095", "--as-of", "2025-12-31", "--ledger", "shop")
        screen = spendlens(*AUDIT, "--color", "always")
        spendlens("report", "--audit", "result")
        IMAGES.mkdir(exist_ok=True)
        (IMAGES / "terminal.svg").write_text(terminal_svg(screen))
        (IMAGES / "report.png").write_bytes(report_png(pathlib.Path(folder) / "result" / "report.html"))


if __name__ == "__main__":
    main()
