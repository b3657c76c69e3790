//go:build unix

package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"testing"
)

// The whole application, started and stopped inside this process, leaves no
// goroutine behind, neither of the bus nor of its own: TestMain checks.
func TestRunLeavesNoGoroutine(t *testing.T) {
	ctx, end := context.WithTimeout(t.Context(), soon)
	defer end()
	stderr, w := io.Pipe()
	code := make(chan int, 1)
	args := []string{"-addr", "127.0.0.1:0", "-db", newDB(t)}
	go func() {
		code <- run(ctx, args, io.Discard, w)
		w.Close()
	}()
	answered := false
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			go func() {
				defer end()
				client := &http.Client{Transport: &http.Transport{}, Timeout: soon}
				defer client.CloseIdleConnections()
				res, err := client.PostForm(m[1]+"/login", credentials("ada", "lovelace"))
				if err != nil {
					t.Error(err)
					return
				}
				res.Body.Close()
				answered = true
			}()
		}
	}
	if got := <-code; got != 0 || !answered {
		t.Errorf("exit code %d, answered: %v", got, answered)
	}
}
