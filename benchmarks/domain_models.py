"""The models whose domains are checked: torchvision's and timm's families, one small member of each, untrained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TORCHVISION = (
    "alexnet",
    "vgg11",
    "vgg16",
    "vgg16_bn",
    "resnet18",
    "resnet50",
    "squeezenet1_0",
    "squeezenet1_1",
    "densenet121",
    "inception_v3",
    "googlenet",
    "shufflenet_v2_x0_5",
    "mobilenet_v2",
    "mobilenet_v3_small",
    "mobilenet_v3_large",
    "resnext50_32x4d",
    "wide_resnet50_2",
    "mnasnet0_5",
    "efficientnet_b0",
    "efficientnet_v2_s",
    "regnet_y_400mf",
    "regnet_x_400mf",
    "vit_b_16",
    "swin_t",
    "swin_v2_t",
    "convnext_tiny",
    "maxvit_t",
)
SEGMENTATION = (
    "deeplabv3_resnet50",
    "fcn_resnet50",
    "lraspp_mobilenet_v3_large",
)
VIDEO = (
    "r3d_18",
    "s3d",
    "mvit_v1_b",
)
TIMM = (
    "resnet10t",
    "resnet26d",
    "seresnet50",
    "tf_efficientnet_b0",
    "efficientnet_lite0",
    "mobilenetv4_conv_small",
    "mobilevit_xxs",
    "mobilevitv2_050",
    "edgenext_xx_small",
    "efficientformer_l1",
    "efficientformerv2_s0",
    "levit_128s",
    "poolformer_s12",
    "convnext_atto",
    "mixer_s32_224",
    "gmlp_s16_224",
    "resmlp_12_224",
    "vit_tiny_patch16_224",
    "deit_tiny_patch16_224",
    "cait_xxs24_224",
    "xcit_nano_12_p16_224",
    "swin_tiny_patch4_window7_224",
    "swinv2_tiny_window8_256",
    "twins_pcpvt_small",
    "twins_svt_small",
    "pvt_v2_b0",
    "coat_tiny",
    "coat_lite_tiny",
    "crossvit_tiny_240",
    "coatnet_nano_rw_224",
    "maxvit_rmlp_pico_rw_256",
    "nest_tiny",
    "pit_ti_224",
    "tnt_s_patch16_224",
    "visformer_tiny",
    "volo_d1_224",
    "focalnet_tiny_srf",
    "davit_tiny",
    "hrnet_w18_small",
    "dla34",
    "dpn48b",
    "cspresnet50",
    "ese_vovnet19b_slim",
    "ghostnet_100",
    "inception_v4",
    "nf_resnet26",
    "regnetx_002",
    "repvgg_a0",
    "rexnet_100",
    "tiny_vit_5m_224",
    "fastvit_t8",
    "repvit_m0_9",
    "mambaout_femto",
    "hiera_tiny_224",
    "flexivit_small",
    "sequencer2d_s",
    "gcvit_xxtiny",
    "halonet26t",
    "lambda_resnet26t",
    "botnet26t_256",
    "eva02_tiny_patch14_224",
    "nasnetalarge",
    "inception_next_atto",
    "resnet50",
    "densenet121",
    "skresnet18",
    "selecsls42b",
    "hardcorenas_a",
    "convmixer_768_32",
    "beit_base_patch16_224",
    "convit_tiny",
    "mvitv2_tiny",
    "starnet_s1",
    "res2net50_26w_4s",
    "xception41",
    "tresnet_m",
    "mobilenetv3_small_050",
    "lcnet_050",
    "tinynet_e",
    "vovnet39a",
    "shvit_s1",
    "swiftformer_xs",
)


def classifiers() -> list[str]:
    """The names of the image classifiers."""
    return [f"torchvision:{name}" for name in TORCHVISION] + [f"timm:{name}" for name in TIMM]


def every_family() -> list[str]:
    """All of torchvision's classifiers, and of timm's those that come first in each family of names.

    A family is a module of timm and the letters a name begins with; where a name tells a size, the smallest are taken.
    """
    import re

    import timm
    from torchvision import models

    found = [f"torchvision:{name}" for name in models.list_models(module=models)]
    for module in sorted(timm.list_modules()):
        families: dict[str, list[str]] = {}
        for name in timm.list_models(module=module):
            begins = re.match(r"[a-z]+", name)
            families.setdefault(begins[0] if begins else name, []).append(name)
        for members in families.values():
            found += [f"timm:{name}" for name in sorted(members, key=lambda name: (_sized(name), name))[:1]]
    return found


def _sized(name: str) -> int:
    words = (
        "nano",
        "atto",
        "femto",
        "pico",
        "xxt",
        "tiny",
        "mini",
        "small",
        "xs",
        "s_",
        "_s",
        "base",
        "medium",
        "large",
    )
    return next((rank for rank, word in enumerate(words) if word in name), len(words) // 2)


def everything() -> list[str]:
    """The names of all models."""
    import domain_nets

    others = [f"segmentation:{name}" for name in SEGMENTATION] + [f"video:{name}" for name in VIDEO]
    return [f"net:{name}" for name in domain_nets.NETS] + others + classifiers()


def build(name: str) -> tuple[Any, tuple[int | str, ...]]:
    """The model in eval mode, and the axes of its input; LookupError where this installation does not have it."""
    import torch

    torch.manual_seed(0)
    family, _, what = name.partition(":")
    if family == "net":
        import domain_nets

        make, axes = domain_nets.NETS[what]
        return make().eval(), axes
    if family == "timm":
        import timm

        if not timm.is_model(what):
            raise LookupError(name)
        return timm.create_model(what, pretrained=False).eval(), ("N", 3, "H", "W")
    return _torchvision(family, what)


def _torchvision(family: str, what: str) -> tuple[Any, tuple[int | str, ...]]:
    from torchvision import models

    where = models if family == "torchvision" else getattr(models, family)
    make: Callable[..., Any] | None = getattr(where, what, None)
    if make is None:
        raise LookupError(f"{family}:{what}")
    options: dict[str, Any] = {"weights": None}
    if family == "segmentation":
        options["weights_backbone"] = None
    if what in ("inception_v3", "googlenet"):
        options |= {"init_weights": False, "aux_logits": True}
    axes: tuple[int | str, ...] = ("N", 3, 16, "H", "W") if family == "video" else ("N", 3, "H", "W")
    return make(**options).eval(), axes
