"""Hostile inputs as data, and the process that tries them."""
