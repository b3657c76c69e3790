// Package digest is a plugin with a background job: once in a while it tells how
// many users have signed in, and how many have tried in vain.
//
// The job emits inside events.Blocking, so its Emit returns only when the
// asynchronous listeners are done too: what it reports as told has been
// recorded, whoever records. A request should not wait so long; a job should,
// since nothing else tells it to slow down.
//
// A period in which nothing has happened has no digest. When the plugin is
// unloaded, it emits the digest of what it has counted until then.
package digest
