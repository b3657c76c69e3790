package typehint_test

import (
	"regexp"
	"testing"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// Generated files hold these digits: to change them makes all of them stale.
func TestFingerprintIsForEver(t *testing.T) {
	got := typehint.Fingerprint("user.login", map[string]string{"user_id": "int64", "username": "string", "nick": "*string"})
	if want := "c847db0e1bd190a8"; got != want {
		t.Errorf("Fingerprint = %q, want %q", got, want)
	}
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(got) {
		t.Errorf("Fingerprint = %q, want 16 hexadecimal digits", got)
	}
}

func TestFingerprintIgnoresSpelling(t *testing.T) {
	one := typehint.Fingerprint("a", map[string]string{"x": "str", "y": "dict", "z": "[]uint8"})
	two := typehint.Fingerprint("a", map[string]string{"z": "bytes", "y": "map[string]any", "x": "string"})
	if one != two {
		t.Errorf("%s and %s, want one fingerprint", one, two)
	}
}

func TestFingerprintSeesEveryChange(t *testing.T) {
	seen := map[string]string{}
	for what, of := range map[string]func() string{
		"plain":       func() string { return typehint.Fingerprint("a", map[string]string{"x": "int"}) },
		"name":        func() string { return typehint.Fingerprint("b", map[string]string{"x": "int"}) },
		"field":       func() string { return typehint.Fingerprint("a", map[string]string{"y": "int"}) },
		"type":        func() string { return typehint.Fingerprint("a", map[string]string{"x": "int64"}) },
		"optional":    func() string { return typehint.Fingerprint("a", map[string]string{"x": "*int"}) },
		"two fields":  func() string { return typehint.Fingerprint("a", map[string]string{"x": "int", "y": "int"}) },
		"no field":    func() string { return typehint.Fingerprint("a", nil) },
		"bare":        func() string { return typehint.Fingerprint("a", map[string]string{"x": "User"}) },
		"qualified":   func() string { return typehint.Fingerprint("a", map[string]string{"x": "example.com/app.User"}) },
		"bad hint":    func() string { return typehint.Fingerprint("a", map[string]string{"x": "chan int"}) },
		"field trick": func() string { return typehint.Fingerprint("a", map[string]string{"x\" \"int\"\n\"y": "int"}) },
		"name trick":  func() string { return typehint.Fingerprint("a\"\n\"x\" \"int", nil) },
	} {
		if other, ok := seen[of()]; ok {
			t.Errorf("%s and %s have one fingerprint", what, other)
		}
		seen[of()] = what
	}
}
