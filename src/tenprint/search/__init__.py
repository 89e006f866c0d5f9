"""4. One to many: galleries on disk and the search cascade over them."""
