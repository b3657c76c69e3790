// Package change holds the changes of files that a command of evgen has planned,
// and makes them.
//
// A [File] has the content of one file now and the content that it is to have.
// [Apply] first writes every new content to a temporary file beside its target,
// so that a full disk or a missing permission is found before any file has
// changed; then it renames them. The package takes no locks, and writes through
// no link: a rename would replace the link.
package change
