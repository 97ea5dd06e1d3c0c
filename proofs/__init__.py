"""The first book: the representation properties of the Perturb-Softmax and the Perturb-Argmax probability distributions."""

from pathlib import Path

from verifier.claims.book import Book

BOOK = Book(
    name="perturb",
    root=Path(__file__).parent,
    modules=(
        "proofs.softmax_rows", "proofs.perturb_softmax_rows", "proofs.completeness", "proofs.rademacher", "proofs.uniform", "proofs.smooth_laws",
        "proofs.digits", "proofs.onto", "proofs.temperature", "proofs.existence", "proofs.concentration", "proofs.limit_steps", "proofs.potential",
        "proofs.closure", "proofs.tables", "proofs.foundations",
        "proofs.softmax_steps", "proofs.conclusions", "proofs.perturb_max_rows", "proofs.densities", "proofs.sharp_rows", "proofs.running_text_rows",
        "proofs.text_claims",
    ),
)
