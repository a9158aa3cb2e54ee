"""What layers say, and to what: neighbours in their space, filters and maps as pictures, patches they
answer."""
