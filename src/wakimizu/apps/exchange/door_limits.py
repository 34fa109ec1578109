"""How often machines may call, in one minute."""

BY_KEY = 600
WITHOUT_KEY = 60
