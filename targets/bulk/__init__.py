"""Fills an empty database with an invented commune, by COPY or bulk inserts and set-based SQL: for measurements
and for trying the portal at full size. The portal's own pages never use it."""
