"""Reading a pickle that may hold nothing but numpy arrays.

A pickle is a program: it names the functions that rebuild its objects, and Python calls whatever is named.
Here three names are known, those that make an array, and every other is refused before it is called.
"""

import io
import pickle
from typing import Any

import numpy as np

__all__ = ["read_arrays"]

RECONSTRUCT = np.zeros(0).__reduce__()[0]  # numpy 2 has moved the module that it lies in
KNOWN: dict[tuple[str, str], Any] = {
    ("numpy.core.multiarray", "_reconstruct"): RECONSTRUCT,
    ("numpy._core.multiarray", "_reconstruct"): RECONSTRUCT,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
}


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        if (module_name, global_name) not in KNOWN:
            raise pickle.UnpicklingError(
                f"the pickle asks for {module_name}.{global_name}; legal: numpy arrays, numbers, text, and "
                "lists, tuples and dictionaries of them"
            )
        return KNOWN[module_name, global_name]


def read_arrays(content: bytes) -> Any:
    """What the pickle holds. Raises `pickle.UnpicklingError` where it asks for anything but an array."""
    return _ArraysOnly(io.BytesIO(content)).load()
