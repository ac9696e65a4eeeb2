"""Compares a page with a program it shows: PAGE NUMBER SOURCE PROGRAM.

The page's NUMBERth ```cpp block must be the source, word for word, and its NUMBERth ```text block what the program prints.
"""
import re
import subprocess
import sys

page_path, number, source_path, program = sys.argv[1:]
with open(page_path, encoding="utf-8") as page:
    text = page.read()


def block(language):
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)
    if len(blocks) < int(number):
        sys.exit(f"{page_path}: there are {len(blocks)} ```{language} blocks, not {number}")
    return blocks[int(number) - 1]


with open(source_path, encoding="utf-8") as source:
    if source.read() != block("cpp"):
        sys.exit(f"{page_path}: program {number} that is shown is not {source_path}")
printed = subprocess.run([program], check=True, capture_output=True, text=True).stdout
if printed != block("text"):
    sys.exit(f"{page_path}: program {number} prints\n{printed}but the page shows\n{block('text')}")
