"""Parts of build_kokkola.py: from a readable description and tables of facts to the layers of Kokkola."""
