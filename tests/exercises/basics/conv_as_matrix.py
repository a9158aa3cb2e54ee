# ruff: noqa: F811
"""Right and wrong answers to `conv_as_matrix`."""

import torch


# %% right four loops
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows * columns, h * w)
    for i in range(rows):
        for j in range(columns):
            for a in range(kh):
                for b in range(kw):
                    matrix[i * columns + j, (i + a) * w + (j + b)] = kernel[a, b]
    return matrix


# %% right one padded picture a place
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            picture = torch.zeros(h, w, dtype=torch.float64)
            picture[i : i + kh, j : j + kw] = kernel
            rows.append(picture.flatten())
    return torch.stack(rows)


# %% right scatter by pixel numbers
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    numbers = torch.arange(h * w).reshape(h, w)
    places = numbers[: h - kh + 1, : w - kw + 1].reshape(-1, 1)
    inside = numbers[:kh, :kw].reshape(1, -1)
    matrix = torch.zeros(len(places), h * w, dtype=kernel.dtype)
    return matrix.scatter(1, places + inside, kernel.flatten().expand(len(places), -1))


# %% right sum of shifted identities
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    pixels = torch.eye(h * w).reshape(h, w, h * w)
    total = 0
    for a in range(kh):
        for b in range(kw):
            total = total + kernel[a, b] * pixels[a : h - kh + 1 + a, b : w - kw + 1 + b]
    return total.flatten(0, 1)


# %% right kron of two small band matrices for each kernel row
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1

    def band(n, size, offset):
        return torch.eye(size, dtype=torch.float64).roll(offset, 1)[:n]

    matrix = torch.zeros(rows * columns, h * w, dtype=torch.float64)
    for a in range(kh):
        for b in range(kw):
            matrix += float(kernel[a, b]) * torch.kron(band(rows, h, a), band(columns, w, b))
    return matrix


# %% right as_strided writes the diagonals
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows, columns, h * w, dtype=kernel.dtype)
    for a in range(kh):
        for b in range(kw):
            step = (columns * h * w + w, h * w + 1)
            matrix.as_strided((rows, columns), step, a * w + b).fill_(kernel[a, b])
    return matrix.view(rows * columns, h * w)


# %% wrong idea [axes-swapped] pixels by places
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    columns = []
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            picture = torch.zeros(h, w)
            picture[i : i + kh, j : j + kw] = kernel
            columns.append(picture.flatten())
    return torch.stack(columns, dim=1)


# %% wrong idea [wraps-round-the-edge] every row moved on by one
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    places = (h - kh + 1) * (w - kw + 1)
    first = torch.zeros(h * w)
    for a in range(kh):
        first[a * w : a * w + kw] = kernel[a]
    return torch.stack([first.roll(place) for place in range(places)])


# %% wrong idea [row-step-is-kernel-width] kernel rows side by side
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows * columns, h * w)
    for i in range(rows):
        for j in range(columns):
            start = i * w + j
            matrix[i * columns + j, start : start + kh * kw] = kernel.flatten()
    return matrix


# %% wrong idea [kernel-flipped] flipped
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows, columns, h, w)
    for i in range(rows):
        for j in range(columns):
            matrix[i, j, i : i + kh, j : j + kw] = torch.flip(kernel, [0, 1])
    return matrix.view(rows * columns, h * w)


# %% wrong idea [kernel-transposed] cells read column by column
def conv_as_matrix(kernel, h, w):
    kernel = kernel.T
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows, columns, h, w)
    for i in range(rows):
        for j in range(columns):
            matrix[i, j, i : i + kh, j : j + kw] = kernel
    return matrix.view(rows * columns, h * w)


# %% wrong idea [counted-column-by-column] height for width
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows * columns, h * w)
    for i in range(rows):
        for j in range(columns):
            for a in range(kh):
                for b in range(kw):
                    matrix[j * rows + i, (j + b) * h + (i + a)] = kernel[a, b]
    return matrix


