package main

import (
	"os"
	"os/exec"
	"testing"
)

// TestMain makes this test's binary the program itself if it is asked to be.
func TestMain(m *testing.M) {
	if os.Getenv("BE_ORDERS") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestOrders(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "BE_ORDERS=1")
	out, err := cmd.CombinedOutput()
	if want := "left: 8 tea, 2 cups\n"; err != nil || string(out) != want {
		t.Errorf("orders printed %q, %v; want %q", out, err, want)
	}
}
