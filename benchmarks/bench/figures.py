"""Medians with spread, and tables for the screen."""

import statistics


def spread(values):
    """The middle of several values, and the least and the greatest of them."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def grouped(number):
    return f"{number:,.0f}"


def seconds(value):
    return f"{value:,.3f}" if value < 10 else f"{value:,.1f}"


def gigabytes_per_second(value):
    return f"{value / 1e9:,.3f}"


def megabytes(value):
    return f"{value / 1e6:,.0f}"


def table(title, header, rows):
    """Lines of a table: the first column to the left, numbers to the right."""
    cells = [list(header)] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    lines = ["", title] if title else []
    for row in cells:
        first, *rest = (cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths)))
        lines.append("  ".join([first, *rest]).rstrip())
        if row is cells[0]:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)
