"""What people and programs reach Quoth through: parts of the page, HTTP API, MCP. Uses the public names of qa and index."""
