// What api is, its headers say.
