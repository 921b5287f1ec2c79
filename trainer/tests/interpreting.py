"""What Triton's interpreter does not do itself."""

import numpy as np
import pytest
import triton.language as tl
from triton.runtime.interpreter import InterpreterBuilder, TensorHandle


@pytest.fixture(autouse=True)
def interpreted_products_of_bf16(monkeypatch):
    """Triton's interpreter (3.6, 3.7) multiplies bits of bf16 as whole numbers: it is given their values in fp32."""
    multiply = InterpreterBuilder.create_dot

    def widened(handle):
        if handle.dtype.scalar is not tl.bfloat16:
            return handle
        return TensorHandle((handle.data.astype(np.uint32) << 16).view(np.float32), tl.float32)

    def create_dot(self, a, b, *rest):
        return multiply(self, widened(a), widened(b), *rest)

    monkeypatch.setattr(InterpreterBuilder, "create_dot", create_dot)
