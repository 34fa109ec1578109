"""Two reports, as pages and as files: the ward mayors' meeting, and the public yearly "what we heard, did, and what changed"."""
