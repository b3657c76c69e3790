package generate

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/evgen/diff"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// printReport prints what -check has found and returns the exit code.
func printReport(w io.Writer, files []*change.File) int {
	if len(files) == 0 {
		return command.ExitOK
	}
	for _, f := range files {
		printFile(w, f)
	}
	fmt.Fprintf(w, "evgen: %s not up to date; run: %s\n", command.Count(len(files), "file"), updateCommand(files))
	return command.ExitStale
}

func printFile(w io.Writer, f *change.File) {
	switch {
	case f.Old == nil:
		fmt.Fprintf(w, "%s is missing\n", f.Name)
	case f.New == nil:
		fmt.Fprintf(w, "%s is orphaned: its %s no longer declares events\n", f.Name, ownerOf(f))
	default:
		fmt.Fprintf(w, "%s is stale\n", f.Name)
		fmt.Fprint(w, diff.Unified(f.Name, string(change.PlainText(f.Old)), string(f.New)))
	}
}

// ownerOf returns what the file belongs to: a lock belongs to a module.
func ownerOf(f *change.File) string {
	if isLock(f) {
		return "module"
	}
	return "package"
}

// updateCommand returns the command that brings all files up to date. go generate
// runs evgen package by package, which cannot remove the lines of packages that
// are gone from a lock.
func updateCommand(files []*change.File) string {
	if slices.ContainsFunc(files, isLock) {
		return "go tool evgen ./..."
	}
	return "go generate ./..."
}

func isLock(f *change.File) bool { return filepath.Base(f.Path) == lockfile.FileName }
