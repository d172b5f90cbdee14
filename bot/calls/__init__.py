"""Telephone calls: what was said at each step, calls to be returned, and the answer by text message."""
