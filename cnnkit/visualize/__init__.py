"""Pictures of networks: the house style of the figures; methods of explanation follow chapter by chapter."""
