import json
import os

import torch

from simplekt import SimpleKT

MODELS = {"simplekt": SimpleKT}


def init_model(model_name, model_config, data_config):
    return MODELS[model_name](data_config["num_q"], data_config["num_c"], **model_config)


def save_model(model, params, folder):
    with open(os.path.join(folder, "config.json"), "w") as f:
        json.dump(params, f)
    torch.save(model.state_dict(), os.path.join(folder, "qid_model.ckpt"))


def load_model(folder):
    with open(os.path.join(folder, "config.json")) as f:
        params = json.load(f)
    model = init_model(params["model_name"], params["model_config"], params["data_config"])
    model.load_state_dict(torch.load(os.path.join(folder, "qid_model.ckpt")))
    return model.eval(), params
