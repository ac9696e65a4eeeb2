"""Compares a page with the program it shows: PAGE SOURCE PROGRAM.

The page's first ```cpp block must be the source, word for word, and its first ```text block what the program prints.
"""
import re
import subprocess
import sys

page_path, source_path, program = sys.argv[1:]
with open(page_path, encoding="utf-8") as page:
    text = page.read()
blocks = {language: re.search(rf"^```{language}\n(.*?)^```$", text, re.M | re.S) for language in ("cpp", "text")}
for language, block in blocks.items():
    if block is None:
        sys.exit(f"{page_path}: no ```{language} block")
with open(source_path, encoding="utf-8") as source:
    if source.read() != blocks["cpp"].group(1):
        sys.exit(f"{page_path}: the program shown is not {source_path}")
printed = subprocess.run([program], check=True, capture_output=True, text=True).stdout
if printed != blocks["text"].group(1):
    sys.exit(f"{page_path}: the program prints\n{printed}but the page shows\n{blocks['text'].group(1)}")
