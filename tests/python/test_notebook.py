#!/usr/bin/env python3
"""The notebook of docs/examples runs as it is, leads to a chart in ten lines, and holds no results of an earlier run."""

import os
import pathlib
import unittest

import nbformat
from nbclient import NotebookClient

EXAMPLES = pathlib.Path(os.environ["SOURCE"]) / "docs" / "examples"


class FromCsvToChart(unittest.TestCase):
    def test_it_runs_and_draws(self):
        notebook = nbformat.read(EXAMPLES / "from_csv_to_chart.ipynb", as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.assertTrue(all(not cell.outputs and cell.execution_count is None for cell in cells), "stored with its results")
        self.assertLessEqual(len(cells[0].source.splitlines()), 10)
        NotebookClient(notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(EXAMPLES)}}).execute()
        shown = [output.data for cell in cells for output in cell.outputs if "data" in output]
        self.assertIn("image/png", cells[0].outputs[-1].data)
        text = "\n".join(data.get("text/plain", "") for data in shown)
        for word in ("SinglePeriod", "total_revenue", "PeriodComparison", "retention_rate", "rfm_score"):
            self.assertIn(word, text)
        self.assertTrue(any("<td>" in data.get("text/html", "") for data in shown))


if __name__ == "__main__":
    unittest.main()
