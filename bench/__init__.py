"""What `make bench` measures: every page and the saving of a visit, over HTTP, at full size. Never installed in
the portal itself; bench/settings.py adds it."""
