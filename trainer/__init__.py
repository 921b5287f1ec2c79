"""Zydeco's trainer: trains a small Zamba2-style hybrid on packed shards and says how well it predicts held-out text."""

import os

# Read by OpenMP when torch is loaded: threads that wait sleep, which matters wherever cores are shared.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
