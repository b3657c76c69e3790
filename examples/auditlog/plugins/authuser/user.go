package authuser

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
)

// hashRounds makes guessing a password expensive. A real service takes 600,000 or
// more (or argon2); with that many, the tests of this example would take minutes.
const hashRounds = 20_000

// A user is a person who may sign in.
type user struct {
	id        int64
	name      string
	salt, key []byte
}

// A userDirectory holds the users by name.
type userDirectory map[string]user

// unknownUser is checked if the name is unknown, so that the answer takes as long
// as for a wrong password.
var unknownUser = newUser(0, "", rand.Text())

// demoUsers returns the users of the example.
func demoUsers() userDirectory {
	return userDirectory{
		"ada":   newUser(1, "ada", "lovelace"),
		"grace": newUser(2, "grace", "hopper"),
	}
}

func newUser(id int64, name, password string) user {
	salt := []byte(rand.Text())
	return user{id: id, name: name, salt: salt, key: deriveKey(password, salt)}
}

// authenticateUser returns the user, or why the name and password are refused.
func (d userDirectory) authenticateUser(name, password string) (u user, reason string) {
	u, known := d[name]
	if !known {
		u = unknownUser
	}
	same := subtle.ConstantTimeCompare(deriveKey(password, u.salt), u.key) == 1
	switch {
	case !known:
		return user{}, "unknown user"
	case !same:
		return user{}, "wrong password"
	}
	return u, ""
}

// deriveKey turns a password into a key that does not reveal it.
func deriveKey(password string, salt []byte) []byte {
	key, err := pbkdf2.Key(sha256.New, password, salt, hashRounds, sha256.Size)
	if err != nil { // only for lengths that the standard FIPS 140 forbids
		panic("authuser: pbkdf2: " + err.Error())
	}
	return key
}
