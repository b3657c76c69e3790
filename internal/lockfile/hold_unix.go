//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package lockfile

import (
	"context"
	"errors"
	"os"
	"syscall"
)

// holdFolder locks the folder itself, so that no file is left behind. The system
// releases the lock if the program is killed.
func holdFolder(ctx context.Context, root string, w *holdWait) (release func(), err error) {
	folder, err := os.Open(root)
	if err != nil {
		return nil, err
	}
	w.remedy = "end that program, then run evgen again"
	err = w.until(ctx, func() (held bool, err error) {
		switch err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK), errors.Is(err, syscall.EINTR):
			return false, nil
		}
		return false, errors.ErrUnsupported // some network file systems lock files only
	}, func() string { return folderHolder(folder) })
	if err != nil {
		folder.Close()
		return nil, err
	}
	return func() { folder.Close() }, nil
}
