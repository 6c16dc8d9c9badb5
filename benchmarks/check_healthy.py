"""A hundred healthy public models: ``shapefault check`` has nothing to say about them, in either mode.

    python benchmarks/check_healthy.py                 all of them
    python benchmarks/check_healthy.py resnet swin     those with one of these in their names
    python benchmarks/check_healthy.py --independence  whether they mix samples, or axes by a reshape: the small ones

Needs torchvision, and timm for most (``pip install timm``). Each is built without memory and checked at the size that
it was made for; a finding, a word on "undecided", or a Python warning counts as a failure.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any

VISION = """
    alexnet convnext_tiny convnext_base densenet121 densenet161 efficientnet_b0 efficientnet_b4
    efficientnet_v2_s googlenet inception_v3 mnasnet0_5 mnasnet1_0 mobilenet_v2 mobilenet_v3_large
    mobilenet_v3_small regnet_x_400mf regnet_y_400mf regnet_y_16gf resnet18 resnet34 resnet50 resnet152
    resnext50_32x4d resnext101_64x4d shufflenet_v2_x0_5 shufflenet_v2_x1_0 squeezenet1_0 squeezenet1_1 swin_t
    swin_b swin_v2_t vgg11 vgg11_bn vgg16 vgg19_bn vit_b_16 vit_b_32 vit_l_16 wide_resnet50_2 maxvit_t
"""
SEGMENTATION = """
    fcn_resnet50 deeplabv3_resnet50 deeplabv3_mobilenet_v3_large lraspp_mobilenet_v3_large
"""
VIDEO = """
    r3d_18 mc3_18 r2plus1d_18 s3d mvit_v1_b swin3d_t
"""
TIMM = """
    beit_base_patch16_224 botnet26t_256 caformer_s18 cait_s24_224 coat_tiny coatnet_0_rw_224 convit_tiny
    convmixer_768_32 convnextv2_tiny crossvit_9_240 cs3darknet_l cspresnet50 davit_tiny deit_tiny_patch16_224
    deit3_small_patch16_224 densenet201 dla34 dm_nfnet_f0 dpn68 ecaresnet50t edgenext_small efficientformer_l1
    efficientformerv2_s0 efficientnet_lite0 efficientvit_b0 efficientvit_m0 eva02_tiny_patch14_224 fastvit_t8
    fbnetc_100 focalnet_tiny_srf gcvit_tiny gernet_s ghostnet_100 gmixer_24_224 gmlp_s16_224 halonet26t
    hardcorenas_a hgnet_tiny hiera_tiny_224 hrnet_w18_small inception_next_tiny inception_resnet_v2
    inception_v4 lambda_resnet26t lcnet_050 levit_128 maxvit_tiny_rw_224 mixer_b16_224 mixnet_s
    mobilenetv4_conv_small mobileone_s0 mobilevit_xs mobilevitv2_050 mvitv2_tiny nasnetalarge nest_tiny
    nextvit_small nf_resnet50 pit_ti_224 pnasnet5large poolformer_s12 pvt_v2_b0 rdnet_tiny regnetz_b16
    repghostnet_050 repvgg_a0 repvit_m1 res2net50_26w_4s resmlp_12_224 resnest14d resnetv2_50 rexnet_100
    sebotnet33ts_256 sequencer2d_s seresnet50 skresnet18 starnet_s1 swin_tiny_patch4_window7_224
    swinv2_tiny_window8_256 tf_efficientnetv2_b0 tinynet_e tiny_vit_5m_224 tnt_s_patch16_224 tresnet_m
    twins_pcpvt_small visformer_tiny vit_small_patch16_224 vit_tiny_patch16_224 volo_d1_224 vovnet39a
    wide_resnet50_2 xception41 xcit_nano_12_p16_224
"""


def models() -> Iterator[tuple[str, Any, tuple[int, ...]]]:
    """Name, factory, and the shape of an input."""
    import torchvision.models as vision

    for name in VISION.split():
        size = 299 if name == "inception_v3" else 256 if name == "swin_v2_t" else 224
        yield name, getattr(vision, name), (2, 3, size, size)
    for name in SEGMENTATION.split():
        factory = getattr(vision.segmentation, name)
        yield name, lambda factory=factory: factory(weights_backbone=None), (2, 3, 224, 224)
    for name in VIDEO.split():
        yield name, getattr(vision.video, name), (2, 3, 16, 224, 224)
    try:
        import timm
    except ImportError:
        return
    for name in TIMM.split():
        if timm.is_model(name):
            size = _input_size(timm, name)
            yield f"timm {name}", lambda name=name: timm.create_model(name), (2, *size)


def _input_size(timm: Any, name: str) -> tuple[int, ...]:
    try:
        return tuple(timm.get_pretrained_cfg_value(name, "input_size") or (3, 224, 224))
    except RuntimeError:  # no weights were ever published for it
        return (3, 224, 224)


def said(factory: Any, shape: tuple[int, ...]) -> list[str]:
    """Everything that a check of a model says, in either mode."""
    from shapefault.check.api import check
    from shapefault.check.build import built

    words = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = built(factory, [], {}, "model")
        while caught:
            caught.pop()  # what the model's own constructor says
        for training in (False, True):
            result = check(model, shape, training=training, domain=False)
            mode = "train" if training else "eval"
            words += [f"{mode}: {d.code} {d.message}" for d in result.diagnoses]
            words += [f"{mode}: {result.stop.kind}: {result.stop.reason}"] if result.stop is not None else []
            rows = result.table.rows if result.table is not None else ()
            words += [] if rows and rows[0].output is not None else [f"{mode}: no output"]
        words += [f"warning: {w.message}" for w in caught]
    return words


MOST_PARAMETERS = 30_000_000
"""Of a model whose samples are looked at: its forward runs for real, some twenty times."""


def told_of_samples(factory: Any, shape: tuple[int, ...]) -> list[str] | None:
    """What ``--independence`` finds in a model; None for one that takes too long."""
    from shapefault.check.build import built
    from shapefault.check.independence import independence_of
    from shapefault.check.specs import spec_of, with_dtypes

    small = built(factory, [], {}, "model")
    if len(shape) > 4 or sum(p.numel() for p in small.parameters()) > MOST_PARAMETERS:
        return None
    spec = with_dtypes(spec_of(("N", *shape[1:])), "float32")
    found = independence_of(built(factory, [], {}, "model", values=True).eval(), spec)
    fine = found.mixes is False and found.transpose is None and not found.changes
    return [] if fine else list(found.words)


def main() -> None:
    from shapefault.observe import hooks

    hooks.arm()
    import torch

    torch.set_num_threads(1)
    began, count, loud = time.perf_counter(), 0, 0
    samples = "--independence" in sys.argv
    wanted = [part for part in sys.argv[1:] if part != "--independence"]
    for name, factory, shape in models():
        if wanted and not any(part in name for part in wanted):
            continue
        try:
            words = told_of_samples(factory, shape) if samples else said(factory, shape)
        except Exception as trouble:
            words = [f"{type(trouble).__name__}: {trouble}"]
        if words is None:
            continue
        count += 1
        loud += bool(words)
        for word in words:
            print(f"{name} {shape}: {word}"[:300], flush=True)
    print(f"{count} models, {count - loud} in silence, {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
