// What consumers is, its headers say.
