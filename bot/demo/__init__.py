"""The demo: a made-up utility with its accounts, bills, outages and agents (docs/demo.md)."""
