package bloat

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A Program is what was measured of one program.
type Program struct {
	Types     int
	Bytes     int64 // stripped
	Functions int
	Build     time.Duration
	Compute   time.Duration // the time of all cores that the build took
}

// A Builder builds programs on the library in the folder Root.
type Builder struct {
	Root  string
	Style Style
}

// Fill fills the build cache with what all programs share.
func (b Builder) Fill(ctx context.Context) error {
	dir, err := b.writeModule(1)
	if err == nil {
		_, _, err = timedBuild(ctx, dir)
	}
	_ = os.RemoveAll(dir)
	return err
}

// Measure builds and measures the program with that many payload types.
func (b Builder) Measure(ctx context.Context, types int) (Program, error) {
	p := Program{Types: types}
	dir, err := b.writeModule(types)
	defer os.RemoveAll(dir)
	if err != nil {
		return p, err
	}
	if p.Build, p.Compute, err = timedBuild(ctx, dir); err != nil {
		return p, err
	}
	if p.Functions, err = countFunctions(ctx, dir); err != nil {
		return p, err
	}
	p.Bytes, err = strippedSize(ctx, dir)
	return p, err
}

// writeModule makes a module of the program. The name of its folder, which is new, is
// in the module's path, so that the build cache holds nothing of it.
func (b Builder) writeModule(types int) (dir string, err error) {
	root, err := filepath.Abs(b.Root)
	if err != nil {
		return "", err
	}
	if dir, err = os.MkdirTemp("", "bloat"); err != nil {
		return "", err
	}
	payloads := filepath.Join(dir, "payloads")
	if err := os.Mkdir(payloads, 0o755); err != nil {
		return dir, err
	}
	mod := "module example.com/" + filepath.Base(dir) + "\n\ngo 1.26.0\n"
	if b.Style == WithBus {
		mod += "\nrequire github.com/fastpluggy/eventbus v0.0.0\n\nreplace github.com/fastpluggy/eventbus => " + root + "\n"
	}
	return dir, errors.Join(
		os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644),
		os.WriteFile(filepath.Join(dir, "main.go"), fmt.Appendf(nil, main, filepath.Base(dir)), 0o644),
		os.WriteFile(filepath.Join(payloads, "payloads.go"), []byte(Source(b.Style, types)), 0o644))
}

// timedBuild builds the program for the first time. The time of the cores is about
// the same on a busy machine.
func timedBuild(ctx context.Context, dir string) (took, compute time.Duration, err error) {
	cmd := goCommand(ctx, dir, "build", "-o", "whole", ".")
	began := time.Now()
	if _, err := output(cmd); err != nil {
		return 0, 0, err
	}
	return time.Since(began), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// strippedSize builds the program without its symbols, and returns its size. All but
// the linker's work is in the cache.
func strippedSize(ctx context.Context, dir string) (int64, error) {
	if _, err := output(goCommand(ctx, dir, "build", "-ldflags=-s", "-o", "stripped", ".")); err != nil {
		return 0, err
	}
	info, err := os.Stat(filepath.Join(dir, "stripped"))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// countFunctions counts the symbols of code.
func countFunctions(ctx context.Context, dir string) (n int, err error) {
	out, err := output(goCommand(ctx, dir, "tool", "nm", "whole"))
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); len(f) >= 3 && strings.EqualFold(f[1], "t") {
			n++
		}
	}
	return n, err
}

// goCommand prepares the go command in dir, without the settings of the caller.
func goCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "PWD=")
	return cmd
}

// output runs the command; its error holds what was written to stderr.
func output(cmd *exec.Cmd) (string, error) {
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, &stderr)
	}
	return string(out), nil
}
