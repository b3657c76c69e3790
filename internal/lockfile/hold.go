package lockfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// maxHoldWait is how long Hold waits for another program. A program holds a lock while
// it writes the files of a module, which takes well under a second.
const maxHoldWait = 10 * time.Second

// Hold keeps other programs from changing the lock in the folder root until
// release is called: go generate may run in two packages at once, and each must
// see what the other wrote. It waits for the program that holds it. Reading needs no
// hold, because the file is replaced as a whole.
func Hold(root string) (release func(), err error) {
	if release, err = holdFolder(root); !errors.Is(err, errors.ErrUnsupported) {
		return release, err
	}
	return holdFile(filepath.Join(root, "."+FileName+".held"), maxHoldWait)
}

// holdFile is the fallback for systems that can't lock a folder. It does not notice
// that the program that held the lock was killed.
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
			return nil, fmt.Errorf("%s: another evgen holds this lock; if none is running, remove the file", path)
		}
		time.Sleep(wait)
	}
}
