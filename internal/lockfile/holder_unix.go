//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package lockfile

import "os"

// folderHolder names the program that has locked a folder, which the system does not
// tell without another program.
func folderHolder(*os.File) string { return anotherProgram }
