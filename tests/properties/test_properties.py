"""The properties of Perturb-Softmax for every law, and of Perturb-Argmax for laws with a positive density, on random exact examples."""

import os
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.models import PerturbArgmax, PerturbSoftmax
from verifier.probes import properties, searches, strategies
from verifier.probes.profiles import profile

CHOSEN = profile(os.environ.get("VERIFIER_PROFILE", "quick"))
POSITIVE = ("gumbel", "gaussian(0,1)", "logistic", "laplace")
MODELS = [(PerturbSoftmax, noise) for noise in CHOSEN.noises] + [(PerturbArgmax, noise) for noise in POSITIVE]
every_model = pytest.mark.parametrize("model, noise", MODELS, ids=lambda value: getattr(value, "kind", value))


def in_dimensions(least, make):
    """Examples in the profile's dimensions from `least` on; make(dim) gives a dictionary of strategies or a strategy of dictionaries."""
    def examples(dim):
        made = make(dim)
        return st.fixed_dictionaries(made) if isinstance(made, dict) else made

    return strategies.dimensions(tuple(dim for dim in CHOSEN.dimensions if dim >= least)).flatmap(examples)


def check(holds, model, noise, example):
    dim = next(len(value) for value in example.values() if isinstance(value, tuple))
    holds(build(model, noise, dim), **example)


build = lru_cache(maxsize=None)(lambda model, noise, dim: model(noise, dim))
ALONG = in_dimensions(2, lambda dim: {"theta": strategies.thetas(dim, 2), "direction": strategies.directions_off_ones(dim)})


@every_model
@given(example=ALONG)
def test_strictly_convex_off_the_ones(model, noise, example):
    check(properties.strictly_convex, model, noise, example)


@every_model
@given(example=ALONG)
def test_hessian_is_positive_off_the_ones(model, noise, example):
    check(properties.curved, model, noise, example)


@every_model
@given(example=in_dimensions(1, lambda dim: {"theta": strategies.thetas(dim, 2), "shift": strategies.shifts()}))
def test_translation_along_the_ones(model, noise, example):
    check(properties.translation_equivariant, model, noise, example)


@every_model
@given(example=in_dimensions(1, lambda dim: {"theta": strategies.thetas(dim, 2)}))
def test_image_lies_in_the_open_simplex(model, noise, example):
    check(properties.in_open_simplex, model, noise, example)


@every_model
@given(example=in_dimensions(1, lambda dim: {"p": strategies.open_simplex(dim)}))
def test_onto_the_open_simplex(model, noise, example):
    check(properties.onto, model, noise, example)


@every_model
@given(example=in_dimensions(2, lambda dim: strategies.pairs(searches.sum_zero(dim), 2)))
def test_injective_on_the_hyperplane_of_sum_zero(model, noise, example):
    check(properties.injective, model, noise, example)
