//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package lock

import "errors"

func holdFolder(string) (release func(), err error) { return nil, errors.ErrUnsupported }
