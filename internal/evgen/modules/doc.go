// Package modules sorts the packages that one run of evgen has read by the module
// that they belong to, and says which lines of a module's events.lock.json the
// run replaces. It reads lock files and directories, and writes nothing.
package modules
