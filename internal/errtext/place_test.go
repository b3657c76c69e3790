package errtext_test

import (
	"testing"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

func TestShortPlace(t *testing.T) {
	for _, tt := range []struct{ file, want string }{
		{"/home/ada/app/authuser/routes.go", "authuser/routes.go:12"},
		{"/main.go", "/main.go:12"},
		{"main.go", "main.go:12"},
		{"", ""},
	} {
		if got := errtext.ShortPlace(tt.file, 12); got != tt.want {
			t.Errorf("ShortPlace(%q) = %q, want %q", tt.file, got, tt.want)
		}
	}
}
