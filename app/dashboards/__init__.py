"""What the public sees of a published edition: overview, points, indicators, countries."""
