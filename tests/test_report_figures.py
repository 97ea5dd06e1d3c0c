"""Figures: drawn the same every time, and refused where the data cannot be drawn."""

import math
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import report_samples as samples

from verifier.reports import render
from verifier.reports.figures import FigureError, file_name, svg


def test_figure_has_no_date_and_is_the_same_in_another_process():
    script = "import report_samples, sys; from verifier.reports.figures import svg; sys.stdout.write(svg(report_samples.curve()))"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent), "PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True).stdout
    text = svg(samples.curve())
    assert text == other and "dc:date" not in text
    ElementTree.fromstring(text)


@pytest.mark.parametrize("change, message", [
    ({"curves": []}, "no curves"),
    ({"colour": "red"}, "unknown field 'colour'"),
    ({"curves": [{"x": [1, 2], "y": [1]}]}, "2 values of x, 1 values of y"),
    ({"curves": [{"x": [], "y": []}]}, "at least one"),
    ({"curves": [{"x": [1]}]}, "y missing"),
    ({"curves": [{"x": [1], "y": [math.inf]}]}, "infinite"),
    ({"fills": [{"x": [1], "low": [1]}]}, "high missing"),
    ({"fills": [{"x": [1], "low": [1], "high": [1, 2]}]}, "equally many"),
])
def test_figure_data_that_cannot_be_drawn(change, message):
    with pytest.raises(FigureError, match=message):
        svg(samples.curve() | change)


def test_figure_without_curves_field():
    with pytest.raises(FigureError, match="curves missing"):
        svg({"title": "empty"})


def test_gaps_are_drawn():
    assert "<path" in svg({"curves": [{"x": [0.0, 1.0, 2.0], "y": [0.0, math.nan, 1.0]}]})


def test_caption_names_the_file():
    assert file_name("Figure 2: the gradient") == "figure-2.svg"
    for caption in ("Figure 2", ": nothing", ""):
        with pytest.raises(FigureError, match="label before a colon"):
            file_name(caption)


def test_two_figures_of_one_name_are_refused(tmp_path):
    figures = {"equation 85": (("Figure 6: one", samples.curve), ("Figure 6: two", lambda: samples.curve()))}
    with pytest.raises(FigureError, match="figure-6.svg"):
        render([samples.proved()], tmp_path, figures)
    assert not list(tmp_path.iterdir())
