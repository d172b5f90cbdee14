"""What is known of each channel's provider: a module a channel, named like the channel's folder."""
