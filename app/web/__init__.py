"""Routes, the WebSocket protocol, downloads, metrics."""
