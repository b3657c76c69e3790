// Package eventname says which names events and fields may have, which name was
// probably meant by one that is not known, and what a name is called in Go.
//
// [NameFault] and [FieldFault] take time independent of how long a hostile name
// is. The bus, the typed topics, evgen and evvet all ask here, so a name that one
// of them accepts is never refused by another.
//
// All functions may be called from many goroutines at once.
package eventname
