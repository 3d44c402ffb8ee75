# Nothing yet: the buckets are somebody's, made by hand.
