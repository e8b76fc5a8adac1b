"""Holds a claim against what statistics say: production, refining and reserves, and trade."""
