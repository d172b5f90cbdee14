"""What WhatsApp and SMS share, since both go through Twilio."""
