# ruff: noqa: F811
"""Right and wrong answers to `embed`."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


# %% right rows picked, axes swapped
def embed(ids, table):
    return table[ids].permute(0, 2, 1)


# %% right loops
def embed(ids, table):
    n, length = ids.shape
    out = torch.zeros(n, table.shape[1], length)
    for i in range(n):
        for t in range(length):
            out[i, :, t] = table[ids[i, t]]
    return out


# %% right one-hot product
def embed(ids, table):
    return torch.einsum("nlv,vd->ndl", F.one_hot(ids, len(table)).to(table.dtype), table)


# %% right columns of the turned table
def embed(ids, table):
    return torch.stack([table.T[:, text] for text in ids])


# %% right gather
def embed(ids, table):
    n, length = ids.shape
    d = table.shape[1]
    return table.T.expand(n, d, -1).gather(2, ids[:, None, :].expand(n, d, length))


# %% right index_select and movedim in float64
def embed(ids, table):
    return table.double().index_select(0, ids.flatten()).view(*ids.shape, -1).movedim(2, 1)


# %% right plain lists
def embed(ids, table):
    rows = table.tolist()
    texts = [[rows[word] for word in text] for text in ids.tolist()]
    return torch.tensor([[list(column) for column in zip(*text, strict=True)] for text in texts])


# %% right numpy
def embed(ids, table):
    return torch.from_numpy(np.take(table.numpy(), ids.numpy(), axis=0).swapaxes(1, 2).copy())


# %% wrong idea [reshape-for-transpose] reshape
def embed(ids, table):
    rows = table[ids]
    return rows.reshape(rows.shape[0], rows.shape[2], rows.shape[1])


# %% wrong idea [reshape-for-transpose] view of the flattened words
def embed(ids, table):
    return table[ids.flatten()].view(len(ids), table.shape[1], ids.shape[1])


# %% wrong idea [not-transposed] channels last
def embed(ids, table):
    return table[ids]


# %% wrong idea [not-transposed] loops, channels last
def embed(ids, table):
    return torch.stack([torch.stack([table[word] for word in text]) for text in ids])


# %% wrong idea [axes-swapped] all axes turned round
def embed(ids, table):
    rows = table[ids]
    return rows.permute(2, 1, 0)


# %% wrong idea [axes-swapped] channels in front
def embed(ids, table):
    return table[ids].permute(2, 0, 1)


# %% wrong idea [axes-swapped] the first two axes swapped
def embed(ids, table):
    return table[ids].transpose(0, 1)


# %% wrong idea [off-by-one] ids minus one
def embed(ids, table):
    return table[ids - 1].transpose(1, 2)


# %% wrong idea [off-by-one] ids plus one
def embed(ids, table):
    return table[ids + 1].transpose(1, 2)


# %% wrong idea [off-by-one] a row of zeros put in front
def embed(ids, table):
    table = torch.cat([table[-1:], table])
    return table[ids].transpose(1, 2)


# %% wrong idea [off-by-one] ids plus one, wrapped round
def embed(ids, table):
    return table.roll(-1, 0)[ids].transpose(1, 2)


# %% wrong idea [words-averaged] a mean a text
def embed(ids, table):
    return table[ids].mean(dim=1)


# %% wrong idea [words-added] a sum a text
def embed(ids, table):
    return F.one_hot(ids, len(table)).sum(1).to(table.dtype) @ table


# %% wrong idea [one-hot] the table not used
def embed(ids, table):
    return F.one_hot(ids, num_classes=len(table)).float().transpose(1, 2)


# %% wrong idea [ids-scaled] a number times the first row
def embed(ids, table):
    return (ids.unsqueeze(-1) * table[0]).transpose(1, 2)


# %% wrong idea [first-text-only] batch index forgotten
def embed(ids, table):
    out = torch.zeros(len(ids), table.shape[1], ids.shape[1], dtype=table.dtype)
    for t in range(ids.shape[1]):
        out[:, :, t] = table[ids[0, t]]
    return out


# %% wrong idea [table-turned] columns for words
def embed(ids, table):
    return table[:, ids].transpose(0, 1)


# %% wrong idea [table-turned] the table turned first
def embed(ids, table):
    table = table.T
    return table[ids].transpose(1, 2)


# %% wrong idea [dtype] whole numbers
def embed(ids, table):
    return table[ids].transpose(1, 2).long()


# %% wrong idea [type] a list
def embed(ids, table):
    return [table[text].T for text in ids]


# %% wrong idea [input-changed] ids counted down in place
def embed(ids, table):
    out = table[ids].transpose(1, 2)
    ids -= 1
    return out


# %% wrong idea [none] return forgotten
def embed(ids, table):
    table[ids].transpose(1, 2)


# %% wrong idea [off-limits] functional
def embed(ids, table):
    return F.embedding(ids, table).transpose(1, 2)


# %% wrong idea [off-limits] module
def embed(ids, table):
    return nn.Embedding.from_pretrained(table)(ids).transpose(1, 2)


# %% wrong idea [table-reshaped] reshape to turn the table
def embed(ids, table):
    words, channels = table.shape
    return table.reshape(channels, words)[:, ids].permute(1, 0, 2)
