package lockfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// maxHoldWait is how long Hold waits for another program. Nobody holds a lock for
// longer than it takes to write the files of a module.
const maxHoldWait = 10 * time.Second

// Hold keeps other programs from changing the lock in the folder root until
// release is called: go generate may run in two packages at once, and each must
// see what the other wrote. It waits for whoever holds it. Reading needs no hold,
// for the file is replaced as a whole.
func Hold(root string) (release func(), err error) {
	if release, err = holdFolder(root); !errors.Is(err, errors.ErrUnsupported) {
		return release, err
	}
	return holdFile(filepath.Join(root, "."+FileName+".held"), maxHoldWait)
}

// holdFile is for systems that can't lock a folder. Unlike those, it does not
// notice that a holder was killed.
func holdFile(path string, patience time.Duration) (release func(), err error) {
	for wait := time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			file.Close()
			return func() { os.Remove(path) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		if patience -= wait; patience <= 0 {
			return nil, fmt.Errorf("%s: another evgen has it; if none runs, remove the file", path)
		}
		time.Sleep(wait)
	}
}
