"""What only a real browser can show: run by `make test-browser`."""
