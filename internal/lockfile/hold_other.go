//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package lockfile

import (
	"context"
	"errors"
)

func holdFolder(context.Context, string, *holdWait) (release func(), err error) {
	return nil, errors.ErrUnsupported
}
