"""The rater's endpoint: a language model that answers OpenAI's completions. It knows nothing of the rest of Mianshi."""
