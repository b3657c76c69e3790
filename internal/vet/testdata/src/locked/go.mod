// This stands for the root of a module with a lock.
module locked
