"""What is claimed and what was found: statements, certificates, evidence, verdicts. Plain data; knows no law, no engine."""
