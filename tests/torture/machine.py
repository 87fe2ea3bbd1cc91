"""Adding, changing, moving, removing, reopening, verifying and compacting in any order, against a plain dict.

python tests/torture/machine.py --runs 500
"""

import argparse
import tempfile
from contextlib import suppress
from pathlib import Path

from common import article, held, update, warm
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from kills import compact

from index import BadInputError
from index.removal import remove
from index.verify import verify

NAMES = st.sampled_from([f"{letter}.txt" for letter in "abcdef"])


class Corpus(RuleBasedStateMachine):
    """``files`` is what the folder holds, ``indexed`` what the index should: name -> text."""

    @initialize(random_=st.randoms(use_true_random=False))
    def begin(self, random_) -> None:
        self.scratch = tempfile.TemporaryDirectory()
        self.folder, self.index = Path(self.scratch.name, "articles"), Path(self.scratch.name, "index.quoth")
        self.folder.mkdir()
        self.random = random_
        self.files: dict[str, str] = {}
        self.indexed: dict[str, str] = {}
        self.write("a.txt")
        self.bring_up_to_date(keep=False)

    def write(self, name: str) -> None:
        self.files[name] = article(self.random)
        (self.folder / name).write_text(self.files[name])

    @rule(name=NAMES)
    def add_or_change(self, name: str) -> None:
        self.write(name)

    @rule(name=NAMES, to=NAMES)
    def move(self, name: str, to: str) -> None:
        if name in self.files:
            (self.folder / name).rename(self.folder / to)
            self.files[to] = self.files.pop(name)

    @rule(name=NAMES)
    def delete_file(self, name: str) -> None:
        self.files.pop(name, None)
        (self.folder / name).unlink(missing_ok=True)

    @rule(keep=st.booleans())
    def bring_up_to_date(self, keep: bool) -> None:
        update(self.folder, self.index, keep_missing=keep)
        # What moved is not missing; what is missing stays where that is asked for.
        gone = {name: text for name, text in self.indexed.items() if name not in self.files}
        new = [text for name, text in self.files.items() if name not in self.indexed]
        kept = {name: text for name, text in gone.items() if text not in new} if keep else {}
        self.indexed = kept | self.files

    @rule(name=NAMES)
    def take_out(self, name: str) -> None:
        if name in self.indexed:
            remove([str(self.folder / name)], self.index)
            del self.indexed[name]
        else:
            with suppress(BadInputError):
                remove([str(self.folder / name)], self.index)
                raise AssertionError(f"{name} was never in the index")

    @rule()
    def check(self) -> None:
        found = verify(self.index)
        assert (found.damage, found.notes) == ((), ())

    @rule()
    def lose_vectors(self) -> None:
        (path,) = self.index.glob("vectors-*.faiss")
        path.write_bytes(path.read_bytes()[:-1])
        assert not verify(self.index).damage
        assert verify(self.index).notes == ()

    @rule()
    def pack(self) -> None:
        compact(self.index)

    @invariant()
    def index_is_the_dict(self) -> None:
        if hasattr(self, "index"):
            assert held(self.index) == self.indexed

    def teardown(self) -> None:
        if hasattr(self, "scratch"):
            self.scratch.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=500)
    options = parser.parse_args()
    warm()
    run_state_machine_as_test(
        Corpus,
        settings=settings(
            max_examples=options.runs,
            stateful_step_count=15,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{options.runs} of {options.runs} runs: the index was the dict after every step")


if __name__ == "__main__":
    main()
