"""Triton kernels of the model, each with a PyTorch twin in `trainer.model`, and the probe that lets them run.

They are used on a CUDA device where, at the start of a run, they agree with the twins and are faster (`probe`); the
choice stays with the run. `hopper` compiles them for a GPU that is not there, `benchmark` measures them on one that is.
"""
