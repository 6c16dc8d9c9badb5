"""Every pattern is met by making torch, torchvision or NumPy raise the message it stands for."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from shapefault.integrations.messages import find
from shapefault.ops.message_table import MESSAGES
from shapefault.ops.messages import Message, parse

torch = pytest.importorskip("torch")
torchvision = pytest.importorskip("torchvision")
einops = pytest.importorskip("einops")

import numpy as np  # noqa: E402
import torchvision.transforms as T  # noqa: E402
import torchvision.transforms.functional as TF  # noqa: E402
import torchvision.transforms.v2 as V  # noqa: E402
from PIL import Image  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402
from torch.utils.data import DataLoader  # noqa: E402
from torch.utils.data import default_collate as C  # noqa: E402

R = torch.rand


def im() -> Image.Image:
    return Image.new("RGB", (20, 30))


def _boxes() -> object:
    detector = torchvision.models.detection.fasterrcnn_mobilenet_v3_large_320_fpn(
        weights=None, weights_backbone=None, num_classes=2
    )
    return detector([R(3, 32, 32)], [{"boxes": R(4), "labels": torch.tensor([1])}])


Case = tuple[Callable[[], object], str, str, dict[str, Any]]

# What raises, then what must be read from the message: kind, op, numbers and shapes.
# fmt: off
CASES: dict[str, Case] = {
    "conv2d_channels": (lambda: nn.Conv2d(3,16,3)(R(8,28,28,3)), "channels", "conv2d", {"groups": 1, "want": 3, "got": 28, "weight": (16, 3, 3, 3), "input": (8, 28, 28, 3)}),
    "conv2d_channels_g": (lambda: nn.Conv2d(4,16,3,groups=2)(R(8,3,28,28)), "channels", "conv2d", {"groups": 2, "want": 4, "got": 3, "weight": (16, 2, 3, 3), "input": (8, 3, 28, 28)}),
    "conv1d_channels": (lambda: nn.Conv1d(3,16,3)(R(8,28,28)), "channels", "conv1d", {"groups": 1, "want": 3, "got": 28, "weight": (16, 3, 3), "input": (8, 28, 28)}),
    "conv3d_rank": (lambda: nn.Conv3d(3,16,3)(R(8,28)), "rank", "conv3d", {"unbatched": 4, "batched": 5, "input": (8, 28)}),
    "conv2d_rank2": (lambda: nn.Conv2d(3,16,3)(R(8,28)), "rank", "conv2d", {"unbatched": 3, "batched": 4, "input": (8, 28)}),
    "conv2d_rank5": (lambda: nn.Conv2d(3,16,3)(R(1,1,1,8,28)), "rank", "conv2d", {"unbatched": 3, "batched": 4, "input": (1, 1, 1, 8, 28)}),
    "conv1d_rank": (lambda: nn.Conv1d(3,16,3)(R(1,1,8,28)), "rank", "conv1d", {"unbatched": 2, "batched": 3, "input": (1, 1, 8, 28)}),
    "conv_unbatched": (lambda: nn.Conv2d(3,16,3)(R(32,3,784)), "channels", "conv2d", {"groups": 1, "want": 3, "got": 32, "weight": (16, 3, 3, 3), "input": (1, 32, 3, 784)}),
    "conv_kernel": (lambda: nn.Conv2d(3,16,5)(R(8,3,4,4)), "kernel", "conv2d", {"input": (4, 4), "kernel": (5, 5)}),
    "conv_kernel_pad": (lambda: nn.Conv2d(3,16,(7,3),padding=1)(R(8,3,4,4)), "kernel", "conv2d", {"input": (6, 6), "kernel": (7, 3)}),
    "conv_groups_ctor": (lambda: nn.Conv2d(3,16,3,groups=2), "groups", "conv", {}),
    "conv_groups_ctor_out": (lambda: nn.Conv2d(4,15,3,groups=2), "groups", "conv", {}),
    "conv_groups_F": (lambda: F.conv2d(R(1,4,8,8),R(15,2,3,3),groups=2), "groups", "conv2d", {"groups": 2, "divisor": 2, "weight": (15, 2, 3, 3)}),
    "conv_bias": (lambda: F.conv2d(R(1,4,8,8),R(16,4,3,3),bias=R(15)), "channels", "conv2d", {"want": 16, "weight": (16, 4, 3, 3), "bias": (15,)}),
    "convT_channels": (lambda: nn.ConvTranspose2d(64,32,2,2)(R(1,32,8,8)), "channels", "conv_transpose2d", {"transposed": 1, "want": 64, "got": 32, "weight": (64, 32, 2, 2), "input": (1, 32, 8, 8)}),
    "convT_rank": (lambda: nn.ConvTranspose2d(64,32,2,2)(R(1,32)), "rank", "conv_transpose2d", {"unbatched": 3, "batched": 4, "input": (1, 32)}),
    "convT_outsize": (lambda: nn.ConvTranspose2d(64,32,2,2)(R(1,64,8,8),output_size=(30,30)), "output-size", "conv_transpose2d", {"output": (30, 30), "least": (16, 16), "most": (17, 17), "input": (8, 8)}),
    "convT_outsize_len": (lambda: nn.ConvTranspose2d(64,32,2,2)(R(1,64,8,8),output_size=(3,3,3,30,30)), "rank", "conv_transpose", {"axes": 4, "short": 2, "long": 4, "got": 5}),
    "convT_outpad": (lambda: nn.ConvTranspose2d(64,32,2,2,output_padding=2)(R(1,64,8,8)), "output-size", "conv_transpose", {}),
    "einops_length": (lambda: einops.rearrange(R(16,8), "(b t) c -> b t c", b=2, t=16), "pattern", "rearrange", {"got": 16, "want": 32, "input": (16, 8)}),
    "einops_pieces": (lambda: einops.rearrange(R(2,8), "b (h d) -> b h d", h=3), "pattern", "rearrange", {"got": 8, "want": 3, "input": (2, 8)}),
    "einops_rank": (lambda: einops.reduce(R(2,8), "b c h -> b c", "mean"), "rank", "rearrange", {"got": 2, "want": 3, "input": (2, 8)}),
    "einops_rank_rest": (lambda: einops.rearrange(R(2), "a b ... -> b a ..."), "rank", "rearrange", {"got": 1, "want": 2, "input": (2,)}),
    "linear": (lambda: nn.Linear(3136,10)(R(64,4096)), "features", "matmul", {"mat1": (64, 4096), "mat2": (3136, 10)}),
    "linear3": (lambda: nn.Linear(3136,10)(R(64,5,4096)), "features", "matmul", {"mat1": (320, 4096), "mat2": (3136, 10)}),
    "linear1": (lambda: nn.Linear(3136,10)(R(4096)), "features", "matmul", {"mat1": (1, 4096), "mat2": (3136, 10)}),
    "linear_nobias": (lambda: nn.Linear(3136,10,bias=False)(R(2,4,4096)), "features", "matmul", {"mat1": (8, 4096), "mat2": (3136, 10)}),
    "mm": (lambda: torch.mm(R(3,4),R(3,4)), "features", "matmul", {"mat1": (3, 4), "mat2": (3, 4)}),
    "mm_rank": (lambda: torch.mm(R(3,4,4),R(3,4)), "rank", "mm", {}),
    "mm_rank2": (lambda: torch.mm(R(3,4),R(3,4,4)), "rank", "mm", {}),
    "matmul2": (lambda: R(3,4)@R(3,4), "features", "matmul", {"mat1": (3, 4), "mat2": (3, 4)}),
    "matmul3": (lambda: R(2,3,4)@R(2,3,4), "features", "bmm", {"want": (2, 4), "got": (2, 3)}),
    "matmul_b": (lambda: R(2,3,4)@R(5,4,3), "broadcast", "", {"a": 2, "b": 5, "axis": 0}),
    "matmul_mv": (lambda: R(3,4)@R(3), "features", "mv", {"output": 3, "vec": 3, "mat": (3, 4)}),
    "matmul_dot": (lambda: R(4)@R(3), "features", "dot", {"got_a": 4, "got_b": 3, "a": (4,), "b": (3,)}),
    "matmul_0": (lambda: R(4)@torch.tensor(3.), "rank", "matmul", {"a": 1, "b": 0}),
    "dot": (lambda: torch.dot(R(3),R(4)), "features", "dot", {"got_a": 3, "got_b": 4, "a": (3,), "b": (4,)}),
    "dot_rank": (lambda: torch.dot(R(3,3),R(4)), "rank", "dot", {"a": 2, "b": 1}),
    "mv": (lambda: torch.mv(R(3,4),R(3)), "features", "mv", {"output": 3, "vec": 3, "mat": (3, 4)}),
    "bmm": (lambda: torch.bmm(R(2,3,4),R(2,3,4)), "features", "bmm", {"want": (2, 4), "got": (2, 3)}),
    "bmm_b": (lambda: torch.bmm(R(2,3,4),R(3,4,4)), "features", "bmm", {"want": (2, 4), "got": (3, 4)}),
    "bmm_rank": (lambda: torch.bmm(R(2,3),R(2,3,4)), "rank", "bmm", {}),
    "bmm_rank2": (lambda: torch.bmm(R(2,3,4),R(2,3)), "rank", "bmm", {}),
    "baddbmm": (lambda: torch.baddbmm(R(2,3,4),R(2,3,4),R(2,3,4)), "features", "bmm", {"want": (2, 4), "got": (2, 3)}),
    "addmm": (lambda: torch.addmm(R(7),R(3,4),R(4,5)), "broadcast", "expand", {"want": 5, "got": 7, "axis": 1, "target": (3, 5), "input": (7,)}),
    "einsum_dims": (lambda: torch.einsum('bij,bjk->bik',R(2,3,4),R(2,3,4)), "features", "einsum", {'got': 3, 'operand': 1, 'want': 4}),
    "einsum_rank": (lambda: torch.einsum('bij,bjk->bik',R(2,3),R(2,3,4)), "rank", "einsum", {'want': 3, 'got': 2, 'operand': 0}),
    "einsum_b": (lambda: torch.einsum('bi,bj->bij',R(2,3),R(4,5)), "features", "einsum", {'got': 4, 'operand': 1, 'want': 2}),
    "view": (lambda: R(4,3,5).view(-1,400), "numel", "reshape", {"numel": 60, "shape": (-1, 400)}),
    "view2": (lambda: R(4,3,5).reshape(4,16), "numel", "reshape", {"numel": 60, "shape": (4, 16)}),
    "view_stride": (lambda: R(4,3,5).permute(2,0,1).view(4,15), "strides", "view", {}),
    "view_two": (lambda: R(4,3,5).view(-1,-1), "numel", "reshape", {}),
    "view_neg": (lambda: R(4,3,5).view(-2,5), "numel", "reshape", {"size": -2, "axis": 0, "shape": (-2, 5)}),
    "view_zero": (lambda: R(0,3).view(-1,0), "numel", "reshape", {"shape": (-1, 0)}),
    "unflatten": (lambda: R(4,15).unflatten(1,(4,4)), "numel", "unflatten", {"axis": 1, "numel": 15, "shape": (4, 4)}),
    "unflatten_m": (lambda: nn.Unflatten(1,(4,4))(R(4,15)), "numel", "unflatten", {"axis": 1, "numel": 15, "shape": (4, 4)}),
    "unflatten_n": (lambda: R(4,15).unflatten(1,(-1,4)), "numel", "unflatten", {"axis": 1, "numel": 15, "shape": (-1, 4)}),
    "flatten_order": (lambda: R(4,15).flatten(1,0), "axis", "flatten", {}),
    "flatten_dim": (lambda: R(4,15).flatten(2), "axis", "", {"least": -2, "most": 1, "got": 2}),
    "add": (lambda: R(3,4)+R(3,5), "broadcast", "", {"a": 4, "b": 5, "axis": 1}),
    "add_": (lambda: R(3,1).add_(R(3,5)), "broadcast", "", {"output": (3, 1), "result": (3, 5)}),
    "add_2": (lambda: R(3,4).add_(R(3,5)), "broadcast", "", {"a": 4, "b": 5, "axis": 1}),
    "add_rank": (lambda: R(3,4).add_(R(2,3,4)), "broadcast", "", {"output": (3, 4), "result": (2, 3, 4)}),
    "setitem": (lambda: R(3,4).__setitem__(0,R(5)), "broadcast", "expand", {"want": 4, "got": 5, "axis": 0, "target": (4,), "input": (5,)}),
    "setitem2": (lambda: R(3,4).__setitem__(slice(0,2),R(3,4)), "broadcast", "expand", {"want": 2, "got": 3, "axis": 0, "target": (2, 4), "input": (3, 4)}),
    "setitem_idx": (lambda: R(3,4).__setitem__(torch.tensor([0,1]),R(3,4)), "broadcast", "index_put", {"value": (3, 4), "target": (2, 4)}),
    "copy_": (lambda: R(3,4).copy_(R(5)), "broadcast", "", {"a": 4, "b": 5, "axis": 1}),
    "expand": (lambda: R(3,4).expand(3,5), "broadcast", "expand", {"want": 5, "got": 4, "axis": 1, "target": (3, 5), "input": (3, 4)}),
    "expand_rank": (lambda: R(3,4).expand(5), "broadcast", "expand", {"got": 1, "want": 2, "input": (3, 4), "target": (5,)}),
    "expand_as": (lambda: R(3,4).expand_as(R(2,5)), "broadcast", "expand", {"want": 5, "got": 4, "axis": 1, "target": (2, 5), "input": (3, 4)}),
    "expand_neg": (lambda: R(3,4).expand(-1,3,4), "broadcast", "expand", {"got": -1, "axis": 0}),
    "broadcast_to": (lambda: torch.broadcast_to(R(3,4),(5,4)), "broadcast", "expand", {"want": 5, "got": 3, "axis": 0, "target": (5, 4), "input": (3, 4)}),
    "broadcast_tensors": (lambda: torch.broadcast_tensors(R(3,4),R(5,4)), "broadcast", "", {"a": 3, "b": 5, "axis": 0}),
    "broadcast_shapes": (lambda: torch.broadcast_shapes((3,4),(5,4)), "broadcast", "broadcast_shapes", {"got": 5, "axis": -2, "operand": 1, "input": (5, 4), "target": (3, 4)}),
    "repeat": (lambda: R(3,4).repeat(2), "axis", "repeat", {}),
    "cat": (lambda: torch.cat([R(1,64,375,500),R(1,64,374,500)],1), "cat", "cat", {"axis": 1, "want": 375, "got": 374, "operand": 1}),
    "cat_rank": (lambda: torch.cat([R(3,4),R(3)],1), "rank", "cat", {"a": 2, "b": 1}),
    "cat_dim": (lambda: torch.cat([R(3,4),R(3,4)],2), "axis", "", {"least": -2, "most": 1, "got": 2}),
    "cat_empty": (lambda: torch.cat([]), "empty", "cat", {}),
    "cat_0d": (lambda: torch.cat([torch.tensor(1.),torch.tensor(2.)]), "rank", "cat", {"operand": 0}),
    "hstack": (lambda: torch.hstack([R(3,4),R(4,4)]), "cat", "cat", {"axis": 1, "want": 3, "got": 4, "operand": 1}),
    "stack": (lambda: torch.stack([R(3,4),R(3,5)]), "stack", "stack", {"first_at": 0, "other_at": 1, "first": (3, 4), "other": (3, 5)}),
    "stack_empty": (lambda: torch.stack([]), "empty", "stack", {}),
    "split": (lambda: R(10,3).split([3,3],0), "numel", "split", {"want": 10, "axis": 0, "sizes": (3, 3)}),
    "split_dim": (lambda: R(10,3).split(2,5), "axis", "", {"least": -2, "most": 1, "got": 5}),
    "permute": (lambda: R(3,4).permute(0,2,1), "axis", "permute", {"rank": 2, "got": 3}),
    "permute_dup": (lambda: R(3,4).permute(0,0), "axis", "permute", {}),
    "permute_oob": (lambda: R(3,4).permute(0,2), "axis", "", {"least": -2, "most": 1, "got": 2}),
    "transpose": (lambda: R(3,4).transpose(1,2), "axis", "", {"least": -2, "most": 1, "got": 2}),
    "t": (lambda: R(3,4,5).t(), "axis", "t", {"rank": 3}),
    "movedim": (lambda: R(3,4,5).movedim((0,1),(2,)), "axis", "movedim", {"source": (0, 1), "destination": (2,)}),
    "squeeze": (lambda: R(3,4).squeeze(2), "axis", "", {"least": -2, "most": 1, "got": 2}),
    "unsqueeze": (lambda: R(3,4).unsqueeze(4), "axis", "", {"least": -3, "most": 2, "got": 4}),
    "sum": (lambda: R(3,4).sum(2), "axis", "", {"least": -2, "most": 1, "got": 2}),
    "softmax": (lambda: F.softmax(R(3,4),dim=2), "axis", "", {"least": -2, "most": 1, "got": 2}),
    "size": (lambda: R(3,4).size(2), "axis", "", {"least": -2, "most": 1, "got": 2}),
    "shape": (lambda: R(3,4).shape[2], "rank", "shape", {}),
    "select": (lambda: R(3,4).select(0,5), "index-range", "select", {"got": 5, "axis": 0, "input": (3, 4)}),
    "narrow": (lambda: R(3,4).narrow(1,2,5), "index-range", "narrow", {"start": 2, "length": 5, "size": 4}),
    "index": (lambda: R(3,4)[3], "index-range", "index", {"got": 3, "axis": 0, "size": 3}),
    "index1": (lambda: R(3,4)[0,4], "index-range", "index", {"got": 4, "axis": 1, "size": 4}),
    "index_many": (lambda: R(3,4)[0,0,0], "rank", "index", {"rank": 2}),
    "index0": (lambda: torch.tensor(1.)[0], "rank", "index", {}),
    "index_t": (lambda: R(3,4)[torch.tensor([5])], "index-range", "index", {"got": 5, "axis": 0, "size": 3}),
    "index_tt": (lambda: R(3,4)[torch.tensor([1,2]),torch.tensor([1,2,3])], "broadcast", "index", {"a": (2,), "b": (3,)}),
    "mask": (lambda: R(3,4)[torch.ones(3,5,dtype=torch.bool)], "mask", "index", {"mask_axis": 1, "axis": 1, "mask": (3, 5), "input": (3, 4)}),
    "mask1": (lambda: R(3,4)[torch.ones(4,dtype=torch.bool)], "mask", "index", {"mask_axis": 0, "axis": 0, "mask": (4,), "input": (3, 4)}),
    "masked_select": (lambda: R(3,4).masked_select(torch.ones(3,5,dtype=torch.bool)), "broadcast", "", {"a": 5, "b": 4, "axis": 1}),
    "masked_fill": (lambda: R(3,4).masked_fill(torch.ones(3,5,dtype=torch.bool),0), "broadcast", "", {"a": 5, "b": 4, "axis": 1}),
    "where": (lambda: torch.where(torch.ones(3,5,dtype=torch.bool),R(3,4),0), "broadcast", "", {"a": 5, "b": 4, "axis": 1}),
    "masked_scatter": (lambda: R(3,4).masked_scatter_(torch.ones(3,4,dtype=torch.bool),R(2)), "mask", "masked_scatter", {}),
    "index_select": (lambda: R(3,4).index_select(0,torch.tensor([3])), "index-range", "embedding", {}),
    "index_select2": (lambda: R(3,4).index_select(0,torch.tensor([[3]])), "rank", "index_select", {}),
    "index_add": (lambda: R(3,4).index_add_(0,torch.tensor([0,1]),R(3,4)), "batch", "index_add", {"want": 2, "got": 3, "axis": 0}),
    "index_copy": (lambda: R(3,4).index_copy_(0,torch.tensor([0,1]),R(3,4)), "batch", "index_copy", {"want": 2, "got": 3}),
    "index_fill": (lambda: R(3,4).index_fill_(0,torch.tensor([7]),0), "index-range", "index", {"got": 7, "axis": 0, "size": 3}),
    "gather": (lambda: R(3,4).gather(1,torch.tensor([[7]])), "index-range", "index", {"got": 7, "axis": 1, "size": 4}),
    "gather_rank": (lambda: R(3,4).gather(1,torch.tensor([0])), "rank", "gather", {}),
    "gather_size": (lambda: R(3,4).gather(1,torch.zeros(5,1,dtype=torch.long)), "index-range", "gather", {"axis": 0, "along": 1, "index": (5, 1), "input": (3, 4)}),
    "scatter": (lambda: torch.zeros(3,4).scatter_(1,torch.tensor([[7]]),1.), "index-range", "index", {"got": 7, "axis": 1, "size": 4}),
    "scatter_rank": (lambda: torch.zeros(3,4).scatter_(1,torch.tensor([1]),1.), "rank", "gather", {}),
    "scatter_src": (lambda: torch.zeros(3,4).scatter_(1,torch.zeros(3,2,dtype=torch.long),R(3,1)), "index-range", "scatter", {"along": 1, "index": (3, 2), "input": (3, 4)}),
    "scatter_add": (lambda: torch.zeros(3,4).scatter_add_(1,torch.zeros(5,2,dtype=torch.long),R(5,2)), "index-range", "scatter", {"along": 1, "index": (5, 2), "input": (3, 4)}),
    "take": (lambda: R(3,4).take(torch.tensor([20])), "index-range", "take", {"got": 20, "size": 12}),
    "one_hot": (lambda: F.one_hot(torch.tensor([5]),3), "target-range", "one_hot", {}),
    "one_hot_neg": (lambda: F.one_hot(torch.tensor([-5]),3), "target-range", "one_hot", {}),
    "embedding": (lambda: nn.Embedding(10,3)(torch.tensor([10])), "index-range", "embedding", {}),
    "item": (lambda: R(3).item(), "scalar", "item", {"numel": 3}),
    "float": (lambda: float(R(3)), "scalar", "item", {}),
    "bool": (lambda: bool(R(3)), "scalar", "bool", {}),
    "backward": (lambda: (R(3,requires_grad=True)*2).backward(), "scalar", "backward", {}),
    "backward_shape": (lambda: (R(3,requires_grad=True)*2).backward(R(4)), "target", "backward", {"index": 0, "output_index": 0, "grad": (4,), "output": (3,)}),
    "tensor_ragged": (lambda: torch.tensor([[1,2],[3]]), "stack", "tensor", {"want": 2, "axis": 1, "got": 1}),
    "tensor_of_t": (lambda: torch.tensor([R(3),R(3)]), "scalar", "item", {}),
    "fold": (lambda: F.fold(R(1,12,4),(4,4),2), "numel", "fold", {"axis": 2, "want": 9, "index": 2, "got": 4, "output": (4, 4), "kernel": (2, 2), "dilation": (1, 1), "padding": (0, 0), "stride": (1, 1)}),
    "fold2": (lambda: F.fold(R(1,11,4),(4,4),2), "channels", "fold", {"axis": 1, "got": 11, "kernel": (2, 2)}),
    "unfold": (lambda: F.unfold(R(1,3,4,4),7), "kernel", "unfold", {"input": (4, 4), "kernel": (7, 7), "dilation": (1, 1), "padding": (0, 0), "output": (-2, -2)}),
    "tunfold": (lambda: R(3,4).unfold(1,7,1), "window", "unfold", {"axis": 1, "want": 4, "got": 7}),
    "pixel_shuffle": (lambda: F.pixel_shuffle(R(1,3,4,4),2), "channels", "pixel_shuffle", {"got": 3, "want": 4}),
    "pixel_unshuffle": (lambda: F.pixel_unshuffle(R(1,3,5,5),2), "numel", "pixel_unshuffle", {"index": -2, "got": 5, "want": 2}),
    "interp": (lambda: F.interpolate(R(1,3,4,4),size=(2,2,2)), "rank", "interpolate", {"input": (4, 4), "output": (2, 2, 2)}),
    "interp0": (lambda: F.interpolate(R(1,3,4,4),scale_factor=0.1), "output-size", "interpolate", {"h": 4, "w": 4, "out_h": 0, "out_w": 0}),
    "interp_mode": (lambda: F.interpolate(R(1,3,4),size=4,mode='bilinear'), "rank", "interpolate", {'got': 3, 'want': 4}),
    "interp_rank": (lambda: F.interpolate(R(3,4),size=4), "rank", "interpolate", {"got": 2}),
    "interp_sf": (lambda: F.interpolate(R(1,3,4,4),scale_factor=(1,2,3)), "rank", "interpolate", {"input": (4, 4), "factor": (1, 2, 3)}),
    "grid_sample": (lambda: F.grid_sample(R(1,3,4,4),R(2,4,4,2),align_corners=False), "batch", "grid_sample", {"input": (1, 3, 4, 4), "grid": (2, 4, 4, 2)}),
    "grid_sample2": (lambda: F.grid_sample(R(1,3,4,4),R(1,4,4,3),align_corners=False), "features", "grid_sample", {"want": 2, "grid": (1, 4, 4, 3)}),
    "affine_grid": (lambda: F.affine_grid(R(1,3,3),(1,3,4,4),align_corners=False), "features", "affine_grid", {"size": (1, 3, 4, 4), "theta": (1, 3, 3)}),
    "pad": (lambda: F.pad(R(1,3,4,4),(5,5,5,5),mode='reflect'), "kernel", "pad", {'axis': 3, 'padding': (5, 5), 'input': (1, 3, 4, 4)}),
    "pad_len": (lambda: F.pad(R(3,4),(1,1,1,1,1,1)), "rank", "pad", {"got": 6, "rank": 2}),
    "pad_odd": (lambda: F.pad(R(3,4),(1,1,1)), "rank", "pad", {}),
    "pad_rank": (lambda: nn.ReflectionPad2d(1)(R(3,4)), "rank", "pad", {"got": 4, "rank": 2}),
    "pad_repl": (lambda: F.pad(R(3,4),(1,1,1,1),mode='replicate'), "rank", "pad", {'got': 4, 'rank': 2}),
    "maxpool": (lambda: nn.MaxPool2d(2)(R(1,3,1,1)), "output-size", "pool", {"input": (3, 1, 1), "output": (3, 0, 0)}),
    "maxpool_rank": (lambda: nn.MaxPool2d(2)(R(3,1)), "rank", "max_pool", {"unbatched": 3, "batched": 4}),
    "maxpool_rank5": (lambda: nn.MaxPool2d(2)(R(3,1,1,1,1)), "rank", "max_pool", {"unbatched": 3, "batched": 4}),
    "maxpool1": (lambda: nn.MaxPool1d(2)(R(3,1,1)), "output-size", "max_pool1d", {"output": 0}),
    "maxpool1_rank": (lambda: nn.MaxPool1d(2)(R(3,1,1,1)), "rank", "max_pool1d", {"unbatched": 2, "batched": 3, "input": (3, 1, 1, 1)}),
    "maxpool3": (lambda: nn.MaxPool3d(2)(R(1,3,1,1,1)), "output-size", "pool", {"input": (3, 1, 1, 1), "output": (3, 0, 0, 0)}),
    "avgpool": (lambda: nn.AvgPool2d(7)(R(1,3,4,4)), "output-size", "pool", {"input": (3, 4, 4), "output": (3, 0, 0)}),
    "avgpool1": (lambda: nn.AvgPool1d(7)(R(1,3,4)), "output-size", "pool", {"input": (3, 1, 4), "output": (3, 1, 0)}),
    "avgpool_rank": (lambda: nn.AvgPool2d(7)(R(3,4)), "axis", "", {"least": -2, "most": 1, "got": -3}),
    "avgpool1_rank": (lambda: nn.AvgPool1d(7)(R(3,4,4,4)), "rank", "avg_pool1d", {"unbatched": 2, "batched": 3, "got": 4, "argument": 1}),
    "maxpool_pad": (lambda: nn.MaxPool2d(2,padding=2)(R(1,3,4,4)), "kernel", "max_pool", {"padding": 2, "kernel": 2, "dilation": 1}),
    "adaptive1": (lambda: nn.AdaptiveAvgPool1d(1)(R(4)), "rank", "adaptive_avg_pool1d", {"unbatched": 2, "batched": 3, "got": 1, "argument": 1}),
    "adaptive1_4": (lambda: nn.AdaptiveAvgPool1d(1)(R(4,3,2,2)), "rank", "adaptive_avg_pool1d", {"unbatched": 2, "batched": 3, "got": 4, "argument": 1}),
    "adaptive_max": (lambda: nn.AdaptiveMaxPool2d(1)(R(3,4)), "rank", "adaptive_max_pool2d", {"unbatched": 3, "batched": 4, "input": (3, 4)}),
    "unpool": (lambda: F.max_unpool2d(R(1,1,2,2),torch.zeros(1,1,3,3,dtype=torch.long),2), "window", "max_unpool", {"input": (1, 1, 2, 2), "indices": (1, 1, 3, 3)}),
    "unpool_idx": (lambda: F.max_unpool2d(R(1,1,2,2),torch.full((1,1,2,2),99),2), "index-range", "max_unpool", {"got": 99, "output": (4, 4)}),
    "bn_channels": (lambda: nn.BatchNorm2d(16)(R(2,8,4,4)), "channels", "batch_norm", {"got": 8, "want": 16}),
    "bn_rank": (lambda: nn.BatchNorm2d(16)(R(2,16)), "rank", "norm", {"want": 4, "got": 2}),
    "bn1_rank": (lambda: nn.BatchNorm1d(16)(R(2,16,4,4)), "rank", "norm", {"want": 2, "batched": 3, "got": 4}),
    "bn3_rank": (lambda: nn.BatchNorm3d(16)(R(2,16,4,4)), "rank", "norm", {"want": 5, "got": 4}),
    "bn_one": (lambda: nn.BatchNorm1d(16)(R(1,16)), "one-value", "norm", {"input": (1, 16)}),
    "bn_eval": (lambda: nn.BatchNorm2d(16).eval()(R(2,8,4,4)), "channels", "batch_norm", {"got": 8, "want": 16}),
    "in_one": (lambda: nn.InstanceNorm2d(16)(R(1,16,1,1)), "one-value", "instance_norm", {"input": (1, 16, 1, 1)}),
    "in_channels": (lambda: nn.InstanceNorm2d(16,affine=True)(R(1,8,4,4)), "channels", "instance_norm", {"axis": 1, "want": 16, "got": 8}),
    "in_rank": (lambda: nn.InstanceNorm2d(16)(R(1,8)), "rank", "norm", {"want": 3, "batched": 4, "got": 2}),
    "gn_ctor": (lambda: nn.GroupNorm(5,16), "groups", "group_norm", {"channels": 16, "groups": 5}),
    "gn_channels": (lambda: nn.GroupNorm(4,16)(R(1,8,4,4)), "channels", "group_norm", {"weight": (16,), "input": (1, 8, 4, 4)}),
    "gn_div": (lambda: F.group_norm(R(1,8,4,4),3), "groups", "group_norm", {"groups": 3, "input": (1, 8, 4, 4)}),
    "gn_one": (lambda: nn.GroupNorm(4,4)(R(1,4)), "one-value", "norm", {"input": (1, 4)}),
    "ln": (lambda: nn.LayerNorm(64)(R(2,3,32)), "features", "layer_norm", {"want": (64,), "input": (2, 3, 32)}),
    "ln2": (lambda: nn.LayerNorm([3,4])(R(2,3,32)), "features", "layer_norm", {"want": (3, 4), "input": (2, 3, 32)}),
    "rmsnorm": (lambda: nn.RMSNorm(64)(R(2,3,32)), "features", "layer_norm", {"want": (64,), "input": (2, 3, 32)}),
    "prelu": (lambda: nn.PReLU(4)(R(2,3,32)), "channels", "prelu", {"want": 4, "got": 3}),
    "glu": (lambda: F.glu(R(2,3),1), "numel", "glu", {"axis": 1, "got": 3}),
    "lstm_feat": (lambda: nn.LSTM(10,20)(R(5,3,8)), "features", "rnn", {"want": 10, "got": 8}),
    "lstm_rank": (lambda: nn.LSTM(10,20)(R(5,3,8,10)), "rank", "rnn", {"unbatched": 2, "batched": 3, "got": 4}),
    "lstm_h": (lambda: nn.LSTM(10,20)(R(5,3,10),(R(1,4,20),R(1,4,20))), "hidden", "rnn", {"index": 0, "want": (1, 3, 20), "got": (1, 4, 20)}),
    "lstm_hr": (lambda: nn.LSTM(10,20)(R(5,3,10),(R(4,20),R(4,20))), "hidden", "rnn", {"hx": 2, "cx": 2}),
    "lstm_c": (lambda: nn.LSTM(10,20)(R(5,3,10),(R(1,3,20),R(1,4,20))), "hidden", "rnn", {"index": 1, "want": (1, 3, 20), "got": (1, 4, 20)}),
    "gru_h": (lambda: nn.GRU(10,20)(R(5,3,10),R(2,3,20)), "hidden", "rnn", {"want": (1, 3, 20), "got": (2, 3, 20)}),
    "gru_hr": (lambda: nn.GRU(10,20)(R(5,3,10),R(3,20)), "hidden", "rnn", {"input": 3, "want": 3, "got": 2}),
    "gru_unb": (lambda: nn.GRU(10,20)(R(5,10),R(1,3,20)), "hidden", "rnn", {"input": 2, "want": 2, "got": 3}),
    "lstmcell": (lambda: nn.LSTMCell(10,20)(R(5,8)), "features", "rnn_cell", {"got": 8, "want": 10}),
    "lstmcell_h": (lambda: nn.LSTMCell(10,20)(R(5,10),(R(4,20),R(4,20))), "hidden", "rnn_cell", {"want": 5, "got": 4}),
    "lstmcell_rank": (lambda: nn.LSTMCell(10,20)(R(5,5,8)), "rank", "rnn", {"unbatched": 1, "batched": 2, "got": 3}),
    "grucell_h": (lambda: nn.GRUCell(10,20)(R(5,10),R(5,10)), "hidden", "rnn_cell", {"got": 10, "want": 20}),
    "rnncell_h": (lambda: nn.RNNCell(10,20)(R(5,10),R(4,20)), "hidden", "rnn_cell", {"want": 5, "got": 4}),
    "mha_embed": (lambda: nn.MultiheadAttention(16,4)(R(5,2,8),R(5,2,8),R(5,2,8)), "features", "multi_head_attention", {"want": 16, "got": 8}),
    "mha_heads": (lambda: nn.MultiheadAttention(16,3), "groups", "multi_head_attention", {}),
    "mha_kv": (lambda: nn.MultiheadAttention(16,4)(R(5,2,16),R(6,2,16),R(7,2,16)), "features", "multi_head_attention", {"key": (6, 2, 16), "value": (7, 2, 16)}),
    "mha_batch": (lambda: nn.MultiheadAttention(16,4)(R(5,2,16),R(6,3,16),R(6,3,16)), "numel", "reshape", {"numel": 288, "shape": (6, 8, 4)}),
    "mha_rank": (lambda: nn.MultiheadAttention(16,4)(R(5,2,2,16),R(6,3,16),R(6,3,16)), "rank", "multi_head_attention", {"got": 4}),
    "mha_rank2": (lambda: nn.MultiheadAttention(16,4)(R(5,2,16),R(6,16),R(6,16)), "rank", "multi_head_attention", {"query": 3, "want": 3, "key": 2, "value": 2}),
    "mha_mask": (lambda: nn.MultiheadAttention(16,4)(R(5,2,16),R(5,2,16),R(5,2,16),attn_mask=R(6,6)), "mask", "multi_head_attention", {"rank": 2, "got": (6, 6), "want": (5, 5)}),
    "mha_mask3": (lambda: nn.MultiheadAttention(16,4)(R(5,2,16),R(5,2,16),R(5,2,16),attn_mask=R(2,5,5)), "mask", "multi_head_attention", {"rank": 3, "got": (2, 5, 5), "want": (8, 5, 5)}),
    "mha_mask4": (lambda: nn.MultiheadAttention(16,4)(R(5,2,16),R(5,2,16),R(5,2,16),attn_mask=R(1,2,5,5)), "mask", "multi_head_attention", {"got": 4}),
    "mha_kpm": (lambda: nn.MultiheadAttention(16,4)(R(5,2,16),R(5,2,16),R(5,2,16),key_padding_mask=torch.zeros(5,2,dtype=torch.bool)), "mask", "multi_head_attention", {"axis": 0, "want": 2, "got": 5}),
    "tel_feat": (lambda: nn.TransformerEncoderLayer(16,4)(R(5,2,8)), "features", "multi_head_attention", {"want": 16, "got": 8}),
    "tel_mask": (lambda: nn.TransformerEncoderLayer(16,4)(R(5,2,16),src_mask=R(2,2)), "mask", "multi_head_attention", {"rank": 2, "got": (2, 2), "want": (5, 5)}),
    "tel_kpm": (lambda: nn.TransformerEncoderLayer(16,4)(R(5,2,16),src_key_padding_mask=torch.zeros(5,2,dtype=torch.bool)), "mask", "multi_head_attention", {"axis": 0, "want": 2, "got": 5}),
    "te_eval_kpm": (lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(16,4,batch_first=True),2).eval()(R(2,5,16),src_key_padding_mask=torch.zeros(5,2,dtype=torch.bool)), "mask", "transformer_encoder", {}),
    "transformer_batch": (lambda: nn.Transformer(16,4)(R(5,2,16),R(5,3,16)), "batch", "transformer", {}),
    "transformer_feat": (lambda: nn.Transformer(16,4)(R(5,2,16),R(5,2,8)), "features", "transformer", {}),
    "sdpa_e": (lambda: F.scaled_dot_product_attention(R(1,4,5,8),R(1,4,5,9),R(1,4,5,8)), "features", "bmm", {"want": (4, 8), "got": (4, 9)}),
    "sdpa_mask": (lambda: F.scaled_dot_product_attention(R(1,4,5,8),R(1,4,5,8),R(1,4,5,8),attn_mask=R(3,3)), "broadcast", "", {"a": 5, "b": 3, "axis": 3}),
    "ce_batch": (lambda: F.cross_entropy(R(8,10),torch.zeros(7,dtype=torch.long)), "batch", "cross_entropy", {"got": 8, "want": 7}),
    "ce_seg": (lambda: F.cross_entropy(R(2,10,4,4),torch.zeros(2,5,5,dtype=torch.long)), "target", "cross_entropy", {"input": (2, 10, 4, 4), "target": (2, 5, 5)}),
    "ce_seg2": (lambda: F.cross_entropy(R(2,10,4,4),torch.zeros(2,1,4,4,dtype=torch.long)), "target", "cross_entropy", {"got": 4}),
    "ce_multi": (lambda: F.cross_entropy(R(2,10),torch.zeros(2,1,dtype=torch.long)), "target", "cross_entropy", {}),
    "ce_range": (lambda: F.cross_entropy(R(2,3),torch.tensor([5,0])), "target-range", "cross_entropy", {"got": 5}),
    "ce_neg": (lambda: F.cross_entropy(R(2,3),torch.tensor([-1,0])), "target-range", "cross_entropy", {"got": -1}),
    "ce_range2d": (lambda: F.cross_entropy(R(1,3,2,2),torch.full((1,2,2),7)), "target-range", "cross_entropy", {"got": 7}),
    "ce_prob": (lambda: F.cross_entropy(R(2,3),R(2,4)), "target", "cross_entropy", {}),
    "ce_weight": (lambda: F.cross_entropy(R(2,3),torch.tensor([0,1]),weight=R(4)), "channels", "cross_entropy", {"want": 3, "weight": (4,)}),
    "ce_3d": (lambda: F.cross_entropy(R(2,7,3),torch.zeros(2,7,dtype=torch.long)), "target", "cross_entropy", {"want": (2, 3), "target": (2, 7)}),
    "nll_batch": (lambda: F.nll_loss(R(8,10),torch.zeros(7,dtype=torch.long)), "batch", "cross_entropy", {"got": 8, "want": 7}),
    "nll_multi": (lambda: F.nll_loss(R(8,10),torch.zeros(8,1,dtype=torch.long)), "target", "cross_entropy", {}),
    "nll2d": (lambda: F.nll_loss(R(2,10,4,4),torch.zeros(2,5,5,dtype=torch.long)), "target", "cross_entropy", {"input": (2, 10, 4, 4), "target": (2, 5, 5)}),
    "nll_dim": (lambda: F.nll_loss(R(2,2,2),torch.tensor(0)), "batch", "cross_entropy", {"got": 2, "want": 0}),
    "bce": (lambda: F.binary_cross_entropy(R(8,1),R(8)), "target", "binary_cross_entropy", {"target": (8,), "input": (8, 1)}),
    "bcel": (lambda: F.binary_cross_entropy_with_logits(R(8,1),R(8)), "target", "binary_cross_entropy_with_logits", {"target": (8,), "input": (8, 1)}),
    "bcel_pw": (lambda: F.binary_cross_entropy_with_logits(R(8,2),R(8,2),pos_weight=R(3)), "broadcast", "", {"a": 3, "b": 2, "axis": 1}),
    "bce_w": (lambda: F.binary_cross_entropy(R(8,2),R(8,2),weight=R(3)), "broadcast", "broadcast_shapes", {"got": 3, "axis": -1, "operand": 1, "input": (3,), "target": (8, 2)}),
    "mse": (lambda: F.mse_loss(R(8,3),R(8,4)), "broadcast", "", {"a": 3, "b": 4, "axis": 1}),
    "l1": (lambda: F.l1_loss(R(8,3),R(8,4)), "broadcast", "", {"a": 3, "b": 4, "axis": 1}),
    "sl1": (lambda: F.smooth_l1_loss(R(8,3),R(8,4)), "broadcast", "", {"a": 3, "b": 4, "axis": 1}),
    "kl": (lambda: F.kl_div(R(8,3),R(8,4),reduction='batchmean'), "broadcast", "", {'a': 4, 'b': 3, 'axis': 1}),
    "ctc": (lambda: F.ctc_loss(R(8,3,5),torch.zeros(2,4,dtype=torch.long),torch.tensor([8,8]),torch.tensor([4,4])), "lengths", "ctc_loss", {}),
    "ctc3": (lambda: F.ctc_loss(R(8,2,5),torch.zeros(2,4,dtype=torch.long),torch.tensor([8,8]),torch.tensor([4,5])), "lengths", "ctc_loss", {"want": 5, "got": 4}),
    "ctc2": (lambda: F.ctc_loss(R(8,2,5),torch.zeros(2,4,dtype=torch.long),torch.tensor([9,8]),torch.tensor([4,4])), "lengths", "ctc_loss", {"want": 8, "got": 9}),
    "cosemb": (lambda: F.cosine_embedding_loss(R(8,3),R(8,3),R(7)), "broadcast", "", {"a": 7, "b": 8, "axis": 0}),
    "triplet": (lambda: F.triplet_margin_loss(R(8,3),R(8,4),R(8,3)), "broadcast", "", {"a": 3, "b": 4, "axis": 1}),
    "triplet_r": (lambda: F.triplet_margin_loss(R(8,3),R(3),R(8,3)), "rank", "triplet_margin_loss", {"anchor": 2, "positive": 1, "negative": 2}),
    "margin": (lambda: F.margin_ranking_loss(R(8,3),R(8),R(8)), "rank", "margin_ranking_loss", {"input1": (8, 3), "input2": (8,), "target": (8,)}),
    "mlm": (lambda: F.multilabel_margin_loss(R(8,3),torch.zeros(8,4,dtype=torch.long)), "target", "multilabel_margin_loss", {"target": (8, 4), "input": (8, 3)}),
    "mm_loss": (lambda: F.multi_margin_loss(R(8,3),torch.zeros(7,dtype=torch.long)), "batch", "multi_margin_loss", {"want": (8,), "target": (7,)}),
    "softm": (lambda: F.soft_margin_loss(R(8,3),R(8,4)), "broadcast", "", {"a": 3, "b": 4, "axis": 1}),
    "gauss": (lambda: F.gaussian_nll_loss(R(8,3),R(8,3),R(8,5)), "target", "gaussian_nll_loss", {}),
    "hinge": (lambda: F.hinge_embedding_loss(R(8,3),R(8,4)), "broadcast", "", {"a": 4, "b": 3, "axis": 1}),
    "cos": (lambda: F.cosine_similarity(R(8,3),R(8,4)), "broadcast", "", {"a": 3, "b": 4, "axis": 1}),
    "random_split": (lambda: torch.utils.data.random_split(range(10), [5, 4]), "lengths", "random_split", {}),
    "draw_masks": (lambda: torchvision.utils.draw_segmentation_masks(R(3,8,8),torch.ones(4,4,dtype=torch.bool)), "target", "draw_segmentation_masks", {}),
    "draw_boxes": (lambda: torchvision.utils.draw_bounding_boxes(R(3,8,8),R(2,3)), "features", "draw_bounding_boxes", {}),
    "no_image": (lambda: TF.rotate(R(5),3), "rank", "transform", {}),
    "mixup": (lambda: V.MixUp(num_classes=3)(R(4,3,8,8),torch.zeros(5,dtype=torch.long)), "batch", "mixup", {"a": 4, "b": 5}),
    "deform_offset": (lambda: torchvision.ops.deform_conv2d(R(4,3,8,8),R(4,4,8,8),R(3,3,3,3)), "channels", "deform_conv2d", {"axis": 1}),
    "sync_batch_norm": (lambda: nn.SyncBatchNorm(3)(R(4)), "rank", "batch_norm", {"got": 1}),
    "layer_norm_weight": (lambda: F.layer_norm(R(2,3),(3,),R(4)), "features", "layer_norm", {"weight": (4,), "want": (3,)}),
    "fractional_pool": (lambda: nn.FractionalMaxPool2d(9,output_size=2)(R(4,3,8,8)), "kernel", "fractional_max_pool2d", {"kernel": 9, "input": 8}),
    "adaptive_softmax": (lambda: nn.AdaptiveLogSoftmaxWithLoss(8,10,[5])(R(4,8),torch.zeros(5,dtype=torch.long)), "batch", "adaptive_log_softmax", {}),
    "embedding_weight": (lambda: F.embedding(torch.tensor([1]),R(3)), "rank", "embedding", {}),
    "embedding_table": (lambda: nn.Embedding.from_pretrained(R(3)), "rank", "embedding", {}),
    "sampler_weights": (lambda: torch.utils.data.WeightedRandomSampler(R(3,3),3), "rank", "WeightedRandomSampler", {"weights": (3, 3)}),
    "bincount": (lambda: torch.bincount(torch.ones(2,2,dtype=torch.long)), "rank", "bincount", {}),
    "quantile": (lambda: torch.quantile(R(5),R(2,2)), "rank", "quantile", {}),
    "cov": (lambda: torch.cov(R(4,3,8)), "rank", "cov", {"got": 3}),
    "trapezoid": (lambda: torch.trapezoid(R(5),R(4)), "lengths", "trapezoid", {}),
    "sparse_mm": (lambda: torch.sparse.mm(R(3,3).to_sparse(),R(4,3)), "features", "sparse_mm", {"want": 3, "got": 4}),
    "circular_pad": (lambda: nn.CircularPad2d(9)(R(4,3,8,8)), "window", "pad", {}),
    "negative_pad": (lambda: F.pad(R(4,8),(-9,0)), "numel", "pad", {}),
    "init_fan": (lambda: nn.init.xavier_uniform_(R(3)), "rank", "init", {}),
    "init_orthogonal": (lambda: nn.init.orthogonal_(R(3)), "rank", "init", {}),
    "init_eye": (lambda: nn.init.eye_(R(3)), "rank", "init", {}),
    "init_dirac": (lambda: nn.init.dirac_(R(3,3)), "rank", "init", {}),
    "numpy_inv": (lambda: np.linalg.inv(np.zeros((3,2))), "square", "numpy", {}),
    "numpy_cross": (lambda: np.cross(np.zeros(4),np.zeros(4)), "numpy", "numpy", {}),
    "lstm_projection": (lambda: nn.LSTM(3,4,proj_size=5), "hidden", "lstm", {}),
    "outer": (lambda: torch.outer(R(3,3),R(2)), "rank", "outer", {"got": 2}),
    "tensordot": (lambda: torch.tensordot(R(2,3),R(4,3),dims=1), "features", "tensordot", {"a": 3, "b": 4, "a_axis": -1, "b_axis": 0}),
    "multi_dot": (lambda: torch.linalg.multi_dot([R(2,3),R(4,3)]), "features", "multi_dot", {"a": (2, 3), "b": (4, 3)}),
    "lstsq": (lambda: torch.linalg.lstsq(R(3,3),R(4,2)), "features", "linalg_lstsq", {}),
    "svd_vector": (lambda: torch.linalg.svd(R(5)), "rank", "linalg.svd", {}),
    "block_diag": (lambda: torch.block_diag(R(4,3,8)), "rank", "block_diag", {"operand": 0, "got": 3}),
    "vander": (lambda: torch.vander(R(4,3)), "rank", "vander", {}),
    "cartesian_prod": (lambda: torch.cartesian_prod(R(4,3),R(5)), "rank", "cartesian_prod", {"input": (4, 3)}),
    "meshgrid": (lambda: torch.meshgrid(R(4,3),R(5),indexing="ij"), "rank", "meshgrid", {}),
    "roll": (lambda: torch.roll(R(4,3),1,(0,1)), "axis", "roll", {"shifts": 1, "dims": 2}),
    "rot90": (lambda: torch.rot90(R(4,3),1,(1,1)), "axis", "rot90", {"first": 1, "second": 1}),
    "mean_twice": (lambda: R(4,3,8).mean((2,2)), "axis", "", {"axis": 2}),
    "view_as_complex": (lambda: torch.view_as_complex(R(3,3)), "size", "view_as_complex", {}),
    "take_along_dim": (lambda: torch.take_along_dim(R(4,3,8),torch.zeros(2,2,dtype=torch.long),0), "rank", "take_along_dim", {"input": 3, "indices": 2}),
    "bucketize": (lambda: torch.bucketize(R(5),R(4,3)), "rank", "bucketize", {"got": 2}),
    "searchsorted": (lambda: torch.searchsorted(R(4,3),R(5,9)), "rank", "searchsorted", {"boundaries": (4, 3), "input": (5, 9)}),
    "adaptive_sizes": (lambda: nn.AdaptiveAvgPool2d((2,2,2))(R(4,3,8,8)), "rank", "adaptive_avg_pool2d", {"want": 2}),
    "vmap": (lambda: torch.vmap(torch.mul)(R(3),R(4)), "batch", "vmap", {"sizes": (3, 4)}),
    "channel_shuffle": (lambda: nn.ChannelShuffle(2)(R(4,3,8,8)), "groups", "channel_shuffle", {"got": 3, "groups": 2}),
    "cdist": (lambda: torch.cdist(R(8,3),R(8,4)), "features", "cdist", {"a": 3, "b": 4}),
    "cross": (lambda: torch.cross(R(8,4),R(8,4),dim=1), "features", "cross", {"axis": 1, "a": 4, "b": 4}),
    "bilinear": (lambda: nn.Bilinear(3,4,5)(R(8,3),R(8,5)), "features", "bilinear", {"operand": 2, "got": 5, "want": 4}),
    "bilinear_b": (lambda: nn.Bilinear(3,4,5)(R(8,3),R(7,4)), "batch", "bilinear", {"axis": 0, "got": 8, "want": 7}),
    "pack": (lambda: nn.utils.rnn.pack_padded_sequence(R(5,3,2),torch.tensor([5,4])), "lengths", "pack_padded_sequence", {"got": 2, "want": 3}),
    "pack_zero": (lambda: nn.utils.rnn.pack_padded_sequence(R(5,2,2),torch.tensor([4,0])), "lengths", "pack_padded_sequence", {}),
    "pad_seq": (lambda: nn.utils.rnn.pad_sequence([R(3,2),R(4,3)]), "broadcast", "", {"a": 2, "b": 3, "axis": 1}),
    "load": (lambda: nn.Linear(3,4).load_state_dict(nn.Linear(3,5).state_dict()), "state-dict", "load_state_dict", {"count": 2, "saved": (5, 3), "model": (4, 3)}),
    "one_hot_target": (lambda: F.cross_entropy(R(4,3,7),torch.zeros(4,3,7).long()), "target", "cross_entropy", {}),
    "boxes": (lambda: _boxes(), "rank", "boxes", {"input": (4,)}),
    "fromarray": (lambda: Image.fromarray(np.zeros((3,9,9),dtype=np.uint8)), "rank", "fromarray", {}),
    "fromarray_4": (lambda: Image.fromarray(np.zeros((1,3,9,9),dtype=np.uint8)), "rank", "fromarray", {}),
    "tensordataset": (lambda: torch.utils.data.TensorDataset(R(3),R(4)), "batch", "TensorDataset", {}),
    "multinomial": (lambda: torch.multinomial(R(3),5), "index-range", "multinomial", {}),
    "multinomial_r": (lambda: torch.multinomial(R(3,3,3),5), "rank", "multinomial", {}),
    "topk": (lambda: R(3).topk(5), "index-range", "topk", {}),
    "kthvalue": (lambda: R(3).kthvalue(5), "index-range", "kthvalue", {"axis": 0}),
    "sort": (lambda: R(3).sort(1), "axis", "", {"least": -1, "most": 0, "got": 1}),
    "max_empty": (lambda: R(0).max(), "empty", "max", {}),
    "max_dim": (lambda: R(0,3).max(0), "empty", "max", {"axis": 0}),
    "inverse": (lambda: torch.inverse(R(3,4)), "square", "linalg.inv", {"rows": 3, "columns": 4}),
    "det": (lambda: torch.det(R(3,4)), "square", "linalg.det", {"rows": 3, "columns": 4}),
    "chol": (lambda: torch.linalg.cholesky(R(3,4)), "square", "linalg.cholesky", {"rows": 3, "columns": 4}),
    "solve": (lambda: torch.linalg.solve(R(3,3),R(4,4)), "features", "linalg.solve", {"a": (3, 3), "b": (4, 4)}),
    "diag": (lambda: torch.diag(R(3,3,3)), "rank", "diag", {"got": 3}),
    "trace": (lambda: torch.trace(R(3,3,3)), "rank", "trace", {"got": 3}),
    "tril": (lambda: torch.tril(R(3)), "rank", "tril", {}),
    "stft": (lambda: torch.stft(R(3,3,3),4,return_complex=True), "rank", "stft", {}),
    "stft_win": (lambda: torch.stft(R(100),16,window=R(15),return_complex=True), "lengths", "stft", {"want": 16, "window": (15,)}),
    "stft_short": (lambda: torch.stft(R(3),16,return_complex=True), "kernel", "pad", {"axis": 2, "padding": (8, 8), "input": (1, 1, 3)}),
    "dim_named": (lambda: R(3,4).mean((0,2)), "axis", "", {"least": -2, "most": 1, "got": 2}),
    "normalize": (lambda: F.local_response_norm(R(3),2), "rank", "local_response_norm", {"got": 1}),
    "param_grad": (lambda: setattr(nn.Linear(3,4).weight,'grad',R(3)), "target", "backward", {'grad': (3,), 'output': (4, 3)}),
    "embedding_assert": (lambda: nn.Embedding(4,3,_weight=R(3,3)), "features", "embedding", {}),
    "iter0": (lambda: iter(torch.tensor(1)), "rank", "iter", {}),
    "len0": (lambda: len(torch.tensor(1)), "rank", "len", {}),
    "np_add": (lambda: np.zeros((3,4))+np.zeros((3,5)), "broadcast", "numpy", {"a": (3, 4), "b": (3, 5)}),
    "np_reshape": (lambda: np.zeros((3,4)).reshape(5,-1), "numel", "numpy.reshape", {"numel": 12, "shape": (5, -1)}),
    "np_reshape2": (lambda: np.zeros((3,4)).reshape(5,5), "numel", "numpy.reshape", {"numel": 12, "shape": (5, 5)}),
    "np_matmul": (lambda: np.zeros((3,4))@np.zeros((3,5)), "features", "numpy.matmul", {"operand": 1, "axis": 0, "got": 3, "want": 4}),
    "np_dot": (lambda: np.dot(np.zeros((3,4)),np.zeros((3,5))), "features", "numpy.dot", {"got": 4, "axis_a": 1, "want": 3, "axis_b": 0, "a": (3, 4), "b": (3, 5)}),
    "np_stack": (lambda: np.stack([np.zeros(3),np.zeros(4)]), "stack", "numpy.stack", {}),
    "np_concat": (lambda: np.concatenate([np.zeros((3,4)),np.zeros((3,5))]), "cat", "numpy.concatenate", {"axis": 1, "first_at": 0, "want": 4, "other_at": 1, "got": 5}),
    "np_concat_rank": (lambda: np.concatenate([np.zeros((3,4)),np.zeros(3)]), "rank", "numpy.concatenate", {"first_at": 0, "a": 2, "other_at": 1, "b": 1}),
    "np_transpose": (lambda: np.zeros((3,4)).transpose(2,0,1), "axis", "numpy.transpose", {}),
    "np_ragged": (lambda: np.array([[1,2],[3]]), "stack", "numpy.array", {"axis": 1, "shape": (2,)}),
    "np_ragged2": (lambda: np.array([np.zeros((2,3)),np.zeros((2,4))]), "stack", "numpy.array", {"axis": 2, "shape": (2, 2)}),
    "np_setitem": (lambda: np.zeros((3,4)).__setitem__(0,np.zeros(5)), "broadcast", "numpy", {"value": (5,), "target": (4,)}),
    "np_index": (lambda: np.zeros((3,4))[5], "index-range", "index", {"got": 5, "axis": 0, "size": 3}),
    "np_index_many": (lambda: np.zeros((3,4))[0,0,0], "rank", "numpy", {"rank": 2, "got": 3}),
    "np_mask": (lambda: np.zeros((3,4))[np.ones(5,bool)], "mask", "numpy", {"axis": 0, "want": 3, "got": 5}),
    "np_axis": (lambda: np.zeros((3,4)).sum(2), "axis", "numpy", {"got": 2, "rank": 2}),
    "np_swap": (lambda: np.swapaxes(np.zeros((3,4)),0,2), "axis", "numpy", {"got": 2, "rank": 2}),
    "np_squeeze": (lambda: np.zeros((3,4)).squeeze(0), "axis", "numpy.squeeze", {}),
    "np_bcast": (lambda: np.broadcast_to(np.zeros((3,4)),(5,4)), "broadcast", "numpy", {"a": (3, 4)}),
    "np_bcast_idx": (lambda: np.zeros((3,4))[np.array([0,1]),np.array([0,1,2])], "broadcast", "numpy", {"a": (2,), "b": (3,)}),
    "np_outer": (lambda: np.zeros((3,4)).__iadd__(np.zeros((2,3,4))), "broadcast", "numpy", {"output": (3, 4), "result": (2, 3, 4)}),
    "np_einsum": (lambda: np.einsum('ij,jk',np.zeros((3,4)),np.zeros((3,4))), "broadcast", "numpy", {'a': (3, 4)}),
    "np_split": (lambda: np.split(np.zeros(10),3), "numel", "numpy.split", {}),
    "np_pad": (lambda: np.pad(np.zeros((3,4)),((1,1),(1,1),(1,1))), "broadcast", "numpy", {"a": (3, 2)}),
    "np_expand": (lambda: np.expand_dims(np.zeros(3),5), "axis", "numpy", {"got": 5, "rank": 2}),
    "tv_collate": (lambda: C([R(3,4),R(3,5)]), "stack", "stack", {"first_at": 0, "other_at": 1, "first": (3, 4), "other": (3, 5)}),
    "tv_collate_big": (lambda: C([R(3,4),R(3,5)]), "stack", "stack", {"first_at": 0, "other_at": 1, "first": (3, 4), "other": (3, 5)}),
    "tv_collate_none": (lambda: C([None,None]), "collate", "collate", {}),
    "tv_collate_img": (lambda: C([im()]), "collate", "collate", {}),
    "tv_collate_seq": (lambda: C([[1,2],[1]]), "stack", "collate", {}),
    "tv_collate_np": (lambda: C([np.zeros(3),np.zeros(4)]), "stack", "stack", {"first_at": 0, "other_at": 1, "first": (3,), "other": (4,)}),
    "tv_collate_str": (lambda: C([np.array(['a'])]), "collate", "collate", {}),
    "tv_norm": (lambda: T.Normalize([.5]*3,[.5]*3)(R(1,4,4)), "broadcast", "", {"output": (1, 4, 4), "result": (3, 4, 4)}),
    "tv_norm2": (lambda: T.Normalize([.5]*3,[.5]*3)(R(4,4,4)), "broadcast", "", {"a": 4, "b": 3, "axis": 0}),
    "tv_norm_rank": (lambda: T.Normalize([.5],[.5])(R(4,4)), "rank", "normalize", {"input": (4, 4)}),
    "tv_norm_v2b": (lambda: V.Normalize([.5]*3,[.5]*3)(R(4,4,4)), "broadcast", "", {"a": 4, "b": 3, "axis": 0}),
    "tv_crop": (lambda: T.RandomCrop(32)(R(3,28,28)), "crop", "crop", {"crop": (32, 32), "input": (28, 28)}),
    "tv_crop_pil": (lambda: T.RandomCrop(32)(im()), "crop", "crop", {"crop": (32, 32), "input": (30, 20)}),
    "tv_crop_v2": (lambda: V.RandomCrop(32)(R(3,28,28)), "crop", "crop", {"crop": (32, 32), "input": (28, 28)}),
    "tv_totensor_rank": (lambda: T.ToTensor()(np.zeros((2,3,4,5))), "rank", "to_tensor", {"got": 4}),
    "tv_topil": (lambda: T.ToPILImage()(R(7,4,4)), "channels", "to_pil_image", {"most": 4, "got": 7}),
    "tv_topil_rank": (lambda: T.ToPILImage()(R(2,7,4,4)), "rank", "to_tensor", {"got": 4}),
    "tv_gray": (lambda: T.Grayscale()(R(4,4,4)), "channels", "image", {"got": 4, "permitted": (1, 3)}),
    "tv_gray2": (lambda: T.functional.rgb_to_grayscale(R(2,4,4)), "channels", "image", {"got": 2}),
    "tv_cj": (lambda: T.ColorJitter(.5,.5,.5,.5)(R(2,4,4)), "channels", "image", {"got": 2}),
    "tv_hue": (lambda: TF.adjust_hue(R(2,4,4),.1), "channels", "image", {"got": 2}),
    "tv_sat": (lambda: TF.adjust_saturation(R(2,4,4),2), "channels", "image", {"got": 2}),
    "tv_resize_rank": (lambda: T.Resize(3)(R(4,4)), "rank", "interpolate", {"input": (4,), "output": (3, 3)}),
    "tv_five": (lambda: T.FiveCrop(32)(im()), "crop", "crop", {"crop": (32, 32), "input": (30, 20)}),
    "tv_five_t": (lambda: T.FiveCrop(32)(R(3,28,28)), "crop", "crop", {"crop": (32, 32), "input": (28, 28)}),
    "tv_lt": (lambda: T.LinearTransformation(R(4,4),R(4))(R(3,2,2)), "features", "linear_transformation", {"want": 4, "input": (3, 2, 2)}),
    "tv_erase": (lambda: T.RandomErasing(1.)(R(4)), "rank", "shape", {}),
    "tv_affine_fill": (lambda: T.RandomRotation(30,fill=(0,0))(R(3,4,4)), "channels", "fill", {"got": 2, "want": 3}),
    "tv_mixup": (lambda: V.MixUp(num_classes=3)(R(2,3,4,4),torch.zeros(2,3,3)), "target", "mixup", {"target": (2, 3, 3)}),
    "tv_roi": (lambda: torchvision.ops.roi_align(R(1,3,4,4),R(3,4),2), "features", "boxes", {"want": 5}),
    "pack_order": (lambda: nn.utils.rnn.pack_padded_sequence(R(3,2,1),[1,3]), "lengths", "pack_padded_sequence", {}),
    "pack_empty": (lambda: nn.utils.rnn.pack_padded_sequence(R(0,2,1),[1,1]), "empty", "pack_padded_sequence", {}),
    "nested": (lambda: torch.nested.nested_tensor([R(2),R(2,3)]), "rank", "nested_tensor", {"got": 2, "want": 1, "index": 1}),
    "sparse": (lambda: torch.sparse_coo_tensor(torch.zeros(2,3).long(),R(2),(2,2)), "lengths", "sparse_coo_tensor", {"want": 3, "got": 2}),
    "bag_offsets": (lambda: F.embedding_bag(torch.tensor([0]),R(3,3)), "rank", "embedding_bag", {}),
    "bag_2d": (lambda: F.embedding_bag(torch.tensor([[0]]),R(3,3),torch.tensor([0])), "rank", "embedding_bag", {}),
    "bag_3d": (lambda: F.embedding_bag(torch.zeros(1,1,1).long(),R(3,3)), "rank", "embedding_bag", {"got": 3}),
    "diagonal": (lambda: torch.diagonal(R(3,3),0,1,1), "axis", "diagonal", {"a": 1, "b": 1}),
    "tv_nms": (lambda: torchvision.ops.nms(R(3,5),R(3),.5), "features", "nms", {"want": 4, "got": 5}),
    "tv_nms2": (lambda: torchvision.ops.nms(R(3,4),R(2),.5), "batch", "nms", {"want": 3, "got": 2}),
    "tv_boxiou": (lambda: torchvision.ops.box_iou(R(3,5),R(3,5)), "broadcast", "", {"a": 3, "b": 2, "axis": 2}),
    "tv_v2_pil": (lambda: V.Compose([V.ToImage(),V.Resize((3,3)),V.RandomCrop(9)])(im()), "crop", "crop", {"crop": (9, 9), "input": (3, 3)}),
    "tv_unpack": (lambda: exec("a,b=R(3,4).shape+(1,)", {"R": R}), "unpack", "unpack", {"want": 2}),
    "tv_unpack2": (lambda: exec("a,b,c=R(3,4).shape",{"R":R}), "unpack", "unpack", {"want": 3, "got": 2}),
    "tv_unpack3": (lambda: exec("a,b,c=R(2,4)",{"R":R}), "unpack", "unpack", {"want": 3, "got": 2}),
}
# fmt: on


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CASES)
def test_a_raised_message_parses_to_its_numbers(name: str) -> None:
    raising, kind, op, facts = CASES[name]
    with pytest.raises(Exception) as caught:
        raising()
    parsed = parse(f"{caught.type.__name__}: {caught.value}")
    assert parsed is not None, str(caught.value)
    assert parsed == parse(str(caught.value))
    assert (parsed.kind, parsed.op) == (kind, op)
    found = {**parsed.numbers, **parsed.shapes}
    assert {key: found.get(key) for key in facts} == facts
    assert "{" not in parsed.math and "?" not in parsed.math
    for role, axes in parsed.axes.items():
        assert len(axes) == len(parsed.shapes[role])


NOT_SHAPES: dict[str, Callable[[], object]] = {
    "dtype of a layer's input": lambda: nn.Linear(3, 4)(torch.zeros(2, 3, dtype=torch.long)),
    "dtypes of two operands": lambda: R(3) @ torch.zeros(3, dtype=torch.double),
    "device": lambda: torch.zeros(3, device="meta") + torch.zeros(3),
    "memory": lambda: torch.empty(1 << 50),
    "dtype of targets": lambda: F.cross_entropy(R(2, 3), torch.zeros(2, dtype=torch.int)),
    "in-place on a leaf": lambda: R(3, requires_grad=True).add_(1),
    "values": lambda: F.binary_cross_entropy(R(3) + 2, R(3)),
    "attribute": lambda: R(3).foo,
    "file": lambda: torch.load("no such file"),
    "missing keys": lambda: nn.Sequential(nn.Linear(3, 4)).load_state_dict(nn.Linear(3, 4).state_dict()),
    "argument": lambda: nn.Linear(3, 4)(),
    "key": lambda: {}["a"],
    "list index": lambda: [1][3],
    "number": lambda: int("x"),
    "image type": lambda: T.ToTensor()(R(3, 4)),
}


@pytest.mark.parametrize("name", NOT_SHAPES)
def test_messages_about_other_things_are_none(name: str) -> None:
    with pytest.raises(Exception) as caught:
        NOT_SHAPES[name]()
    assert parse(str(caught.value)) is None


@pytest.mark.parametrize(
    "message",
    [
        "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 8.00 GiB total capacity)",
        "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!",
        "Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the same",
        "my check: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
        "bad shape: expected (3, 4)",
        "",
        "\n\n",
    ],
)
def test_texts_that_are_no_shape_errors(message: str) -> None:
    assert parse(message) is None


def test_messages_that_plain_python_prints_too_are_not_sure() -> None:
    for message in ("tuple index out of range", "not enough values to unpack (expected 3, got 2)"):
        parsed = parse(message)
        assert parsed is not None and not parsed.sure
    parsed = parse("mat1 and mat2 shapes cannot be multiplied (1x2 and 3x4)")
    assert parsed is not None and parsed.sure


def test_a_device_side_assert_is_likely_an_index() -> None:
    bare = "CUDA error: device-side assert triggered"
    parsed = parse(f"RuntimeError: {bare}")
    assert parsed is not None and not parsed.sure
    assert (parsed.kind, parsed.op) == ("index-range", "device-assert")
    # The kernel's own line says which, where there is one: it is printed before the traceback.
    place = "../aten/src/ATen/native/cuda/Loss.cu:250: nll_loss_forward: block: [0,0,0], thread: [0,0,0] "
    log = (
        f"{place}Assertion `t >= 0 && t < n_classes` failed.\nTraceback (most recent call last):\nRuntimeError: {bare}"
    )
    found = find(log)
    assert found is not None
    assert (found.message.kind, found.message.op) == ("target-range", "cross_entropy")


def test_the_message_inside_a_workers_traceback() -> None:
    loader = DataLoader([R(3, 9), R(3, 5)], batch_size=2, num_workers=1)
    with pytest.raises(RuntimeError) as caught:
        next(iter(loader))
    parsed = parse(str(caught.value))
    assert parsed is not None
    assert parsed.kind == "stack"


def test_axis_names() -> None:
    parsed = parse(
        "Given groups=1, weight of size [16, 3, 3, 3], expected input[8, 28, 28, 3] to have 3 channels, "
        "but got 28 channels instead"
    )
    assert parsed is not None
    assert parsed.axes == {"input": ("N", "C", "H", "W"), "weight": ("out", "in/groups", "kH", "kW")}
    assert parsed.math == "C = 28 ≠ 3 = groups · weight.shape[1] = 1 · 3"


def test_the_first_of_many_parameters_and_their_number() -> None:
    with pytest.raises(RuntimeError) as caught:
        nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2)).load_state_dict(
            nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 2)).state_dict()
        )
    parsed = parse(str(caught.value))
    assert parsed is not None
    assert (parsed.words["key"], parsed.numbers["count"]) == ("0.weight", 3)


def test_no_row_hides_another() -> None:
    rows = [Message(*row) for row in MESSAGES]
    assert len({row.template for row in rows}) == len(rows) >= 60


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row[2][:40])
def test_each_row_reads_its_own_template(row: tuple[Any, ...]) -> None:
    message = Message(*row)
    samples = {"i": "7", "s": "[8, 3, 28, 28]", "w": "name", "t": "any text"}
    line = re.sub(r"\{\w+:([iswt])\}", lambda slot: samples[slot[1]], message.template)
    parsed = parse("RuntimeError: " + line)
    assert parsed is not None
    assert parsed.kind == message.kind
    assert set(parsed.shapes.values()) <= {(8, 3, 28, 28)}


def test_a_long_text_is_read_quickly() -> None:
    parse("warm up")
    text = "\n".join(f"epoch {n} of the run, loss 0.{n}, shape (3, {n})" for n in range(20_000))
    start = time.perf_counter()
    assert parse(text) is None
    assert time.perf_counter() - start < 1.0
