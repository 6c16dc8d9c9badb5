def get_model_specific_params(name, field):
    return model_specific[name.lower()][field]


model_specific = {
    "seq2seq": {
        "emsize": 32,
        "nhid": 64,
        "nlayers": 2,
        "dropout": 0.2,
        "bidirection": True,
    },
    "acg": {
        "emsize": 32,
        "nhid": 64,
        "nlayers": 1,
        "dropout": 0.2,
        "bidirection": True,
    },
}
