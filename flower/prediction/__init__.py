"""Predict from SMILES: a loaded model, how it is asked, and what it answers."""
