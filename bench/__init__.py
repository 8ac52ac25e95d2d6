"""Figures about the product: how fast it is beside other engines, how well it finds, how much it infers rightly.

`python -m bench` makes libraries of notes in a temporary folder (corpus), measures each engine in a process of its own
(engines, measure) and the running server over HTTP (serving, over_http), and writes its tables into
docs/benchmarks.md between markers (report). `bench.relevance` asks judged questions, `bench.inference` compares what
the library infers with labels written by hand. Figures are read, never asserted: nothing here is part of the tests.
"""
