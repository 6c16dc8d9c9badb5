def _flat(values):
    return values.view(-1)


def mae(y_hat, y):
    return (_flat(y_hat) - _flat(y)).abs().mean()


def mse(y_hat, y):
    return (_flat(y_hat) - _flat(y)).pow(2).mean()


def forecast_bias(y_hat, y):
    y_hat, y = _flat(y_hat), _flat(y)
    return (y_hat.sum() - y.sum()) / y.sum() * 100


METRICS = {"mae": mae, "mse": mse, "bias": forecast_bias}
