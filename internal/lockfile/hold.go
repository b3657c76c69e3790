package lockfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// How long Hold waits for another program: noteHoldAfter until it says so, maxHoldWait
// until it gives up. A program holds a lock while it writes the files of a module,
// which takes well under a second; one that holds it longer has been stopped.
const (
	noteHoldAfter = time.Second
	maxHoldWait   = 30 * time.Second
)

// Hold keeps other programs from changing the lock in the folder root until
// release is called: go generate may run in two packages at once, and each must
// see what the other wrote. It waits for the program that holds it, and names that
// program to note after a second. Reading needs no hold, because the file is
// replaced as a whole.
func Hold(ctx context.Context, root string, note func(text string)) (release func(), err error) {
	w := &holdWait{path: filepath.Join(root, FileName), note: note, patience: maxHoldWait}
	if release, err = holdFolder(ctx, root, w); !errors.Is(err, errors.ErrUnsupported) {
		return release, err
	}
	return holdFile(ctx, filepath.Join(root, "."+FileName+".held"), w)
}

// holdFile is the fallback for systems that can't lock a folder. It does not notice
// that the program that held the lock was killed.
func holdFile(ctx context.Context, path string, w *holdWait) (release func(), err error) {
	w.remedy = fmt.Sprintf("if no evgen is running, remove %s", path)
	err = w.until(ctx, func() (held bool, err error) {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			return false, nil
		}
		if err == nil {
			_, err = fmt.Fprintf(file, "%d\n", os.Getpid())
			err = errors.Join(err, file.Close())
		}
		return true, err
	}, func() string { return holderInFile(path) })
	if err != nil {
		return nil, err
	}
	return func() { os.Remove(path) }, nil
}

// holderInFile returns the program that has made the file of a hold.
func holderInFile(path string) string {
	text, _ := os.ReadFile(path)
	var id int
	if _, err := fmt.Sscan(string(text), &id); err != nil {
		return anotherProgram
	}
	return fmt.Sprintf("process %d", id)
}

// anotherProgram stands for a holder that the system does not tell.
const anotherProgram = "another program, probably evgen,"

// A holdWait is one wait for a hold.
type holdWait struct {
	path     string // of the lock
	note     func(text string)
	patience time.Duration
	remedy   string
}

// until calls try until it has the hold. holder names the program that has it.
func (w *holdWait) until(ctx context.Context, try func() (held bool, err error), holder func() string) error {
	start, noted := time.Now(), false
	for pause := time.Millisecond; ; pause = min(2*pause, 20*time.Millisecond) {
		if held, err := try(); held || err != nil {
			return err
		}
		waited := time.Since(start)
		if waited >= w.patience {
			return fmt.Errorf("%s holds %s; %s", holder(), w.path, w.remedy)
		}
		if !noted && waited >= noteHoldAfter {
			noted = true
			w.note(fmt.Sprintf("waiting for %s, which is held by %s", w.path, holder()))
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}
