"""`wakimizu check`: what the services room could have wrong without anybody noticing."""
