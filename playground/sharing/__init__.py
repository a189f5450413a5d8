"""What leaves a cluster's own page: exports, share links, frames in other sites' pages."""
