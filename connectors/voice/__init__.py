"""Voice: calls to the office's number at Twilio."""
