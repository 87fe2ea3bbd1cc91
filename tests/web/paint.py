"""When the page first shows something, and when a question can be asked: milliseconds in a browser on this machine.

python tests/web/paint.py --times 5
"""

import argparse
import statistics

from chromium import arrive, chromium
from serving import at

PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def main() -> None:
    """Open the page in a fresh profile each time, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    painted, ready = [], []
    times = parser.parse_args().times
    with at(None, None) as url, chromium() as browser:
        for _ in range(times):
            page = browser.new_context().new_page()
            page.set_default_timeout(120_000)
            arrive(page, url)
            painted.append(page.evaluate(PAINT))
            ready.append(page.evaluate("performance.now()"))
            page.context.close()
    print(f"first paint {statistics.median(painted):.0f} ms, ready to be asked {statistics.median(ready):.0f} ms (n {times})")


if __name__ == "__main__":
    main()
