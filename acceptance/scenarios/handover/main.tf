# Nothing yet: the bucket is somebody's, made by hand, with a policy written by hand.
