"""When the page first shows something, and when a question can be asked: milliseconds in a browser on this machine.

python tests/web/paint.py --times 5
"""

import argparse
import statistics

from playwright.sync_api import sync_playwright
from serving import at

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def main() -> None:
    """Open the page in a fresh profile each time, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    painted, ready = [], []
    times = parser.parse_args().times
    with at(None, None) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for _ in range(times):
            page = browser.new_context().new_page()
            page.goto(url)
            page.locator(".q-result[data-link]").wait_for(state="attached", timeout=120_000)
            painted.append(page.evaluate(PAINT))
            ready.append(page.evaluate("performance.now()"))
            page.context.close()
        browser.close()
    print(f"first paint {statistics.median(painted):.0f} ms, ready to be asked {statistics.median(ready):.0f} ms (n {times})")


if __name__ == "__main__":
    main()
