"""A model of Effigy in PyTorch. Written by 'effigy export'; needs torch alone, 1.13 or newer.

    import model
    network = model.load()          # the first of model.NETWORKS, with the weights beside this file
    model.save("out.safetensors", network)

Images lie in [-1, 1]; a label is a row of zeros with a 1 at the class, or of zeros alone for no class.
"""
import json
import math
import os
import struct

import torch
import torch.nn.functional as F
from torch import nn


class Network(nn.Module):
    """A network whose parameters have the names of the file of weights; statistics are buffers."""

    SHAPES = {}

    def __init__(self):
        super().__init__()
        for name, shape in self.SHAPES.items():
            *path, last = name.split(".")
            module = self
            for part in path:
                # Not add_module, which refuses names such as double.
                module = module._modules.setdefault(part, nn.Module())
            if last in ("mean", "variance"):
                module.register_buffer(last, torch.zeros(shape))
            else:
                module.register_parameter(last, nn.Parameter(torch.zeros(shape)))

    def tensors(self):
        return {**dict(self.named_parameters()), **dict(self.named_buffers())}


# What networks are made of. Vectors are maps of one position: (N, C, 1, 1).


def conv(x, p, name, stride, padding):
    return F.conv2d(x, p[name + ".weight"], p.get(name + ".bias"), stride, padding)


def transposed(x, p, name, stride, padding):
    return F.conv_transpose2d(x, p[name + ".weight"], None, stride, padding)


def dense(x, p, name):
    return F.linear(x.flatten(1), p[name + ".weight"], p.get(name + ".bias"))[:, :, None, None]


def group_norm(x, p, name, groups, eps):
    return F.group_norm(x, groups, p[name + ".gamma"], p[name + ".beta"], eps)


def batch_norm(x, p, name, training, momentum, eps):
    mean, variance = p.get(name + ".mean"), p.get(name + ".variance")
    return F.batch_norm(x, mean, variance, p[name + ".gamma"], p[name + ".beta"], training, momentum, eps)


def attention(x, others=None):
    """softmax(q k' / sqrt(C)) v; q, k and v side by side in the channels of x, or q in x, k and v in others."""
    q, k, v = x.chunk(3, 1) if others is None else (x, *others.chunk(2, 1))
    n, channels, height, width = q.shape
    q, k, v = q.flatten(2), k.flatten(2), v.flatten(2)
    weights = torch.softmax(q.transpose(1, 2) @ k / math.sqrt(channels), -1)
    return (v @ weights.transpose(1, 2)).reshape(n, channels, height, width)


def embed(t, channels, like):
    """Sines, then cosines, of t times frequencies from 1 to 1/10000, computed in double."""
    half = channels // 2
    tensor = next(iter(like.values()))
    frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float64) / max(1, half - 1))
    angles = torch.as_tensor(t).to(torch.float64).reshape(-1, 1) * frequencies.to(tensor.device)
    return torch.cat([angles.sin(), angles.cos()], 1).to(tensor.dtype)[:, :, None, None]


def fold(x, patch):
    """Blocks of patch x patch pixels as channels."""
    n, c, h, w = x.shape
    x = x.reshape(n, c, h // patch, patch, w // patch, patch).permute(0, 1, 3, 5, 2, 4)
    return x.reshape(n, c * patch * patch, h // patch, w // patch)


def unfold(x, patch):
    n, c, h, w = x.shape
    x = x.reshape(n, c // (patch * patch), patch, patch, h, w).permute(0, 1, 4, 2, 5, 3)
    return x.reshape(n, c // (patch * patch), h * patch, w * patch)
