// Nothing is built by this file. It ends the analyzer's search for a lock,
// which would find the one of this repository.
module testdata
