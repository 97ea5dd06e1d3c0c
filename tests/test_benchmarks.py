"""The benchmarks run, their samplers are right, and nothing that failed looks like a number."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import accuracy  # noqa: E402
import measure as m  # noqa: E402
import page as p  # noqa: E402
import peers  # noqa: E402
import sections  # noqa: E402

from verifier.models import PerturbArgmax  # noqa: E402


@pytest.mark.parametrize("kind", ["argmax", "softmax"])
@pytest.mark.parametrize("noise", peers.LAWS)
def test_numpy_samples_the_law_that_the_model_computes(kind, noise):
    theta = np.array([0.25, -0.5, 1.0])
    found = peers.monte_carlo(kind, noise, theta, 200_000)
    assert found.sum() == pytest.approx(1) and np.abs(found - sections.MODELS[kind](noise, 3).probabilities(theta)).max() < 5e-3


def test_samples_that_do_not_fill_a_chunk_are_all_counted(monkeypatch):
    monkeypatch.setattr(peers, "CHUNK", 700)
    assert peers.monte_carlo("argmax", "gumbel", np.zeros(2), 1001) * 1001 == pytest.approx([502, 499], abs=120)


@pytest.mark.parametrize("peer", [peers.normal_cdf, peers.nested_quadrature])
def test_other_integrators_agree_with_the_model(peer):
    theta = np.array([0.25, -0.5, 1.0])
    assert np.abs(peer(theta) - PerturbArgmax("gaussian(0,1)", 3).probabilities(theta)).max() < 1e-4


@pytest.mark.parametrize("kind,noise", [("argmax", "gumbel"), ("softmax", "gumbel")])
def test_absent_peers_are_named_and_present_ones_sample(kind, noise):
    theta = np.array([0.25, -0.5, 1.0])
    for name, sample in peers.samplers(kind, noise).items():
        if sample is None:
            assert peers.versions()[name.split()[0]] == "not installed"
        else:
            assert np.abs(sample(theta, 50_000) - sections.MODELS[kind](noise, 3).probabilities(theta)).max() < 1e-2


def test_a_measurement_is_a_median_of_warm_runs_and_says_what_went_wrong():
    calls = []
    run = m.measure(lambda x: calls.append(x) or time.sleep(0.02 * (len(calls) == 1)) or x, [1, 2, 3])
    assert run.answer == 1 and run.seconds < 0.02 and calls[:4] == [1, 2, 3, 1]
    with pytest.raises(TypeError):
        bool(run)
    slow = m.measure(lambda x: sum(k for k in range(10**9)), [1], limit=0.05)
    assert slow.seconds is None and slow.trouble == "over 0.05 s"
    broken = m.measure(lambda x: 1 / x, [0])
    assert broken.seconds is None and broken.trouble.startswith("ZeroDivisionError")


def test_the_exponent_is_the_slope_of_the_logarithms():
    sizes = [2, 10, 100, 1000]
    assert m.exponent(sizes, [3 * n**1.5 for n in sizes]) == pytest.approx(1.5)
    assert m.exponent(sizes, [1, 1, *(n / 100 for n in sizes[2:])], 100) == pytest.approx(1)
    assert m.exponent(sizes, [1, None, None, None]) is None


@pytest.mark.parametrize("seconds,text", [(None, "–"), (3.14e-6, "3.14 µs"), (0.0021, "2.1 ms"), (90, "90 s"), (7200, "2 h"),
                                          (3e20, "9.5e+12 years")])
def test_times_are_told_in_their_unit(seconds, text):
    assert m.span(seconds) == text


def test_the_page_and_plots_come_out_the_same_every_time():
    plot = p.Plot("x", "title", "d", "seconds", [("a", [1, 10], [0.1, None], "o-"), ("nothing", [1], [None], "o")])
    assert p.svg(plot) == p.svg(plot) and "<dc:date>" not in p.svg(plot)
    section = p.Section("Head", "Text.", [["a", "b"], ["1", "x|y"]], [plot])
    text = p.page([section], {"torch": "not installed"}, True)
    assert "torch not installed" in text and "x\\|y" in text and "(x.svg)" in text and "quick" in text
    with pytest.raises(ValueError):
        p.table([["a", "b"], ["1"]])


def test_without_an_enclosure_no_error_is_claimed(monkeypatch):
    monkeypatch.setattr(sections, "certified", lambda *_: None)
    monkeypatch.setattr(sections, "EQUAL", (("argmax", "gaussian(0,1)"),))
    monkeypatch.setattr(peers, "samplers", lambda *_: {})
    (row,) = sections.equal_error(True).rows[1:]
    assert row[3].startswith("no enclosure")


def test_the_command_writes_a_page_that_names_no_machine(tmp_path):
    command = [sys.executable, str(ROOT / "benchmarks" / "compare.py"), "--quick", "--only", "integrators", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ | {"COLUMNS": "80"})
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "scipy multivariate_normal.cdf" in text and str(ROOT) not in text and os.uname().nodename not in text


def test_the_accuracy_of_a_cell_is_that_of_its_worst_theta():
    found = accuracy.cell("argmax", "gumbel", 3, 4, 20)
    assert found.measured == 4 and not found.missed and found.words().endswith("(4)") and found.absolute < 1e-15
    for answers, missed in (([1 / 2, 1 / 2], False), ([1 / 2 + 5e-15, 1 / 2], True), ([np.nan, 1 / 2], True)):
        cell = accuracy.Cell()
        accuracy.compare(cell, [np.array(answers)], np.array([0.5, 0.5]))
        assert cell.missed == missed and cell.words().startswith("**missed**") == missed
    small = accuracy.Cell()
    accuracy.compare(small, [np.array([1.0, 2e-20])], np.array([1.0, 1e-20]))
    assert small.missed and small.relative == pytest.approx(1)


def test_what_was_not_measured_is_not_called_right():
    assert "not measured" in accuracy.Cell().words()
    slow = accuracy.cell("softmax", "cauchy", 100, 4, 0.05)
    assert slow.words().startswith("not measured") and "stopped at 0.05 s" in slow.words()
    refused = accuracy.cell("softmax", "student_t(1/50)", 2, 1, 20)
    assert refused.measured == 0 and "refused" in refused.words()


def test_mixed_laws_take_turns():
    assert accuracy.noise_for("a; b", 3) == "a; b; a" and accuracy.noise_for("discrete(0,1; 1/2,1/2)", 3) == "discrete(0,1; 1/2,1/2)"


def test_rendering_the_reports_keeps_the_benchmarks():
    """The recipe copies them before it replaces the folder."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nreports:")[1].split("\n\n")[0]
    assert recipe.index("cp -r reports/benchmarks") < recipe.index("rm -rf reports\n")
