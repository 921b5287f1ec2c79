"""Triton kernels of the model, each with a PyTorch twin in `trainer.model`, and the probe that lets them run.

They are used on a CUDA device whose results, at the start of a run, agree with the twins'. None has run on a GPU yet.
"""
