package lockfile

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// folderHolder names the program that has locked a folder. Linux lists all locks in
// /proc/locks, as in "1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF".
func folderHolder(folder *os.File) string {
	info, err := folder.Stat()
	if err != nil {
		return anotherProgram
	}
	stat, _ := info.Sys().(*syscall.Stat_t)
	list, _ := os.ReadFile("/proc/locks")
	for line := range strings.Lines(string(list)) {
		f := strings.Fields(line)
		if stat != nil && len(f) >= 6 && f[1] == "FLOCK" && f[4] != "0" && strings.HasSuffix(f[5], fmt.Sprintf(":%d", stat.Ino)) {
			name, _ := os.ReadFile("/proc/" + f[4] + "/comm")
			return strings.TrimSpace(fmt.Sprintf("process %s %s", f[4], strings.TrimSpace(string(name))))
		}
	}
	return anotherProgram
}
