//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package lockfile

import "errors"

func holdFolder(string) (release func(), err error) { return nil, errors.ErrUnsupported }
