package authuser

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
)

// rounds makes guessing dear. A real service takes 600,000 or more (or argon2);
// with so many this example's tests would take minutes.
const rounds = 20_000

// A user may sign in.
type user struct {
	id        int64
	name      string
	salt, key []byte
}

// directory holds the users by name.
type directory map[string]user

// nobody is checked where the name is unknown, so that the answer takes as long
// as for a wrong password.
var nobody = newUser(0, "", rand.Text())

// demoUsers returns the users of the example.
func demoUsers() directory {
	return directory{
		"ada":   newUser(1, "ada", "lovelace"),
		"grace": newUser(2, "grace", "hopper"),
	}
}

func newUser(id int64, name, password string) user {
	salt := []byte(rand.Text())
	return user{id: id, name: name, salt: salt, key: derive(password, salt)}
}

// check returns the user, or why there is none for this name and password.
func (d directory) check(name, password string) (u user, reason string) {
	u, known := d[name]
	if !known {
		u = nobody
	}
	same := subtle.ConstantTimeCompare(derive(password, u.salt), u.key) == 1
	switch {
	case !known:
		return user{}, "unknown user"
	case !same:
		return user{}, "wrong password"
	}
	return u, ""
}

// derive turns a password into a key that does not tell it.
func derive(password string, salt []byte) []byte {
	key, err := pbkdf2.Key(sha256.New, password, salt, rounds, sha256.Size)
	if err != nil { // only for lengths that the standard FIPS 140 forbids
		panic("authuser: pbkdf2: " + err.Error())
	}
	return key
}
