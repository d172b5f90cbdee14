"""Programmable Voice: calls from the simulated phones, run as the office's TwiML says."""
