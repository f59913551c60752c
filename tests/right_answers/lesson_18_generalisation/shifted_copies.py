"""Right answers to `shifted_copies`: slices, padding, pixel by pixel."""

import numpy as np


def copies_by_slices(images, labels, moves):
    N, H, W = images.shape
    made = np.zeros((len(moves) * N, H, W))
    for k, (dx, dy) in enumerate(moves):
        target = made[k * N : (k + 1) * N, max(dy, 0) : H + min(dy, 0), max(dx, 0) : W + min(dx, 0)]
        target[...] = images[:, max(-dy, 0) : H - max(dy, 0), max(-dx, 0) : W - max(dx, 0)]
    return made, np.concatenate([labels] * len(moves))


def copies_by_padding(images, labels, moves):
    _, H, W = images.shape
    room = max(max(abs(dx), abs(dy)) for dx, dy in moves)
    padded = np.pad(images.astype(np.float32), ((0, 0), (room, room), (room, room)))
    stack = [padded[:, room - dy : room - dy + H, room - dx : room - dx + W] for dx, dy in moves]
    return np.vstack(stack), [label for _ in moves for label in labels]


def copies_pixel_by_pixel(images, labels, moves):
    made, names = [], []
    for dx, dy in moves:
        for image, label in zip(images, labels, strict=True):
            H, W = image.shape
            new = [[0.0] * W for _ in range(H)]
            for r in range(H):
                for c in range(W):
                    if 0 <= r - dy < H and 0 <= c - dx < W:
                        new[r][c] = float(image[r - dy, c - dx])
            made.append(new)
            names.append(int(label))
    return made, names


ANSWERS = [copies_by_slices, copies_by_padding, copies_pixel_by_pixel]
