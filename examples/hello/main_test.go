package main

import (
	"os"
	"os/exec"
	"testing"
)

// TestMain makes this test's binary the program itself where it is asked to be.
func TestMain(m *testing.M) {
	if os.Getenv("BE_HELLO") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestHello(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "BE_HELLO=1")
	out, err := cmd.CombinedOutput()
	want := "untyped: hello, Ada\ntyped:   hello, Ada\nuntyped: hello, Grace\ntyped:   hello, Grace\n"
	if err != nil || string(out) != want {
		t.Errorf("hello printed %q, %v; want %q", out, err, want)
	}
}
