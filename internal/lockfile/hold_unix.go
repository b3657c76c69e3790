//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package lockfile

import (
	"errors"
	"os"
	"syscall"
)

// holdFolder locks the folder itself, so that no file is left behind. The system
// releases the lock if the program is killed.
func holdFolder(root string) (release func(), err error) {
	folder, err := os.Open(root)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(folder.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		folder.Close()
		return nil, errors.ErrUnsupported // some network file systems lock files only
	}
	return func() { folder.Close() }, nil
}
