// Package authuser is a plugin that signs users in and out over HTTP and says so
// on the bus. It knows nobody who listens.
//
//	GET  /        the home page, with the form
//	POST /login   fields username, password, and remember (optional)
//	POST /logout
//
// # What is promised
//
// A login emits user.login, one that fails user.login_failed, a logout
// user.logout; each names the user, none holds a password or a session. What a
// browser is told does not show whether the name or the password was wrong, nor
// does the time it takes.
//
// A session is known by a random token in a cookie that is HttpOnly and
// SameSite=Lax, and which the server keeps only as a hash. A request to log in
// or out that comes from another site is refused with 403 and emits nothing.
//
// There are two users: ada, whose password is lovelace, and grace, whose
// password is hopper.
package authuser
