"""The navigator 手続きナビ: a life event and a few answers give the procedures, in order, with places."""
