"""Pictures made by a network that stays as it is: what a unit or a class asks for, and dreams."""
