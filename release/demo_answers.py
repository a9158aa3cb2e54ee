"""Run by an installed cnnkit: `cnnkit demo` serves a page and its files to who has the address."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import urlopen

command = [str(Path(sys.executable).with_name("cnnkit")), "demo", "shape-calc", "--no-browser"]
with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
    try:
        assert serving.stdout
        address = serving.stdout.readline().strip()
        page = urlopen(address, timeout=30).read().decode()
        parts = re.findall(r'(?:src|href)="(\.\./static/[^"]+)"', page)
        sizes = [len(urlopen(urljoin(address, part), timeout=30).read()) for part in parts]
        assert parts
        assert min(sizes) > 0
        try:
            code = urlopen(urljoin(address, "/"), timeout=30).status
        except HTTPError as error:
            code = error.code
        assert code == 403, f"{code} without the secret part of the address"
    finally:
        serving.terminate()
print(f"a page and {len(parts)} files, and 403 to who has no address")
