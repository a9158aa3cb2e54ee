"""Pictures of networks: the house style of the book's figures; methods of explanation follow chapter by chapter."""
