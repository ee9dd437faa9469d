"""The speech endpoint: a container that hears one audio file per request. It knows nothing of the rest of Mianshi."""
