"""Scoring answers on question sets."""
