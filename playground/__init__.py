"""The product: Django project, pages and the one door to a cluster. May import the machine."""
