// Package digest is a plugin with a background job: at regular intervals it emits
// how many users have signed in, and how many attempts have failed.
//
// The job emits inside events.Blocking, so its Emit returns only after all
// listeners are done, asynchronous ones too. When it logs that a digest was
// emitted, the digest has been recorded. A request should not wait that long; a
// job should, since nothing else slows it down under load.
//
// If nothing has happened in a period, there is no digest for it. When the plugin
// is unloaded, it emits the digest of what it has counted until then.
package digest
