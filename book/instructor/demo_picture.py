"""Takes the picture of the page on demos: `python book/instructor/demo_picture.py` (needs Chromium)."""

import io
import threading
from pathlib import Path
from shutil import which

from PIL import Image
from playwright.sync_api import sync_playwright

from cnnkit.demo.bridge import Bridge
from cnnkit.demo.making import make
from cnnkit.demo.pictures import Pictures
from cnnkit.demo.run import chosen
from cnnkit.demo.server import Server
from cnnkit.demo.shelf import Shelf

PICTURE = Path(__file__).with_name("demos.webp")
NAME = "conv-stepper"
WINDOW = {"width": 1280, "height": 720}
HALF = (640, 360)
GAP = 16


def main() -> None:
    bridge = Bridge()
    with bridge.standing(), Server(Shelf(chosen([NAME]), make), bridge, Pictures()) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport=WINDOW, color_scheme="light")
            page.goto(server.url(NAME))
            page.wait_for_selector("#stage[data-ready]", state="attached")
            shots = [page.screenshot()]
            page.keyboard.press("PageDown")
            page.wait_for_timeout(500)
            shots.append(page.screenshot())
            browser.close()
        server.shutdown()
    sheet = Image.new("RGB", (2 * HALF[0] + GAP, HALF[1]), "#8c959f")
    for i, shot in enumerate(shots):
        half = Image.open(io.BytesIO(shot)).convert("RGB").resize(HALF, Image.Resampling.LANCZOS)
        sheet.paste(half, (i * (HALF[0] + GAP), 0))
    sheet.save(PICTURE, quality=85, method=6)
    print(PICTURE)


if __name__ == "__main__":
    main()
