class Bars:
    """Prints one line a bar, `name value limit ok|short`, and remembers whether all were reached."""

    def __init__(self, write):
        self.write = write
        self.all_reached = True

    def at_most(self, name, value, limit):
        self._print(name, value, limit, value <= limit)

    def at_least(self, name, value, limit):
        self._print(name, value, limit, value >= limit)

    def exactly(self, name, value, right):
        self._print(name, value, right, value == right)

    def _print(self, name, value, limit, reached):
        self.all_reached &= reached
        self.write(f"{name} {value:.3g} {limit:g} {'ok' if reached else 'short'}")
