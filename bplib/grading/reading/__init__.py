"""Reading a submission: where it is (`intake`, `collect`), what it says (`submission`), what of it
must run (`needed`). Imports nothing of `isolation`, `judging` or `gradebook`."""
