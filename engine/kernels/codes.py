"""The names of activations, losses and optimizers as numbers, for compiled code."""

from __future__ import annotations

IDENTITY, SIGMOID, TANH, RELU, LEAKY_RELU, ELU, SOFTPLUS, SILU, GELU, SOFTMAX = range(10)
ACTIVATIONS = {
    "identity": IDENTITY,
    "sigmoid": SIGMOID,
    "tanh": TANH,
    "relu": RELU,
    "leaky_relu": LEAKY_RELU,
    "elu": ELU,
    "softplus": SOFTPLUS,
    "silu": SILU,
    "gelu": GELU,
    "softmax": SOFTMAX,
}

HALF_SQUARED, SQUARED, MEAN_SQUARED, MEAN_ABSOLUTE, HUBER, BINARY_CROSS, CROSS = range(7)
LOSSES = {
    "half_squared_error": HALF_SQUARED,
    "squared_error": SQUARED,
    "mean_squared_error": MEAN_SQUARED,
    "mean_absolute_error": MEAN_ABSOLUTE,
    "huber": HUBER,
    "binary_cross_entropy": BINARY_CROSS,
    "cross_entropy": CROSS,
}

SGD, MOMENTUM, NESTEROV, RMSPROP, ADAGRAD, ADAM, ADAMW = range(7)
OPTIMIZERS = {
    "sgd": SGD,
    "momentum": MOMENTUM,
    "nesterov": NESTEROV,
    "rmsprop": RMSPROP,
    "adagrad": ADAGRAD,
    "adam": ADAM,
    "adamw": ADAMW,
}

# Where each number stands in a kernel's vector of settings.
NUMBERS = (
    "learning_rate",
    "momentum",
    "alpha",
    "beta1",
    "beta2",
    "effective_epsilon",
    "weight_decay",
    "l1",
    "l2",
    "huber_delta",
)
RATE, MU, ALPHA, BETA1, BETA2, EPSILON, DECAY, L1, L2, HUBER_DELTA = range(10)

# Where each count stands in a kernel's clock. ENDED: the last update at which an epoch ended.
UPDATE, EPOCH, POSITION, TIME, ENDED = range(5)

DONE, BELOW, LOSS_LOST, PARAMETERS_LOST = range(4)
