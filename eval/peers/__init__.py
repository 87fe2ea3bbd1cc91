"""Quoth beside what a user would pick instead: same corpus, questions, embedder and reader, one run, one machine.

``systems.py`` says what each is and how it is set, ``measure.py`` measures one of them inside its own environment, ``table.py``
makes ratios of the rounds, and ``python -m eval.peers DATA`` runs it all.
"""
