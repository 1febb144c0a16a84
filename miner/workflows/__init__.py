"""What each command does once the workspace is open."""
