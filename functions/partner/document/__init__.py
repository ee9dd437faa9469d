"""What the API says about itself: the routes that need no key, and its OpenAPI document."""
