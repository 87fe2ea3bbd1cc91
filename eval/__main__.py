"""``python -m eval`` is ``quoth eval``."""

import sys

from qa.__main__ import main

sys.argv.insert(1, "eval")
main()
