// Package authuser is a plugin that signs users in and out over HTTP and emits an
// event for each. It does not know which listeners these events have.
//
//	GET  /        the home page, with the form
//	POST /login   fields username, password, and remember (optional)
//	POST /logout
//
// # Guarantees
//
// A login emits user.login, a failed one user.login_failed, and a logout
// user.logout. Each event names the user; none contains a password or a session.
// Neither the response to a failed login nor its duration shows whether the name
// or the password was wrong.
//
// A session is identified by a random token in a cookie, which is HttpOnly and
// SameSite=Lax. The server keeps only a hash of the token. A request to log in or
// out that comes from another site is refused with 403 and emits nothing.
//
// There are two users: ada, whose password is lovelace, and grace, whose
// password is hopper.
package authuser
