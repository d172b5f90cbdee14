"""Simulated phones beside stand-ins for the Telegram Bot API and the Twilio REST API, for the demo and the tests."""
