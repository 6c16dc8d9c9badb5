import torch


def conv_weight(variables, scope):
    w = torch.from_numpy(variables[f"{scope}/conv_3d/w"])
    return w.permute(4, 3, 0, 1, 2).contiguous()


def bn_params(variables, scope):
    names = ("beta", "moving_mean", "moving_variance")
    return [torch.from_numpy(variables[f"{scope}/batch_norm/{name}"]) for name in names]


def load_unit(state_dict, name_pt, variables, name_tf):
    scope = f"RGB/inception_i3d/{name_tf}"
    weight = conv_weight(variables, scope)
    state_dict[f"{name_pt}.conv3d.weight"] = weight
    state_dict[f"{name_pt}.batch3d.weight"] = torch.ones(weight.size(0))
    for key, value in zip(("bias", "running_mean", "running_var"), bn_params(variables, scope)):
        state_dict[f"{name_pt}.batch3d.{key}"] = value


def load_logits(state_dict, name_pt, variables):
    scope = "RGB/inception_i3d/Logits"
    state_dict[f"{name_pt}.weight"] = conv_weight(variables, scope)
    state_dict[f"{name_pt}.bias"] = torch.from_numpy(variables[f"{scope}/conv_3d/b"])
