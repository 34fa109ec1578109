"""What people see of the services room."""