# %% wrong idea [only-a-pattern] ones where the kernel is
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows, columns, h, w)
    for i in range(rows):
        for j in range(columns):
            matrix[i, j, i : i + kh, j : j + kw] = 1
    return matrix.view(rows * columns, h * w)


# %% wrong idea [row-a-pixel] square matrix
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    matrix = torch.zeros(h * w, h * w)
    place = 0
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            for a in range(kh):
                matrix[place, (i + a) * w + j : (i + a) * w + j + kw] = kernel[a]
            place += 1
    return matrix


# %% wrong idea [not-flat] four axes
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    matrix = torch.zeros(h - kh + 1, w - kw + 1, h, w)
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            matrix[i, j, i : i + kh, j : j + kw] = kernel
    return matrix


# %% wrong idea [off-limits] columns of the identity through conv2d
def conv_as_matrix(kernel, h, w):
    basis = torch.eye(h * w, dtype=kernel.dtype).reshape(h * w, 1, h, w)
    return torch.nn.functional.conv2d(basis, kernel[None, None]).flatten(1).T


# %% wrong idea [off-limits] windows of pixel numbers by unfold
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    at = torch.arange(h * w).reshape(h, w).unfold(0, kh, 1).unfold(1, kw, 1).reshape(-1, kh * kw)
    matrix = torch.zeros(len(at), h * w, dtype=kernel.dtype)
    return matrix.scatter(1, at, kernel.flatten().expand(len(at), -1))


# %% wrong idea [error] places counted without plus one
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh, w - kw
    matrix = torch.zeros(rows * columns, h * w)
    for i in range(rows + 1):
        for j in range(columns + 1):
            for a in range(kh):
                matrix[i * columns + j, (i + a) * w + j : (i + a) * w + j + kw] = kernel[a]
    return matrix


# %% wrong idea [shape] last places forgotten
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh, w - kw
    matrix = torch.zeros(rows, columns, h, w)
    for i in range(rows):
        for j in range(columns):
            matrix[i, j, i : i + kh, j : j + kw] = kernel
    return matrix.reshape(rows * columns, h * w)


# %% right the answers to single bright pixels
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    columns = []
    for pixel in torch.eye(h * w, dtype=kernel.dtype):
        image = pixel.reshape(h, w)
        places = [(i, j) for i in range(h - kh + 1) for j in range(w - kw + 1)]
        columns.append(torch.stack([(image[i : i + kh, j : j + kw] * kernel).sum() for i, j in places]))
    return torch.stack(columns, 1)


# %% wrong idea [height-for-width] row r begins at pixel r times h
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows * columns, h * w)
    for i in range(rows):
        for j in range(columns):
            for a in range(kh):
                for b in range(kw):
                    matrix[i * columns + j, (i + a) * h + (j + b)] = kernel[a, b]
    return matrix


# %% wrong idea [places-for-pixels] as many pixels in a row as places
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows * columns, h * w, dtype=kernel.dtype)
    for place in range(rows * columns):
        i, j = place // columns, place % columns
        for a in range(kh):
            first = (i + a) * columns + j
            matrix[place, first : first + kw] = kernel[a]
    return matrix


# %% wrong idea [wraps-round-the-edge] a band of the flattened kernel
def conv_as_matrix(kernel, h, w):
    places = (h - kernel.shape[0] + 1) * (w - kernel.shape[1] + 1)
    matrix = torch.zeros(places, h * w)
    for place in range(places):
        matrix[place, place : place + kernel.numel()] = kernel.flatten()
    return matrix


# %% wrong idea [type] a sparse matrix
def conv_as_matrix(kernel, h, w):
    base = torch.nn.functional.pad(kernel, (0, w - kernel.shape[1], 0, h - kernel.shape[0]))
    rows = [
        base.roll((i, j), (0, 1)).flatten()
        for i in range(h - kernel.shape[0] + 1)
        for j in range(w - kernel.shape[1] + 1)
    ]
    return torch.stack(rows).to_sparse()
