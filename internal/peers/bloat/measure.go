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
}

// A Builder builds programs on the library in the folder Root.
type Builder struct {
	Root  string
	Style Style
}

// Fill fills the build cache with what all programs share.
func (b Builder) Fill(ctx context.Context) error {
	dir, err := b.write(1)
	if err == nil {
		_, err = command(ctx, dir, "build", "-o", "whole", ".")
	}
	_ = os.RemoveAll(dir)
	return err
}

// Measure builds and measures the program with that many payload types.
func (b Builder) Measure(ctx context.Context, types int) (Program, error) {
	p := Program{Types: types}
	dir, err := b.write(types)
	defer os.RemoveAll(dir)
	if err != nil {
		return p, err
	}
	began := time.Now()
	if _, err := command(ctx, dir, "build", "-o", "whole", "."); err != nil {
		return p, err
	}
	p.Build = time.Since(began)
	if p.Functions, err = functions(ctx, dir); err != nil {
		return p, err
	}
	p.Bytes, err = stripped(ctx, dir)
	return p, err
}

// write makes a module of the program. The name of its folder, which is new, is
// in the module's path, so that the build cache holds nothing of it.
func (b Builder) write(types int) (dir string, err error) {
	root, err := filepath.Abs(b.Root)
	if err != nil {
		return "", err
	}
	if dir, err = os.MkdirTemp("", "bloat"); err != nil {
		return "", err
	}
	mod := "module example.com/" + filepath.Base(dir) + "\n\ngo 1.26.0\n"
	if b.Style == WithBus {
		mod += "\nrequire github.com/fastpluggy/eventbus v0.0.0\n\nreplace github.com/fastpluggy/eventbus => " + root + "\n"
	}
	return dir, errors.Join(
		os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644),
		os.WriteFile(filepath.Join(dir, "main.go"), []byte(Source(b.Style, types)), 0o644))
}

// stripped builds the program without its symbols: all but the linker's work
// is in the cache.
func stripped(ctx context.Context, dir string) (int64, error) {
	if _, err := command(ctx, dir, "build", "-ldflags=-s -w", "-o", "stripped", "."); err != nil {
		return 0, err
	}
	info, err := os.Stat(filepath.Join(dir, "stripped"))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// functions counts the symbols of code.
func functions(ctx context.Context, dir string) (n int, err error) {
	out, err := command(ctx, dir, "tool", "nm", "whole")
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); len(f) >= 3 && strings.EqualFold(f[1], "t") {
			n++
		}
	}
	return n, err
}

// command runs go in dir with no settings of the caller's own.
func command(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "PWD=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out), nil
}
