// Package admin is a page that shows a bus at work: who listens to what, what
// is declared, what fails, and what happens just now.
package admin
