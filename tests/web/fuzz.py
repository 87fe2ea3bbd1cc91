"""Schemathesis over the OpenAPI of a real server: no fault, nothing that the schemas do not say.

python tests/web/fuzz.py --minutes 5
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from serving import at

# 400: what a schema cannot say, such as a 30th of February or since after until. 429 and 504: the queue and the time limit.
CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 400, 404, 429, 504]
negative_data_rejection.expected-statuses = [400, 404, 405, 413, 422, 429]
"""


def main() -> None:
    """Run it, and exit with its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--examples", type=int, help="at most so many cases a route, in the phases that have no time limit")
    parser.add_argument("--url", help="a server that is there already; default: one over the seed articles")
    options = parser.parse_args()
    examples = ["--max-examples", str(options.examples)] if options.examples else []
    with at(options.url, None) as url, tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "schemathesis.toml"
        config.write_text(CONFIG)
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", f"{url}/openapi.json"]
        command += ["--max-time", str(max(1, round(60 * options.minutes))), *examples, "--continue-on-failure", "--no-color"]
        command += ["--warnings", "off", "--generation-database", "none", "--request-timeout", "300", "--workers", "4"]
        run = subprocess.run(command, cwd=folder, env=os.environ)
    sys.exit(run.returncode)


if __name__ == "__main__":
    main()
