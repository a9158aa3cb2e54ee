"""Generated training data without end, batch after batch, that can be taken up again at any batch.

for x, y in Stream(draw_shapes, 64, size=64): ...
"""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from torch.utils.data import IterableDataset, get_worker_info

from cnnkit.data.shapes import TEST_SEEDS

__all__ = ["Stream"]

Batch = TypeVar("Batch")
APART = 1_000_003  # so many batches until the stream of one seed would meet that of the next


class Stream(IterableDataset, Generic[Batch]):
    """Batches of `draw(batch_size, seed=..., **settings)`, for `draw_shapes`, `draw_scenes` and their like.

    Batch number `step` depends on `seed` and `step` alone, and never has a held-out seed: a run that stopped
    after k batches goes on with `start=k`. Iterating never ends. In a DataLoader with `batch_size=None` the
    workers share the steps, and the batches come in the same order with any number of workers. Data-parallel
    processes draw the same batch and take each its slice.
    """

    def __init__(
        self, draw: Callable[..., Batch], batch_size: int, *, seed: int = 0, start: int = 0, **settings
    ) -> None:
        if batch_size < 1 or start < 0 or seed < 0:
            raise ValueError(f"batch_size={batch_size}, seed={seed}, start={start}: want at least 1, 0 and 0")
        self.draw, self.batch_size, self.settings = draw, batch_size, settings
        self.seed, self.start = seed, start

    def batch(self, step: int) -> Batch:
        """Batch number `step`, from 0 on."""
        return self.draw(self.batch_size, seed=(self.seed * APART + step) % TEST_SEEDS, **self.settings)

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        step, every = (self.start, 1) if worker is None else (self.start + worker.id, worker.num_workers)
        while True:
            yield self.batch(step)
            step += every
